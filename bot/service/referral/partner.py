"""Whom to turn to: budget advisers with verified details, and over-indebtedness files with what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from bot.debt import partners as directory
from bot.debt.procedure import Procedure, procedure_of, procedures_in
from bot.service.case.cases import CaseView, cases_of, set_hold
from bot.service.handover import handover
from bot.service.identity.identify import is_identified
from bot.service.pay import demands
from bot.service.referral import consent
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, say
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
    return say(text_id, card=_card(found, conversation.language))


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
    lang = conversation.language
    return say("utter_arrears_partner", partner=found[0].name_in(lang), card=_card(found[:1], lang))


def _refer(uow: UnitOfWork, conversation: Conversation, person: Person | None, partner: directory.Partner) -> None:
    if person is not None and conversation.creditor_id is not None:
        uow.session.add(
            Referral(
                creditor_id=conversation.creditor_id, person_id=person.id, conversation_id=conversation.id,
                partner=partner.name, at=uow.now,
            )
        )


def _card(partners: Sequence[directory.Partner], lang: str) -> dict[str, object]:
    return {
        "kind": "partners",
        "partners": [
            {"name": p.name_in(lang), "phone": p.phone, "website": p.website, "hours": p.hours_in(lang)}
            for p in partners
        ],
    }


async def advice(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Somebody asks for help with their budget: answered without identification."""
    named = await name_partners(uow, conversation)
    return named.then(await consent.offer(uow, conversation)).asking(None)


async def file_told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer:
    """A file at the Banque de France, or its like: a person at once, and holds as soon as we know whom.

    Read under the law of each country, for it is not known yet whose holds; of that law nothing is said before it is
    known. A state is only believed for the debtor's good; a person confirms it. Questions, what is somebody else's and
    what is denied hold nothing.
    """
    rows = procedures_in(text)
    if all(row.hold is None for row in rows.values()):
        return await _nothing_held(uow, conversation, rows["FR"])
    stages = {place: row.id for place, row in rows.items()}
    # Kept apart from the errand: what is said next, before we know who writes, must not make it forgotten.
    remember(conversation, errand="over_indebtedness", errand_data={"stage": stages}, file_stage=stages)
    if await is_identified(uow, conversation) and await cases_of(uow, conversation.person_id or 0):
        return Answer()  # whose law holds is known: it is said with what follows from it
    await handover.open_handover(uow, conversation, queue="over_indebtedness", reason="debt_solution_told")
    return say("utter_file_told")


async def _nothing_held(uow: UnitOfWork, conversation: Conversation, row: Procedure) -> Answer:
    if row.person:
        await handover.open_handover(
            uow, conversation, queue="over_indebtedness", reason="debt_solution_of_another"
        )
        return say(row.said).then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    if row.id == "asked":
        return say(row.said).then(await advice(uow, conversation))
    return say(row.said, HUMAN).asking(None)


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Identity is proven: the holds are set, payments stop where the law says so, nobody chases.

    Each case by the row of its own law; where they differ, no law is spoken of.
    """
    stages = conversation.memory.get("file_stage") or (conversation.memory.get("errand_data") or {}).get("stage")
    rows = [_row(stages, view.case.jurisdiction) for view in views]
    for view, row in zip(views, rows, strict=True):
        if row.hold is None:
            continue
        await set_hold(uow, view, row.hold, set_by="debtor")
        if not row.may.debtor_may_pay:
            await demands.expire_for_hold(uow, view.case.id)
    for row in rows:
        await handover.open_handover(
            uow, conversation, queue="over_indebtedness", reason=row.hold or "debt_solution_told"
        )
    remember(conversation, errand_over=True, errand=None, errand_data=None, file_stage=None)
    one = rows[0] if len({row.id for row in rows}) == 1 else None
    heard = say(one.said).then(say(one.held)) if one else say("utter_file_told").then(say("utter_file_told_held"))
    return heard.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


def _row(stages: object, jurisdiction: str) -> Procedure:
    """The state that was told, under that law; one that was kept without its law protects where it is known."""
    told = stages.get(jurisdiction) if isinstance(stages, Mapping) else stages
    return procedure_of(str(told or "unclear"), jurisdiction)
