"""The desk's socket: pushes what changes; session and scope are looked at before everything that is pushed."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from typing import Any

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from bot.desk import render, session
from bot.desk.hub import HUB
from bot.desk.words import AgentWords
from bot.keys import DATABASE
from bot.service.desk import agents, work
from bot.service.desk.agents import AgentAt, agent_of, names_of
from bot.service.desk.giving_back import give_up_unseen
from bot.service.desk.queue import Queue, queue
from bot.service.desk.view import visible
from bot.service.desk.written import words_of
from bot.store.database import UnitOfWork

log = structlog.get_logger()
FRAME = 16 * 1024
BEAT = 20.0  # seconds between signs of presence
TYPING_EVERY = 1.5


class Socket:
    """One open page of an agent's."""

    def __init__(self, app: web.Application, ws: web.WebSocketResponse, token: str, lang: str) -> None:
        self.app, self.ws, self.token, self.words = app, ws, token, AgentWords(lang)
        self.agent_id = 0
        self.conversation_id: int | None = None
        self.sent_seq = 0
        self.known: dict[int, bool] | None = None  # open handovers that the page has been told of, and danger
        self.listed: set[int] = set()
        self.queue_news = self.view_news = self.beside_news = True
        self._news = asyncio.Event()
        self._typed = 0.0

    def wake(self, *, queue: bool = False, view: bool = False, beside: bool = False) -> None:
        """Something may be new; several changes in a row make one look."""
        self.queue_news |= queue
        self.view_news |= view
        self.beside_news |= beside
        self._news.set()

    async def send(self, frame: dict[str, Any]) -> None:
        """One frame; a closed socket swallows it, the page asks again."""
        with suppress(ConnectionResetError, RuntimeError):
            await self.ws.send_json(frame)

    async def pump(self) -> None:
        """Push until the socket closes or the session is over."""
        while not self.ws.closed:
            await self._news.wait()
            self._news.clear()
            queue_too, view_too, beside_too = self.queue_news, self.view_news, self.beside_news
            self.queue_news = self.view_news = self.beside_news = False
            try:
                frames = await self._look(queue_too, view_too, beside_too)
            except Exception:
                log.exception("desk.push_failed", agent=self.agent_id)
                await asyncio.sleep(1)
                self.wake(queue=True, view=True)
                continue
            for frame in frames:
                await self.send(frame)
            if frames and frames[-1]["type"] == "ended":
                await self.ws.close(code=WSCloseCode.POLICY_VIOLATION)

    async def _look(self, queue_too: bool, view_too: bool, beside_too: bool) -> list[dict[str, Any]]:
        async with self.app[DATABASE].begin() as uow:
            agent = await agent_of(uow, self.token, active=False)
            if agent is None or not agent.may("see"):
                return [{"type": "ended"}]
            await uow.limit_to(agent.limits)
            frames: list[dict[str, Any]] = []
            if view_too:
                frames += await self._thread(uow, agent)
            if queue_too:
                frames.append(self._queue(await queue(uow, agent)))
            if beside_too and self.conversation_id is not None:
                keys = self.app[HUB].beside(self.conversation_id, agent.id)
                names = await names_of(uow, set(keys))
                self.app[HUB].names.update(names)
                frames.append({"type": "presence", "names": sorted(names.values())})
            await uow.commit()
        return frames

    async def _thread(self, uow: UnitOfWork, agent: AgentAt) -> list[dict[str, Any]]:
        if self.conversation_id is None:
            return []
        try:
            conversation = await visible(uow, agent, self.conversation_id)
        except LookupError:
            self.conversation_id = None
            async with self.app[DATABASE].begin() as beyond:  # what is to be given up is out of this agent's sight
                await give_up_unseen(beyond, agent)
                await beyond.commit()
            return [{"type": "gone"}]
        fresh = await words_of(uow, conversation, after=self.sent_seq)
        if fresh:
            self.sent_seq = fresh[-1].seq
        mine = conversation.owner == "agent" and conversation.agent_id == agent.id
        state = {"type": "state", "owner": conversation.owner, "mine": mine, "fence": conversation.fence}
        return [render.message_data(self.app, self.words, one) for one in fresh] + [state]

    def _queue(self, found: Queue) -> dict[str, Any]:
        html = render.queue_part(self.app, self.words, found, current=self.conversation_id)
        announced = self._announced(found)
        self.known = {row.handover_id: row.danger for row in found.rows if row.free}
        self.listed = {row.conversation_id for row in found.rows}
        return {"type": "queue", "html": html, "announce": announced, **render.queue_data(found)}

    def _announced(self, found: Queue) -> list[dict[str, str]]:
        """What assistive technology says: danger at once, anything else when it is quiet."""
        if self.known is None:
            return []
        said = []
        for row in found.waiting:
            if row.danger and not self.known.get(row.handover_id, False):
                said.append({"level": "assertive", "text": self.words.text("queue.new_distress")})
            elif row.handover_id not in self.known:
                name = row.name or self.words.text("queue.unknown_person")
                text = self.words.text("queue.new", queue=self.words.text(f"name.{row.queue}"), name=name)
                said.append({"level": "polite", "text": text})
        return said[:3]

    async def hear(self, data: str) -> None:
        """A frame of the page: open, typing, ping. The session is checked with every one."""
        try:
            frame = json.loads(data)
            kind = frame["type"]
        except (ValueError, KeyError, TypeError):
            await self.send({"type": "error", "code": "malformed"})
            return
        if kind == "open":
            await self._open(frame)
        elif kind == "typing":
            await self._typing()
        elif kind == "ping":
            await self.send({"type": "pong"})
        else:
            await self.send({"type": "error", "code": "malformed"})

    async def _agent(self, uow: UnitOfWork) -> AgentAt | None:
        """Whose page this is, the store limited to what they may see; None: it is over, and the page is told so."""
        agent = await agent_of(uow, self.token)
        if agent is None or not agent.may("see"):
            self.wake()
            return None
        await uow.limit_to(agent.limits)
        return agent

    async def _open(self, frame: dict[str, Any]) -> None:
        key, after = frame.get("conversation"), frame.get("after", 0)
        if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 2**62 for n in (key, after)):
            await self.send({"type": "error", "code": "malformed"})
            return
        async with self.app[DATABASE].begin() as uow:
            agent = await self._agent(uow)
            if agent is None:
                return
            try:
                conversation = await visible(uow, agent, int(key or 0))
            except LookupError:
                await self.send({"type": "gone"})
                return
            await work.looked(uow, agent, conversation, again=True)
            self.conversation_id, self.sent_seq = conversation.id, int(after)
            uow.notify("presence", desk_conversation=conversation.id, agent=agent.id, here=True)
            await uow.commit()
        self.wake(view=True, beside=True)

    async def _typing(self) -> None:
        now = time.monotonic()
        if self.conversation_id is None or now - self._typed < TYPING_EVERY:
            return
        self._typed = now
        async with self.app[DATABASE].begin() as uow:
            agent = await self._agent(uow)
            if agent is None:
                return
            await work.typing(uow, agent, self.conversation_id)
            await uow.commit()

    async def beat(self) -> None:
        """Say now and then that this page is still open; a session that is over is found out as well."""
        while not self.ws.closed:
            await asyncio.sleep(BEAT)
            await self.tell_presence(here=True)
            self.wake(beside=True)

    async def tell_presence(self, *, here: bool) -> None:
        """Tell the other processes and pages."""
        with suppress(Exception):  # presence is a courtesy: it never breaks a socket
            async with self.app[DATABASE].begin() as uow:
                if here:
                    await agents.page_is_open(uow, self.token)
                if self.conversation_id is not None:
                    uow.notify(
                        "presence", desk_conversation=self.conversation_id, agent=self.agent_id, here=here
                    )
                await uow.commit()


@session.guarded
async def _socket(request: web.Request) -> web.StreamResponse:
    """GET /desk/ws: frames out are queue, message, state, side, typing, presence, gone, ended, pong."""
    if not session.same_origin(request):
        raise web.HTTPForbidden(text="wrong origin")
    token = session.token_of(request)
    async with request.app[DATABASE].begin() as uow:
        agent = await agent_of(uow, token)
        if agent is not None:
            await agents.page_is_open(uow, token)
        await uow.commit()
    if agent is None or not agent.may("see"):
        raise web.HTTPUnauthorized(text="no session")
    ws = web.WebSocketResponse(max_msg_size=FRAME, heartbeat=25)
    await ws.prepare(request)
    page = Socket(request.app, ws, token, session.language_of(request))
    page.agent_id = agent.id
    hub = request.app[HUB]
    hub.names[agent.id] = agent.name
    hub.open.add(page)
    tasks = [asyncio.create_task(page.pump()), asyncio.create_task(page.beat())]
    page.wake(queue=True)
    try:
        async for frame in ws:
            if frame.type == WSMsgType.TEXT:
                await page.hear(frame.data)
    finally:
        hub.leave(page)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return ws


socket = session.opened_by(_socket, "see")
"""GET /desk/ws."""
