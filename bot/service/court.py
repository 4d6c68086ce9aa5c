"""Papers of a court or a bailiff: the fear first, then the time limit; and that nothing said here answers a court."""

from __future__ import annotations

from itertools import dropwhile, takewhile

from bot.debt import reading
from bot.service import handover
from bot.service.conversation import newest, remember
from bot.service.reply import HUMAN, NO, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

SAID = ("utter_paper_fear", "utter_paper_things", "utter_paper_oppose", "utter_paper_date")
_ASKED_FOR = ("utter_pass_on_legal_document", *SAID)


async def heard(uow: UnitOfWork, conversation: Conversation, *, text: str, certain: bool = False) -> Answer:
    """A paper has come, or is spoken of again: what frightens is answered first, then what it asks for, in time.

    Where only "something" has come, whether it is such a paper is asked: nobody is frightened by a guess.
    """
    if not certain and reading.vague_paper(text):
        yes = Choice(title_id="choice_yes", payload="/legal_document", kind="yes")
        return say("utter_ask_meant_legal_document", yes, NO, HUMAN).asking("meant_dispute")
    known = conversation.memory.get("court_paper")
    remember(conversation, court_paper=True)
    if known and reading.is_bare_day(text):
        await handover.open_handover(uow, conversation, queue="legal", reason="legal_document")
        return say("utter_paper_date", day=text.strip(" .!").lower()).asking(conversation.memory.get("question"))
    if reading.tells_seizure(text):
        await handover.open_handover(uow, conversation, queue="legal", reason="legal_document")
        return say("utter_paper_seized").then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    first = home(text) if reading.asks_home(text) or reading.tells_fear(text) else Answer()
    if known and reading.asks_how_to_answer(text):
        await handover.open_handover(uow, conversation, queue="legal", reason="legal_document")
        told = first.then(say("utter_paper_oppose"))
        return told.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    return first.then(await handover.pass_on(uow, conversation, meaning="legal_document"))


def home(text: str) -> Answer:
    """Will they come, will they take my things: what is true of it."""
    return say("utter_paper_things" if reading.asks_things(text) else "utter_paper_fear")


def at_home(conversation: Conversation, text: str) -> Answer | None:
    """The same, of whoever has told of a paper: they are not told that all of it is amicable. None: nobody has."""
    if not conversation.memory.get("court_paper"):
        return None
    return home(text).asking(conversation.memory.get("question"))


def beside_dispute(conversation: Conversation, text: str) -> Answer:
    """What is contested here is not contested before the court: its time limit runs on."""
    about = conversation.memory.get("court_paper") or reading.names_court(text)
    return say("utter_paper_goes_on") if about else Answer()


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of words about a paper that was told of: its day, right after that was asked for; how it is answered.

    None: none was told of, or they are about something else.
    """
    if not conversation.memory.get("court_paper"):
        return "/legal_document" if reading.tells_seizure(text) and reading.names_court(text) else None
    if reading.names_court(text) and reading.asks_how_to_answer(text):
        return "/legal_document"
    if not reading.is_bare_day(text):
        return None
    before = dropwhile(lambda one: one.author == "you", await newest(uow, conversation))
    said = {one.text_id for one in takewhile(lambda one: one.author != "you", before)}
    return "/legal_document" if said & set(_ASKED_FOR) else None
