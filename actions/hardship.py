"""What has happened: heard, met, and helped on."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.service.errand import beginnings
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_INTIMATE = frozenset({"gambling", "prison"})
_SURE = 0.5


def cause_of(heard: Heard) -> str:
    """The cause that was heard; one that wounds whoever has not named it ("you gamble") is not said on a guess."""
    cause = heard.intent.removeprefix("hardship_") or "unspecified"
    return "unspecified" if cause in _INTIMATE and not heard.certain and heard.confidence < _SURE else cause


class ActionHardship(Topic):
    """The debtor cannot pay, and says why."""

    called = "action_hardship"

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        cause = cause_of(heard)
        if heard.in_form:
            return say(f"utter_hardship_{cause}")
        return await beginnings.hardship(uow, conversation, cause=cause, text=heard.text)
