"""Whom to turn to: budget advisers with verified details, and over-indebtedness files with what follows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.debt import partners as directory
from bot.debt.procedure import procedure_in, procedure_of
from bot.service import demands, handover
from bot.service.cases import CaseView, set_hold
from bot.service.conversation import remember
from bot.service.identify import is_identified
from bot.service.reply import HUMAN, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Person, Referral


async def name_partners(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """National and local advisers with verified details; an unverified number is never shown."""
    known = conversation.person_id and await is_identified(uow, conversation)  # a place tells something of somebody
    person = await uow.session.get(Person, conversation.person_id) if known else None
    country = conversation.country or ("FR" if conversation.language == "fr" else "GB")
    postcode = person.postcode if person else None
    late = (conversation.memory.get("budget") or {}).get("arrears", {})
    found = directory.pick(directory.load(), country=country, postcode=postcode, arrears=tuple(late))
    if not found:
        return say("utter_no_partner_known")
    _refer(uow, conversation, person, found[0])
    text_id = "utter_partners_gb" if country in ("GB", "UK") else "utter_partners_fr"
    return say(text_id, card=_card(found))


async def for_arrears(uow: UnitOfWork, conversation: Conversation, country: str, kinds: Sequence[str]) -> Answer:
    """Who helps with arrears of these kinds, by name; nothing is said where the file knows nobody for them."""
    person = await uow.session.get(Person, conversation.person_id or 0)
    postcode = person.postcode if person else None
    known = directory.pick(directory.load(), country=country, postcode=postcode, arrears=kinds)
    found = [one for one in known if not set(kinds).isdisjoint(one.arrears)]
    if not found:
        return Answer()
    named = select(Referral.id).where(
        Referral.conversation_id == conversation.id, Referral.partner == found[0].name
    )
    if await uow.session.scalar(named.limit(1)) is None:  # figures told again name them again: one referral
        _refer(uow, conversation, person, found[0])
    return say("utter_arrears_partner", partner=found[0].name, card=_card(found[:1]))


def _refer(uow: UnitOfWork, conversation: Conversation, person: Person | None, partner: directory.Partner) -> None:
    if person is not None and conversation.creditor_id is not None:
        uow.session.add(
            Referral(
                creditor_id=conversation.creditor_id, person_id=person.id, conversation_id=conversation.id,
                partner=partner.name, at=uow.now,
            )
        )


def _card(partners: Sequence[directory.Partner]) -> dict[str, object]:
    return {
        "kind": "partners",
        "partners": [
            {"name": p.name, "phone": p.phone, "website": p.website, "coverage": p.coverage, "hours": p.hours}
            for p in partners
        ],
    }


async def advice(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Somebody asks for help with their budget: answered without identification."""
    return (await name_partners(uow, conversation)).then(say("utter_offer_human", HUMAN)).asking(None)


async def file_told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer:
    """A file at the Banque de France, or its like: a person at once, and holds as soon as we know whom.

    A state is only believed for the debtor's good; a person confirms it.
    """
    row = procedure_in(text)
    # Kept apart from the errand: what is said next, before we know who writes, must not make it forgotten.
    remember(conversation, errand="over_indebtedness", errand_data={"stage": row.id}, file_stage=row.id)
    await handover.open_handover(uow, conversation, queue="over_indebtedness", reason=row.hold)
    return say(row.said)


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Identity is proven: the holds are set, payments stop where the law says so, nobody chases."""
    row = procedure_of(str(conversation.memory.get("file_stage") or "preparing"))
    for view in views:
        await set_hold(uow, view, row.hold, set_by="debtor")
        if not row.may.debtor_may_pay:
            await demands.expire_for_hold(uow, view.case.id)
    await handover.open_handover(uow, conversation, queue="over_indebtedness", reason=row.hold)
    remember(conversation, errand_over=True, errand=None, errand_data=None, file_stage=None)
    return say(row.held).then(await handover.when_somebody_comes(uow, conversation)).asking(None)
