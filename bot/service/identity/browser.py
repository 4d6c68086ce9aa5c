"""A browser's session is turned to another as soon as its debtor has proven who they are: whoever knew the old one,
because it was planted in that browser or seen before, is left with a cookie that leads nowhere.

Only the page over which identity was proven is told how to turn it, so nobody can be faster. The old cookie leads to
the thread for GRACE more, for a second tab whose request is on its way.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, or_, select, update

from bot.service.thread.conversation import lock, remember
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, FormerSession, HelperLook, IdentityFailure, PartnerLink

GRACE = timedelta(minutes=3)
REMEMBERED = timedelta(days=30)
"""As long as a cookie lives: so long a page that was opened before can still be hidden."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a session stands for: the key that its browser is known by, and the forms of its open pages."""

    sender: str
    seconds: float | None  # left to a session that was turned; None: it is the browser's present one
    csrf: frozenset[str]  # hashes


def hashed(text: str) -> str:
    """As it is kept: not to be told from random by who reads the store."""
    return hashlib.sha256(text.encode()).hexdigest()


async def standing(uow: UnitOfWork, key: str) -> Standing | None:
    """What the session of that keyed hash stands for; None for one that was turned and whose grace is over."""
    rows = (
        await uow.session.scalars(
            select(FormerSession).where(or_(FormerSession.key == key, FormerSession.sender == key))
        )
    ).all()
    own = next((row for row in rows if row.key == key), None)
    if own is None:
        return Standing(sender=key, seconds=None, csrf=frozenset(row.csrf for row in rows))
    left = (own.until - uow.now).total_seconds()
    return Standing(sender=own.sender, seconds=left, csrf=frozenset()) if left > 0 else None


def offer(conversation: Conversation) -> str:
    """The word by which the (locked) conversation's session may be turned, once. Kept as a hash."""
    word = secrets.token_urlsafe(24)
    remember(conversation, session_turn=hashed(word))
    return word


async def turn(uow: UnitOfWork, *, old: str, new: str, csrf: str, word: str | None) -> bool:
    """Know the browser by `new` instead of `old` (keyed hashes). False: not with that word, or nothing is there.

    `csrf`: hash of the token in its open pages. `word` None: identity was proven by this very request. The same once
    more is true again: its answer was lost.
    """
    await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(old))))
    before = await uow.session.get(FormerSession, old)
    if before is not None:
        return before.sender == new and before.until > uow.now
    found = await uow.session.scalar(
        select(Conversation.id)
        .where(Conversation.sender == old, Conversation.channel == "web")
        .order_by(Conversation.id.desc())
        .limit(1)
    )
    if found is None:
        return False
    conversation = await lock(uow, found)
    kept = str(conversation.memory.get("session_turn", ""))
    if word is not None and not hmac.compare_digest(kept.encode(), hashed(word).encode()):
        return False
    remember(conversation, session_turn=None)
    for column in (
        Conversation.sender, IdentityFailure.sender, HelperLook.browser, PartnerLink.opened_for, FormerSession.sender
    ):
        await uow.session.execute(update(column.class_).where(column == old).values({column.key: new}))
    await uow.session.execute(delete(FormerSession).where(FormerSession.until < uow.now - REMEMBERED))
    uow.session.add(FormerSession(key=old, sender=new, csrf=csrf, until=uow.now + GRACE))
    uow.notify("session", conversation=conversation.id)
    return True
