"""The pages open at this process: each is sent what is new, as it becomes known."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from aiohttp import WSCloseCode, web

from bot.channels.frames import State, agent_names, as_frame, state_of
from bot.channels.limits import network_of
from bot.keys import DATABASE
from bot.service.identity.browser import GRACE
from bot.service.thread.conversation import thread
from bot.store.tables import Conversation, Message

log = structlog.get_logger()


class Socket:
    """One open page. A pump sends what is new; several events in a row make one look."""

    def __init__(self, request: web.Request, ws: web.WebSocketResponse, conversation_id: int, after: int) -> None:
        self.app, self.ws, self.conversation_id = request.app, ws, conversation_id
        self.network = network_of(request)
        self.sent_seq = after  # what the page says it has; never more than there is
        self.floor: int | None = None
        self.written: set[int] = set()  # numbers of messages that this page has sent: it gets them by `echo`
        self._heard: deque[tuple[int, Sequence[Message]]] = deque()
        self._sending = asyncio.Lock()
        self._news = asyncio.Event()
        self._state: State | None = None
        self._end: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[bool] | None = None

    @property
    def owner(self) -> str:
        """Who had the conversation when this page was last told."""
        return self._state.conversation.owner if self._state is not None else ""

    def wake(self) -> None:
        """Something may be new."""
        self._news.set()

    async def pump(self) -> None:
        """Send messages and state until the socket closes. On a fault it is closed: the page comes back and asks."""
        try:
            while not self.ws.closed:
                await self._news.wait()
                self._news.clear()
                await self._give()
                await self._show()
        except Exception:
            log.exception("pump.failed", conversation=self.conversation_id)
            await self.ws.close(code=WSCloseCode.TRY_AGAIN_LATER)

    async def echo(self, message: Message, floor: int) -> None:
        """The page's own message, as it is kept: known here, so nothing is asked of the database.

        `floor`: up to where the thread is blanked since this message.
        """
        async with self._sending:
            if message.seq == self.sent_seq + 1 and floor == self.floor:
                await self.send(as_frame(message, {}))
                self.sent_seq = message.seq
            else:
                self.wake()  # something else comes before it: other messages, or the blank of an ended proof

    def hear(self, floor: int, rows: Sequence[Message]) -> None:
        """What this process has just said there; `floor` as for `echo`. A look at the store follows, for the rest."""
        self._heard.append((floor, rows))
        self.wake()

    async def _give(self) -> None:
        async with self._sending:
            while self._heard:
                floor, rows = self._heard.popleft()
                if rows[0].seq == self.sent_seq + 1 and floor == self.floor:
                    for row in rows:
                        await self.send(as_frame(row, {}))
                        self.sent_seq = row.seq

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

    def end_after(self, seconds: float) -> None:
        """Close it then: its cookie has been turned to another. The page comes back with the new one by itself."""
        if self._end is None:
            self._end = asyncio.get_running_loop().call_later(seconds, self._close)

    def _close(self) -> None:
        self._closing = asyncio.create_task(self.ws.close(code=WSCloseCode.SERVICE_RESTART))

    def forget(self) -> None:
        """It is closed already."""
        if self._end is not None:
            self._end.cancel()

    async def send(self, frame: dict[str, Any]) -> None:
        """One frame to the browser; a closed socket swallows it, the page asks again with `after`."""
        with suppress(ConnectionResetError, RuntimeError):
            await self.ws.send_json(frame)


class Pages:
    """The pages open at this process."""

    def __init__(self) -> None:
        self.open: set[Socket] = set()


    def hear(self, conversation: Conversation, rows: Sequence[Message]) -> None:
        """The bot's words of one turn, for the pages of their conversation that are open here."""
        for page in self.open:
            if page.conversation_id == conversation.id:
                page.hear(conversation.blank_before_seq, rows)


PAGES: web.AppKey[Pages] = web.AppKey("pages", Pages)


async def on_event(app: web.Application, event: dict[str, Any]) -> None:
    """What a transaction somewhere has done: wake the pages it concerns, and whoever takes turns."""
    kind, conversation_id = event.get("kind"), event.get("conversation")
    for page in list(app[PAGES].open):
        if kind == "reconnected" or page.conversation_id == conversation_id:
            if kind == "session":
                page.end_after(GRACE.total_seconds())
            elif kind == "typing":
                if event.get("from") != "you":  # that is for the desk
                    await page.send({"type": "typing", "from": event.get("from", "agent")})
            elif kind == "message" and event.get("seq") in page.written:
                page.written.discard(event["seq"])
            elif kind == "message" and event.get("seq", 0) <= page.sent_seq:
                pass  # it was heard before the event came round
            else:
                page.wake()
