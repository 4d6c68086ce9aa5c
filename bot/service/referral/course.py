"""A referral that was agreed to: sent, held meanwhile, acknowledged, reported on, taken back. Never silent.

Locks: the conversation first, then the cases, then the referral; the partner's link last.
"""

from __future__ import annotations

import secrets
from datetime import date, time
from typing import Any, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from bot.debt import code, partners
from bot.debt import referral as rules
from bot.service.case.cases import cases_of
from bot.service.handover.handover import open_handover
from bot.service.handover.waiting import hours_of
from bot.service.pay.demands import lock_case
from bot.service.plan.instalments import at
from bot.service.referral import holding
from bot.service.referral.link import make_link
from bot.service.referral.mail import to_partner
from bot.service.tasks.handlers.own import put_in_thread
from bot.service.thread import spoken
from bot.store.database import UnitOfWork
from bot.store.tables import Consent, Conversation, Creditor, PartnerLink, Referral, ReferralEvent

LETTER = "A"
_LENGTH = 8
_MORNING = time(10, 0)


class Refused(Exception):
    """It can't be done (any more): running (another partner has it), gone, partner (may not be referred to), day."""


async def locked(uow: UnitOfWork, referral_id: int, *, of: Conversation | None = None) -> Referral | None:
    """The referral, locked; None where it is not there, or not of this thread's person."""
    query = select(Referral).where(Referral.id == referral_id)
    if of is not None:
        query = query.where(Referral.person_id == of.person_id, Referral.creditor_id == of.creditor_id)
    found: Referral | None = await uow.session.scalar(
        query.with_for_update().execution_options(populate_existing=True)
    )
    return found


async def running(uow: UnitOfWork, person_id: int | None) -> Referral | None:
    """The one referral of the person that a partner has, if any."""
    found: Referral | None = await uow.session.scalar(
        select(Referral).where(Referral.person_id == person_id, Referral.state.in_(rules.LIVING)).limit(1)
    )
    return found


def partner_for(creditor: Creditor, person_country: str, postcode: str | None, today: date) -> partners.Partner | None:
    """The nearest partner to whom this creditor's people may be referred; None: a person looks for one."""
    able = [one for one in partners.read() if partners.may_refer(one, today=today, creditor=creditor.id)]
    return next(iter(partners.pick(able, country=person_country, postcode=postcode, limit=1)), None)


def partner_of(creditor: Creditor, partner_id: str | None, today: date) -> partners.Partner | None:
    """That partner, if its address is still one that we may send to."""
    able = (one for one in partners.read() if partners.may_refer(one, today=today, creditor=creditor.id))
    return next((one for one in able if one.id == partner_id), None)


async def note(
    uow: UnitOfWork, referral: Referral, what: str, *, actor: str, day: date | None = None
) -> ReferralEvent:
    """A line of its history (flushed), and one of the audit."""
    row = ReferralEvent(
        creditor_id=referral.creditor_id, person_id=referral.person_id, referral_id=referral.id, what=what, day=day,
        actor=actor, at=uow.now,
    )
    uow.session.add(row)
    await uow.flush()
    uow.audit(
        f"referral.{what}", "referral", referral.id, actor=actor, creditor_id=referral.creditor_id,
        partner=referral.partner_id,
    )
    return row


async def send(uow: UnitOfWork, referral: Referral, sheet: dict[str, Any]) -> None:
    """The debtor has said yes to this sheet: kept with the words of the question, sent, and nobody chases meanwhile.

    Conversation and referral are locked. Raises Refused: gone, running, partner.
    """
    creditor = await uow.session.get_one(Creditor, referral.creditor_id)
    partner = partner_of(creditor, referral.partner_id, uow.today(creditor.time_zone))
    if referral.state != "asked":
        raise Refused("gone")
    if partner is None or partner.email != referral.email:
        raise Refused("partner")
    views = await cases_of(uow, referral.person_id)
    for case_id in sorted(view.case.id for view in views):
        await lock_case(uow, case_id)
    if not views or await running(uow, referral.person_id) is not None:
        raise Refused("running" if views else "gone")
    consent = Consent(
        creditor_id=referral.creditor_id, person_id=referral.person_id, purpose=f"referral:{partner.id}",
        given_at=uow.now, text_id=referral.text_id or "",
    )
    uow.session.add(consent)
    await uow.flush()
    referral.state, referral.sheet, referral.consent_id, referral.sent_at = "sent", sheet, consent.id, uow.now
    referral.number = code.written("".join(secrets.choice(code.SIGNS) for _ in range(_LENGTH)), letter=LETTER)
    referral.hold_id = (await holding.begin(uow, referral, views)).id
    await uow.flush()
    url = await make_link(uow, referral)
    await to_partner(uow, referral, "referral_mail_sent", what="sent", link=url)
    event = await note(uow, referral, "sent", actor="debtor")
    await _look_on(uow, referral, event, uow.today(creditor.time_zone), rules.ACKNOWLEDGED_WITHIN)


async def _look_on(uow: UnitOfWork, referral: Referral, event: ReferralEvent, day: date, count: int) -> None:
    """If nothing more is heard within so many working days of that day, a person asks."""
    thread = await uow.session.get_one(Conversation, referral.conversation_id)
    hours, zone = await hours_of(uow, thread)
    due = rules.working_days_after(day, count, lambda one: hours.span(one) is not None)
    uow.schedule(
        "referral_silent", f"referral_silent:{event.id}", at(due, str(zone), _MORNING),
        creditor_id=referral.creditor_id, referral=referral.id, person=referral.person_id, after=event.id,
    )


async def acknowledge(uow: UnitOfWork, referral: Referral, *, before: date | None) -> None:
    """The partner has it, and says by when they will be in touch. Twice has one effect.

    Conversation and referral are locked. Raises Refused: gone, day.
    """
    if referral.state == "acknowledged" and referral.contact_before == before:
        return
    if referral.state not in rules.LIVING:
        raise Refused("gone")
    creditor = await uow.session.get_one(Creditor, referral.creditor_id)
    if not rules.good_day(before, today=uow.today(creditor.time_zone), within=rules.LONGEST_WAIT) or before is None:
        raise Refused("day")
    referral.state, referral.contact_before = "acknowledged", before
    event = await note(uow, referral, "acknowledged", actor="partner", day=before)
    await _look_on(uow, referral, event, before, rules.ANSWERED_WITHIN)
    await _tell(uow, referral, "notice_referral_acknowledged", day=before)


async def report(uow: UnitOfWork, referral: Referral, outcome: str, *, day: date | None) -> None:
    """What came of it, from the short list; `day` of an appointment alone. The debtor is told in their thread.

    Conversation and referral are locked. The same again on the same day has one effect. Raises Refused: gone, day,
    and ValueError for an outcome that is not on the list.
    """
    known = next((one for one in get_args(rules.Outcome) if one == outcome), None)
    if known is None:
        raise ValueError("no such outcome")
    if referral.state not in rules.LIVING:
        raise Refused("gone")
    creditor = await uow.session.get_one(Creditor, referral.creditor_id)
    today = uow.today(creditor.time_zone)
    if known == "appointment":
        if not rules.good_day(day, today=today, within=rules.FARTHEST_APPOINTMENT) or day is None:
            raise Refused("day")
    else:
        day = None
    if await _said_today(uow, referral, known, day, today, creditor.time_zone):
        return
    course, of = rules.COURSES[known], day or today
    referral.state, referral.outcome = "ended" if course.ends else "acknowledged", known
    event = await note(uow, referral, known, actor="partner", day=day)
    if course.ends:
        referral.ended_at = uow.now
        await revoke(uow, referral)
    await holding.after(uow, referral, known, of)
    thread = await uow.session.get_one(Conversation, referral.conversation_id)
    if course.person:
        await open_handover(
            uow, thread, queue=course.queue, reason=course.person, actor="system", referral=referral.id,
            hold=referral.hold_id,
        )
    if course.silent_for is not None:
        await _look_on(uow, referral, event, of + course.silent_for, 1)
    await _tell(uow, referral, f"notice_referral_{known}", day=day)


async def _said_today(
    uow: UnitOfWork, referral: Referral, outcome: str, day: date | None, today: date, zone: str
) -> bool:
    last = await uow.session.scalar(
        select(ReferralEvent)
        .where(ReferralEvent.referral_id == referral.id, ReferralEvent.what != "opened")
        .order_by(ReferralEvent.id.desc())
        .limit(1)
    )
    same = last is not None and (last.what, last.day) == (outcome, day)
    return same and last is not None and last.at.astimezone(ZoneInfo(zone)).date() == today


async def withdraw(uow: UnitOfWork, thread: Conversation, referral: Referral, *, actor: str) -> bool:
    """The debtor takes it back: the link dies with this, the partner learns that and no more, a person sees the hold.

    `thread` (any of the person's) and referral are locked. False: it was over already.
    """
    if referral.state == "asked":
        referral.state, referral.sheet, referral.ended_at = "refused", {}, uow.now
        return True
    if referral.state not in rules.LIVING:
        return False
    referral.state, referral.ended_at = "withdrawn", uow.now
    await revoke(uow, referral)
    await to_partner(uow, referral, "referral_mail_withdrawn", what="withdrawn")
    consent = await uow.session.get(Consent, referral.consent_id)
    if consent is not None:
        consent.withdrawn_at = uow.now
    await note(uow, referral, "withdrawn", actor=actor)
    await open_handover(
        uow, thread, queue="hardship", reason="referral_withdrawn", actor=actor, referral=referral.id,
        hold=referral.hold_id,
    )
    return True


async def revoke(uow: UnitOfWork, referral: Referral) -> None:
    """From now on its link is like one that never was; what a browser had open is shut."""
    await uow.session.execute(
        update(PartnerLink)
        .where(PartnerLink.referral_id == referral.id, PartnerLink.revoked_at.is_(None))
        .values(revoked_at=uow.now, code_hash=None, opened_until=None)
    )


async def _tell(uow: UnitOfWork, referral: Referral, text_id: str, *, day: date | None) -> None:
    thread = await uow.session.get_one(Conversation, referral.conversation_id)
    values = {"partner": referral.partner}
    if day is not None:
        values["day"] = spoken.day(day, thread.language)
    await put_in_thread(uow, thread, text_id, **values)


async def thread_of(uow: UnitOfWork, referral_id: int) -> int | None:
    """The conversation in which it was agreed to, for whoever has to lock it first."""
    found: int | None = await uow.session.scalar(
        select(Referral.conversation_id).where(Referral.id == referral_id)
    )
    return found


