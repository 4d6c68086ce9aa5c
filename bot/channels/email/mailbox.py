"""The demo's mailbox: what any fictional address gets, and answers from it. Simulated, and says so.

An answer goes through the same door as a real one, as a whole e-mail with the same signature. Where there is a real
mail server, or in production, the page does not exist.
"""

from __future__ import annotations

import re
import secrets
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
import aiohttp_jinja2
from aiohttp import web
from sqlalchemy import and_, or_, select

from bot.channels import pages
from bot.channels.email import addresses, webhook
from bot.channels.email.sender import NAME, compose
from bot.debt import partners
from bot.keys import DATABASE, SETTINGS
from bot.service.ports import Via
from bot.signature import sign
from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, OutboxMessage, Party, PhoneLine

FICTION = re.compile(r"[a-z0-9._-]{1,60}@(?:[a-z0-9-]+\.)?example(?:\.[a-z.]{2,6})?")
"""Domains that are kept for examples, or whose name says so."""
STRANGER = "stranger@example.org"
LONGEST = 8_000
NEWEST = 30


async def page(request: web.Request) -> web.StreamResponse:
    """GET /mailbox?address=…: the demo's addresses, and what one of them got, the newest first."""
    lang = pages.language_of_browser(request)
    address = request.query.get("address", "")
    async with request.app[DATABASE].begin() as uow:
        known = await _known(uow)
        address = address if FICTION.fullmatch(address) else next(iter(known), STRANGER)
        got = await _got(uow, address)
    settings = request.app[SETTINGS]
    shown = [(row, compose(settings, to=address, body=row.body, key=row.key, via=_via(row))) for row in got]
    context = {
        "lang": lang, "w": pages.ui_words(lang), "static_url": pages.STATIC_URL,
        "known": {**known, **_partners(), STRANGER: ""},
        "address": address, "longest": LONGEST, "sent": request.query.get("sent", ""),
        "mails": [
            {"id": row.id, "from": NAME, "subject": mail["Subject"], "at": row.sent_at, "text": mail.get_content()}
            for row, mail in shown
        ],
    }
    return aiohttp_jinja2.render_template("mailbox.html.j2", request, context)


def _partners() -> dict[str, str]:
    """The fictional partners, who get referrals."""
    return {one.email: one.name for one in partners.read() if FICTION.fullmatch(one.email)}


def _via(row: OutboxMessage) -> Via:
    return Via(message_id=row.id, lang=row.lang, first=not row.in_thread)


async def _known(uow: UnitOfWork) -> dict[str, str]:
    """Fictional addresses on file, each with the reference of a case, so that one can try to be somebody."""
    rows = await uow.session.execute(
        select(ContactPoint.value, Case.reference)
        .join(Party, Party.person_id == ContactPoint.person_id)
        .join(Case, Case.id == Party.case_id)
        .where(ContactPoint.kind == "email")
        .order_by(Case.reference.desc())
    )
    found = {address: reference for address, reference in rows if FICTION.fullmatch(address)}
    return dict(sorted(found.items(), key=lambda one: one[1]))


async def _got(uow: UnitOfWork, address: str) -> list[OutboxMessage]:
    lines = select(PhoneLine.conversation_id).where(PhoneLine.number == address, PhoneLine.channel == "email")
    rows = await uow.session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.channel == "email", OutboxMessage.sent_at.is_not(None),
            or_(
                OutboxMessage.to == address,
                and_(OutboxMessage.in_thread, OutboxMessage.conversation_id.in_(lines)),
            ),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(NEWEST)
    )
    return list(rows)


async def send(request: web.Request) -> web.StreamResponse:
    """POST /mailbox: an answer to one of these (`to`), or an e-mail of its own; signed here, given to the door."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="wrong origin")
    form = await request.post()
    told: dict[str, Any] = {key: str(form.get(key, "")) for key in ("address", "to", "text", "subject")}
    if not FICTION.fullmatch(told["address"]) or len(told["text"]) > LONGEST or len(told["subject"]) > 200:
        raise web.HTTPBadRequest(text="")
    if told["to"] and not re.fullmatch(r"[0-9]{1,15}", told["to"]):
        raise web.HTTPBadRequest(text="")
    status = await _give(request, _mail(request, **told))
    lang = pages.language_of_browser(request)
    sent = "yes" if status == web.HTTPNoContent.status_code else "no"
    raise web.HTTPSeeOther(f"/mailbox?lang={lang}&address={quote(told['address'])}&sent={sent}")


def _mail(request: web.Request, *, address: str, to: str, text: str, subject: str) -> bytes:
    settings = request.app[SETTINGS]
    made = EmailMessage(policy=SMTP)
    made["From"], made["Date"] = address, formatdate(usegmt=True)
    made["Message-ID"] = f"<{secrets.token_hex(16)}@mailbox.invalid>"
    made["To"] = addresses.answers_to(settings, int(to)) if to else addresses.our_address(settings)
    made["Subject"] = "Re: " if to else " ".join(subject.split())
    made.set_content(text)
    return made.as_bytes()


async def _give(request: web.Request, raw: bytes) -> int:
    """Through the network, to this very process: the door must not know the difference."""
    settings, transport = request.app[SETTINGS], request.transport
    if transport is None:
        raise web.HTTPServiceUnavailable(text="")
    port = transport.get_extra_info("sockname")[1]
    signed = sign(webhook.secret_of(settings), raw, request.app[DATABASE].clock.now())
    headers = {webhook.HEADER: signed, "Content-Type": "message/rfc822"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"http://127.0.0.1:{port}{webhook.PATH}", data=raw, headers=headers) as answer,
    ):
        return answer.status


def add_routes(app: web.Application) -> None:
    """The page and its form."""
    app.add_routes([web.get("/mailbox", page), web.post("/mailbox", send)])
