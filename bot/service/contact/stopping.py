"""A wish for silence: done at once where it is one; asked about where it is anger, only some of it, or the contrary.

Whoever is told "done, you will hear nothing more" and never asked for it loses the reminders that would have helped.
"""

from __future__ import annotations

from bot.debt import reading
from bot.service.contact import keep_some, narrower, no_calls
from bot.service.contact.narrower import ALL, KEEP
from bot.service.dispute import dispute
from bot.service.errand import errands
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.outside import numbers
from bot.service.outside.texting import OUTSIDE
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

WHAT = Choice(title_id="choice_stop_what", payload="/ask_balance")
GO_ON = Choice(title_id="choice_go_on", payload="/request_plan")


async def heard(uow: UnitOfWork, conversation: Conversation, *, text: str = "") -> Answer:
    """Stop writing to me: all of it, some of it, only the questions; where it is not clear, that is asked."""
    picked = (conversation.memory.get("choice") or {}).get("stop")
    remember(conversation, choice=None)
    if picked is None and (narrow := await _narrower(uow, conversation, text)) is not None:
        return narrow
    wish = "all" if picked == "all" else "none" if picked == "keep" else reading.read_stop(text)
    if wish == "none":
        return say("utter_stop_none").then(await errands.lead_on(uow, conversation))
    if wish == "questions":
        return say("utter_stop_questions", GO_ON, HUMAN).asking(None)
    if wish == "some":
        passed = say("utter_stop_some").then(await handover.pass_on(uow, conversation, meaning="complaint"))
        return passed.then(say("utter_ask_stop_too", ALL, KEEP)).asking("stop_what")
    if wish == "unclear" and not reading.contests(text):
        return say("utter_ask_stop", ALL, WHAT, HUMAN).asking("stop_what")
    return await everything(uow, conversation, text=text)


async def _narrower(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """Calls alone, all but the reminders, texts alone, or leave to write; None: a wish for more silence than that."""
    if reading.stops_calls_only(text):
        return await _calls_only(uow, conversation)
    if reading.only_reminders(text, stopped=narrower.is_stopped(conversation)):
        return await keep_some.heard(uow, conversation) or await everything(uow, conversation, text=text)
    if reading.stops_texts_only(text):
        return await _texts_only(uow, conversation)
    if reading.permits(text):
        await narrower.undone(uow, conversation)
        return say("utter_may_write").asking(None)
    return None


async def _calls_only(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No more calls: what is written goes on."""
    await narrower.undone(uow, conversation)
    known = await identify.is_identified(uow, conversation)
    heard = no_calls.heard(conversation, known=known)
    errands.start(conversation, "no_calls")
    on_the_web = conversation.channel not in OUTSIDE
    return heard.then(await errands.lead_on(uow, conversation)) if known or on_the_web else heard.asking(None)


async def _texts_only(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No more texts: e-mails and what is written here go on."""
    await narrower.undone(uow, conversation)
    known = await identify.is_identified(uow, conversation)
    if not known and (line := await numbers.line_of(uow, conversation)) is not None:
        await numbers.stop(uow, conversation, line, in_turn=True)
        return say("utter_texts_stopped").asking(None)
    errands.start(conversation, "texts_stop")
    heard = Answer() if known else say("utter_texts_heard")
    return heard.then(await errands.lead_on(uow, conversation))


async def everything(uow: UnitOfWork, conversation: Conversation, *, text: str = "") -> Answer:
    """Stop writing to me: a number or address at once, the cases as soon as we know whose; confirmed once.

    Who contests the debt in the same breath has that on record as well.
    """
    line = await numbers.line_of(uow, conversation)
    first = line is not None and await numbers.stop(uow, conversation, line, in_turn=True)
    known = await identify.is_identified(uow, conversation)
    errands.start(conversation, "stop")
    remember(conversation, stop_asked=True)
    heard = Answer()
    but_reminders = known and conversation.memory.get("keep_reminders")  # what is stopped is said with what is not
    if (line is None or (first and not known)) and not but_reminders:
        heard = say("utter_stop_heard" if line is None else "notice_stopped")
    contested = reading.contests(text)
    if contested:
        heard = heard.then(await dispute.contest(uow, conversation, kind="dispute_debt", text=text))
    if line is not None and not known and not contested:
        # The number is silent already: whoever wants no more than that is asked nothing.
        return heard.then(say("utter_stop_cases")).asking(None)
    if not known:
        heard = heard.then(say("utter_stop_needs_who"))
    return heard.then(await errands.lead_on(uow, conversation))
