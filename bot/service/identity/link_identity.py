"""Who opens a payment link: it stands for the reference, never for the birth date (identity level 1)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from bot.debt import identity, reading
from bot.service.identity import identify
from bot.service.identity.proving import prove_person
from bot.service.pay.payment_links import find_link, token_hash
from bot.service.thread.conversation import lock, open_conversation
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, IdentityFailure, Person


async def known_person(uow: UnitOfWork, sender_key: str) -> int | None:
    """The person whom this browser's web conversation is proven to belong to at this moment. Changes nothing."""
    conversation = await known_thread(uow, sender_key)
    return conversation.person_id if conversation is not None else None


async def known_thread(uow: UnitOfWork, sender_key: str) -> Conversation | None:
    """This browser's web conversation, if it is proven at this moment whose it is. Changes nothing."""
    conversation = await _web_thread(uow, sender_key)
    if conversation is None or not await identify.is_identified(uow, conversation):
        return None
    return conversation


async def still_here(uow: UnitOfWork, sender_key: str) -> None:
    """Something was done on a page: the proof's idle time begins anew, as with a message."""
    conversation = await _web_thread(uow, sender_key)
    if conversation is not None:
        await identify.stay(uow, await lock(uow, conversation.id))


async def _web_thread(uow: UnitOfWork, sender_key: str) -> Conversation | None:
    found: Conversation | None = await uow.session.scalar(
        select(Conversation)
        .where(Conversation.sender == sender_key, Conversation.channel == "web")
        .order_by(Conversation.id.desc())
        .limit(1)
    )
    return found


async def prove_by_link(uow: UnitOfWork, *, token: str, sender_key: str, text: str, language: str) -> str:
    """Compare a birth date with that of the person a personal link was made for.

    Returns `proven`, `failed`, `closed`, `unread` (no date in the words; not a failure) or `other_thread`. A link
    that does not exist, is revoked or is a shared one takes the same steps and gives the same answers. Failures
    are counted for the browser and for the link (a browser can forget its cookie): they close disclosure, here,
    and nothing else; in the chat the debtor may still prove who they are.
    """
    births = reading.read_birth_dates(text, today=uow.today(), language=language)
    if not births:
        return "unread"
    hashed = token_hash(token)
    rows = await _failures(uow, sender_key, f"link:{hashed}")
    known = {key: identity.Failures(row.count, row.closed_until) for key, row in rows.items()}
    if any(identity.closed(failures, uow.now) for failures in known.values()):
        return "closed"
    found = await find_link(uow, token)
    personal = found is not None and found[0].kind == "personal"
    person = await uow.session.get(Person, found[1].person_id if found else 0)
    right = identity.matches(
        hashed, births[0], case_reference=hashed if personal else None,
        case_birth_date=person.birth_date if person else None,
    )
    if not right or person is None:
        return await _failed(uow, rows, known)
    return await _prove(uow, rows, person, sender_key, language)


async def _failures(uow: UnitOfWork, sender_key: str, link_key: str) -> dict[str, IdentityFailure]:
    """Both counts, locked in one order."""
    keys = {"sender": sender_key, "link": link_key}
    for key in sorted(keys.values()):
        row = insert(IdentityFailure).values(sender=key, count=0, closings=0)
        await uow.session.execute(row.on_conflict_do_nothing())
    rows = await uow.session.scalars(
        select(IdentityFailure)
        .where(IdentityFailure.sender.in_(keys.values()))
        .order_by(IdentityFailure.sender)
        .with_for_update()
    )
    found = {row.sender: row for row in rows.all()}
    return {name: found[key] for name, key in keys.items()}


async def _failed(
    uow: UnitOfWork, rows: dict[str, IdentityFailure], known: dict[str, identity.Failures]
) -> str:
    closed = False
    for name, row in rows.items():
        after = identity.after_failure(known[name], uow.now)
        row.count, row.closed_until = after.count, after.closed_until
        closed |= identity.closed(after, uow.now)
    uow.audit("identity.failed", "link", "payment", actor="debtor", count=rows["sender"].count)
    return "closed" if closed else "failed"


async def _prove(
    uow: UnitOfWork, rows: dict[str, IdentityFailure], person: Person, sender_key: str, language: str
) -> str:
    opened = await open_conversation(uow, sender=sender_key, channel="web", language=language)
    conversation = await lock(uow, opened.id)
    if conversation.person_id not in (None, person.id):
        return "other_thread"
    # Only what was failed about this very link is forgiven: a link of one's own must not buy guesses at others.
    rows["sender"].count = max(rows["sender"].count - rows["link"].count, 0)
    rows["link"].count = 0
    await prove_person(uow, conversation, person, level=1)
    return "proven"
