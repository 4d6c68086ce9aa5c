"""E-mails to a partner, through the outbox: a reference and a link, never a word of anybody."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from bot.store.database import UnitOfWork
from bot.store.tables import OutboxMessage, Referral
from bot.words.book import book

KEY = "partner:"
"""How keys of e-mails to partners begin: below them stands another foot, and answers go to the house."""


async def to_partner(uow: UnitOfWork, referral: Referral, text_id: str, *, what: str, **values: str) -> None:
    """Have a sentence of the book sent to the partner's checked address; once per `what` of a referral.

    One that can't be delivered calls a person on the debtor's thread, as every message of the outbox does.
    """
    lang = referral.lang or "fr"
    sentence = book().find(text_id, lang, "email")
    given = {"number": referral.number or "", **values}
    made = await uow.session.scalar(
        insert(OutboxMessage)
        .values(
            key=f"{KEY}{referral.id}:{what}", creditor_id=referral.creditor_id,
            conversation_id=referral.conversation_id, channel="email", to=referral.email or "", lang=lang,
            text_id=text_id, text_version=sentence.version, body=book().text(text_id, lang, given, "email"),
            state="queued", due_at=uow.now, attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(OutboxMessage.id)
    )
    if made is not None:
        uow.notify("outbox", message=made)
