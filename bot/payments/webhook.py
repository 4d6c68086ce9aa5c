"""The sandbox's webhook: a knock, not a fact. Raw bytes are verified, then the thing itself is looked up."""

from __future__ import annotations

import asyncio
import json

import structlog
from aiohttp import web
from sqlalchemy.exc import DBAPIError

from bot.keys import DATABASE, PROVIDER, SETTINGS
from bot.payments.delivery import SIGNATURE
from bot.service.pay.payments import Event, ProviderUnavailable, apply_event
from bot.service.ports import PaymentProvider
from bot.signature import verify, webhook_secret
from bot.store.database import Database

log = structlog.get_logger()

LONGEST = 65_536
PATIENCE = 15.0
"""Seconds: a provider that waits longer for our answer counts the delivery as failed anyway."""


async def receive(request: web.Request) -> web.Response:
    """400: not signed, not lately, not ours to read. 200: taken, also when foreign or repeated. 503: deliver again."""
    body = await request.read()
    database, secret = request.app[DATABASE], request.app[SETTINGS].secret_key.get_secret_value()
    header = request.headers.get(SIGNATURE, "")
    if len(body) > LONGEST or not verify(webhook_secret(secret), body, header, database.clock.now()):
        log.warning("webhook.refused", size=len(body))
        return web.Response(status=400)
    try:
        event = json.loads(body)
        event_id, kind, public_id = (str(event[key])[:200] for key in ("id", "kind", "public_id"))
    except (ValueError, KeyError, TypeError):
        return web.Response(status=400)
    provider = request.app[PROVIDER]
    if provider.name != "sandbox":
        return web.Response()
    return await take(database, provider, public_id, Event(event_id, kind))


async def take(database: Database, provider: PaymentProvider, public_id: str, event: Event) -> web.Response:
    """Have a verified event take its effect. 503 where it must be delivered again."""
    try:
        async with asyncio.timeout(PATIENCE):
            result = await apply_event(database, provider, public_id, event)
    except (ProviderUnavailable, DBAPIError, TimeoutError) as error:
        log.warning("webhook.again", event_id=event.id, error=type(error).__name__)
        return web.Response(status=503)
    log.info("webhook.taken", event_id=event.id, event_kind=event.kind, result=result)
    return web.Response(status=503 if result == "too_early" else 200)
