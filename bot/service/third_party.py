"""Somebody else writes: nothing is told, whatever they know of the debtor; and the way back for who was taken for one.

Facts that a helper, a relative or a child gives prove nothing: a proof made of them in the same message is ended.
"""

from __future__ import annotations

from bot.debt import reading
from bot.service import errands, handover, identify
from bot.service.conversation import newest, remember
from bot.service.reply import Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

AGE_OF_MAJORITY = 18
_SELF, _OTHER = "self", "other"
SOMEBODY_ELSES = Choice(title_id="choice_meaning_third_party", payload="/third_party", data={"whose": _OTHER})


async def declared(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """Somebody seems to write about another. A child is told nothing, asked nothing, and need not worry; who had proven
    who they are before these words is asked whom they speak of, since they may only have named who helps them.
    """
    chosen = (conversation.memory.get("choice") or {}).get("whose")
    if chosen == _SELF:
        return await _own_case(uow, conversation)
    age = reading.read_age(text, conversation.language)
    minor = age is not None and age < AGE_OF_MAJORITY
    if not minor and chosen is None and await _proven_before(uow, conversation):
        return say("utter_ask_whose_case", identify.MY_CASE, SOMEBODY_ELSES).asking(conversation.memory.get("question"))
    await identify.take_back(uow, conversation)
    remember(conversation, third_party="minor" if minor else "adult", errand=None, errand_data=None, choice=None)
    uow.audit(
        "conversation.third_party_minor" if minor else "conversation.third_party", "conversation", conversation.id,
        actor="debtor",
    )
    if minor:
        return say("utter_minor").asking(None)
    opened = await handover.pass_on(uow, conversation, meaning="third_party")
    return opened.then(say("utter_or_your_own_case", identify.MY_CASE)).asking(None)


async def _own_case(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """They speak of themselves: it goes on, with the questions that everybody is asked where nothing is proven."""
    remember(conversation, third_party=None, choice=None)
    if not await identify.is_identified(uow, conversation):
        remember(conversation, claimed_reference=None, identity_result=None)
    return await errands.lead_on(uow, conversation)


async def _proven_before(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether a proof holds that was not made of the very messages that are being answered: we have spoken since."""
    if await identify.proof_of(uow, conversation) is None:
        return False
    since = int(conversation.memory.get("proven_seq") or 0)
    return any(message.author == "bot" and message.seq > since for message in await newest(uow, conversation))
