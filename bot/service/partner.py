"""Whom to turn to: budget advisers with verified details, and over-indebtedness files with what follows."""

from __future__ import annotations

from collections.abc import Sequence

from bot.debt import partners as directory
from bot.debt.procedure import procedure_in, procedure_of
from bot.service import demands, handover
from bot.service.cases import CaseView, set_hold
from bot.service.conversation import remember
from bot.service.identify import is_identified
from bot.service.referral import consent
from bot.service.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Person, Referral


async def name_partners(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """National and local advisers with verified details; an unverified number is never shown."""
    known = conversation.person_id and await is_identified(uow, conversation)  # a place tells something of somebody
    person = await uow.session.get(Person, conversation.person_id) if known else None
    country = conversation.country or ("FR" if conversation.language == "fr" else "GB")
    postcode = person.postcode if person else None
    found = directory.pick(directory.load(), country=country, postcode=postcode)
    if not found:
        return say("utter_no_partner_known")
    if person is not None and conversation.creditor_id is not None:
        uow.session.add(
            Referral(
                creditor_id=conversation.creditor_id, person_id=person.id, conversation_id=conversation.id,
                partner=found[0].name, at=uow.now,
            )
        )
    card = {
        "kind": "partners",
        "partners": [
            {"name": p.name, "phone": p.phone, "website": p.website, "coverage": p.coverage, "hours": p.hours}
            for p in found
        ],
    }
    text_id = "utter_partners_gb" if country in ("GB", "UK") else "utter_partners_fr"
    return say(text_id, card=card)


async def advice(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Somebody asks for help with their budget: answered without identification."""
    named = await name_partners(uow, conversation)
    return named.then(await consent.offer(uow, conversation)).asking(None)


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
