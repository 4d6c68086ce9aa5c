"""The pages open at this process, woken by what transactions anywhere have done; who looks at what."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, web

if TYPE_CHECKING:
    from bot.desk.live import Socket

GONE = 50.0  # seconds without a sign of presence
_QUEUE_KINDS = frozenset({"handover", "owner", "alert", "danger", "desk_session", "reconnected"})
_VIEW_KINDS = frozenset({"handover", "owner", "alert", "danger", "message", "reconnected"})


class Hub:
    """The pages open at this process, and which agents look at which conversation, here and elsewhere."""

    def __init__(self) -> None:
        self.open: set[Socket] = set()
        self.names: dict[int, str] = {}
        self._seen: dict[tuple[int, int], float] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    def leave(self, page: Socket) -> None:
        """A page has gone; told by a task of its own, since its handler may be ending by force."""
        self.open.discard(page)
        task = asyncio.create_task(page.tell_presence(here=False))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    def beside(self, conversation_id: int, agent_id: int) -> list[int]:
        """Other agents on that conversation."""
        alive = time.monotonic() - GONE
        self._seen = {key: at for key, at in self._seen.items() if at > alive}
        return [agent for conversation, agent in self._seen if conversation == conversation_id and agent != agent_id]

    def names_beside(self, conversation_id: int, agent_id: int) -> list[str]:
        """Their names, as far as this process knows them."""
        keys = self.beside(conversation_id, agent_id)
        return sorted(self.names[key] for key in keys if key in self.names)

    async def on_event(self, event: dict[str, Any]) -> None:
        """What a transaction somewhere has done."""
        kind, conversation = str(event.get("kind")), event.get("conversation")
        if kind == "presence":
            self._presence(int(event["desk_conversation"]), int(event["agent"]), here=bool(event.get("here")))
            return
        for page in list(self.open):
            here = page.conversation_id is not None and page.conversation_id == conversation
            if kind == "typing":
                if here and event.get("from") == "you":
                    await page.send({"type": "typing", "from": "you"})
                continue
            if kind == "desk_note":
                if page.conversation_id == event.get("desk_conversation"):
                    await page.send({"type": "side"})
                continue
            about = here or kind == "reconnected" or (kind == "alert" and conversation is None)
            listed = kind == "message" and conversation in page.listed
            if kind in _QUEUE_KINDS or listed or (kind in _VIEW_KINDS and about):
                page.wake(queue=kind in _QUEUE_KINDS or listed, view=kind in _VIEW_KINDS and about)

    def _presence(self, conversation_id: int, agent_id: int, *, here: bool) -> None:
        key = (conversation_id, agent_id)
        fresh = key not in self._seen
        if here:
            self._seen[key] = time.monotonic()
        else:
            self._seen.pop(key, None)
        if fresh or not here:
            for page in self.open:
                if page.conversation_id == conversation_id:
                    page.wake(beside=True)


HUB: web.AppKey[Hub] = web.AppKey("desk_hub", Hub)


async def close_all(app: web.Application) -> None:
    """The server stops: pages will come back by themselves."""
    for page in list(app[HUB].open):
        await page.ws.close(code=WSCloseCode.GOING_AWAY)
