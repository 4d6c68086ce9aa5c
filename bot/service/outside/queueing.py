"""A sentence of the book put into the outbox, once per key, in the transaction that wants it said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, OutboxMessage
from bot.words.book import book


async def enqueue(
    uow: UnitOfWork,
    *,
    key: str,
    to: ContactPoint | str,
    channel: str,
    lang: str,
    text_id: str,
    values: Mapping[str, str],
    conversation_id: int | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Have it sent to a contact on file, or to a number that is nobody's on file. False: that key is there already."""
    sentence = book().find(text_id, lang, channel)
    contact = to if isinstance(to, ContactPoint) else None
    made = await uow.session.scalar(
        insert(OutboxMessage)
        .values(
            key=key, creditor_id=contact.creditor_id if contact is not None else None, conversation_id=conversation_id,
            contact_point_id=contact.id if contact is not None else None, channel=channel,
            to=to.value if isinstance(to, ContactPoint) else to, lang=lang, text_id=text_id,
            text_version=sentence.version, body=book().text(text_id, lang, values, channel), state="queued",
            due_at=due_at or uow.now, attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(OutboxMessage.id)
    )
    if made is not None:
        uow.notify("outbox", message=made)
    return made is not None
