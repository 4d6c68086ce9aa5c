"""Numbers, addresses and the wish for silence: one that says stop is left in peace wherever it is on file.

A carrier's word (STOP) bars the line: nothing whatever goes there until START. Words that only we can honour (ARRET,
"ne m'écrivez plus") stop what we would write first; an answer to the debtor stays possible.

It is the number that is left in peace by the sender that was written to, not one thread or one creditor: `LineStop`
holds it, and every message is held against it on its way out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.debt import reading
from bot.debt import safety as phrases
from bot.service.contact.stop_scope import end_kept
from bot.service.outside.texting import OUTSIDE, URGENT
from bot.service.thread.conversation import leave_unanswered
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation, LineStop, OutboxMessage, PhoneLine

RESTART = frozenset({"START", "UNSTOP"})
RESTART_BARRED = RESTART | {"YES"}
"""Twilio takes YES as START too; whom nothing bars means an ordinary yes."""
OWN_RESTART = RESTART | {"DEMARRER", "REPRENDRE", "REACTIVER"}
"""In French as well, where no carrier has to understand it."""


async def line_of(uow: UnitOfWork, conversation: Conversation) -> PhoneLine | None:
    """The number or address behind a conversation by telephone or e-mail; None for any other."""
    return await uow.session.get(PhoneLine, conversation.id) if conversation.channel in OUTSIDE else None


async def on_file(uow: UnitOfWork, line: PhoneLine) -> Sequence[ContactPoint]:
    """Where that number or address stands on file, at the creditor of the line (at all of them for a shared sender)."""
    found = select(ContactPoint).where(
        ContactPoint.kind == ("email" if line.channel == "email" else "phone"), ContactPoint.value == line.number
    )
    if line.creditor_id is not None:
        found = found.where(ContactPoint.creditor_id == line.creditor_id)
    return (await uow.session.scalars(found.order_by(ContactPoint.id))).all()


async def bar(uow: UnitOfWork, conversation: Conversation, line: PhoneLine, *, by: str) -> None:
    """STOP, or the provider says that they have opted out: nothing more goes to that number."""
    if line.barred_at is None:
        line.barred_at = uow.now
        uow.audit(
            "line.barred", "conversation", conversation.id, actor=by, creditor_id=conversation.creditor_id,
            channel=line.channel,
        )
    await _set(uow, line.channel, line.ours, line.number, kind="carrier")
    await _opt_out(uow, line, by)
    await silence(uow, conversation)


async def stop(
    uow: UnitOfWork, conversation: Conversation, line: PhoneLine, *, in_turn: bool = False
) -> bool:
    """ARRET, "ne m'écrivez plus": done at once. False: they had said so before, and it was confirmed then.

    `in_turn`: it was understood by the very turn that answers it, which goes on.
    """
    first = line.stopped_at is None or await _kept_any(uow, line)
    if first:
        line.stopped_at = uow.now
        uow.audit(
            "line.stopped", "conversation", conversation.id, actor="debtor", creditor_id=conversation.creditor_id,
            channel=line.channel,
        )
    known = await stopped_by(uow, line.channel, line.ours, line.number)
    await _set(uow, line.channel, line.ours, line.number, kind=known or "ours")
    await _opt_out(uow, line, "debtor")
    await _take_back(uow, conversation)
    if not in_turn:
        await leave_unanswered(uow, conversation)
    return first


async def restart(uow: UnitOfWork, conversation: Conversation, line: PhoneLine) -> bool:
    """START undoes STOP and ARRET on that number; `contact.undo`, what they stopped beside it. False: nothing was
    to be undone.
    """
    known = await stopped_by(uow, line.channel, line.ours, line.number)
    await _set(uow, line.channel, line.ours, line.number, kind=None)
    if line.barred_at is None and line.stopped_at is None and known is None:
        return False
    line.barred_at, line.stopped_at = None, None
    if not await _stopped_elsewhere(uow, line):
        for contact in await on_file(uow, line):
            if contact.whose == "own":
                contact.opted_out_at = contact.reminders_kept_at = None
    uow.audit(
        "line.restarted", "conversation", conversation.id, actor="debtor", creditor_id=conversation.creditor_id,
        channel=line.channel,
    )
    return True


def stop_in(words: str) -> phrases.Stop | None:
    """The wish for silence in these words that is done as it arrives; None: none, or only of some hours, of calls, of
    questions, of all but reminders, or the contrary ("arrêtez pas les sms"): that is left to its turn. A carrier's own
    word asks nothing.
    """
    stop = phrases.asks_stop(words)
    if stop is None or stop.kind != "ours":
        return stop
    narrower = reading.stops_calls_only(words) or reading.only_reminders(words)
    return stop if reading.read_stop(words) == "all" and not narrower else None


async def stopped_by(
    uow: UnitOfWork, channel: str, ours: str, number: str, *, kept_at: datetime | None = None
) -> str | None:
    """What stops our sender `ours` (empty: the default one) from writing there: "carrier", "ours", or None.

    `kept_at`: of a reminder, when they said that it may come all the same: a wish told to us before that lets it pass.
    """
    found = select(LineStop.kind).where(LineStop.key == uow.line_key(channel, ours, number))
    if kept_at is not None:
        found = found.where(or_(LineStop.kind == "carrier", LineStop.since > kept_at))
    kind: str | None = await uow.session.scalar(found)
    return kind


async def carrier_bars(uow: UnitOfWork, channel: str, ours: str, number: str) -> None:
    """The provider says that the number has opted out of that sender, whether a thread knows it or not."""
    await _set(uow, channel, ours, number, kind="carrier")


async def learn(uow: UnitOfWork, line: PhoneLine) -> None:
    """What the provider has refused beside a thread bars the thread as well."""
    if line.barred_at is None and await stopped_by(uow, line.channel, line.ours, line.number) == "carrier":
        line.barred_at = uow.now


async def undone_since(uow: UnitOfWork, line: PhoneLine, sent_at: datetime | None) -> bool:
    """Whether a stop that was written at `sent_at`, and comes late, has been undone by START after that."""
    known = await _known(uow, line) if sent_at is not None else None
    return known is not None and sent_at is not None and _later(known.lifted_at, sent_at)


async def stopped_since(uow: UnitOfWork, line: PhoneLine, sent_at: datetime | None) -> bool:
    """Whether a START that was written at `sent_at`, and comes late, has been followed by another stop."""
    known = await _known(uow, line) if sent_at is not None else None
    return known is not None and sent_at is not None and _later(known.since, sent_at)


async def _known(uow: UnitOfWork, line: PhoneLine) -> LineStop | None:
    return await uow.session.get(
        LineStop, uow.line_key(line.channel, line.ours, line.number), populate_existing=True
    )


def _later(at: datetime | None, sent_at: datetime) -> bool:
    """Whether it was surely later: what the provider tells is cut to the second."""
    return at is not None and at >= sent_at + timedelta(seconds=1)


async def leave_alone(uow: UnitOfWork, channel: str, ours: str, number: str) -> None:
    """That sender writes there no more first; a stop that stands already stays what it is."""
    if await stopped_by(uow, channel, ours, number) is None:
        await _set(uow, channel, ours, number, kind="ours")


async def _set(uow: UnitOfWork, channel: str, ours: str, number: str, *, kind: str | None) -> None:
    told = {"kind": kind, "since": uow.now if kind else None, **({} if kind else {"lifted_at": uow.now})}
    row = insert(LineStop).values(key=uow.line_key(channel, ours, number), **told)
    await uow.session.execute(row.on_conflict_do_update(index_elements=["key"], set_=told))


async def _stopped_elsewhere(uow: UnitOfWork, line: PhoneLine) -> bool:
    """Whether that number has said stop in another thread too, which START here does not undo."""
    other: int | None = await uow.session.scalar(
        select(PhoneLine.conversation_id)
        .where(
            PhoneLine.number == line.number, PhoneLine.conversation_id != line.conversation_id,
            or_(PhoneLine.barred_at.is_not(None), PhoneLine.stopped_at.is_not(None)),
        )
        .limit(1)
    )
    return other is not None


async def not_theirs(uow: UnitOfWork, conversation: Conversation) -> None:
    """"Wrong person", from a telephone: the number is taken off every case it stands on, and never written to again."""
    line = await line_of(uow, conversation)
    if line is None:
        return
    for contact in await on_file(uow, line):
        contact.whose, contact.reminders_kept_at = "somebody_else", None
        contact.opted_out_at = contact.opted_out_at or uow.now
        uow.audit("contact.not_theirs", "contact_point", contact.id, actor="debtor", creditor_id=contact.creditor_id)


async def _kept_any(uow: UnitOfWork, line: PhoneLine) -> bool:
    """Whether reminders still come there: a stop that ends them is confirmed as well."""
    return any(contact.reminders_kept_at is not None for contact in await on_file(uow, line))


async def _opt_out(uow: UnitOfWork, line: PhoneLine, by: str) -> None:
    contacts = await on_file(uow, line)
    await end_kept(uow, contacts, {contact.person_id for contact in contacts if contact.whose == "own"})
    for contact in contacts:
        if contact.opted_out_at is None:
            contact.opted_out_at = uow.now
            uow.audit(
                "contact.opted_out", "contact_point", contact.id, actor=by, creditor_id=contact.creditor_id,
                channel=line.channel,
            )


async def silence(uow: UnitOfWork, conversation: Conversation) -> None:
    """What is queued for this conversation never goes, and what is being thought of is not said."""
    await _take_back(uow, conversation)
    await leave_unanswered(uow, conversation)


async def _take_back(uow: UnitOfWork, conversation: Conversation) -> None:
    await uow.session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.conversation_id == conversation.id, OutboxMessage.state == "queued",
            OutboxMessage.text_id.not_in(URGENT),
        )
        .values(state="refused")
    )
    uow.outgoing.pop(conversation.id, None)
