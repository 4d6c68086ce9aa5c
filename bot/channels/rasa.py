"""The client to Rasa: on loopback, bounded in time, and honest when there is no answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.service.ports import RasaUnavailable

DOOR = "/webhooks/repit/webhook"
FAILED = "utter_trouble"
"""What is said in the place of an action that failed (`actions/door.py`)."""
FORM, ASKED = "budget_form", "requested_slot"


class RasaClient:
    """Rasa's HTTP door. Every failure is RasaUnavailable: the caller tells the debtor and queues a person."""

    def __init__(self, http: aiohttp.ClientSession, base_url: str, timeout_seconds: float) -> None:
        self._http = http
        self._base = base_url
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, connect=2)

    async def _post(self, path: str, body: Any) -> Any:
        try:
            async with self._http.post(self._base + path, json=body, timeout=self._timeout) as answer:
                if answer.status != 200:
                    raise RasaUnavailable(f"status {answer.status}")
                return await answer.json()
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            raise RasaUnavailable(type(error).__name__) from error

    async def turn(self, *, sender: str, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        """One turn of the dialogue: its replies in order. No reply at all counts as a failure (R10)."""
        replies = await self._post(DOOR, {"sender": sender, "message": text, "metadata": dict(metadata)})
        if not isinstance(replies, list) or not replies:
            raise RasaUnavailable("no reply")
        if any(isinstance(one, dict) and one.get("utter_action") == FAILED for one in replies):
            raise RasaUnavailable("an action failed")  # Rasa goes on without it: what it says then may be wrong
        return replies

    async def parse(self, text: str) -> dict[str, Any]:
        """Intent and confidences of one text."""
        parsed = await self._post("/model/parse", {"text": text})
        if not isinstance(parsed, dict):
            raise RasaUnavailable("not an object")
        return parsed

    async def seed(
        self, *, sender: str, slots: Mapping[str, Any], fresh: bool = True, form_asks: str | None = None
    ) -> None:
        """Begin a conversation with these slots, in the budget's form where that `form_asks` for one; not `fresh`:
        set the slots in one that runs.

        A fresh list begins with a session of its own: events posted to a conversation that Rasa has not seen are
        lost otherwise. In one that runs, a session would wipe the form and the question that is open (R12).
        """
        told: list[dict[str, Any]] = [{"event": "slot", "name": name, "value": value} for name, value in slots.items()]
        begun = [{"event": "action", "name": "action_session_start"}, {"event": "session_started"}]
        if fresh and form_asks is not None:
            told += [{"event": "active_loop", "name": FORM}, {"event": "slot", "name": ASKED, "value": form_asks}]
        events = [*begun, *told, {"event": "action", "name": "action_listen"}] if fresh else told
        await self._post(f"/conversations/{sender}/tracker/events", events)

    async def alive(self) -> bool:
        """Whether Rasa serves a model."""
        try:
            async with self._http.get(self._base + "/status", timeout=aiohttp.ClientTimeout(total=2)) as answer:
                return answer.status == 200
        except (TimeoutError, aiohttp.ClientError):
            return False
