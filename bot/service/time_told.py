"""Days and times told where something is open: what they answer, for certain, before the model is asked."""

from __future__ import annotations

import re

from bot.debt import reading
from bot.service import pause_wish
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_UNSURE = re.compile(
    r"(?:(?:euh|ben|bof|well|hmm*)[\s,.]*)*(?:(?:je |j'?)?(?:ne )?sai[st] pas(?: trop| encore)?|jsais? pas|chais? pas"
    r"|aucune idee|no idea|dunno|(?:i )?don'?t know(?: yet)?|(?:i'?m )?not sure(?: yet)?)?[\s,.!?]*",
    re.I,
)
"""Nothing that tells a day: the question is asked in other words."""


def answers(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of a short answer to "until when" or "which day"; None: it is none."""
    if conversation.memory.get("question") != "pause_until":
        return None
    if reading.is_no(text):
        return "/need_time"
    if _UNSURE.fullmatch(text.strip()):
        return "/request_pause"
    paid = reading.says_paid(text)  # "j'ai déjà payé le 3" names no day to rest until
    return "/request_pause" if not paid and pause_wish.read_wish(conversation, text, uow.today()) else None
