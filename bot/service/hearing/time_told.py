"""Days and times told where something is open: what they answer, for certain, before the model is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.debt import reading
from bot.debt.reading.text.calendar_words import MONTH
from bot.debt.reading.text.plain import fold
from bot.service.pause import pause_wish
from bot.service.plan import trouble
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_UNSURE = re.compile(
    r"(?:(?:euh|ben|bof|well|hmm*)[\s,.]*)*(?:(?:je |j'?)?(?:ne )?sai[st] pas(?: trop| encore)?|jsais? pas|chais? pas"
    r"|aucune idee|no idea|dunno|(?:i )?don'?t know(?: yet)?|(?:i'?m )?not sure(?: yet)?)?[\s,.!?]*",
    re.I,
)
"""Nothing that tells a day: the question is asked in other words."""
_OF_MONTH = re.compile(rf"(?<![0-9a-z])[0-9]{{1,2}}(?:er|st|nd|rd|th)? (?:of )?{MONTH}(?![a-z])")
_SHORT, _A_SENTENCE = 8, 18
"""Words of an answer, and of one that says no to what was proposed and names another day."""

_RESIGNED = re.compile(r"\b(?:tant pis|bon ben|fine then|oh well|never mind then|too bad)\b", re.I)
_AT_END = re.compile(
    r"(?:(?:oui|ok(?:ay)?|d'accord|bon|alors|plut[oô]t|non|tant pis|va pour|mettez(?:[- ]l[ea])?|yes|fine|no|put it"
    r"|move it)[ ,]*)*(?:[aà] la fin|en fin|(?:at|to) the end|the end|la fin)(?: (?:du|of the|of my|de mon) plan)?"
    r"(?: (?:svp|stp|alors|merci|please|then))*[ .!]*",
    re.I,
)


def resigned(text: str) -> str:
    """ "Ok tant pis oui" is a yes to what was put forward instead of what they wished: without its sigh."""
    return _RESIGNED.sub(" ", text)


def at_end(text: str, choices: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The choice that puts an instalment at the end of the plan, where the words are that and nothing more."""
    if _AT_END.fullmatch(text.strip()) is None:
        return None
    return next((one for one in choices if (one.get("data") or {}).get("end")), None)


def _dated(text: str) -> bool:
    """Whether a day of a month that is named stands there ("le 25 décembre"), not one of every month."""
    return _OF_MONTH.search(fold(text).text) is not None and reading.read_day_scope(text) is None


def answers(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of a short answer to "until when" or "which day"; None: it is none."""
    question, words = conversation.memory.get("question"), len(text.split())
    if question == "move_instalment" and words <= _A_SENTENCE:
        told = trouble.read(conversation, text, uow.today())
        return "/plan_trouble" if told.keys() & {"days", "day", "until", "later", "skip"} else None
    if question == "pay_day" and words <= _A_SENTENCE:  # asked "this time, or every month?": dates answer otherwise
        told = trouble.read(conversation, text, uow.today())
        return "/plan_trouble" if told.get("either") or told.get("weekday") or _dated(text) else None
    if question != "pause_until" or words > _SHORT:
        return None
    if reading.is_no(text):
        return "/need_time"
    if _UNSURE.fullmatch(text.strip()):
        return "/request_pause"
    paid = reading.says_paid(text)  # "j'ai déjà payé le 3" names no day to rest until
    return "/request_pause" if not paid and pause_wish.read_wish(conversation, text, uow.today()) else None
