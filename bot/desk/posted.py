"""A POST of JSON at the desk: origin, session, role and CSRF token checked with every one, refusals put into words."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from aiohttp import web

from bot.debt.role import Doing
from bot.desk import render, session
from bot.desk.pages import conversation_id_of
from bot.desk.words import AgentWords
from bot.keys import DATABASE
from bot.service.desk.agents import AgentAt, agent_of
from bot.service.desk.view import visible
from bot.service.desk.work import DeskRefusal
from bot.service.desk.written import words_of
from bot.store.database import UnitOfWork

Body = dict[str, Any]
Act = Callable[[UnitOfWork, AgentAt, int, Body], Awaitable[Body]]
_CID = re.compile(r"^[0-9A-Za-z-]{8,64}$")
_LARGEST_NUMBER = 2**62


class Malformed(ValueError):
    """The body is not what this action takes."""


def text_of(body: Body, name: str) -> str:
    """A text of the body; empty where there is none. Raises Malformed."""
    value = body.get(name, "")
    if not isinstance(value, str):
        raise Malformed(name)
    return value


def texts_of(body: Body, name: str) -> tuple[str, ...]:
    """Texts of the body, each once; none where there is none. Raises Malformed."""
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Malformed(name)
    return tuple(dict.fromkeys(value))


def number_of(body: Body, name: str) -> int:
    """A key of the body. Raises Malformed."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LARGEST_NUMBER:
        raise Malformed(name)
    return value


def cid_of(body: Body) -> str:
    """The page's own id of a message or a payment. Raises Malformed."""
    value = text_of(body, "cid")
    if not _CID.match(value):
        raise Malformed("cid")
    return value


async def run(request: web.Request, one: Act, *, doing: Doing = "work") -> web.StreamResponse:
    """One action in one transaction: origin, session, role and CSRF token checked, refusals put into words.

    The database shows and takes only what is of the agent's creditors and brands.
    """
    if not session.same_origin(request):
        return _refused(request, 403, "malformed")
    try:
        body = await _json(request)
    except Malformed:
        return _refused(request, 400, "malformed")
    async with request.app[DATABASE].begin() as uow:
        agent = await agent_of(uow, session.token_of(request))
        if agent is None:
            return web.json_response({"code": "session_over"}, status=401)
        if (wrong := await _not_allowed(request, agent, doing)) is not None:
            return wrong
        await uow.limit_to(agent.limits)
        key = conversation_id_of(request)
        try:
            result = await one(uow, agent, key, body)
        except (DeskRefusal, Malformed, LookupError) as refusal:
            return _not_done(request, refusal)
        await uow.commit()
        if "seq" in result:  # a message was written
            result |= await _shown(request, uow, agent, key, result["seq"])
    return web.json_response({"ok": True, **_worded(request, result)})


async def _not_allowed(request: web.Request, agent: AgentAt, doing: Doing) -> web.Response | None:
    if not agent.csrf_holds(request.headers.get("X-CSRF", "")):
        return web.json_response({"code": "csrf"}, status=403)
    if not agent.may(doing):
        await session.refused(request, agent, doing)
        return _refused(request, 403, "role")
    return None


def _not_done(request: web.Request, refusal: Exception) -> web.Response:
    if isinstance(refusal, DeskRefusal):
        return _refused(request, 409, refusal.code, **refusal.values)
    return _refused(request, *((400, "malformed") if isinstance(refusal, Malformed) else (404, "gone")))


async def _json(request: web.Request) -> Body:
    if request.content_type != "application/json":
        raise Malformed("json only: a foreign page's form can't send it")
    try:
        body = await request.json()
    except ValueError:
        raise Malformed("json") from None
    if not isinstance(body, dict):
        raise Malformed("object")
    return body


async def _shown(request: web.Request, uow: UnitOfWork, agent: AgentAt, key: int, seq: int) -> Body:
    """The message as the thread shows it, for a page whose socket is away."""
    conversation = await visible(uow, agent, key)
    found = [one for one in await words_of(uow, conversation, after=seq - 1) if one.seq == seq]
    words = AgentWords(session.language_of(request))
    return {"html": render.words_part(request.app, words, found[0])} if found else {}


def _worded(request: web.Request, result: Body) -> Body:
    if result.get("birth_date"):
        words = AgentWords(session.language_of(request))
        return {**result, "text": words.plain(date.fromisoformat(result["birth_date"]))}
    if why := result.get("vulnerability"):
        words = AgentWords(session.language_of(request))
        day = words.plain(date.fromisoformat(why["noted_on"]))
        told = words.text(
            "care.why", drivers=[words.text(f"care_driver.{one}") for one in why["drivers"]],
            level=words.text(f"care_level.{why['level']}"), source=words.text(f"care_source.{why['source']}"), day=day,
        )
        return {**result, "shown": told}
    return result


def _refused(request: web.Request, status: int, code: str, **values: Any) -> web.Response:
    text = AgentWords(session.language_of(request)).text(f"refusal.{code}", **values)
    # What asks for a second step names it by a token, which comes back with the yes.
    token = {"confirm": values["token"]} if "token" in values else {}
    return web.json_response({"code": code, "text": text, **token}, status=status)
