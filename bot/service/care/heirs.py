"""A death told by whoever is left: condolences, what nobody need pay, that writing stops, and a person.

Nothing of any case is told to them. A case is held as that of the dead only where it had been opened here, and they
have said that it is that one.
"""

from __future__ import annotations

from sqlalchemy import exists, select

from bot.debt import reading
from bot.service.case.cases import cases_of, set_hold
from bot.service.handover import handover
from bot.service.identity import identify, proving
from bot.service.outside import numbers
from bot.service.pay import demands
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Party

_THEIRS = Choice(title_id="choice_yes", payload="/debtor_deceased", data={"heir": "here"}, kind="yes")
_NOT_THEIRS = Choice(title_id="choice_no", payload="/debtor_deceased", data={"heir": "elsewhere"}, kind="no")


async def told(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """Somebody has died. Words that tell no more than that are passed on; what is asked is answered as well."""
    picked = (conversation.memory.get("choice") or {}).get("heir")
    if picked is not None:
        remember(conversation, choice=None)
        return await (_here(uow, conversation) if picked == "here" else _elsewhere(uow, conversation))
    wish = "debts" if asks_again(conversation, text) else reading.tells_of_heir(text)
    if wish is None:
        return await handover.pass_on(uow, conversation, meaning="debtor_deceased")
    known, asks_law = conversation.memory.get("heir") or {}, wish == "debts"
    first, law = not known, asks_law and not known.get("law")
    remember(conversation, heir={"law": bool(known.get("law") or asks_law)})
    await handover.open_handover(uow, conversation, queue="legal", reason="debtor_deceased")
    heard = say("utter_heir_sorry") if first else Answer()
    heard = heard.then(say("utter_heir_debts")) if law else heard
    if await identify.is_identified(uow, conversation):
        if await _owed_by_two(uow, conversation.person_id or 0):  # whoever signed as well: a person tells them apart
            return heard.then(await _passed_on(uow, conversation, ask=False))
        return heard.then(say("utter_ask_heir_case", _THEIRS, _NOT_THEIRS)).asking("for_whom")
    if wish == "writing":
        await numbers.not_theirs(uow, conversation)
    if not known:
        remember(conversation, third_party="adult", errand=None, errand_data=None)
        uow.audit("conversation.third_party", "conversation", conversation.id, actor="debtor")
    if not first:
        heard = heard.then(say("utter_added_to_request"))
        return heard.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    return heard.then(await _passed_on(uow, conversation, ask=not conversation.memory.get("claimed_reference")))


def asks_again(conversation: Conversation, text: str) -> bool:
    """Whether whoever has told of a death asks if they owe for the dead."""
    told = conversation.memory.get("heir") or conversation.memory.get("of_dead")
    return bool(told) and reading.asks_debts_of_dead(text)


def noted(conversation: Conversation) -> Answer | None:
    """A reference or a date, given by whoever has told of a death: it is for the person who takes it over."""
    if not conversation.memory.get("heir") or conversation.memory.get("third_party") != "adult":
        return None
    text = str(conversation.memory.get("turn_text") or "")
    return say("utter_heir_noted").asking(None) if reading.only_identity(text, conversation.language) else None


async def _passed_on(uow: UnitOfWork, conversation: Conversation, *, ask: bool) -> Answer:
    answer = say("utter_heir_person")
    answer = answer.then(say("utter_heir_reference")) if ask else answer
    return answer.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


async def _here(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The case that was opened here is that of the dead: everything on it stands still, and nothing more is told."""
    for view in await cases_of(uow, conversation.person_id or 0):
        await set_hold(uow, view, "deceased", set_by="debtor")
        await demands.expire_for_hold(uow, view.case.id)
    await handover.open_handover(uow, conversation, queue="legal", reason="debtor_deceased")
    await proving.withdraw(uow, conversation, just_now=False)
    remember(conversation, third_party="adult", errand=None, errand_data=None, errand_over=True)
    answer = say("utter_hold_deceased").then(await handover.when_somebody_comes(uow, conversation))
    return answer.asking(None)


async def _elsewhere(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """It is another's: whoever writes stays who they are, and a person looks for that case."""
    await handover.open_handover(uow, conversation, queue="legal", reason="debtor_deceased")
    return await _passed_on(uow, conversation, ask=True)


async def _owed_by_two(uow: UnitOfWork, person_id: int) -> bool:
    """Whether another person owes one of these cases too."""
    mine = select(Party.case_id).where(Party.person_id == person_id)
    other = exists().where(
        Party.case_id.in_(mine), Party.person_id != person_id, Party.role.in_(("borrower", "co_borrower"))
    )
    return bool(await uow.session.scalar(select(other)))
