"""A stand-in for Rasa that implements its port in this process: the project's own rules and actions, no learning.

What a text means is given by the test (`means`); a payload ("/affirm") means what it says. The rules are read from
data/rules, the actions run through the SDK's executor, the words come from the book. The real Rasa is exercised by
`rasa test`, `make story` and the browser.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from actions import door
from bot.service.ports import RasaUnavailable
from bot.words.book import book

ROOT = Path(__file__).resolve().parent.parent
FORM = ("income", "benefits", "household", "housing", "essentials", "other_debts", "enough_left")
Rule = tuple[dict[str, Any], str | None, bool]  # conditions on slots, action, in the form


@cache
def rules() -> dict[str, list[Rule]]:
    """What each intent leads to, the rule with conditions first."""
    found: dict[str, list[Rule]] = {}
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["rules"]:
            steps, slots, in_form = rule["steps"], {}, False
            for condition in rule.get("condition", []):
                for one in condition.get("slot_was_set", []):
                    slots |= one
                in_form |= condition.get("active_loop") == "budget_form"
            if "intent" in steps[0]:
                found.setdefault(steps[0]["intent"], []).append((slots, steps[1]["action"], in_form))
    return {intent: sorted(ways, key=lambda way: (not way[0], not way[2])) for intent, ways in found.items()}


@dataclass
class Dialogue:
    """One tracker."""

    slots: dict[str, Any] = field(default_factory=lambda: {"language": "fr", "question": None, "step": None})
    loop: str | None = None
    requested: str | None = None


class StandIn:
    """Rasa's port. `heard` is what it was told; `down` makes it unavailable; `gate` keeps a turn waiting; `dies`: it
    dies once its actions have run, so many times; `after` keeps it waiting there (`acted` tells of it).
    """

    def __init__(self, means: Mapping[str, str] | None = None) -> None:
        self.means = dict(means or {})
        self.also: dict[str, list[dict[str, Any]]] = {}  # what else a text says, by the text
        self.faint: dict[str, str] = {}  # what a text means in which there is a faint sign of distress, by the text
        self.doubtful: set[str] = set()  # those in which the sign is no more than that they can't be placed
        self.heard: list[tuple[str, str]] = []
        self.parsed: list[str] = []
        self.down = False
        self.dies = 0
        self.gate: asyncio.Event | None = None
        self.after: asyncio.Event | None = None
        self.asked, self.acted = asyncio.Event(), asyncio.Event()
        self.at_once = 0
        self.most_at_once = 0
        self.dialogues: dict[str, Dialogue] = {}

    async def seed(
        self, *, sender: str, slots: Mapping[str, Any], fresh: bool = True, form_asks: str | None = None
    ) -> None:
        if self.down:
            raise RasaUnavailable("down")
        if fresh or sender not in self.dialogues:
            self.dialogues[sender] = Dialogue(loop="budget_form" if form_asks else None, requested=form_asks)
        self.dialogues[sender].slots |= slots

    async def parse(self, text: str) -> dict[str, Any]:
        if self.down:
            raise RasaUnavailable("down")
        self.parsed.append(text)
        intent, danger = self._meaning(text, calm="")
        return {"intent": {"name": intent, "confidence": 1.0}, "danger": danger}

    def _meaning(self, text: str, *, calm: str) -> tuple[str, dict[str, Any]]:
        if text in self.faint and not calm:
            sign = "doubtful" if text in self.doubtful else "faint"
            return "possible_distress", {"score": 0.2, "overridden": True, "sign": sign}
        intent = self.faint.get(text) or self.means.get(text, "nlu_fallback")
        sign = "strong" if intent in ("distress", "possible_distress") else ""
        return intent, {"score": 0.0, "overridden": False, "sign": sign}

    async def turn(self, *, sender: str, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.heard.append((sender, text))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self.asked.set()
            self.acted.clear()
            if self.gate is not None:
                await self.gate.wait()
            if self.down:
                raise RasaUnavailable("down")
            replies = await self._understand(self.dialogues.setdefault(sender, Dialogue()), sender, text, metadata)
            self.acted.set()
            if self.after is not None:
                await self.after.wait()
            if self.dies:
                self.dies -= 1
                self.dialogues.clear()
                raise RasaUnavailable("died")
            return replies
        finally:
            self.at_once -= 1

    async def _understand(
        self, tracker: Dialogue, sender: str, text: str, metadata: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        intent, danger = text[1:], dict[str, Any]()
        if not text.startswith("/"):
            intent, danger = self._meaning(text, calm=str(metadata.get("calm") or ""))
        replies: list[dict[str, Any]] = []
        latest = {"text": text, "intent": {"name": intent}, "also": self.also.get(text, []), "danger": danger}
        if tracker.loop and await self._form(tracker, sender, latest, replies):
            return replies
        in_form = tracker.loop is not None
        for slots, action, needs_form in rules().get(intent, [({}, "action_not_understood", False)]):
            if all(tracker.slots.get(k) == v for k, v in slots.items()) and (in_form or not needs_form):
                await self._do(tracker, sender, latest, str(action), replies)
                break
        if in_form and tracker.loop:  # as Rasa: the first slot that is empty, whatever was asked before
            tracker.requested = next((name for name in FORM if tracker.slots.get(name) is None), None)
            await self._go_on(tracker, sender, latest, replies)
        return replies

    async def _form(
        self, tracker: Dialogue, sender: str, latest: dict[str, Any], replies: list[dict[str, Any]]
    ) -> bool:
        """One turn of the questions; False when the answer was none, and the rules speak."""
        answered = await self._run(tracker, sender, latest, "validate_budget_form", replies)
        if not answered and tracker.requested is not None:
            return False
        await self._go_on(tracker, sender, latest, replies)
        return True

    async def _go_on(
        self, tracker: Dialogue, sender: str, latest: dict[str, Any], replies: list[dict[str, Any]]
    ) -> None:
        if tracker.requested is None:
            tracker.loop = None
            await self._do(tracker, sender, latest, "action_weigh", replies)
        else:
            self._say(tracker, f"utter_ask_{tracker.requested}", replies)

    async def _do(
        self, tracker: Dialogue, sender: str, latest: dict[str, Any], action: str, replies: list[dict[str, Any]]
    ) -> None:
        if action.startswith("utter_"):
            self._say(tracker, action, replies)
            return
        await self._run(tracker, sender, latest, action, replies)
        if tracker.slots.get("step") == "budget":
            tracker.loop, tracker.requested = "budget_form", None
            await self._form(tracker, sender, latest, replies)

    async def _run(
        self, tracker: Dialogue, sender: str, latest: dict[str, Any], action: str, replies: list[dict[str, Any]]
    ) -> bool:
        call = call_of(
            action, sender, latest["text"], latest["intent"]["name"],
            slots={**tracker.slots, "requested_slot": tracker.requested}, loop=tracker.loop, also=latest["also"],
            danger=latest["danger"],
        )
        result = (await door.executor().run(call)).model_dump()  # type: ignore[union-attr]
        for event in result["events"]:
            if event["event"] == "slot" and event["name"] == "requested_slot":
                tracker.requested = event["value"]
            elif event["event"] == "slot":
                tracker.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                tracker.loop = event["name"]
        for response in result["responses"]:
            values = {k: v for k, v in response.items() if isinstance(v, str)}
            # words that the domain does not hold come with their text, and their id beside it
            self._say(tracker, response["response"] or response["utter_action"], replies, values, response)
        return bool(result["events"])

    def _say(
        self, tracker: Dialogue, text_id: str, replies: list[dict[str, Any]],
        values: Mapping[str, str] | None = None, response: Mapping[str, Any] | None = None,
    ) -> None:
        given = response or {}
        buttons = list(given.get("buttons") or [])
        if not buttons and text_id.removeprefix("utter_ask_") in FORM:
            buttons = [{"title": book().text("choice_skip", tracker.slots["language"]), "payload": "/skip"}]
        replies.append(
            {
                "text": given.get("text") or book().text(text_id, tracker.slots["language"], values),
                "utter_action": text_id,
                "buttons": buttons, "card": (given.get("custom") or {}).get("card"),
            }
        )


def call_of(
    action: str, sender: str, text: str = "", intent: str | None = None, *,
    slots: Mapping[str, Any] | None = None, loop: str | None = None, events: list[dict[str, Any]] | None = None,
    also: list[dict[str, Any]] | None = None, danger: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A call of a custom action, as Rasa makes it (without the domain), as plain JSON."""
    heard = {"name": intent, "confidence": 1.0}
    call = {
        "next_action": action, "sender_id": sender, "version": "3.6.21", "domain_digest": "ours",
        "tracker": {
            "sender_id": sender, "slots": dict(slots or {}), "paused": False, "followup_action": None,
            "latest_message": {
                "text": text, "intent": heard, "intent_ranking": [heard], "entities": [], "also": also or [],
                "danger": dict(danger or {}),
            },
            "events": events or [], "active_loop": {"name": loop} if loop else {}, "latest_action_name": None,
        },
    }
    return json.loads(json.dumps(call))  # type: ignore[no-any-return]
