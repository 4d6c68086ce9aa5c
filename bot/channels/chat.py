"""The web chat: its pages, and the WebSocket that carries the thread."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import WSMsgType, web
from sqlalchemy import func, select

from bot.channels import pages
from bot.channels import session as sessions
from bot.channels.incoming import CONTROLS, GUESSES, MESSAGES, take_frame
from bot.channels.limits import Bucket, network_of
from bot.channels.sockets import PAGES, Pages, Socket, on_event
from bot.keys import DATABASE, LISTENER, SETTINGS
from bot.service.identity import browser, identify, lookup
from bot.service.thread.conversation import leave_unanswered, lock, open_conversation, remember
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, IdentityProof

log = structlog.get_logger()

CONNECTIONS: web.AppKey[Bucket] = web.AppKey("connection_bucket", Bucket)
LONGEST_WORD = 100
FRAME = 512 * 1024
"""Bytes: a pasted letter of 100,000 characters still fits and is answered; beyond that the socket closes (1009)."""


def same_origin(request: web.Request) -> bool:
    """Whether a WebSocket is opened by a page of ours: browsers send the cookie from anywhere."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True  # not a browser; it has to know the cookie
    ours = {urlsplit(request.app[SETTINGS].base_url).netloc, request.host}
    return urlsplit(origin).netloc in ours


async def socket(request: web.Request) -> web.StreamResponse:
    """GET /chat/ws?after=SEQ."""
    if not same_origin(request):
        raise web.HTTPForbidden(text="wrong origin")
    session = await sessions.session_of(request)
    if session.new:
        raise web.HTTPForbidden(text="no session")
    if not request.app[CONNECTIONS].take(network_of(request)):
        raise web.HTTPTooManyRequests(text="too many connections")
    after = request.query.get("after", "0")
    if not after.isascii() or not after.isdigit() or len(after) > 12:
        raise web.HTTPBadRequest(text="after is a number")
    language = "en" if request.query.get("lang") == "en" else "fr"
    ws = web.WebSocketResponse(max_msg_size=FRAME, heartbeat=30)
    await ws.prepare(request)
    conversation_id = await _conversation(request.app, session.sender_key, language)
    page = Socket(request, ws, conversation_id, int(after))
    if session.seconds is not None:
        page.end_after(session.seconds)
    request.app[PAGES].open.add(page)
    pump = asyncio.create_task(page.pump())
    page.wake()
    try:
        async for frame in ws:
            if frame.type == WSMsgType.TEXT:
                await take_frame(request.app, page, session, frame.data)
            elif frame.type == WSMsgType.BINARY:
                await page.send({"type": "error", "cid": None, "code": "malformed"})
    finally:
        request.app[PAGES].open.discard(page)
        page.forget()
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)
    return ws


async def _conversation(app: web.Application, sender: str, language: str) -> int:
    async with app[DATABASE].begin() as uow:
        await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(sender))))
        stands = await browser.standing(uow, sender)  # it may just have been turned to another
        sender = stands.sender if stands is not None else sender
        conversation = await open_conversation(uow, sender=sender, channel="web", language=language)
        if conversation.last_seq == 0:
            await write(uow, conversation, say("notice_welcome"), author="system")
        await identify.expire(uow, conversation)
        await uow.commit()
        return conversation.id


async def hide(request: web.Request) -> web.StreamResponse:
    """POST /hide: leave at once; the proof ends, the browser forgets, nothing of ours stays on the screen."""
    session = await sessions.session_of(request)
    form = await request.post()
    response = web.HTTPSeeOther("/hidden")
    if not session.new and sessions.csrf_holds(session, str(form.get("csrf", ""))):
        async with request.app[DATABASE].begin() as uow:
            await end_session(uow, session.sender_key)
            await uow.commit()
        sessions.forget(request, response)
    raise response  # a form that is not ours ends nothing: the thread of somebody who writes would be lost


async def end_session(uow: UnitOfWork, sender: str) -> None:
    """End every proof of this browser's conversation and blank its thread."""
    found = await uow.session.scalar(
        select(Conversation.id).where(Conversation.sender == sender).order_by(Conversation.id.desc()).limit(1)
    )
    if found is None:
        return
    conversation = await lock(uow, found)
    proofs = await uow.session.scalars(
        select(IdentityProof).where(
            IdentityProof.conversation_id == conversation.id, IdentityProof.ended_at.is_(None)
        )
    )
    for proof in proofs.all():
        proof.ended_at = uow.now
    conversation.blank_before_seq = conversation.last_seq
    await leave_unanswered(uow, conversation)
    remember(conversation, sum_told=None, claimed_reference=None, claimed_birth=None, identity_result=None)
    remember(conversation, session_turn=None)
    uow.notify("owner", conversation=conversation.id)


async def turn(request: web.Request) -> web.StreamResponse:
    """POST /chat/session {"turn": …}: the page over which identity was proven asks for its browser's new cookie."""
    if not same_origin(request):
        raise web.HTTPForbidden(text="wrong origin")
    session = await sessions.session_of(request)
    try:
        told = await request.json()
        word = told["turn"]
    except (ValueError, TypeError, KeyError):
        raise web.HTTPBadRequest(text="malformed") from None
    if not isinstance(word, str) or len(word) > LONGEST_WORD or session.new:
        raise web.HTTPForbidden(text="no session")
    fresh = await sessions.turned(request, session, word)
    if fresh is None:
        raise web.HTTPConflict(text="not to be turned")
    response = web.Response(status=204)
    sessions.keep(request, response, fresh)
    return response


async def link(request: web.Request) -> web.StreamResponse:
    """GET /l/<token>: a personal link. It stands for the reference only; nothing is told, nothing is spent."""
    session = await sessions.session_of(request)
    language = pages.language_of_browser(request)
    conversation_id = await _conversation(request.app, session.sender_key, language)
    async with request.app[DATABASE].begin() as uow:
        conversation = await lock(uow, conversation_id)
        await lookup.follow_link(uow, conversation, request.match_info["token"])
        await uow.commit()
    response = web.HTTPSeeOther("/")
    sessions.keep(request, response, session)
    raise response


def add_routes(app: web.Application) -> None:
    """The chat's doors."""
    app[GUESSES] = Bucket(per_second=1 / 120, burst=30)
    app[MESSAGES] = Bucket(per_second=1.5, burst=20)
    app[CONTROLS] = Bucket(per_second=1, burst=20)
    app[CONNECTIONS] = Bucket(per_second=2, burst=60)
    app[PAGES] = Pages()
    app.router.add_get("/chat/ws", socket)
    app.router.add_post("/chat/session", turn)
    app.router.add_post("/hide", hide)
    app.router.add_get("/l/{token}", link)
    pages.add_routes(app)

    async def listen(app: web.Application) -> None:
        async def give(event: dict[str, Any]) -> None:
            await on_event(app, event)

        app[LISTENER].subscribe(give)

    app.on_startup.append(listen)
