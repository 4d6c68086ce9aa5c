"""A court's or bailiff's paper: what it is, the time that runs, where free help is; a person looks first of all.

Nothing that is checked here stops a court, and nobody may believe so: contesting is answered about the court first.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.debt.reading.days import court_days as days
from bot.debt.reading.dispute import court as paper
from bot.service.dispute import court_case
from bot.service.handover import handover
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, NO, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_SHORT = 8
_SENTENCE = 14
_LONG = 30
_CONTEST_HERE = Choice(title_id="choice_contest", payload="/dispute_debt")
_MONTH = {"order": "utter_court_order_until", "seizure": "utter_court_seizure_until"}
_HOW = {"order": "utter_court_how_order", "seizure": "utter_court_how_seizure"}


def is_open(conversation: Conversation) -> bool:
    """Whether a paper, or a seizure, has been told of in this conversation."""
    return bool(conversation.memory.get("court"))


def hears(conversation: Conversation, text: str, today: date) -> bool:
    """Whether the words tell of such a paper for certain, or are about the one that was told of."""
    if paper.court_paper(text) is not None:
        return True
    if not is_open(conversation):
        return False
    if takes_back(conversation, text):
        return True
    if conversation.memory.get("question") == "court_day" and len(text.split()) <= _SHORT:
        answered = paper.came_on(text, today=today, language=conversation.language) is not None
        return answered or _about(text) is not None or _of_time(conversation, text, today)
    return _about(text) is not None or _of_time(conversation, text, today)


def takes_back(conversation: Conversation, text: str) -> bool:
    """Whether no such paper has come after all; who never named one, and is asked about it, asks which is meant."""
    known = conversation.memory.get("court") or {}
    if not known or known.get("came") or len(text.split()) > _LONG:
        return False
    return paper.says_no_paper(text) or (not known.get("named") and paper.asks_which_paper(text))


async def withdrawn(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No such paper has come: what it had set is undone, and nobody is kept from a solution by it."""
    await court_case.let_go(uow, conversation)
    remember(conversation, court=None, no_paper=True)
    await handover.not_needed(uow, conversation, {"legal_document"})
    return say("utter_court_none", HUMAN).asking(None)


def _of_time(conversation: Conversation, text: str, today: date) -> bool:
    """Whether the words tell the time that the paper gives, put right the day it came, or ask how much is left."""
    if len(text.split()) > _SENTENCE:
        return False
    came = days.says_it_came(text) and paper.came_on(text, today=today, language=conversation.language) is not None
    return came or days.days_given(text) is not None or days.asks_how_long(text)


def _about(text: str) -> str | None:
    return paper.about_court(text) if len(text.split()) <= _LONG else None


async def told(uow: UnitOfWork, conversation: Conversation, *, text: str, certain: bool = True) -> Answer:
    """Whatever is told or asked of it: the first time what it is, then just what was asked; or that there is none.

    `certain`: it is no guess of the model's. A guess at words that name no court is asked about.
    """
    if takes_back(conversation, text):
        return await withdrawn(uow, conversation)
    if not certain and not is_open(conversation) and not paper.names_court(text):
        return ask_meant()
    known: dict[str, Any] = dict(conversation.memory.get("court") or {})
    kind = paper.court_paper(text)
    came = paper.came_on(text, today=uow.today(), language=conversation.language)
    first = not known or (kind is not None and kind not in (known["kind"], "court", "bailiff"))
    if first:
        known = {"kind": kind or "court", "came": None, "named": kind is not None}
    if came is not None:
        known["came"] = came.isoformat()
    given = days.days_given(text)
    known["within"] = given if given is not None else known.get("within")
    remember(conversation, court=known)
    await court_case.heed(uow, conversation, text)
    await handover.open_handover(uow, conversation, queue="legal", reason="legal_document", paper_came=known["came"])
    if first:
        return await _first(uow, conversation, known, text)
    return await _then(uow, conversation, known, text, new_day=came is not None)


async def _first(uow: UnitOfWork, conversation: Conversation, known: dict[str, Any], text: str) -> Answer:
    named = paper.court_paper(text) is not None
    answer = say(f"utter_court_{known['kind']}" if named else "utter_pass_on_legal_document")
    about = _about(text)
    if about == "home":
        answer = answer.then(say("utter_court_home"))
    if about == "how":
        answer = answer.then(_how(known))
    if known["came"]:
        answer = answer.then(_until(uow, conversation, known))
    answer = answer.then(say("utter_court_goes_on")).then(say("utter_court_help"))
    answer = answer.then(await handover.when_somebody_comes(uow, conversation))
    return answer.asking(None) if known["came"] else answer.then(say("utter_ask_court_day")).asking("court_day")


async def _then(
    uow: UnitOfWork, conversation: Conversation, known: dict[str, Any], text: str, *, new_day: bool
) -> Answer:
    about = _about(text)
    if new_day:
        answer = _until(uow, conversation, known)
        return (answer.then(_how(known)) if about == "how" else answer.then(say("utter_court_goes_on"))).asking(None)
    if about == "home":
        return say("utter_court_home").then(say("utter_court_help")).asking(None)
    if about == "how":
        return contested(uow, conversation)
    answer = say("utter_court_goes_on")
    if known.get("within") and not known["came"]:
        answer = say("utter_court_days_noted", days=str(known["within"]))
    if about != "stops" and known["came"]:
        answer = _until(uow, conversation, known)
    answer = answer.then(await handover.when_somebody_comes(uow, conversation))
    return answer.asking(None) if known["came"] else answer.then(say("utter_ask_court_day")).asking("court_day")


def ask_meant() -> Answer:
    """Only "something" has come: whether it is such a paper is asked, and nobody is frightened by a guess."""
    yes = Choice(title_id="choice_yes", payload="/legal_document", kind="yes")
    return say("utter_ask_meant_legal_document", yes, NO, HUMAN).asking("meant_dispute")


def contested(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """ "I contest it", with such a paper: how that is done at the court; a dispute here is another thing, if wished."""
    known: dict[str, Any] = conversation.memory["court"]
    answer = _how(known)
    if known["came"]:
        answer = answer.then(_until(uow, conversation, known))
    answer = answer.then(say("utter_court_goes_on"))
    return answer.then(say("utter_court_also_here", _CONTEST_HERE, HUMAN)).asking(None)


def reminded(conversation: Conversation) -> Answer:
    """Beside a dispute on record here: the court's time goes on. Nothing where no paper was told of."""
    return say("utter_court_goes_on") if is_open(conversation) else Answer()


def _how(known: dict[str, Any]) -> Answer:
    return say(_HOW.get(known["kind"], "utter_court_how_other"))


def _until(uow: UnitOfWork, conversation: Conversation, known: dict[str, Any]) -> Answer:
    came, lang = date.fromisoformat(known["came"]), conversation.language
    day = spoken.day(came, lang)
    text_id = _MONTH.get(known["kind"])
    if text_id is None and known.get("within"):
        ends = date.fromordinal(came.toordinal() + int(known["within"]))
        return say("utter_court_within", came=day, days=str(known["within"]), by=spoken.day(ends, lang))
    if text_id is None:
        return say("utter_court_day_noted", came=day)
    by = paper.month_later(came)
    if by < uow.today():
        return say("utter_court_month_over", came=day)
    return say(text_id, came=day, by=spoken.day(by, lang))
