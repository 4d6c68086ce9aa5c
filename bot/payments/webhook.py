"""The sandbox's webhook: a knock, not a fact. Raw bytes are verified, then the thing itself is looked up."""

from __future__ import annotations

import json

import structlog
from aiohttp import web
from sqlalchemy.exc import DBAPIError

from bot.keys import DATABASE, PROVIDER, SETTINGS
from bot.payments.delivery import SIGNATURE
from bot.payments.signature import verify, webhook_secret
from bot.service.payments import ProviderUnavailable, Unsettled, apply_event

log = structlog.get_logger()

LONGEST = 65_536


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
    try:
        result = await apply_event(database, provider, event_id, kind, public_id)
    except (ProviderUnavailable, Unsettled, DBAPIError) as error:
        log.warning("webhook.again", event_id=event_id, error=type(error).__name__)
        return web.Response(status=503)
    log.info("webhook.taken", event_id=event_id, event_kind=kind, result=result)
    return web.Response(status=503 if result == "too_early" else 200)
