"""Shall an adviser look at this with you? Asked, shown exactly what would be sent, and only then a yes or a no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.debt import partners
from bot.debt.referral import LIVING
from bot.service.budget import budget_paper
from bot.service.handover import handover
from bot.service.identity.identify import proof_of
from bot.service.identity.sharing import may_share
from bot.service.outside.texting import OUTSIDE
from bot.service.referral import course, sheet
from bot.service.thread.conversation import STANDING
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation, Creditor, Person, Referral
from bot.words.book import book

QUESTION = "utter_referral_consent"
ASKED_FOR = timedelta(days=14)
"""A question that was shown longer ago is asked anew: figures and ways to be reached may have changed."""
MOST_WAYS = 4
FIND = Choice(title_id="choice_find_partner", payload="/ask_human", data={"do": "partner_find"}, kind="yes")
LATER = Choice(title_id="choice_not_now", payload="/need_time", data={"do": "referral_later"}, kind="no")


async def offer(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """After advisers were named: one of them, by the way that a yes opens; else a person who looks for one.

    To somebody who is not known, or may not share from here, a person of ours as ever.
    """
    if not await may_share(uow, conversation):
        return say("utter_offer_human", HUMAN)
    known = await course.running(uow, conversation.person_id)
    if known is not None:
        return say("utter_referral_running", HUMAN, partner=known.partner)
    partner = await _nearest(uow, conversation)
    if partner is None or conversation.channel in OUTSIDE:
        # What is sent must be seen whole before a yes: not on a telephone's few lines.
        return say("utter_ask_find_partner", FIND, LATER)
    return ask(partner)


def ask(partner: partners.Partner, *, by: str = "debtor") -> Answer:
    """The first question, begun by the debtor or an agent; a yes only shows what would be sent."""
    show = _tap("choice_referral_show", "referral_reach", kind="yes", partner=partner.id, by=by)
    return say("utter_ask_referral", show, LATER, HUMAN, partner=partner.name)


async def _nearest(uow: UnitOfWork, conversation: Conversation) -> partners.Partner | None:
    person = await uow.session.get_one(Person, conversation.person_id)
    creditor = await uow.session.get_one(Creditor, person.creditor_id)
    return course.partner_for(creditor, person.country, person.postcode, uow.today(creditor.time_zone))


def _tap(title_id: str, do: str, *, kind: str = "", values: Mapping[str, str] | None = None, **data: Any) -> Choice:
    """A choice that is answered by itself, whoever holds the conversation. Rasa never hears of it."""
    return Choice(title_id=title_id, payload="/choose_option", data={"do": do, **data}, kind=kind, values=values or {})


async def reach(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """They want to see it: first, how the partner may reach them."""
    if (stopped := await _stopped(uow, conversation)) is not None:
        return stopped
    rows = await uow.session.scalars(
        select(ContactPoint)
        .where(ContactPoint.person_id == conversation.person_id, ContactPoint.whose == "own")
        .order_by(ContactPoint.kind.desc(), ContactPoint.id)
        .limit(MOST_WAYS)
    )
    ways = [
        _tap(
            f"choice_reach_{one.kind}", "referral_show", values={"value": await _seen(uow, conversation, one)},
            partner=data.get("partner"), contact=one.id, by=data.get("by"),
        )
        for one in rows.all()
    ]
    return say("utter_ask_referral_reach", *ways, LATER) if ways else await find(uow, conversation, {})


async def _seen(uow: UnitOfWork, conversation: Conversation, contact: ContactPoint) -> str:
    whole = await _strong(uow, conversation)
    return contact.value if whole else sheet.hidden(contact.kind, contact.value)


async def _strong(uow: UnitOfWork, conversation: Conversation) -> bool:
    proof = await proof_of(uow, conversation)
    return proof is not None and proof.level >= budget_paper.STRONG


async def show(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """All that would be sent, and the question. Kept as it is shown: a later yes sends this and nothing newer."""
    if (stopped := await _stopped(uow, conversation)) is not None:
        return stopped
    person = await uow.session.get_one(Person, conversation.person_id)
    creditor = await uow.session.get_one(Creditor, person.creditor_id)
    contact = await uow.session.get(ContactPoint, int(data.get("contact") or 0))
    partner = course.partner_of(creditor, str(data.get("partner")), uow.today(creditor.time_zone))
    if partner is None or contact is None or contact.person_id != person.id:
        return await find(uow, conversation, {})
    version = await budget_paper.readable(uow, conversation)
    told = await sheet.sheet_of(uow, person, contact, version)
    lang = conversation.language
    row = Referral(
        creditor_id=person.creditor_id, person_id=person.id, conversation_id=conversation.id, partner=partner.name,
        partner_id=partner.id, email=partner.email, state="asked", at=uow.now, sheet=told, text_id=QUESTION,
        text_version=book().find(QUESTION, lang).version, asked_by=str(data.get("by") or "debtor"),
        lang="fr" if partner.country == "FR" else "en",
    )
    uow.session.add(row)
    await uow.flush()
    shown = sheet.as_text(told, lang, whole=await _strong(uow, conversation))
    return say(QUESTION, *_answers(row, version is not None), partner=partner.name, sheet=shown)


def _answers(row: Referral, has_budget: bool) -> list[Choice]:
    refuse = _tap("choice_referral_no", "referral_no", kind="no", referral=row.id)
    if not has_budget:
        return [_tap("choice_yes", "referral_yes", kind="yes", referral=row.id), refuse]
    # Two ways to say yes: a bare "yes" is neither, and is asked back.
    whole = _tap("choice_referral_with_budget", "referral_yes", referral=row.id, budget=True)
    plain = _tap("choice_referral_without_budget", "referral_yes", referral=row.id)
    return [whole, plain, refuse]


async def which(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """A yes, where there are two: with the figures, or without?"""
    row = await course.locked(uow, int(data.get("referral") or 0), of=conversation)
    if row is None or row.state != "asked":
        return say("utter_referral_gone", HUMAN)
    return say("utter_referral_which", *_answers(row, "budget" in row.sheet))


async def yes(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """They agree to what was shown, with their figures or without: it goes, and they are told how to take it back."""
    if not await may_share(uow, conversation):
        return await find(uow, conversation, {})
    row = await course.locked(uow, int(data.get("referral") or 0), of=conversation)
    if row is None or row.at < uow.now - ASKED_FOR:
        return say("utter_referral_gone", HUMAN)
    if row.state in LIVING:
        return say("utter_referral_running", HUMAN, partner=row.partner)
    if data.get("budget") and await budget_paper.readable(uow, conversation) is None:
        return say("utter_referral_gone", HUMAN)  # taken back since it was shown
    try:
        await course.send(uow, row, row.sheet if data.get("budget") else sheet.without_budget(row.sheet))
    except course.Refused as refusal:
        if str(refusal) == "partner":
            return await find(uow, conversation, {})
        return say("utter_referral_gone", HUMAN)
    return say("utter_referral_sent", _withdraw(row), partner=row.partner, number=row.number or "")


def _withdraw(row: Referral) -> Choice:
    return _tap("choice_referral_withdraw", "referral_withdraw", kind=STANDING, referral=row.id)


async def no(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """Nothing is sent, nothing changes, and what was put together is forgotten."""
    row = await course.locked(uow, int(data.get("referral") or 0), of=conversation)
    if row is not None and row.state == "asked":
        row.state, row.sheet, row.ended_at = "refused", {}, uow.now
        uow.audit("referral.refused", "referral", row.id, actor="debtor", creditor_id=row.creditor_id)
    return say("utter_referral_not_sent", HUMAN)


async def withdraw(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """They take it back, at any time and without a reason."""
    row = await course.locked(uow, int(data.get("referral") or 0), of=conversation)
    if row is None or not await course.withdraw(uow, conversation, row, actor="debtor"):
        return say("utter_referral_over")
    return say("utter_referral_withdrawn", partner=row.partner)


async def find(uow: UnitOfWork, conversation: Conversation, _data: Mapping[str, Any]) -> Answer:
    """Nobody near whose address is sure, or not from here: a person of ours looks for one with them."""
    await handover.open_handover(uow, conversation, queue="hardship", reason="partner_wanted", actor="debtor")
    if conversation.owner == "agent":
        return say("utter_partner_wanted")
    return say("utter_partner_wanted").then(await handover.when_somebody_comes(uow, conversation))


async def later(_uow: UnitOfWork, _conversation: Conversation, _data: Mapping[str, Any]) -> Answer:
    """Not now."""
    return say("utter_referral_not_sent", HUMAN)


async def _stopped(uow: UnitOfWork, conversation: Conversation) -> Answer | None:
    if not await may_share(uow, conversation):
        return await find(uow, conversation, {})
    known = await course.running(uow, conversation.person_id)
    return say("utter_referral_running", HUMAN, partner=known.partner) if known is not None else None
