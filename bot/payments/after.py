"""After a payment: the return page tells the real state, fetched again; and the receipt."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web
from sqlalchemy import select

from bot.channels.session import keep, session_of
from bot.debt.money import Money
from bot.debt.settling import BACK, LIVE
from bot.keys import DATABASE, PROVIDER, SETTINGS
from bot.papers import files
from bot.payments.pages import ask, opened, token_of
from bot.payments.render import language_of, page, private
from bot.service.pay import payments, receipt_paper
from bot.service.thread import spoken
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Creditor, Demand, Receipt, Suspense

log = structlog.get_logger()

PATIENCE = 6.0
"""Seconds that a debtor who comes back waits for the provider; the webhook tells it anyway."""
_BACK_WORDS = {**dict.fromkeys(BACK, "pay_receipt_back"), "partly_refunded": "pay_receipt_back_part"}


@dataclass(frozen=True)
class Latest:
    """The newest attempt of a demand, with what came of it."""

    attempt: Attempt
    receipt: Receipt | None
    looking: bool

    @property
    def state(self) -> str:
        """received, on_its_way, looking, back, open or not_gone."""
        if self.attempt.state in ("paid", "partly_refunded"):
            return "looking" if self.looking else "received"
        if self.attempt.state in BACK:
            return "back"
        return {"pending": "on_its_way", "open": "open", "new": "open"}.get(self.attempt.state, "not_gone")


async def latest(uow: UnitOfWork, demand: Demand) -> Latest | None:
    """The newest attempt; one that has brought money goes before one that has not."""
    newest = (
        select(Attempt)
        .where(Attempt.demand_id == demand.id)
        .order_by(Attempt.state.not_in(("paid", "partly_refunded", "pending")), Attempt.id.desc())
        .limit(1)
    )
    attempt = await uow.session.scalar(newest)
    if attempt is None:
        return None
    looking = select(Suspense.id).where(Suspense.attempt_id == attempt.id, Suspense.resolved_at.is_(None))
    return Latest(
        attempt, await payments.receipt_of(uow, attempt), await uow.session.scalar(looking) is not None
    )


@private
async def done(request: web.Request) -> web.StreamResponse:
    """GET /pay/<token>/done: where the provider sends the debtor back to. A visit proves nothing by itself."""
    session, database = await session_of(request), request.app[DATABASE]
    async with database.begin() as uow:
        found = await opened(uow, token_of(request), session)
        last = await latest(uow, found.view.demand) if found else None
    if found is None:
        response = ask(request, session)
        keep(request, response, session)
        return response
    if last is not None and last.attempt.state in LIVE:
        try:
            async with asyncio.timeout(PATIENCE):
                await payments.refresh(database, request.app[PROVIDER], last.attempt.public_id)
        except (payments.ProviderUnavailable, TimeoutError) as error:
            log.warning("payment.not_refreshed", attempt=last.attempt.id, error=type(error).__name__)
        async with database.begin() as uow:
            last = await latest(uow, found.view.demand)
    return page(request, "done.html", {"last": last})


@private
async def receipt(request: web.Request) -> web.StreamResponse:
    """GET /pay/<token>/receipt: number, sum, day, method; to the debtor also reference and creditor (R124-6)."""
    session = await session_of(request)
    async with request.app[DATABASE].begin() as uow:
        found = await opened(uow, token_of(request), session)
        last = await payments.receipt_for(uow, found.view.demand, personal=found.personal) if found else None
        creditor = await uow.session.get(Creditor, found.view.demand.creditor_id) if found else None
    if found is None or creditor is None:
        response = ask(request, session)
        keep(request, response, session)
        return response
    values: dict[str, object] = {"receipt": None}
    if last is not None:
        attempt, written = last
        local = written.at.astimezone(ZoneInfo(creditor.time_zone)).date()
        values = {
            "receipt": written, "sum": Money(written.minor, written.currency),
            "day": spoken.day(local, language_of(request)),
            "method": f"pay_method_{receipt_paper.method_of(attempt)}", "personal": found.personal,
            "case": found.view.case.case, "creditor": creditor.name, "back": _BACK_WORDS.get(attempt.state),
        }
    return page(request, "receipt.html", values)


@private
async def receipt_file(request: web.Request) -> web.StreamResponse:
    """GET /pay/<token>/receipt.pdf: the same as a file to keep; without a receipt, or unproven, the page instead."""
    session, lang, database = await session_of(request), language_of(request), request.app[DATABASE]
    told = None
    async with database.begin() as uow:
        found = await opened(uow, token_of(request), session)
        last = await payments.receipt_for(uow, found.view.demand, personal=found.personal) if found else None
        if found is not None and last is not None:
            person = found.view.demand.person_id if found.personal else None
            told = await receipt_paper.receipt_paper(uow, last[1], last[0], person_id=person)
    if told is None:
        return await receipt(request)
    made = await files.make(told, "receipt", lang, now=database.clock.now(), base_url=request.app[SETTINGS].base_url)
    return web.Response(body=made.content, content_type=made.content_type, headers=made.headers)
