"""Where everything is put together: the one module that knows every adapter."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import aiohttp_jinja2
import jinja2
import structlog
from aiohttp import web

from actions import door, wiring
from bot.channels import access, chat, genuine, health, helper, pages, papers, partner
from bot.channels.email import addresses as mail_addresses
from bot.channels.email import routes as mail
from bot.channels.email.media import KeptFiles
from bot.channels.email.sender import SmtpSender
from bot.channels.rasa import RasaClient
from bot.channels.sockets import PAGES
from bot.channels.twilio import routes as twilio
from bot.channels.twilio.accounts import is_simulated, line_keys
from bot.channels.twilio.media import TwilioMedia
from bot.channels.twilio.missed import Missed
from bot.channels.twilio.sender import TwilioSender
from bot.debt import limitation, partners, retention
from bot.debt.hold import hold_rules
from bot.debt.jurisdiction import jurisdictions
from bot.debt.procedure import procedures
from bot.debt.procedure_stance import stance_rules
from bot.debt.safety import asks_human, danger
from bot.debt.scales import load_scales
from bot.desk import routes as desk
from bot.keys import DATABASE, LISTENER, MEDIA, PROVIDER, RASA, SETTINGS, TURNS
from bot.payments import routes as payments
from bot.payments.sandbox import Sandbox
from bot.payments.stripe import Stripe
from bot.production import missing_accounts, production_faults, refuse_demo_law
from bot.service.care.oncall import FileOnCall, OnCall, SmsOnCall
from bot.service.outside.outbox import DemoSender
from bot.service.pay.attempts import close_attempts
from bot.service.policy.policies import policies
from bot.service.ports import Sender
from bot.service.retention.files import sweep_exports
from bot.service.tasks.handlers.attempts import ask_again
from bot.service.tasks.tasks import HEAR_AGAIN
from bot.service.tasks.worker import Worker
from bot.service.turn import bursts
from bot.service.turn.heard_late import hear_again
from bot.service.turn.turns import Turns
from bot.settings import ConfigurationError, Settings
from bot.store import embedded
from bot.store.clock import OffsetClock, read_offset
from bot.store.database import Database
from bot.store.listen import Listener
from bot.words.book import WordsError, book

log = structlog.get_logger()

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


def read_tables(guideline: Path | None = None) -> None:
    """Read every table of rules and words now: faults stop the start, and nobody's first message waits for a file.

    `guideline` is the operator's own table for the United Kingdom. Raises ConfigurationError with file and reason.
    """
    try:
        danger("")
        asks_human("")
        hold_rules()
        stance_rules()
        procedures()
        jurisdictions()
        limitation.rules()
        retention.rules()
        load_scales(guideline)
        policies()
        partners.load()
        book()
        door.executor()
    except (ValueError, TypeError, WordsError) as error:
        raise ConfigurationError(f"a table of rules or words can't be used: {error}") from error


async def make_app(settings: Settings, database: Database) -> web.Application:
    """The public application. Opens nothing by itself: resources live in its clean-up contexts."""
    app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[pages.safe_headers])
    app[SETTINGS], app[DATABASE], app[LISTENER] = settings, database, Listener(database.url)
    database.line_key = line_keys(settings)
    app.cleanup_ctx.append(_resources)
    _templates(app)
    if isinstance(database.clock, OffsetClock) and (faults := production_faults(settings, database.clock, book())):
        raise ConfigurationError("; ".join(faults))
    await refuse_demo_law(settings, database)
    read_tables(settings.guideline)
    health.add_routes(app)
    chat.add_routes(app)
    papers.add_routes(app)
    genuine.add_routes(app)
    access.add_routes(app)
    helper.add_routes(app)
    partner.add_routes(app)
    twilio.add_routes(app)
    mail.add_routes(app)
    payments.add_routes(app)
    desk.add_routes(app)
    app.cleanup_ctx.append(_actions)
    app.cleanup_ctx.append(_listening)
    return app


def _templates(app: web.Application) -> None:
    loader = jinja2.FileSystemLoader(pages.HERE)
    aiohttp_jinja2.setup(app, loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)


def _own_url(settings: Settings) -> str:
    """Where this process answers by itself: the sandbox knocks here, whatever the public address is."""
    return f"http://127.0.0.1:{settings.port}"


def provider_for(settings: Settings, database: Database) -> Stripe | Sandbox:
    """Stripe where an account's key is set, else the sandbox; production has refused to start without a key."""
    accounts = settings.stripe_accounts
    if accounts:
        return Stripe(accounts, api_base=settings.stripe_api_base)
    secret = settings.secret_key.get_secret_value()
    return Sandbox(database, secret=secret, webhook_url=f"{_own_url(settings)}/webhooks/sandbox")


async def _resources(app: web.Application) -> AsyncIterator[None]:
    settings, database = app[SETTINGS], app[DATABASE]
    if missing := await missing_accounts(settings, database):
        log.error("payment.no_account", missing=missing)
        if settings.mode == "production":
            raise ConfigurationError("; ".join(missing))
    async with aiohttp.ClientSession() as http:
        app[RASA] = RasaClient(http, settings.rasa_url, settings.rasa_timeout)
        provider = app[PROVIDER] = provider_for(settings, database)
        app[MEDIA] = KeptFiles(database, TwilioMedia(settings, http))
        app[TURNS] = Turns(database, app[RASA], app[PAGES].hear, quiet=bursts.QUIET)
        yield
        await app[TURNS].stop()
        if isinstance(provider, Stripe):
            await provider.close()


async def _actions(app: web.Application) -> AsyncIterator[None]:
    """The actions, which Rasa calls in the middle of a turn."""
    database = app[DATABASE].unwaiting()
    wiring.connect(database)
    yield
    await database.close()


def senders(settings: Settings, http: aiohttp.ClientSession) -> dict[str, Sender]:
    """What sends on each channel: Twilio and a mail server where there are any, else what only shows it."""
    kept = DemoSender()
    email: Sender = kept if mail_addresses.is_simulated(settings) else SmtpSender(settings)
    if is_simulated(settings):
        return {"sms": kept, "whatsapp": kept, "email": email}
    return {
        "sms": TwilioSender(settings, http, "sms"), "whatsapp": TwilioSender(settings, http, "whatsapp"),
        "email": email,
    }


def on_call(settings: Settings) -> OnCall:
    """Who is reached when somebody is in danger: by SMS, or the embedded log."""
    if not settings.on_call:
        return FileOnCall(settings.var / "log" / "oncall.log")
    return SmsOnCall(settings.on_call, desk=f"{settings.base_url}/desk")


async def _listening(app: web.Application) -> AsyncIterator[None]:
    database, listener = app[DATABASE], app[LISTENER]
    await listener.start()
    provider = app[PROVIDER]

    async def close_open_payments(data: Mapping[str, Any]) -> None:
        await close_attempts(database, provider, int(data["case"]))

    async def ask_provider() -> None:
        await ask_again(database, provider)

    async with aiohttp.ClientSession() as http:
        worker = Worker(
            database, senders(app[SETTINGS], http), app[TURNS], listener,
            oncall=on_call(app[SETTINGS]), payments=ask_provider,
            effects={
                "expire_for_hold": close_open_payments,
                "export_files": partial(sweep_exports, database, app[SETTINGS].var),
                HEAR_AGAIN: partial(hear_again, database, app[RASA]),
            },
            messages=None if is_simulated(app[SETTINGS]) else Missed(app, http).catch_up,
        )
        await worker.start()
        yield
        await worker.stop()
    await listener.stop()
