"""Which of the choices on offer a debtor's words mean for certain: by number, title, place, or a yes in its words."""

from __future__ import annotations

import re
from typing import Any

from bot.debt import reading
from bot.debt.reading.contact.reminding import reminds_in_writing
from bot.debt.reading.plans.cancelling_beside import cancels_then
from bot.debt.reading.plans.taking_back import wants_no_call
from bot.service.budget import budget, either
from bot.service.contact import reminders
from bot.service.hearing import time_told
from bot.service.outside.texting import OUTSIDE
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message

SHORT_ANSWER = 8
"""Words: a longer message says more than the answer, and is understood as a whole."""
_FIGURE = re.compile(
    r"\s*(?:(?:la|le|the|option|choix|choice|r[ée]ponse|answer)\s+)*(?:n°|no|num[ée]ro|number|#)?"
    r"\s*([1-9])\s*[.)!]*\s*",
    re.I,
)
_IN_WORDS = {
    "un": 1, "une": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4, "cinq": 5,
    "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9, "nine": 9,
}
_KIND_OF = {(True, False): "yes", (False, True): "no", (False, False): "", (True, True): ""}
_A_WISH = 18
"""Words of a wish for reminders in writing, with its reason."""
_FREE = (None, "identity", "reminders")
"""Open questions under which a wish about reminders is no answer to something else."""


def is_number(text: str) -> bool:
    """Whether a text is the number of a choice and nothing more."""
    return _FIGURE.fullmatch(text) is not None or text.strip(" .!)\n").lower() in _IN_WORDS


async def choice_of(
    uow: UnitOfWork, conversation: Conversation, text: str, asking: Message | None, choices: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """The choice that these words are, with what it stands for: of the question that is open (`asking`, `choices`), or
    one that is always open, as reminders wished otherwise. None: they are none.
    """
    found = _slot(uow, conversation, text, choices) or chosen(conversation, text, choices) or _yes_to(asking, text)
    return found or await _reminders_changed(uow, conversation, text)


def _slot(
    uow: UnitOfWork, conversation: Conversation, text: str, choices: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """The time for a call, among those on offer, whose day and hour the words name ("mardi 14h", "tues at 10")."""
    slots = [one for one in choices if (one.get("data") or {}).get("do") == "slot"]
    if not slots or len(text.split()) > SHORT_ANSWER:
        return None
    lang = conversation.language
    day, hour = reading.read_call_time(text, today=uow.today(), language=lang)
    if day is None or hour is None:
        return None
    named = f"{spoken.weekday(day, lang)} {spoken.hour(hour, lang)}".replace("\u00a0", " ").split()
    found = [one for one in slots if _holds(str(one["title"]).replace("\u00a0", " ").split(), named)]
    return found[0] if len(found) == 1 else None


def _holds(title: list[str], named: list[str]) -> bool:
    """Whether a title is those words, with small ones ("à", "at") between them."""
    small = {"à", "at", "a"}
    return [one for one in title if one not in small] == [one for one in named if one not in small]


def chosen(conversation: Conversation, text: str, choices: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The choice that the words are for certain: one of those on offer, or of "each month, or once?" asked before."""
    if budget.picks(conversation, text):
        return None
    told = reading.once_or_monthly(text)
    asked: dict[str, dict[str, Any]] = conversation.memory.get("month_or_once") or {}
    # Identity and the sum may have been spoken of since that question: it is not forgotten.
    return (
        _reminder(conversation, text, choices) or picked(conversation, text, choices)
        or (asked.get(told) if told else None) or either.answered(conversation, text)
    )


def _reminder(conversation: Conversation, text: str, choices: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Where and when to be reminded, in words, while that is asked: one of the ways that are offered, else None."""
    offered = [c["data"]["reminder"] for c in choices if (c.get("data") or {}).get("reminder")]
    if not offered or len(text.split()) > SHORT_ANSWER:
        return None
    ways = [one for one in dict.fromkeys(offered) if one != "none"]
    later = any(c["data"].get("later") for c in choices if c.get("data"))
    if ways and reading.is_yes(text, strict=False):
        return _reminded(ways[0] if len(ways) == 1 else "which", None, later=later)
    if reading.is_no(text):
        return _reminded("none", None, later=later)
    told = reading.read_reminding(text, conversation.language)
    channel = told.channel or (offered[0] if told.days is not None else None)
    if channel not in offered:
        return None
    return _reminded(channel, told.days, later=later)


def _reminded(channel: str | None, days: int | None, *, later: bool) -> dict[str, Any]:
    return {"payload": "/choose_option", "data": {"reminder": channel, "days": days, "later": later}}


async def _reminders_changed(uow: UnitOfWork, conversation: Conversation, text: str) -> dict[str, Any] | None:
    """Reminders wished otherwise at any later time, in words, by somebody of whom we know that they have a plan.

    It is an errand: whoever must first prove again who they are need not say it twice.
    """
    busy = conversation.memory.get("budget_asked") or conversation.memory.get("question") not in _FREE
    longest = _A_WISH if reminds_in_writing(text) else SHORT_ANSWER
    if busy or conversation.person_id is None or len(text.split()) > longest:
        return None
    told = reading.changes_reminding(text, conversation.language)
    if told is None or not await reminders.living_plans(uow, conversation):
        return None
    changed = _reminded(told.channel, told.days, later=True)
    changed["data"]["no_call"] = wants_no_call(text)
    remember(conversation, errand="reminders", errand_data=changed["data"])
    return changed


def _yes_to(asking: Message | None, text: str) -> dict[str, Any] | None:
    """The choice that does what was asked about, where the answer is a yes in the question's own words. The yes to a
    plan, to danger and to a note are none of these: they have rules of their own.
    """
    if asking is None:
        return None
    does = [one for one in asking.choices if one.get("kind") == "yes" and (one.get("data") or {}).get("do")]
    if len(does) == 1 and does[0]["data"]["do"] == "undo" and not reading.asks_how(text):
        undone: dict[str, Any] = does[0]
        if reading.cancels(text):
            return undone
        if (beside := cancels_then(text)) is not None:  # "oui annule. et fait un lien": the yes counts, and the rest
            return {**undone, "data": {**undone["data"], "beside": beside}}
    if len(does) != 1 or not reading.yes_in_its_words(text, f"{asking.text} {does[0]['title']}"):
        return None
    yes: dict[str, Any] = does[0]
    return yes


def picked(conversation: Conversation, text: str, choices: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The choice that these words mean for certain: by its number, its title, its place or its kind."""
    if not choices:
        return None
    figure, numbered = _FIGURE.fullmatch(text), len(choices) > 1 and conversation.channel in OUTSIDE
    number = int(figure[1]) if figure is not None else _IN_WORDS.get(text.strip(" .!)\n").lower(), 0)
    if numbered and 0 < number <= len(choices):
        return choices[number - 1]  # "Répondez 1, 2 ou 3": the number, whatever figures the titles hold
    if figure is not None and len(choices) == 1:
        return None  # "1" answers the question itself; the one choice beside it is to pass
    if conversation.memory.get("question") == "move_instalment":
        if (at_end := time_told.at_end(text, choices)) is not None:
            return at_end
        text = time_told.resigned(text)
    titles, kinds = [c["title"] for c in choices], [c.get("kind", "") for c in choices]
    index = reading.pick_choice(text, titles, language=conversation.language, kinds=kinds)
    if index is not None:
        return choices[index]
    payloads = {c["payload"]: c for c in choices}
    said_yes = reading.seems_right if conversation.memory.get("question") == "sum_right" else reading.is_yes
    if "/affirm" in payloads and said_yes(text):
        return payloads["/affirm"]
    if "/deny" in payloads and reading.is_no(text):
        return payloads["/deny"]
    meant = _KIND_OF[reading.is_yes(text), reading.is_no(text)]
    of_kind = [c for c in choices if c.get("kind") == meant]
    return of_kind[0] if meant and len(of_kind) == 1 else None
