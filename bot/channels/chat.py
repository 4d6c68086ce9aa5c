"""The web chat: its pages, and the WebSocket that carries the thread."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from sqlalchemy import func, select

from bot.channels import pages
from bot.channels import session as sessions
from bot.channels.frames import BadFrame, State, agent_names, as_frame, parse, state_of
from bot.channels.limits import Bucket, network_of
from bot.keys import DATABASE, LISTENER, SETTINGS, TURNS
from bot.service import identify, inbound, lookup
from bot.service.conversation import StaleChoice, lock, open_conversation, remember, thread, write
from bot.service.reply import say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, IdentityProof, Message
from bot.words.book import book

log = structlog.get_logger()
GUESSES: web.AppKey[Bucket] = web.AppKey("guess_bucket", Bucket)
"""Wrong birth dates a network: a browser can forget its cookie, so the count of one session is not enough."""
MESSAGES: web.AppKey[Bucket] = web.AppKey("message_bucket", Bucket)
CONNECTIONS: web.AppKey[Bucket] = web.AppKey("connection_bucket", Bucket)
CONTROLS: web.AppKey[Bucket] = web.AppKey("control_bucket", Bucket)
FRAME = 512 * 1024
"""Bytes: a pasted letter of 100,000 characters still fits and is answered; beyond that the socket closes (1009)."""


def same_origin(request: web.Request) -> bool:
    """Whether a WebSocket is opened by a page of ours: browsers send the cookie from anywhere."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True  # not a browser; it has to know the cookie
    ours = {urlsplit(request.app[SETTINGS].base_url).netloc, request.host}
    return urlsplit(origin).netloc in ours


class Socket:
    """One open page. A pump sends what is new; several events in a row make one look."""

    def __init__(self, request: web.Request, ws: web.WebSocketResponse, conversation_id: int, after: int) -> None:
        self.app, self.ws, self.conversation_id = request.app, ws, conversation_id
        self.network = network_of(request)
        self.sent_seq = after  # what the page says it has; never more than there is
        self.floor: int | None = None
        self.written: set[int] = set()  # numbers of messages that this page has sent: it gets them by `echo`
        self._sending = asyncio.Lock()
        self._news = asyncio.Event()
        self._state: State | None = None

    def wake(self) -> None:
        """Something may be new."""
        self._news.set()

    async def pump(self) -> None:
        """Send messages and state until the socket closes. On a fault it is closed: the page comes back and asks."""
        try:
            while not self.ws.closed:
                await self._news.wait()
                self._news.clear()
                await self._show()
        except Exception:
            log.exception("pump.failed", conversation=self.conversation_id)
            await self.ws.close(code=WSCloseCode.TRY_AGAIN_LATER)

    async def echo(self, message: Message) -> None:
        """The page's own message, as it is kept: known here, so nothing is asked of the database."""
        async with self._sending:
            if message.seq == self.sent_seq + 1:
                await self.send(as_frame(message, {}))
                self.sent_seq = message.seq
            else:
                self.wake()  # something else comes before it, or it was shown already

    async def _show(self) -> None:
        """What is new, if anything."""
        async with self._sending:
            await self._show_new()

    async def _show_new(self) -> None:
        async with self.app[DATABASE].look() as uow:
            state = await state_of(uow, self.conversation_id)
            conversation = state.conversation
            if self.floor is not None and conversation.blank_before_seq < self.floor:
                self.sent_seq = conversation.blank_before_seq  # proven again: the thread is shown again
            self.floor = conversation.blank_before_seq
            self.sent_seq = min(self.sent_seq, conversation.last_seq)
            new = conversation.last_seq > self.sent_seq
            rows = await thread(uow, conversation, after=self.sent_seq) if new else []
            names = await agent_names(uow, rows)
        if self._state is None or (state.frame, state.until) != (self._state.frame, self._state.until):
            await self.send(state.frame)  # the same time left, but from now on, is news as well
            self._state = state
        for row in rows:
            await self.send(as_frame(row, names))
            self.sent_seq = row.seq

    async def send(self, frame: dict[str, Any]) -> None:
        """One frame to the browser; a closed socket swallows it, the page asks again with `after`."""
        with suppress(ConnectionResetError, RuntimeError):
            await self.ws.send_json(frame)


class Pages:
    """The pages open at this process."""

    def __init__(self) -> None:
        self.open: set[Socket] = set()


PAGES: web.AppKey[Pages] = web.AppKey("pages", Pages)


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
    request.app[PAGES].open.add(page)
    pump = asyncio.create_task(page.pump())
    page.wake()
    try:
        async for frame in ws:
            if frame.type == WSMsgType.TEXT:
                await _frame(request.app, page, session, frame.data)
            elif frame.type == WSMsgType.BINARY:
                await page.send({"type": "error", "cid": None, "code": "malformed"})
    finally:
        request.app[PAGES].open.discard(page)
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)
    return ws


async def _conversation(app: web.Application, sender: str, language: str) -> int:
    async with app[DATABASE].begin() as uow:
        await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(sender))))
        conversation = await open_conversation(uow, sender=sender, channel="web", language=language)
        if conversation.last_seq == 0:
            await write(uow, conversation, say("notice_welcome"), author="system")
        await identify.expire(uow, conversation)
        await uow.commit()
        return conversation.id


async def _frame(app: web.Application, page: Socket, session: sessions.Session, data: str) -> None:
    try:
        frame = parse(data)
    except BadFrame as fault:
        await page.send({"type": "error", "cid": fault.cid, "code": str(fault)})
        return
    if frame["type"] in ("ping", "language"):
        if app[CONTROLS].take(session.sender_key):
            await (_stay(app, page) if frame["type"] == "ping" else _language(app, page, frame["lang"]))
        return
    if not _may_write(app, session, frame):
        await _refuse(app, page, frame, "too_fast")
        return
    try:
        got = await _store(app, page, frame)
    except StaleChoice:
        await _refuse(app, page, frame, "stale_choice")
        return
    await page.send({"type": "ack", "cid": frame["cid"], "id": str(got.message.id)})
    await page.echo(got.message)
    if got.shortened:
        await _refuse(app, page, frame, "too_long")
    if not got.repeated and not got.answered:
        await page.send({"type": "typing", "from": "bot"})
        app[TURNS].wake(page.conversation_id)


def _may_write(app: web.Application, session: sessions.Session, frame: dict[str, Any]) -> bool:
    """Whether this is slow enough. A cry for help gets through a flood: it has a limit of its own."""
    if app[MESSAGES].take(session.sender_key):
        return True
    return inbound.in_danger(frame["body"]) and app[MESSAGES].take(f"danger:{session.sender_key}")


async def _store(app: web.Application, page: Socket, frame: dict[str, Any]) -> inbound.Inbound:
    async with app[DATABASE].begin() as uow:
        conversation = await lock(uow, page.conversation_id)
        if frame["type"] == "message":
            guessing = app[GUESSES].empty(page.network)
            got = await inbound.text_in(
                uow, conversation, cid=frame["cid"], text=frame["body"], guessing=guessing
            )
            if conversation.memory.get("identity_result") in ("failed", "closed", "looked_up"):
                app[GUESSES].take(page.network)
        else:
            got = await inbound.choice_in(uow, conversation, cid=frame["cid"], choice_id=frame["body"])
        if not got.repeated:
            page.written.add(got.message.seq)  # before anybody hears of it
        await uow.commit()
    return got


async def _refuse(app: web.Application, page: Socket, frame: dict[str, Any], code: str) -> None:
    async with app[DATABASE].begin() as uow:
        conversation = await uow.session.get_one(Conversation, page.conversation_id)
        words = book().text(f"notice_{code}", conversation.language)
    await page.send({"type": "error", "cid": frame["cid"], "code": code, "text": words})


async def _stay(app: web.Application, page: Socket) -> None:
    async with app[DATABASE].begin() as uow:
        conversation = await lock(uow, page.conversation_id)
        await identify.stay(uow, conversation)
        await uow.commit()
    page.wake()


async def _language(app: web.Application, page: Socket, language: str) -> None:
    async with app[DATABASE].begin() as uow:
        conversation = await lock(uow, page.conversation_id)
        conversation.language, conversation.language_fixed = language, True
        await uow.commit()
    page.wake()


async def hide(request: web.Request) -> web.StreamResponse:
    """POST /hide: leave at once; the proof ends, the browser forgets, nothing of ours stays on the screen."""
    session = await sessions.session_of(request)
    form = await request.post()
    response = web.HTTPSeeOther("/hidden")
    if not session.new and sessions.csrf_holds(session, str(form.get("csrf", ""))):
        async with request.app[DATABASE].begin() as uow:
            await end_session(uow, session.sender_key)
            await uow.commit()
        sessions.forget(response)
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
    remember(conversation, sum_told=None, claimed_reference=None, claimed_birth=None)
    uow.notify("owner", conversation=conversation.id)


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


async def on_event(app: web.Application, event: dict[str, Any]) -> None:
    """What a transaction somewhere has done: wake the pages it concerns, and whoever takes turns."""
    kind, conversation_id = event.get("kind"), event.get("conversation")
    for page in list(app[PAGES].open):
        if kind == "reconnected" or page.conversation_id == conversation_id:
            if kind == "typing":
                await page.send({"type": "typing", "from": event.get("from", "agent")})
            elif kind == "message" and event.get("seq") in page.written:
                page.written.discard(event["seq"])
            else:
                page.wake()


def add_routes(app: web.Application) -> None:
    """The chat's doors."""
    app[GUESSES] = Bucket(per_second=1 / 120, burst=30)
    app[MESSAGES] = Bucket(per_second=1.5, burst=20)
    app[CONTROLS] = Bucket(per_second=1, burst=20)
    app[CONNECTIONS] = Bucket(per_second=2, burst=60)
    app[PAGES] = Pages()
    app.router.add_get("/chat/ws", socket)
    app.router.add_post("/hide", hide)
    app.router.add_get("/l/{token}", link)
    pages.add_routes(app)

    async def listen(app: web.Application) -> None:
        async def give(event: dict[str, Any]) -> None:
            await on_event(app, event)

        app[LISTENER].subscribe(give)

    app.on_startup.append(listen)
