"""A partner's link to one referral. Opening the address shows and spends nothing: a code goes to the partner's own
checked mailbox, is good once and for a quarter of an hour, and opens the referral in the browser that gives it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy import select, update

from bot.debt import referral as rules
from bot.service.referral.mail import to_partner
from bot.service.thread.conversation import sender_key
from bot.store.database import UnitOfWork
from bot.store.tables import PartnerLink, Referral, ReferralEvent

CODE_LASTS = timedelta(minutes=15)
OPEN_FOR = timedelta(minutes=30)
NEXT_CODE_AFTER = timedelta(minutes=1)
MOST_CODES = 60
"""In the life of a link: beyond, a person of ours talks to the partner."""
TRIES = 5
DIGITS = 8


def token_hash(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def make_link(uow: UnitOfWork, referral: Referral) -> str:
    """The referral's one link: its URL. The token (32 random bytes) is told once and stored only as a hash."""
    token = secrets.token_urlsafe(32)
    uow.session.add(
        PartnerLink(
            token_hash=token_hash(token), creditor_id=referral.creditor_id, person_id=referral.person_id,
            referral_id=referral.id, created_at=uow.now, code_tries=0, codes_sent=0,
        )
    )
    await uow.flush()
    return f"{uow.base_url}/partner/{token}"


async def _link(uow: UnitOfWork, token: str) -> tuple[PartnerLink, Referral] | None:
    """The living link, its row locked, with its referral as it is now."""
    link = await uow.session.scalar(
        select(PartnerLink)
        .where(PartnerLink.token_hash == token_hash(token), PartnerLink.revoked_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if link is None:
        return None
    referral = await uow.session.get(Referral, link.referral_id, populate_existing=True)
    return (link, referral) if referral is not None and referral.state in rules.LIVING else None


async def send_code(uow: UnitOfWork, secret: str, token: str) -> None:
    """Have a one-time code sent to the partner's mailbox; nothing happens for a link that never was or is dead, nor
    within a minute of the last one. Nobody is told which.
    """
    found = await _link(uow, token)
    if found is None:
        return
    link, referral = found
    too_soon = link.code_sent_at is not None and uow.now - link.code_sent_at < NEXT_CODE_AFTER
    if too_soon or link.codes_sent >= MOST_CODES:
        return
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    link.code_hash, link.code_until, link.code_tries = _hash(secret, link, code), uow.now + CODE_LASTS, 0
    link.code_sent_at, link.codes_sent = uow.now, link.codes_sent + 1
    await to_partner(uow, referral, "referral_mail_code", what=f"code:{link.codes_sent}", code=f"{code[:4]} {code[4:]}")
    uow.audit("referral.code_sent", "referral", referral.id, actor="partner", creditor_id=referral.creditor_id)


async def open_link(uow: UnitOfWork, secret: str, token: str, code: str, browser: str) -> bool:
    """Give the code: right, fresh and unspent, it opens the referral in this browser (a keyed hash) for a while.

    Wrong, spent, too old, for a dead link, for none: False alike. Commit in any case: tries are counted.
    """
    found = await _link(uow, token)
    given = "".join(sign for sign in code[:40] if sign.isascii() and sign.isdigit())
    if found is None:
        hmac.compare_digest(sender_key(secret, "partner", given), "0" * 64)  # the same work for a link that is none
        return False
    link, referral = found
    link.code_tries += 1
    stands = link.code_hash is not None and link.code_until is not None and link.code_until > uow.now
    right = hmac.compare_digest(_hash(secret, link, given), link.code_hash or "0" * 64)
    if not (stands and right) or link.code_tries > TRIES:
        if link.code_tries >= TRIES:
            link.code_hash = None
        uow.audit("referral.code_wrong", "referral", referral.id, actor="partner", creditor_id=referral.creditor_id)
        return False
    link.code_hash, link.code_until, link.code_tries = None, None, 0
    link.opened_for, link.opened_until = browser, uow.now + OPEN_FOR
    uow.session.add(
        ReferralEvent(
            creditor_id=referral.creditor_id, person_id=referral.person_id, referral_id=referral.id, what="opened",
            day=None, actor="partner", at=uow.now,
        )
    )
    uow.audit("referral.opened", "referral", referral.id, actor="partner", creditor_id=referral.creditor_id)
    return True


async def opened(uow: UnitOfWork, token: str, browser: str) -> Referral | None:
    """The referral, in a browser that has given the code lately; None for everybody else. Locks and changes nothing."""
    row = (
        await uow.session.execute(
            select(PartnerLink, Referral)
            .join(Referral, Referral.id == PartnerLink.referral_id)
            .where(
                PartnerLink.token_hash == token_hash(token), PartnerLink.revoked_at.is_(None),
                PartnerLink.opened_until > uow.now, Referral.state.in_(rules.LIVING),
            )
        )
    ).one_or_none()
    if row is None or not hmac.compare_digest((row[0].opened_for or "").encode(), browser.encode()):
        return None
    found: Referral = row[1]
    return found


async def shut(uow: UnitOfWork, token: str, browser: str) -> None:
    """Whoever has read it leaves: this browser has to give a new code."""
    await uow.session.execute(
        update(PartnerLink)
        .where(PartnerLink.token_hash == token_hash(token), PartnerLink.opened_for == browser)
        .values(opened_until=None)
    )


def _hash(secret: str, link: PartnerLink, code: str) -> str:
    """Keyed, and of this link alone: what is stored gives no code away, and one link's opens no other."""
    return sender_key(secret, "partner", f"{link.token_hash}:{code}")
