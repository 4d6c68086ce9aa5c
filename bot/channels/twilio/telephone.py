"""The demo's telephone: a page that shows what any fictional number gets, and writes from it. Simulated, and says so.

It speaks to the same door as Twilio does, with the same signature, made with a token that only this demo knows.
Where there is a real account, or in production, the page does not exist.
"""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import aiohttp_jinja2
from aiohttp import web
from sqlalchemy import and_, or_, select
from twilio.request_validator import RequestValidator

from bot.channels import pages
from bot.channels.twilio import signed
from bot.channels.twilio.accounts import any_whatsapp, default_account, default_senders
from bot.keys import DATABASE, SETTINGS
from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, Message, OutboxMessage, Party, PhoneLine

FICTION = re.compile(r"\+3363998[0-9]{4}|\+447700900[0-9]{3}")
"""Ranges of numbers that belong to nobody."""
CHANNELS = ("sms", "whatsapp")
LONGEST = 1_600
NEWEST = 60
PATH = "/channels/twilio"
VOICE = {"NumMedia": "1", "MediaUrl0": "https://telephone.invalid/voice", "MediaContentType0": "audio/ogg"}


async def page(request: web.Request) -> web.StreamResponse:
    """GET /telephone."""
    lang = pages.language_of_browser(request)
    async with request.app[DATABASE].begin() as uow:
        numbers, whatsapp = await _numbers(uow), await any_whatsapp(uow)
    context = {
        "lang": lang, "words": pages.ui_words(lang), "static_url": pages.STATIC_URL, "numbers": numbers,
        "longest": LONGEST, "whatsapp": whatsapp,
    }
    return aiohttp_jinja2.render_template("telephone.html.j2", request, context)


async def _numbers(uow: UnitOfWork) -> list[dict[str, str]]:
    """Fictional numbers on file, each with the reference of a case, so that one can try to be somebody."""
    rows = await uow.session.execute(
        select(ContactPoint.value, Case.reference)
        .join(Party, Party.person_id == ContactPoint.person_id)
        .join(Case, Case.id == Party.case_id)
        .where(ContactPoint.kind == "phone")
        .order_by(Case.reference)
    )
    found: dict[str, str] = {}
    for number, reference in rows:
        if FICTION.fullmatch(number):
            found.setdefault(number, reference)
    return [{"number": number, "reference": reference} for number, reference in found.items()]


async def thread(request: web.Request) -> web.Response:
    """GET /telephone/thread?number=…&channel=…: what that telephone would show, the oldest first."""
    number, channel = request.query.get("number", ""), request.query.get("channel", "")
    if not FICTION.fullmatch(number) or channel not in CHANNELS:
        raise web.HTTPBadRequest(text="")
    async with request.app[DATABASE].begin() as uow:
        rows = await _shown(uow, number, channel)
    return web.json_response({"messages": rows})


async def _shown(uow: UnitOfWork, number: str, channel: str) -> list[dict[str, Any]]:
    lines = select(PhoneLine.conversation_id).where(PhoneLine.number == number)
    written = await uow.session.scalars(
        select(Message)
        .where(Message.conversation_id.in_(lines.where(PhoneLine.channel == channel)), Message.author == "you")
        .order_by(Message.id.desc())
        .limit(NEWEST)
    )
    got = await uow.session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.channel == channel, OutboxMessage.sent_at.is_not(None),
            or_(
                OutboxMessage.to == number,
                and_(OutboxMessage.in_thread, OutboxMessage.conversation_id.in_(lines)),
            ),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(NEWEST)
    )
    told = [(m.created_at, 0, m.id, "you", m.text) for m in written.all()]
    told += [(m.sent_at, 1, m.id, "us", m.body) for m in got.all() if m.sent_at is not None]
    return [
        {"key": f"{who}-{key}", "from": who, "text": text, "at": at.isoformat()}
        for at, _, key, who, text in sorted(told)[-NEWEST:]
    ]


async def send(request: web.Request) -> web.Response:
    """POST /telephone/send {number, channel, text, voice}: signed here, and given to the door as Twilio would."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="wrong origin")
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="")
    try:
        told = await request.json()
        number, channel, text = (str(told[key]) for key in ("number", "channel", "text"))
    except (ValueError, KeyError, TypeError):
        raise web.HTTPBadRequest(text="") from None
    if not FICTION.fullmatch(number) or channel not in CHANNELS or len(text) > LONGEST:
        raise web.HTTPBadRequest(text="")
    status = await _give(request, _fields(request, number, channel, text, voice=bool(told.get("voice"))))
    return web.json_response({"taken": status == web.HTTPOk.status_code})


def _fields(request: web.Request, number: str, channel: str, text: str, *, voice: bool) -> dict[str, str]:
    settings = request.app[SETTINGS]
    account, ours = default_account(settings), default_senders(settings)[channel]
    prefix = "whatsapp:" if channel == "whatsapp" else ""
    return {
        "MessageSid": "SM" + secrets.token_hex(16), "AccountSid": account.sid if account else "",
        "From": prefix + number, "To": prefix + ours, "Body": text, "NumMedia": "0", **(VOICE if voice else {}),
    }


async def _give(request: web.Request, fields: dict[str, str]) -> int:
    """Through the network, to this very process: the door must not know the difference."""
    settings = request.app[SETTINGS]
    account, transport = default_account(settings), request.transport
    if account is None or transport is None:
        raise web.HTTPServiceUnavailable(text="")
    signature = RequestValidator(account.token).compute_signature(settings.base_url + PATH, fields)
    port = transport.get_extra_info("sockname")[1]
    headers = {signed.HEADER: signature, "Content-Type": "application/x-www-form-urlencoded"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"http://127.0.0.1:{port}{PATH}", data=urlencode(fields).encode(), headers=headers) as answer,
    ):
        return answer.status


def add_routes(app: web.Application) -> None:
    """The page and what its script asks."""
    app.add_routes([
        web.get("/telephone", page), web.get("/telephone/thread", thread), web.post("/telephone/send", send),
    ])
