"""L2: a code sent to a contact already on file, typed back in the conversation in which it was asked for.

What is stored of a code is a keyed hash of it, this conversation and this contact. Its words stand in the outbox until
it has been given or its ten minutes are over, since a provider may have to be asked again; then they are blanked.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, exists, or_, select, update
from sqlalchemy.orm import aliased

from bot.debt import contact_code as rules
from bot.debt import identity
from bot.service.contact.contact_points import OWN, locked
from bot.service.identity import identify, same
from bot.service.outside import numbers
from bot.service.outside.accounts import accounts_of
from bot.service.outside.queueing import enqueue
from bot.service.tasks.handlers.hours import ZONES, safe_hours
from bot.store.database import UnitOfWork
from bot.store.tables import (
    AuditLine,
    ContactCode,
    ContactPoint,
    Conversation,
    Creditor,
    IdentityProof,
    OutboxMessage,
    Person,
    PhoneLine,
)

TEXT = "notice_contact_code"
CHANGED = "notice_contact_changed_there"
Given = Literal["right", "wrong", "last", "late", "none"]


async def level(uow: UnitOfWork, conversation: Conversation) -> identity.Level:
    """What is proven here now; L0 as well where the telephone itself is read by others."""
    if not await identify.is_identified(uow, conversation):
        return identity.Level.L0
    proof = await identify.proof_of(uow, conversation)
    return identity.Level(proof.level) if proof is not None else identity.Level.L0


async def able(uow: UnitOfWork, person: Person) -> list[ContactPoint]:
    """The contacts a code may go to: on file as this person's own and nobody else's, not discreet, not stopped, and
    within the hours that the debtor has named for it.

    The number that a thread by SMS comes from is treated like any other. Being the sender proves nothing: a sender can
    be forged, and a message on its way in shows no more than somebody's wish. A code that goes *out* to that number
    and comes back shows that the writer holds the telephone we have had on file, which is what L2 asks. It shows
    nothing where two read it; so a shared one is left out here by what is on file of it at any person, and by what any
    thread on it has said.

    What was put on file by such a code is no way to the next one, whoever else may have it: were it left out only where
    it stands on somebody else's file, anybody could learn who is on file by telling their number as a new one.
    """
    other, line = aliased(ContactPoint), aliased(PhoneLine)
    somebody_elses = exists().where(
        other.kind == ContactPoint.kind, other.value == ContactPoint.value, other.id != ContactPoint.id,
        or_(other.whose == OWN, other.discretion),
        other.creditor_id == ContactPoint.creditor_id,
        or_(other.discretion, other.person_id.not_in(same.others_of(person.id))),
    )
    read_by_others = exists().where(line.number == ContactPoint.value, line.shared.is_(True))
    told_in_chat = exists().where(
        AuditLine.object_kind == "contact_point", AuditLine.object_id == cast(ContactPoint.id, String),
        AuditLine.verb == "contact.corrected", AuditLine.data["checked"].as_string() == "code",
    )
    rows = await uow.session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.person_id == person.id, ContactPoint.whose == OWN, ContactPoint.discretion.is_(False),
            ContactPoint.opted_out_at.is_(None), ~somebody_elses, ~read_by_others, ~told_in_chat,
        )
        .order_by(ContactPoint.id)
    )
    accounts = await accounts_of(uow, person.creditor_id)
    free = []
    for point in rows.all():
        channel = _channel(point)
        sender = str(accounts.get(f"{channel}_from") or "")
        if await _safe_now(uow, person, point) and not await numbers.stopped_by(uow, channel, sender, point.value):
            free.append(point)
    return free


async def _safe_now(uow: UnitOfWork, person: Person, point: ContactPoint) -> bool:
    named = safe_hours(point)
    if named is None:
        return True
    creditor = await uow.session.get_one(Creditor, person.creditor_id)
    now = uow.now.astimezone(ZoneInfo(ZONES.get(person.country, creditor.time_zone))).time()
    begins, ends = named
    return begins <= now < ends if begins < ends else now >= begins or now < ends


def _channel(point: ContactPoint) -> str:
    return "sms" if point.kind == "phone" else "email"


async def send(uow: UnitOfWork, conversation: Conversation, point: ContactPoint) -> rules.Refusal | None:
    """Have a code sent there; the one that was open here opens nothing any more. None: it is on its way.

    The conversation must be locked; the person's row is, so that two browsers can't go past the limits together.
    """
    person = await locked(uow, await uow.session.get_one(Person, point.person_id))
    rows = await uow.session.scalars(
        select(ContactCode).where(
            ContactCode.person_id == person.id, ContactCode.sent_at > uow.now - rules.A_DAY
        )
    )
    sent = [
        rules.Sent(
            at=one.sent_at, here=one.conversation_id == conversation.id, there=one.contact_point_id == point.id
        )
        for one in rows.all()
    ]
    refused = rules.may_send(sent, uow.now)
    if refused is not None:
        return refused
    before = await open_code(uow, conversation)
    if before is not None:
        await end(uow, before, how="replaced")
    code = "".join(secrets.choice("0123456789") for _ in range(rules.DIGITS))
    row = ContactCode(
        creditor_id=person.creditor_id, person_id=person.id, conversation_id=conversation.id,
        contact_point_id=point.id, salt=secrets.token_hex(16), sent_at=uow.now, until=uow.now + rules.LASTS, tries=0,
    )
    row.code_hash = _hash(uow, row, code)
    uow.session.add(row)
    await uow.flush()
    await enqueue(
        uow, key=_key(row), to=point, channel=_channel(point), lang=conversation.language, text_id=TEXT,
        values={"code": f"{code[:3]} {code[3:]}"}, conversation_id=conversation.id,
    )
    uow.schedule("contact_code_end", _key(row), row.until, creditor_id=row.creditor_id, code=row.id)
    uow.audit(
        "identity.code_sent", "contact_point", point.id, actor="debtor", creditor_id=row.creditor_id,
        conversation=conversation.id,
    )
    return None


async def open_code(uow: UnitOfWork, conversation: Conversation) -> ContactCode | None:
    """The newest code of this conversation that has not ended, late or not; its row locked."""
    found: ContactCode | None = await uow.session.scalar(
        select(ContactCode)
        .where(ContactCode.conversation_id == conversation.id, ContactCode.ended_at.is_(None))
        .order_by(ContactCode.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


async def sent_lately(uow: UnitOfWork, conversation: Conversation, span: timedelta) -> bool:
    """Whether a code has gone, within that time, to this thread's person or to the number or address it comes from."""
    line = await numbers.line_of(uow, conversation)
    theirs = ContactCode.person_id == (conversation.person_id or 0)
    there = ContactPoint.value == (line.number if line is not None else "")
    found = await uow.session.scalar(
        select(ContactCode.id)
        .join(ContactPoint, ContactPoint.id == ContactCode.contact_point_id)
        .where(ContactCode.sent_at > uow.now - span, or_(theirs, there))
        .limit(1)
    )
    return found is not None


async def give(uow: UnitOfWork, conversation: Conversation, code: str) -> tuple[Given, int]:
    """The code as it was typed (six digits), and the tries that are left. Right: L2 holds as long as L1 does.

    "none": no code is open here; "last": that was the fifth wrong one. The conversation must be locked.
    """
    row = await open_code(uow, conversation)
    if row is None or row.code_hash is None or row.person_id != conversation.person_id:
        return "none", 0
    if row.until <= uow.now:
        await end(uow, row, how="late")
        return "late", 0
    row.tries += 1
    if hmac.compare_digest(_hash(uow, row, code), row.code_hash):
        await end(uow, row, how="given")
        await _raise(uow, conversation, row)
        return "right", 0
    uow.audit(
        "identity.code_wrong", "contact_point", row.contact_point_id, actor="debtor", creditor_id=row.creditor_id,
        conversation=conversation.id, tries=row.tries,
    )
    if row.tries >= rules.TRIES:
        await end(uow, row, how="tries")
        return "last", 0
    return "wrong", rules.TRIES - row.tries


async def end(uow: UnitOfWork, row: ContactCode, *, how: str) -> None:
    """It opens nothing any more, and nothing that is stored tells what it was."""
    row.code_hash, row.ended_at, row.how = None, uow.now, how
    await uow.session.execute(
        update(OutboxMessage).where(OutboxMessage.key == _key(row), OutboxMessage.state == "queued")
        .values(state="refused")
    )
    await uow.session.execute(update(OutboxMessage).where(OutboxMessage.key == _key(row)).values(body=rules.HIDDEN))


async def _raise(uow: UnitOfWork, conversation: Conversation, row: ContactCode) -> None:
    """L2 in place of L1, in this conversation, ending as that would have ended."""
    proof = await identify.proof_of(uow, conversation)
    if proof is None:
        return
    proof.ended_at = uow.now
    raised = uow.proofs[conversation.id] = IdentityProof(
        creditor_id=row.creditor_id, person_id=row.person_id, conversation_id=conversation.id,
        level=int(identity.Level.L2), proven_at=uow.now, until=proof.until,
    )
    uow.session.add(raised)
    uow.audit(
        "identity.proven", "conversation", conversation.id, actor="debtor", creditor_id=row.creditor_id,
        level=int(identity.Level.L2), contact=row.contact_point_id,
    )


async def tell_there(uow: UnitOfWork, conversation: Conversation, point: ContactPoint, *, key: str) -> None:
    """One neutral notice to a contact that something was changed, unless it is stopped or read by others."""
    if point.discretion or point.opted_out_at is not None:
        return
    await enqueue(
        uow, key=f"contact_changed:{key}", to=point, channel=_channel(point), lang=conversation.language,
        text_id=CHANGED, values={"link": uow.base_url},
    )


def _key(row: ContactCode) -> str:
    return f"contact_code:{row.id}"


def _hash(uow: UnitOfWork, row: ContactCode, code: str) -> str:
    """Keyed, and of this conversation, contact and sending alone: one code opens nothing else."""
    return uow.line_key("contact_code", f"{row.conversation_id}:{row.contact_point_id}:{row.salt}", code)
