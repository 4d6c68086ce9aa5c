"""A helper's code: the debtor lets somebody see chosen sections for seven days. We never send it: they pass it on.

Only a keyed hash of the code is kept. A code that is wrong, too old, taken back or of somebody whose things may not be
shown at this moment opens nothing, alike. Nothing can be done with it but look, and every look is told to the debtor.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.debt import code as codes
from bot.service.budget import budget_paper
from bot.service.identity.sharing import is_free, may_share
from bot.service.tasks.handlers.own import put_in_thread
from bot.service.thread.conversation import STANDING, lock, sender_key
from bot.service.thread.reply import Answer, Choice, say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, HelperAccess, HelperLook, IdentityFailure

SECTIONS = ("owe", "budget", "plan")
"""What may be shown: what I owe; my budget; my plan and papers. Nothing else, ever."""
LASTS = timedelta(days=7)
LOOK_LASTS = timedelta(minutes=15)
"""So long the browser that gave the code may fetch the papers it was shown."""
MOST = 3
"""Living codes of one person."""
LETTER = "H"
LENGTH = 12
"""60 random bits: with the door's limits nobody tries them through."""
TOLD_EVERY = timedelta(hours=12)


class Refused(Exception):
    """No code is made: not_now (not from here), none (nothing chosen), too_many."""


def read_code(text: str) -> str | None:
    """A code as somebody typed it, or None when it has a slip."""
    return codes.read(text, letter=LETTER, length=LENGTH)


def _hash(secret: str, code: str) -> str:
    return sender_key(secret, "helper", code)


async def offered(uow: UnitOfWork, conversation: Conversation) -> list[str]:
    """The sections that this thread's person may let somebody see from here; a budget only where they may see it."""
    if not await may_share(uow, conversation):
        return []
    budget = await budget_paper.readable(uow, conversation) is not None
    return [one for one in SECTIONS if one != "budget" or budget]


async def make(uow: UnitOfWork, secret: str, conversation: Conversation, sections: Collection[str]) -> str:
    """A new code for these sections, told this once. The conversation must be locked. Raises Refused."""
    able = await offered(uow, conversation)
    if not able:
        raise Refused("not_now")
    chosen = [one for one in able if one in sections]
    if not chosen:
        raise Refused("none")
    if len(await living(uow, conversation.person_id or 0)) >= MOST:
        raise Refused("too_many")
    version = await budget_paper.readable(uow, conversation) if "budget" in chosen else None
    code = codes.written("".join(secrets.choice(codes.SIGNS) for _ in range(LENGTH)), letter=LETTER)
    row = HelperAccess(
        creditor_id=conversation.creditor_id or "", person_id=conversation.person_id or 0,
        conversation_id=conversation.id, code_hash=_hash(secret, code), sections=chosen,
        budget_id=version.id if version else None, made_at=uow.now, until=uow.now + LASTS,
    )
    uow.session.add(row)
    await uow.flush()
    uow.audit(
        "helper.allowed", "helper_access", row.id, actor="debtor", creditor_id=row.creditor_id, sections=chosen
    )
    end = Choice(
        title_id="choice_helper_end", payload="/choose_option", data={"do": "helper_end", "access": row.id},
        kind=STANDING,
    )
    await write(uow, conversation, say("notice_helper_made", end), author="system")
    return code


async def living(uow: UnitOfWork, person_id: int) -> Sequence[HelperAccess]:
    """The person's codes that open something, the oldest first."""
    rows = await uow.session.scalars(
        select(HelperAccess)
        .where(HelperAccess.person_id == person_id, HelperAccess.ended_at.is_(None), HelperAccess.until > uow.now)
        .order_by(HelperAccess.id)
    )
    return rows.all()


async def end(uow: UnitOfWork, person_id: int, access_id: int, *, actor: str) -> bool:
    """Take a code of that person's back: from now on it is like one that never was. False: it had ended, or is
    none of theirs.
    """
    ended = await uow.session.scalar(
        update(HelperAccess)
        .where(HelperAccess.id == access_id, HelperAccess.person_id == person_id, HelperAccess.ended_at.is_(None))
        .values(ended_at=uow.now, ended_by=actor)
        .returning(HelperAccess.creditor_id)
    )
    if ended is not None:
        uow.audit("helper.ended", "helper_access", access_id, actor=actor, creditor_id=ended)
    return ended is not None


async def end_by_tap(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """Taken back in the chat."""
    await end(uow, conversation.person_id or 0, int(data.get("access") or 0), actor="debtor")
    return say("utter_helper_ended")


async def look(uow: UnitOfWork, secret: str, code: str, browser: str) -> HelperAccess | None:
    """What a code opens now, the look kept for the debtor to see; None alike for wrong, over, taken back, not now.

    `browser` is a keyed hash. Commit in any case.
    """
    hashed = _hash(secret, code)
    row = await uow.session.scalar(select(HelperAccess).where(HelperAccess.code_hash == hashed))
    stands = row is not None and hmac.compare_digest(row.code_hash, hashed) and _lasts(row, uow.now)
    if row is None or not stands:
        uow.audit("helper.refused", "helper_access", row.id if row else 0, actor="helper",
                  creditor_id=row.creditor_id if row else None)
        return None
    thread = await lock(uow, row.conversation_id)
    row = await uow.session.get_one(HelperAccess, row.id, with_for_update=True, populate_existing=True)
    if not _lasts(row, uow.now) or not await _may_be_shown(uow, thread, row):
        uow.audit("helper.refused", "helper_access", row.id, actor="helper", creditor_id=row.creditor_id)
        return None
    told = await uow.session.scalar(
        select(HelperLook.id).where(HelperLook.access_id == row.id, HelperLook.at > uow.now - TOLD_EVERY).limit(1)
    )
    uow.session.add(
        HelperLook(
            creditor_id=row.creditor_id, person_id=row.person_id, access_id=row.id, browser=browser, at=uow.now,
            until=min(uow.now + LOOK_LASTS, row.until),
        )
    )
    uow.audit("helper.looked", "helper_access", row.id, actor="helper", creditor_id=row.creditor_id,
              sections=row.sections)
    if told is None:
        await put_in_thread(uow, thread, "notice_helper_looked")
    return row


async def looking(uow: UnitOfWork, browser: str) -> HelperAccess | None:
    """What this browser was shown a moment ago and may still fetch papers of; None for everybody else."""
    row: HelperAccess | None = await uow.session.scalar(
        select(HelperAccess)
        .join(HelperLook, HelperLook.access_id == HelperAccess.id)
        .where(HelperLook.browser == browser, HelperLook.until > uow.now)
        .order_by(HelperLook.id.desc())
        .limit(1)
    )
    if row is None or not _lasts(row, uow.now):
        return None
    thread = await uow.session.get_one(Conversation, row.conversation_id)
    return row if await _may_be_shown(uow, thread, row) else None


async def leave(uow: UnitOfWork, browser: str) -> None:
    """Whoever has looked leaves: this browser has to give the code again."""
    await uow.session.execute(
        update(HelperLook).where(HelperLook.browser == browser, HelperLook.until > uow.now).values(until=uow.now)
    )


def _lasts(row: HelperAccess, now: datetime) -> bool:
    return row.ended_at is None and row.made_at <= now < row.until


async def _may_be_shown(uow: UnitOfWork, thread: Conversation, row: HelperAccess) -> bool:
    """Not once disclosure was closed where it was allowed, nor once somebody else turns out to write there."""
    if thread.person_id != row.person_id or thread.memory.get("third_party") or not await is_free(uow, row.person_id):
        return False
    failed = await uow.session.get(IdentityFailure, thread.sender, populate_existing=True)
    if failed is not None and failed.closed_until is not None and failed.closed_until > row.made_at:
        await end(uow, row.person_id, row.id, actor="closed")  # for good: the debtor can make another
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class Given:
    """A code as its debtor sees it: for what, until when, and when it was used. The code itself nobody knows."""

    id: int
    sections: tuple[str, ...]
    until: datetime
    stands: bool
    looks: tuple[datetime, ...]


async def given(uow: UnitOfWork, person_id: int) -> list[Given]:
    """The person's codes of the last weeks with every look, the newest first."""
    rows = await uow.session.scalars(
        select(HelperAccess)
        .where(HelperAccess.person_id == person_id, HelperAccess.made_at > uow.now - 4 * LASTS)
        .order_by(HelperAccess.id.desc())
    )
    found = rows.all()
    looks = await uow.session.execute(
        select(HelperLook.access_id, HelperLook.at)
        .where(HelperLook.access_id.in_([row.id for row in found]))
        .order_by(HelperLook.id.desc())
        .limit(200)
    )
    by: dict[int, list[datetime]] = {}
    for access_id, when in looks.all():
        by.setdefault(access_id, []).append(when)
    return [
        Given(
            id=row.id, sections=tuple(str(one) for one in row.sections), until=row.until,
            stands=_lasts(row, uow.now), looks=tuple(by.get(row.id, ())),
        )
        for row in found
    ]
