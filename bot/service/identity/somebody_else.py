"""Somebody else writes, or seems to: a child, a relative, a helper; or the debtor, who speaks of whoever helps them.

Nothing of anybody is told to another; and nobody is shut out of their own matter for having named their social worker.
"""

from __future__ import annotations

from bot.debt import reading
from bot.service.dispute import dispute
from bot.service.errand import beginnings, errands
from bot.service.handover import handover
from bot.service.identity import identify, parties, proving
from bot.service.thread.conversation import newest, remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

AGE_OF_MAJORITY = 18
SIGNED_TOO = Choice(title_id="choice_signed_too", payload="/third_party", data={"whose": "own_file"})
_ANSWERS = {
    "handed": say("utter_ask_for_whom_handed", identify.MINE, identify.NOT_MINE),
    "leave": say("utter_third_party_leave", identify.MINE, HUMAN),
}
"""To who says that the person concerned writes now, and to who says that this one agrees."""


async def heard(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """Words that sound like somebody else's. A child is told nothing, asked nothing, and need not worry.

    Who was known before, or may well speak of themselves, is asked; nobody is taken for another on a guess.
    """
    picked = (conversation.memory.get("choice") or {}).get("whose")
    if picked is not None:
        remember(conversation, choice=None)
        if picked in _ANSWERS:
            return _ANSWERS[picked].asking("for_whom")
        return await (own(uow, conversation) if picked == "own_file" else another(uow, conversation, text=""))
    age = reading.read_age(text, conversation.language)
    if age is not None and age < AGE_OF_MAJORITY:
        return await _child(uow, conversation)
    if reading.guarded(text):
        return await _protected(uow, conversation)
    if reading.helped_by(text) or reading.own_file(text):
        return await own(uow, conversation, helped=reading.helped_by(text))
    known = await identify.is_identified(uow, conversation) and not await _just_proven(uow, conversation)
    if known or reading.may_be_own(text):
        return say("utter_ask_for_whom", identify.MINE, identify.NOT_MINE).asking("for_whom")
    return await another(uow, conversation, text=text)


async def own(uow: UnitOfWork, conversation: Conversation, *, helped: bool = False) -> Answer:
    """It is their own: on with it, from where it was."""
    if conversation.memory.get("third_party") == "minor":
        return await _child(uow, conversation)
    remember(conversation, third_party=None, not_them=None)
    return (say("utter_helped") if helped else Answer()).then(await errands.lead_on(uow, conversation))


async def another(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """Another adult: what they have proven with somebody else's facts counts no longer; what they can do is said."""
    await proving.withdraw(uow, conversation, just_now=await _just_proven(uow, conversation))
    relative = reading.relative_of(text) or conversation.memory.get("relative")
    first = conversation.memory.get("third_party") is None
    remember(conversation, third_party="adult", relative=relative or None, errand=None, errand_data=None)
    uow.audit("conversation.third_party", "conversation", conversation.id, actor="debtor")
    sorry = say("utter_sorry_for_them") if reading.hard_news(text) else Answer()
    if not (relative and first):
        return sorry.then(await handover.pass_on(uow, conversation, meaning="third_party")).asking(None)
    await handover.open_handover(uow, conversation, queue="general", reason="third_party")
    told = sorry.then(say("utter_third_party_family", SIGNED_TOO, HUMAN))
    return told.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


async def not_theirs(
    uow: UnitOfWork, conversation: Conversation, *, text: str, confidence: float, certain: bool
) -> Answer:
    """ "You have the wrong person": from whoever has proven to be the one we write to, a dispute, with its number."""
    if reading.own_file(text):
        return await own(uow, conversation)
    if not await identify.is_identified(uow, conversation):
        return await handover.pass_on(uow, conversation, meaning="wrong_person")
    if not certain and dispute.is_guess(conversation, kind="dispute_debt", text=text, confidence=confidence):
        return dispute.ask(uow, kind="dispute_debt", text=text)
    return await beginnings.contest(uow, conversation, kind="dispute_debt", text=text)


async def _just_proven(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether nothing has been answered since it was proven: whose these words are was not known then."""
    since = conversation.memory.get("proven_seq")
    if since is None:
        return False
    return not any(one.author == "bot" and one.seq > int(since) for one in await newest(uow, conversation))


async def _child(uow: UnitOfWork, conversation: Conversation) -> Answer:
    remember(conversation, third_party="minor", errand=None, errand_data=None)
    uow.audit("conversation.third_party_minor", "conversation", conversation.id, actor="debtor")
    return say("utter_minor").asking(None)


async def _protected(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Somebody looks after their affairs: nothing is agreed or paid by them alone; a person goes on with both."""
    remember(conversation, third_party=None, guarded=True)
    if await identify.is_identified(uow, conversation):
        return await errands.lead_on(uow, conversation)
    return (await parties.protected(uow, conversation, ())).then(await identify.ask(uow, conversation))
