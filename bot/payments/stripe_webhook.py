"""Stripe's webhook: a knock, not a fact. Raw bytes are verified, then the thing itself is looked up."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.keys import DATABASE, PROVIDER
from bot.payments.stripe import ATTEMPT, Stripe
from bot.payments.webhook import take
from bot.service.pay.payments import Event, ProviderUnavailable

log = structlog.get_logger()

LONGEST = 131_072
SIGNATURE = "Stripe-Signature"
_ID = re.compile(r"[\w.-]{1,200}", re.ASCII)
_SESSION = "checkout.session."
KINDS = frozenset({
    "checkout.session.completed", "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed", "checkout.session.expired",
    "charge.refunded", "charge.refund.updated", "refund.created", "refund.updated", "refund.failed",
    "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
    "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
})
"""Events that may change what we know of a payment; the others are taken and forgotten."""


@dataclass(frozen=True, kw_only=True)
class Knock:
    """All that is used of an event's body: where to look."""

    id: str
    kind: str
    foreign: bool  # of an account connected to ours
    session: str | None
    attempt: str | None
    payment_intent: str | None


async def receive(request: web.Request) -> web.Response:
    """400: not signed, not lately, not ours to read. 200: taken, also when foreign or repeated. 503: deliver again."""
    provider = request.app[PROVIDER]
    if not isinstance(provider, Stripe):
        return web.Response(status=400)
    body = await request.read() if (request.content_length or 0) <= LONGEST else b""
    account = provider.signed_by(body, request.headers.get(SIGNATURE, "")) if 0 < len(body) <= LONGEST else None
    knock = read(body) if account is not None else None
    if account is None or knock is None:
        log.warning("webhook.refused", size=request.content_length)
        return web.Response(status=400)
    if knock.foreign or knock.kind not in KINDS:
        return web.Response()
    try:
        attempt = knock.attempt
        if attempt is None and knock.payment_intent is not None:
            attempt = await provider.attempt_of(account=account, payment_intent=knock.payment_intent)
    except ProviderUnavailable:
        return web.Response(status=503)
    if attempt is None:
        return web.Response()
    event = Event(knock.id, knock.kind, account=account, provider_ref=knock.session)
    return await take(request.app[DATABASE], provider, attempt, event)


def read(body: bytes) -> Knock | None:
    """What a verified event is about; None for what is no event."""
    try:
        event = json.loads(body)
        thing = event["data"]["object"]
        event_id, kind = event["id"], event["type"]
        session = _id(thing["id"]) if kind.startswith(_SESSION) else None
        named = thing.get("client_reference_id") if session else (thing.get("metadata") or {}).get(ATTEMPT)
        intent = thing.get("payment_intent")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if _id(event_id) is None or _id(kind) is None:
        return None
    return Knock(
        id=event_id, kind=kind, foreign=event.get("account") is not None, session=session, attempt=_id(named),
        payment_intent=_id(intent),
    )


def _id(value: object) -> str | None:
    """An identifier of Stripe's or ours; what looks otherwise was written by some other integration."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None
