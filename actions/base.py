"""The shape of an action here: a name, one use case, and whether it ends the questions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions import wiring
from bot.service.care import gentle
from bot.service.errand import open_errands
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


@dataclass(frozen=True, kw_only=True)
class Heard:
    """The debtor's words, the intent that Rasa heard in them, and whether the budget questions are open."""

    text: str
    intent: str
    in_form: bool
    ranking: tuple[str, ...] = ()  # intents, the likeliest first
    certain: bool = False  # tapped, or read by the server: no guess of the model's
    confidence: float = 0.0
    sign: str = ""  # how plain a sign of distress is (bot/nlu/model.py)
    likely: tuple[str, ...] = ()  # what it may mean if it is not distress: likelier than all the others together


class Topic(Action, ABC):
    """An action that runs one use case of its topic."""

    called: ClassVar[str]
    gated: ClassVar[bool] = True
    proven: ClassVar[bool] = False
    ends_form: ClassVar[bool] = False

    def name(self) -> str:
        """Its name in the domain."""
        return self.called

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Find the conversation, run the use case, say its answer."""
        del domain
        intent = str(tracker.get_intent_of_latest_message() or "")
        latest = tracker.latest_message or {}
        ranked = latest.get("intent_ranking") or []
        ranking = tuple(str(one.get("name")) for one in ranked)
        # the SDK's get_intent passes over a fallback: what it was heard as, stands in the message
        best = latest.get("intent") or {}
        heard_as = str(best.get("name") or intent)
        also = [(str(one["name"]), str(one["text"])) for one in latest.get("also") or []]
        certain = str(latest.get("text") or "").startswith("/")
        confidence = float(best.get("confidence") or 0)
        sign = gentle.sign_of(latest)
        in_form = bool((tracker.active_loop or {}).get("name"))

        async def use_case(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer:
            open_errands.note(conversation, heard_as, also)
            heard = Heard(
                text=text, intent=intent, in_form=in_form, ranking=ranking, likely=_likely(ranked), certain=certain,
                confidence=confidence, sign=sign,
            )
            return await self.use(uow, conversation, heard)

        return await wiring.act(
            dispatcher, tracker, use_case, gated=self.gated, proven=self.proven, ends_form=self.ends_form
        )

    @abstractmethod
    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """The use case."""


def _likely(ranked: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The one meaning beside distress that outweighs all others, if there is one."""
    others = [one for one in ranked if one.get("name") not in ("distress", "possible_distress")]
    total = sum(float(one.get("confidence") or 0) for one in others)
    return tuple(str(one["name"]) for one in others[:1] if float(one.get("confidence") or 0) > total / 2)
