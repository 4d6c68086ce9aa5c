"""Where everything is put together: the one module that knows every adapter."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import aiohttp_jinja2
import jinja2
import structlog
from aiohttp import web

from actions import door, wiring
from bot.channels import chat, health, pages
from bot.channels.rasa import RasaClient
from bot.channels.sockets import PAGES
from bot.debt import limitation, partners
from bot.debt.hold import hold_rules
from bot.debt.jurisdiction import jurisdictions
from bot.debt.procedure import procedures
from bot.debt.safety import asks_human, danger, unreviewed
from bot.debt.scales import load_scales
from bot.desk import routes as desk
from bot.keys import DATABASE, LISTENER, PROVIDER, RASA, SETTINGS, TURNS
from bot.payments import routes as payments
from bot.payments.sandbox import Sandbox
from bot.service import offers
from bot.service.attempts import close_attempts
from bot.service.lawful import demo_law_faults
from bot.service.outbox import DemoSender
from bot.service.turns import Turns
from bot.service.worker import Worker
from bot.settings import ConfigurationError, Settings
from bot.store import embedded
from bot.store.clock import OffsetClock, read_offset
from bot.store.database import Database
from bot.store.listen import Listener
from bot.words.book import NEEDS_REVIEW, Book, WordsError, book

LARGEST_REQUEST = 256 * 1024


def database_url(settings: Settings) -> str:
    """The database's URL; starts the embedded one where none is set."""
    return settings.database_url or embedded.start(settings.var / "pg")


async def open_database(settings: Settings, url: str) -> Database:
    """The database with the clock that the demo may have moved."""
    clock = OffsetClock()
    database = Database(url, clock, base_url=settings.base_url, sfs_table=settings.guideline)
    async with database.begin() as uow:
        clock.offset = await read_offset(uow.session)
    return database


def set_up_logging(settings: Settings) -> None:
    """Structured lines; ids and verbs, never a debtor's words."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )


def production_faults(settings: Settings, clock: OffsetClock, book_: Book) -> list[str]:
    """Why this installation may not face real debtors; empty in the demo."""
    if settings.mode != "production":
        return []
    faults = ["this version has only the sandbox provider: real payments need the Stripe adapter"]
    faults.append("this version has only the outbox: real messages need the Twilio adapter")
    if clock.offset:
        faults.append("the clock has been moved: `python -m bot clock --reset`")
    waiting = [s.id for s in book_ if s.kind in NEEDS_REVIEW and s.reviewed_on is None]
    if waiting:
        faults.append(f"{len(waiting)} texts on safety, consent or law have no review: `python -m bot words --missing`")
    if unreviewed():
        faults.append(f"{len(unreviewed())} phrases on danger have no clinician's review")
    return faults


def read_tables(guideline: Path | None = None) -> None:
    """Read every table of rules and words now: faults stop the start, and nobody's first message waits for a file.

    `guideline` is the operator's own table for the United Kingdom. Raises ConfigurationError with file and reason.
    """
    try:
        danger("")
        asks_human("")
        hold_rules()
        procedures()
        jurisdictions()
        limitation.rules()
        load_scales(guideline)
        offers.policies()
        partners.load()
        book()
        door.executor()
    except (ValueError, TypeError, WordsError) as error:
        raise ConfigurationError(f"a table of rules or words can't be used: {error}") from error


async def make_app(settings: Settings, database: Database) -> web.Application:
    """The public application. Opens nothing by itself: resources live in its clean-up contexts."""
    app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[pages.safe_headers])
    app[SETTINGS], app[DATABASE], app[LISTENER] = settings, database, Listener(database.url)
    app.cleanup_ctx.append(_resources)
    _templates(app)
    if isinstance(database.clock, OffsetClock) and (faults := production_faults(settings, database.clock, book())):
        raise ConfigurationError("; ".join(faults))
    await refuse_demo_law(settings, database)
    read_tables(settings.guideline)
    health.add_routes(app)
    chat.add_routes(app)
    payments.add_routes(app)
    desk.add_routes(app)
    wiring.connect(database)
    app.cleanup_ctx.append(_listening)
    return app


async def refuse_demo_law(settings: Settings, database: Database) -> None:
    """Production faces nobody whose law is only there for the demonstration. Raises ConfigurationError."""
    if settings.mode == "production":
        async with database.begin() as uow:
            if faults := await demo_law_faults(uow):
                raise ConfigurationError("; ".join(faults))


def _templates(app: web.Application) -> None:
    loader = jinja2.FileSystemLoader(pages.HERE)
    aiohttp_jinja2.setup(app, loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)


def _own_url(settings: Settings) -> str:
    """Where this process answers by itself: the sandbox knocks here, whatever the public address is."""
    return f"http://127.0.0.1:{settings.port}"


async def _resources(app: web.Application) -> AsyncIterator[None]:
    settings, database = app[SETTINGS], app[DATABASE]
    async with aiohttp.ClientSession() as http:
        app[RASA] = RasaClient(http, settings.rasa_url, settings.rasa_timeout)
        secret = settings.secret_key.get_secret_value()
        app[PROVIDER] = Sandbox(database, secret=secret, webhook_url=f"{_own_url(settings)}/webhooks/sandbox")
        app[TURNS] = Turns(database, app[RASA], app[PAGES].hear)
        yield
        await app[TURNS].stop()


async def _listening(app: web.Application) -> AsyncIterator[None]:
    database, listener = app[DATABASE], app[LISTENER]
    await listener.start()
    sender = DemoSender()
    provider = app[PROVIDER]

    async def close_open_payments(data: Mapping[str, Any]) -> None:
        await close_attempts(database, provider, int(data["case"]))

    worker = Worker(
        database, {"sms": sender, "email": sender}, app[TURNS], listener,
        effects={"expire_for_hold": close_open_payments},
    )
    await worker.start()
    yield
    await worker.stop()
    await listener.stop()
