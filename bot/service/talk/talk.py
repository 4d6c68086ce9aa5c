"""Not understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.debt import reading
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.outside.texting import OUTSIDE
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation
from bot.words.book import book

TRIES = 2
_FREE = (None, "identity", "distress_check")
"""Open questions beside which any meaning is as likely as an answer; or that are asked again by their own rule."""
LIKELIEST = 3
COMMONEST = (
    Choice(title_id="choice_cant_pay", payload="/hardship_unspecified"),
    Choice(title_id="choice_contest", payload="/dispute_debt"),
)


def likeliest(ranking: Sequence[str], text: str, today: date) -> list[Choice]:
    """The two or three likeliest meanings, to tap; the debtor's own words go with the choice."""
    kept = reading.mask(text[:2000], today=today)  # it passes through Rasa
    known = [name for name in ranking if f"choice_meaning_{name}" in book()]
    return [
        Choice(title_id=f"choice_meaning_{name}", payload=f"/{name}", data={"text": kept})
        for name in known[:LIKELIEST]
    ]


async def not_understood(
    uow: UnitOfWork, conversation: Conversation, *, in_form: bool, text: str = "", ranking: Sequence[str] = ()
) -> Answer:
    """Asked again with the likeliest meanings; the second time a person is offered, then one is fetched."""
    if (known := await _reference_told(uow, conversation, text)) is not None and not in_form:
        return known
    times = int(conversation.memory.get("not_understood", 0)) + 1
    remember(conversation, not_understood=times)
    if in_form and conversation.memory.get("budget_asked") == "enough_left" and times <= TRIES:
        return say("utter_yes_or_no_will_do", HUMAN)
    if in_form:
        return say(_in_form(conversation, times), HUMAN) if times <= TRIES else await _person(uow, conversation)
    question = conversation.memory.get("question")
    if times == 1 and question not in _FREE:  # that question is asked again: nothing of it is lost
        return say("utter_not_understood_open").asking(question)
    by_phone = conversation.channel in OUTSIDE and not await identify.is_identified(uow, conversation)
    # Who reads that telephone is not known yet: "this debt", "my plan" are not put before them.
    meanings = [] if by_phone else likeliest(ranking, text, uow.today())
    commonest = () if by_phone else COMMONEST
    if times == 1 and meanings:
        return say("utter_not_understood_perhaps", *meanings, HUMAN).asking(None)
    if times == 1:
        return say("utter_not_understood").asking(None)
    if times == TRIES:
        return say("utter_not_understood_again", *(meanings or commonest), HUMAN).asking(None)
    return await _person(uow, conversation)


def _in_form(conversation: Conversation, times: int) -> str:
    """What is said to an answer that was not understood; never the same twice running."""
    if times == 1:
        return "utter_not_understood_form"
    home = conversation.memory.get("budget_asked") == "household"
    return "utter_not_understood_home_again" if home else "utter_not_understood_form_again"


async def _reference_told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """What was said beside a reference was not understood; the reference was: on with the birth date, kindly."""
    told = conversation.memory.get("claimed_reference") and reading.read_references(text)
    if not told or conversation.memory.get("third_party") or await identify.is_identified(uow, conversation):
        return None
    closed = say("utter_letters_closed") if reading.leaves_closed(text) else Answer()
    return closed.then(await identify.ask(uow, conversation))


async def _person(uow: UnitOfWork, conversation: Conversation) -> Answer:
    remember(conversation, not_understood=None)
    await handover.open_handover(uow, conversation, queue="general", reason="not_understood")
    return say("utter_not_understood_person").then(await handover.when_somebody_comes(uow, conversation)).asking(None)
