"""Attempts: one try to pay, written before the provider is called, and closed before another is made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import select

from bot.debt import settling
from bot.service.case.cases import view_of
from bot.service.pay.demands import OPEN_ATTEMPT, ROW, free_now, lock_case, methods_allowed
from bot.service.pay.payment_links import LinkView, find_link, view_link
from bot.service.pay.payment_notices import call_person, thread_of
from bot.service.pay.settlement import ProviderUnavailable, refresh
from bot.service.ports import Order, PaymentProvider, Session
from bot.settings.accounts import account_name
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Attempt, Demand

log = structlog.get_logger()

SIMULATED = "sandbox"
_ROUNDS = 3
PAGE_LASTS = timedelta(hours=2)
"""How long a provider's page may be paid on; our link makes another one. Stripe wants 30 minutes to 24 hours."""
_FOR_A_PERSON = frozenset({"held", "checked", "looking", "too_small"})


@dataclass(frozen=True)
class Started:
    """Where the debtor pays: a page of the provider."""

    url: str


@dataclass(frozen=True)
class NotNow:
    """Why no payment can be begun: a state of LinkView, `gone` (no such link), `again` (this form was used) or
    `trouble` (the provider does not answer).
    """

    reason: str


def attempt_id(token: str, once: str) -> str:
    """Our reference at the provider. The same form sent twice is the same attempt; it can't be told from random."""
    return "at_" + hashlib.sha256(f"attempt:{token}:{once}".encode()).hexdigest()[:40]


async def start_attempt(
    database: Database, provider: PaymentProvider, token: str, *, once: str, lang: str
) -> Started | NotNow:
    """Begin to pay what a link asks for, capped at what is due at this moment.

    `once` is the random value of the form: a double click is one attempt. Every other open attempt of the case
    (another tab, another link, an agent's) is closed at its provider first, so that nothing is paid twice.
    The attempt is kept in a transaction of its own before the provider hears of it; none is open meanwhile.
    """
    public_id = attempt_id(token, once)
    for _ in range(_ROUNDS):
        async with database.begin() as uow:
            made = await _write(uow, provider, token, public_id)
            await uow.commit()
        if isinstance(made, NotNow):
            if made.reason in _FOR_A_PERSON:
                await ask_person(database, token, made.reason)
            return made
        if isinstance(made, Started):
            return made
        if isinstance(made, Attempt):
            return await _open(database, provider, made, token, lang)
        try:
            for other in made:
                await close_attempt(database, provider, other)
        except ProviderUnavailable as error:
            # Without knowing that the other one is closed, a second would risk a second payment.
            log.warning("payment.provider_unavailable", error=str(error))
            return NotNow("trouble")
    return NotNow("again")


async def _write(
    uow: UnitOfWork, provider: PaymentProvider, token: str, public_id: str
) -> NotNow | Started | Attempt | Sequence[str]:
    """The attempt, written; or the open ones that must be closed first."""
    found = await find_link(uow, token)
    if found is None:
        return NotNow("gone")
    link, demand = found
    await lock_case(uow, demand.case_id)
    demand = await uow.session.get_one(Demand, demand.id, with_for_update=ROW, populate_existing=True)
    view = await view_link(uow, link, demand)
    if view.state != "payable":
        return NotNow(view.state)
    known = await uow.session.scalar(select(Attempt).where(Attempt.public_id == public_id))
    if known is not None:
        if known.state == "open" and known.url:
            return Started(known.url)
        return known if known.state == "new" else NotNow("again")
    others = await _open_attempts(uow, demand.case_id)
    if others:
        return others
    return await _insert(uow, provider, view, public_id)


async def _insert(uow: UnitOfWork, provider: PaymentProvider, view: LinkView, public_id: str) -> Attempt:
    attempt = Attempt(
        creditor_id=view.demand.creditor_id, demand_id=view.demand.id, public_id=public_id, provider=provider.name,
        account=account_name(str(view.case.creditor.settings.get("payment_account") or "")), minor=view.amount.minor,
        currency=view.amount.currency, state="new", created_at=uow.now,
    )
    uow.session.add(attempt)
    await uow.flush()
    uow.audit(
        "attempt.made", "attempt", attempt.id, actor="debtor", creditor_id=attempt.creditor_id,
        minor=attempt.minor, link=view.link.kind,
    )
    return attempt


async def _open_attempts(uow: UnitOfWork, case_id: int, *, more_than: int = 0) -> list[str]:
    """Public ids of those over a sum (minor units)."""
    rows = await uow.session.scalars(
        select(Attempt.public_id)
        .join(Demand, Demand.id == Attempt.demand_id)
        .where(Demand.case_id == case_id, Attempt.state.in_(OPEN_ATTEMPT), Attempt.minor > more_than)
        .order_by(Attempt.id)
    )
    return list(rows.all())


async def _open(
    database: Database, provider: PaymentProvider, attempt: Attempt, token: str, lang: str
) -> Started | NotNow:
    try:
        session = await provider.open(await _order(database, attempt, token, lang))
    except ProviderUnavailable as error:
        log.warning("payment.provider_unavailable", attempt=attempt.id, error=str(error))
        return NotNow("trouble")
    async with database.begin() as uow:
        reason = await _keep(uow, attempt, session, token)
        await uow.commit()
    if reason is None:
        return Started(session.url)
    try:
        await provider.expire(
            public_id=attempt.public_id, provider_ref=session.provider_ref, account=attempt.account
        )
        if reason != "again":
            await refresh(database, provider, attempt.public_id)
    except ProviderUnavailable as error:
        log.warning("payment.provider_unavailable", attempt=attempt.id, error=str(error))
    if reason in _FOR_A_PERSON:
        await ask_person(database, token, reason)
    return NotNow("again" if reason == "less" else reason)


async def _order(database: Database, attempt: Attempt, token: str, lang: str) -> Order:
    """The same for the same attempt, so that a provider can tell a repeat from a second payment."""
    async with database.begin() as uow:
        allowed = await methods_allowed(uow, attempt.demand_id, attempt.created_at.date())
    page = f"{database.base_url}/pay/{token}"
    return Order(
        public_id=attempt.public_id, account=attempt.account, minor=attempt.minor, currency=attempt.currency, lang=lang,
        methods=settling.methods(allowed, minor=attempt.minor, currency=attempt.currency),
        return_url=f"{page}/done?lang={lang}", cancel_url=f"{page}?lang={lang}", until=attempt.created_at + PAGE_LASTS,
    )


async def _keep(uow: UnitOfWork, attempt: Attempt, session: Session, token: str) -> str | None:
    """Store what the provider made; the reason why the debtor must not be sent there, or None."""
    found = await find_link(uow, token)
    if found is not None:
        await lock_case(uow, found[1].case_id)
    row = await uow.session.get_one(Attempt, attempt.id, with_for_update=ROW, populate_existing=True)
    if row.state not in OPEN_ATTEMPT:
        row.provider_ref = row.provider_ref or session.provider_ref
        return "again"  # another tab was quicker, and closed this one
    row.provider_ref, row.url, row.state = session.provider_ref, session.url, "open"
    if found is None:
        return "gone"
    await uow.flush()
    view = await view_link(uow, *found)
    if view.state == "payable" and row.minor > view.amount.minor:
        return "less"  # what may be paid has fallen while the provider opened
    return None if view.state == "payable" else view.state


async def close_attempt(database: Database, provider: PaymentProvider, public_id: str) -> str:
    """Close one attempt at its provider; whatever has become of it is settled first. Returns its state.

    An attempt that the provider has not told us of yet is closed here: its page was shown to nobody.
    Raises ProviderUnavailable when nobody knows whether it is closed. LookupError: no such attempt.
    """
    async with database.begin() as uow:
        attempt = await uow.session.scalar(
            select(Attempt).where(Attempt.public_id == public_id).with_for_update(**ROW)
        )
        if attempt is None:
            raise LookupError(public_id)
        simulated = attempt.provider == SIMULATED != provider.name  # real payments are taken now: nobody can pay there
        if attempt.state == "new" or (simulated and attempt.state == "open"):
            before = attempt.state
            attempt.state, attempt.closed_at = "expired", uow.now
            uow.audit("attempt.moved", "attempt", attempt.id, actor="system", creditor_id=attempt.creditor_id,
                      before=before, after="expired")
        await uow.commit()
    if attempt.state == "open" and attempt.provider_ref is not None:
        if attempt.provider != provider.name:
            raise ProviderUnavailable(f"opened at {attempt.provider}")
        await provider.expire(public_id=public_id, provider_ref=attempt.provider_ref, account=attempt.account)
        await refresh(database, provider, public_id)
        async with database.begin() as uow:
            state = await uow.session.scalar(select(Attempt.state).where(Attempt.public_id == public_id))
        return str(state)
    return attempt.state


async def close_attempts(database: Database, provider: PaymentProvider, case_id: int) -> int:
    """What `expire_for_hold` asked for: close every open attempt of the case that asks for more than may be paid now.
    Returns how many there were.

    Raises ProviderUnavailable: try again.
    """
    async with database.begin() as uow:
        free, _ = await free_now(uow, await view_of(uow, case_id))
        waiting = await _open_attempts(uow, case_id, more_than=free.minor)
    for public_id in waiting:
        await close_attempt(database, provider, public_id)
    return len(waiting)


async def ask_person(database: Database, token: str, reason: str) -> bool:
    """Somebody wished to pay and may not now, or asks for help: a person is queued. False: no such link."""
    async with database.begin() as uow:
        found = await find_link(uow, token)
        if found is None:
            return False
        thread = await thread_of(uow, found[1])
        await call_person(uow, thread, found[1], f"payment_{reason}")
        await uow.commit()
    return True
