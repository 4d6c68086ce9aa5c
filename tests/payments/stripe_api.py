"""A stand-in for Stripe on loopback: its HTTP API, its webhooks, and the faults that a test asks for."""

from __future__ import annotations

import asyncio
import copy
import json
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import stripe
from aiohttp import web
from stripe.params import DisputeListParams, PaymentIntentRetrieveParams
from stripe.params.checkout import SessionCreateParams, SessionExpireParams, SessionRetrieveParams

from bot.payments.stripe import API_VERSION
from bot.service.ports import Clock
from tests.payments.stripe_books import Books
from tests.payments.stripe_params import BadParameter, check, read_form

LEAST, SHORTEST, LONGEST = 50, 30 * 60, 24 * 3600
KEYS_LAST = timedelta(hours=24)
"""Then Stripe forgets an idempotency key, and the same request would have a second effect."""
Answer = tuple[int, dict[str, Any]]
FAULTS = ("lost_before", "lost_after", "slow_after", "429", "500", "500_after", "nonsense", "webhook_first")
"""What may befall a request: no answer before or after its effect, too many, broken, an answer without sense, events
that are delivered before the answer."""


@dataclass
class StandIn:
    """Speaks for several accounts: `books` by API key. Put a fault's name in `faults` for the next request."""

    clock: Clock
    books: dict[str, Books] = field(default_factory=dict)
    faults: deque[str] = field(default_factory=deque)
    seen: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    played: Counter[str] = field(default_factory=Counter)
    before_answer: Callable[[], Awaitable[object]] | None = None
    slow: float = 2.0
    lag: Callable[[], float] = lambda: 0.0
    """Seconds between what is known and its answer: answers overtake one another."""
    stall: tuple[asyncio.Event, asyncio.Event] | None = None
    """The next answer to a GET is old news by the time it is sent: the first is set when it is known, the second lets
    it go."""
    _answered: dict[tuple[str, str], tuple[str, str, Answer, datetime]] = field(default_factory=dict)
    _working: set[tuple[str, str]] = field(default_factory=set)

    def app(self) -> web.Application:
        """Its HTTP door."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._receive)
        return app

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.popleft() if self.faults else ""
        self.played.update([fault] if fault else [])
        if fault == "lost_before":
            return await self._hang_up(request)
        if fault in ("429", "500"):
            kind = "rate_limit_error" if fault == "429" else "api_error"
            return _json(int(fault), _error(kind, "asked for by a test"))
        books = self.books.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if books is None:
            return _json(401, _error("invalid_request_error", "no such key"))
        if request.headers.get("Stripe-Version") != API_VERSION:
            return _json(400, _error("invalid_request_error", "not the version of these shapes"))
        status, body = await self._once(books, request, fault)
        if self.stall is not None and request.method == "GET":
            (known, go), self.stall = self.stall, None
            known.set()
            await go.wait()
        if lag := self.lag():
            await asyncio.sleep(lag)
        if fault == "webhook_first" and self.before_answer is not None:
            await self.before_answer()
        if fault == "lost_after":
            return await self._hang_up(request)
        if fault == "slow_after":
            await asyncio.sleep(self.slow)
        if fault == "nonsense":
            return web.Response(status=200, text="<html>not what you asked for</html>")
        return _json(status, body)

    @staticmethod
    async def _hang_up(request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.close()
        return web.Response(status=500)

    async def _once(self, books: Books, request: web.Request, fault: str) -> Answer:
        """The effect, once for an idempotency key; its answer again, even a broken one; 409 while it is at work."""
        text = request.query_string if request.method == "GET" else await request.text()
        key = (books.name, request.headers.get("Idempotency-Key", ""))
        what = f"{request.method} {request.path}"
        now = self.clock.now()
        if request.method == "POST" and key in self._answered and now < self._answered[key][3] + KEYS_LAST:
            path, known, answer, _ = self._answered[key]
            if (path, known) != (what, text):
                return 400, _error("idempotency_error", "same key, other parameters")
            return answer
        if request.method == "POST" and key in self._working:
            return 409, _error("idempotency_error", "a request with this key is at work", "idempotency_key_in_use")
        self._working.add(key)
        try:
            await asyncio.sleep(0)
            answer = self._do(books, request.method, request.path, text)
        finally:
            self._working.discard(key)
        if fault == "500_after":
            answer = (500, _error("api_error", "broken after its effect"))
        answer = copy.deepcopy(answer)
        # What fails a check is not remembered: the same key may be used again.
        if request.method == "POST" and answer[0] != 400:
            self._answered[key] = (what, text, answer, now)
        return answer

    def _do(self, books: Books, method: str, path: str, text: str) -> Answer:
        try:
            params = read_form(text)
            self.seen.append((method, path, params))
            return self._route(books, method, path.strip("/").split("/"), params)
        except BadParameter as error:
            return 400, _error("invalid_request_error", str(error), "parameter_unknown", error.name)
        except KeyError:
            return 404, _error("invalid_request_error", "no such thing", "resource_missing")

    def _route(self, books: Books, method: str, path: list[str], params: dict[str, Any]) -> Answer:
        match method, path:
            case "POST", ["v1", "checkout", "sessions"]:
                return 200, _shown(books.create(self._orderly(check(params, SessionCreateParams))))
            case "GET", ["v1", "checkout", "sessions", ref]:
                found = books.session(ref)
                if found is None:
                    raise KeyError(ref)
                return 200, _expanded(books, found, check(params, SessionRetrieveParams).get("expand", []))
            case "POST", ["v1", "checkout", "sessions", ref, "expire"]:
                check(params, SessionExpireParams)
                if ref not in books.sessions:
                    raise KeyError(ref)
                if not books.expire(ref):
                    return 400, _error("invalid_request_error", "only an open session can be expired")
                return 200, _shown(books.sessions[ref])
            case "GET", ["v1", "payment_intents", ref]:
                check(params, PaymentIntentRetrieveParams)
                return 200, books.intents[ref]
            case "GET", ["v1", "disputes"]:
                asked = check(params, DisputeListParams)
                rows = books.disputes_of(asked["charge"])[:asked.get("limit", 10)]
                return 200, {"object": "list", "url": "/v1/disputes", "has_more": False, "data": rows}
        raise KeyError(path)

    def _orderly(self, params: dict[str, Any]) -> dict[str, Any]:
        """Rules of Stripe's that types do not tell."""
        now = int(self.clock.now().timestamp())
        price = params["line_items"][0]["price_data"]
        sepa = "sepa_debit" in params["allowed_payment_method_types"]
        suffix = params["payment_intent_data"]["statement_descriptor_suffix"]
        rules = {
            "mode": params.get("mode") == "payment", "success_url": "success_url" in params,
            "expires_at": SHORTEST <= params["expires_at"] - now <= LONGEST,
            "line_items[0].price_data.unit_amount": price.get("unit_amount", 0) >= LEAST,
            "allowed_payment_method_types": not sepa or price["currency"] == "eur",
            "payment_intent_data.statement_descriptor_suffix":
                len(suffix) <= 22 and not set("<>\\'\"*") & set(suffix) and any(s.isalpha() for s in suffix),
            "payment_intent_data.statement_descriptor": "statement_descriptor" not in params["payment_intent_data"],
        }
        for name, kept in rules.items():
            if not kept:
                raise BadParameter(name, "not allowed")
        return params


def _json(status: int, body: dict[str, Any]) -> web.Response:
    return web.json_response(body, status=status, headers={"Request-Id": "req_test"})


def _error(kind: str, message: str, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    return {"error": {"type": kind, "message": message, "code": code, "param": param}}


def _shown(session: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in session.items() if not key.startswith("_")}


def _expanded(books: Books, session: dict[str, Any], asked: list[str]) -> dict[str, Any]:
    shown = _shown(session)
    intent = books.intents.get(session["payment_intent"] or "")
    if intent is not None and any(one.startswith("payment_intent") for one in asked):
        shown["payment_intent"] = dict(intent)
        if "payment_intent.latest_charge" in asked:
            shown["payment_intent"]["latest_charge"] = books.charges[intent["latest_charge"]]
    return shown


async def deliver(
    url: str, event: dict[str, Any], secret: str, *, at: int | None = None, body: bytes | None = None
) -> int:
    """Knock at our webhook as Stripe does: signed at this (real) moment, whenever the event happened."""
    raw = body if body is not None else json.dumps(event).encode()
    header = stripe.WebhookSignature.generate_signature_header(
        raw.decode("utf-8", "replace"), secret, at if at is not None else int(time.time())
    )
    async with (
        aiohttp.ClientSession() as client,
        client.post(url, data=raw, headers={"Stripe-Signature": header}) as answer,
    ):
        return answer.status
