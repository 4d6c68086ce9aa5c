"""The desk's pages: queue, one conversation; and the parts of them that are fetched again."""

from __future__ import annotations

from aiohttp import web

from bot.desk import render, session
from bot.desk.hub import HUB
from bot.desk.session import AGENT
from bot.desk.words import AgentWords
from bot.service.desk import work
from bot.service.desk.queue import Queue, queue
from bot.service.desk.view import ConversationView, conversation_view, visible


def conversation_id_of(request: web.Request) -> int:
    """The conversation's number in the address; it fits the database's."""
    return int(request.match_info["id"])


@session.for_agents("see")
async def queue_page(request: web.Request) -> web.StreamResponse:
    """GET /desk: what waits."""
    async with session.work(request) as uow:
        found = await queue(uow, request[AGENT])
        await uow.commit()
    return _desk(request, found, None)


@session.for_agents("see")
async def conversation_page(request: web.Request) -> web.StreamResponse:
    """GET /desk/c/<id>: one conversation beside the queue. The look leaves a line."""
    agent, key = request[AGENT], conversation_id_of(request)
    async with session.work(request) as uow:
        found = await queue(uow, agent)
        try:
            view = await conversation_view(uow, agent, key)
        except LookupError:
            await uow.commit()
            return _desk(request, found, None, missing=True)
        await work.looked(
            uow, agent, view.conversation, beside=[one.id for one in view.elsewhere],
            people=[one.person for one in view.same],
        )
        await uow.commit()
    return _desk(request, found, view)


def _desk(
    request: web.Request, found: Queue, view: ConversationView | None, *, missing: bool = False
) -> web.Response:
    agent, lang = request[AGENT], session.language_of(request)
    words = AgentWords(lang, view.zone) if view is not None else AgentWords(lang)
    names = request.app[HUB].names_beside(view.conversation.id, agent.id) if view is not None else []
    current = view.conversation.id if view is not None else None
    values = {
        "agent": agent, "queue": found, "view": view, "missing": missing, "names": names, "path": request.path,
        "current": current, **render.shell_values(words),
    }
    return render.page(request, "desk.html.j2", words, values, status=404 if missing else 200)


@session.for_agents("see", part=True)
async def queue_data(request: web.Request) -> web.StreamResponse:
    """GET /desk/queue: the queue as JSON."""
    async with session.work(request) as uow:
        found = await queue(uow, request[AGENT])
        await uow.commit()
    words = AgentWords(session.language_of(request))
    html = render.queue_part(request.app, words, found, current=None)
    return web.json_response({**render.queue_data(found), "html": html})


@session.for_agents("see", part=True)
async def conversation_part(request: web.Request) -> web.StreamResponse:
    """GET /desk/c/<id>/view: state, brief and side as they are now; the look is known by this visit's line."""
    agent, key = request[AGENT], conversation_id_of(request)
    async with session.work(request) as uow:
        try:
            view = await conversation_view(uow, agent, key)
        except LookupError:
            return web.json_response({"code": "gone"}, status=404)
        seen = await visible(uow, agent, key)
        await work.looked(
            uow, agent, seen, again=True, beside=[one.id for one in view.elsewhere],
            people=[one.person for one in view.same],
        )
        await uow.commit()
    words = AgentWords(session.language_of(request), view.zone)
    names = request.app[HUB].names_beside(key, agent.id)
    return web.json_response(
        {
            "owner": view.conversation.owner, "holder": view.holder, "mine": view.mine, "distress": view.distress,
            "identified": view.proof is not None, "last_seq": view.conversation.last_seq,
            "state_html": render.state_part(request.app, words, view, names),
            "brief_html": render.brief_part(request.app, words, view),
            "side_html": render.side_part(request.app, words, view),
        }
    )
