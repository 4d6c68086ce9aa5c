"""What an agent does, as POSTs of JSON: session, origin and CSRF token are checked with every one."""

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
from bot.service import agents, desk, desk_holds, desk_payment, desk_queue, desk_record, desk_return, desk_send
from bot.service.agents import AgentAt, agent_of
from bot.service.desk import DeskRefusal
from bot.service.desk_view import visible, words_of
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


def number_of(body: Body, name: str) -> int:
    """A key of the body. Raises Malformed."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LARGEST_NUMBER:
        raise Malformed(name)
    return value


def _cid(body: Body) -> str:
    value = text_of(body, "cid")
    if not _CID.match(value):
        raise Malformed("cid")
    return value


async def _take(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await desk.take(uow, agent, key)
    return {}


async def _write(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`text`, `cid`; `sure` after a warning."""
    written = await desk.write_words(
        uow, agent, key, cid=_cid(body), text=text_of(body, "text"), sure=body.get("sure") is True
    )
    return {"id": str(written.message.id), "seq": written.message.seq, "repeated": written.repeated}


async def _note(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    await desk.note(uow, agent, key, text_of(body, "text"))
    return {}


async def _hand_back(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`seen_seq`: the newest message on the agent's screen."""
    seen = number_of(body, "seen_seq") if "seen_seq" in body else None
    await desk_return.hand_back(uow, agent, key, seen_seq=seen)
    return {}


async def _requeue(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await desk_return.requeue(uow, agent, key)
    return {}


async def _close(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`outcome`, `seen_seq`; perhaps `last_words` with `cid`, and `note`."""
    words = text_of(body, "last_words")
    await desk_return.close(
        uow, agent, key, outcome=text_of(body, "outcome"), seen_seq=number_of(body, "seen_seq"), last_words=words,
        cid=_cid(body) if words.strip() else None, note=text_of(body, "note"), sure=body.get("sure") is True,
    )
    return {"rest": text_of(body, "outcome") in desk_return.CARE_OUTCOMES}


async def _lift(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    await desk_holds.lift(uow, agent, key, hold_id=number_of(body, "hold"), why=text_of(body, "why"))
    return {}


async def _ease(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await desk_holds.ease(uow, agent, key)
    return {}


async def _birth(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    born = await desk.show_birth_date(uow, agent, key)
    return {"birth_date": born.isoformat() if born else None}


async def _record_payment(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`, `amount`, `day`, `method`, `note`, `cid`; `confirm` on the second step."""
    attempt = await desk_payment.record(
        uow, agent, key, case_id=number_of(body, "case"), amount=text_of(body, "amount"), day=text_of(body, "day"),
        method=text_of(body, "method"), note=text_of(body, "note"), cid=_cid(body), confirm=text_of(body, "confirm"),
    )
    return {"attempt": attempt.id}


async def _undo_payment(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`attempt`; `confirm` on the second step."""
    await desk_payment.undo(
        uow, agent, key, attempt_id=number_of(body, "attempt"), confirm=text_of(body, "confirm")
    )
    return {}


async def _send_link(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`, `amount` (empty: the next instalment); `confirm` on the second step."""
    await desk_send.link(
        uow, agent, key, case_id=number_of(body, "case"), amount=text_of(body, "amount"),
        confirm=text_of(body, "confirm"),
    )
    return {}


async def _send_papers(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await desk_send.paper(uow, agent, key)
    return {}


async def _record_dispute(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`, `kind`, `part` (empty: the whole)."""
    number = await desk_record.record_dispute(
        uow, agent, key, case_id=number_of(body, "case"), kind=text_of(body, "kind"), part=text_of(body, "part")
    )
    return {"number": number}


async def _record_hold(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`, `reason`."""
    await desk_record.record_hold(
        uow, agent, key, case_id=number_of(body, "case"), reason=text_of(body, "reason")
    )
    return {}


async def _rest(uow: UnitOfWork, agent: AgentAt, _key: int, _body: Body) -> Body:
    await agents.rest(uow, agent)
    return {}


ACTIONS: dict[str, Act] = {
    "take": _take, "write": _write, "note": _note, "hand_back": _hand_back, "requeue": _requeue, "close": _close,
    "lift": _lift, "ease": _ease, "birth": _birth,
    "record_payment": _record_payment, "undo_payment": _undo_payment,
    "send_link": _send_link, "send_papers": _send_papers, "rest": _rest,
    "record_dispute": _record_dispute, "record_hold": _record_hold,
}


async def _acknowledge(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await desk_queue.acknowledge(uow, agent, key)
    return {}


async def _act(request: web.Request) -> web.StreamResponse:
    one = ACTIONS.get(request.match_info["action"])
    if one is None:
        raise web.HTTPNotFound
    return await run(request, one)


async def _ack(request: web.Request) -> web.StreamResponse:
    return await run(request, _acknowledge)


act = session.opened_by(session.guarded(_act), "work")
"""POST /desk/c/<id>/<action>."""
acknowledge = session.opened_by(session.guarded(_ack), "work")
"""POST /desk/alert/<id>/ack."""


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
        if one is _write:
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
    return result


def _refused(request: web.Request, status: int, code: str, **values: Any) -> web.Response:
    text = AgentWords(session.language_of(request)).text(f"refusal.{code}", **values)
    # What asks for a second step names it by a token, which comes back with the yes.
    token = {"confirm": values["token"]} if "token" in values else {}
    return web.json_response({"code": code, "text": text, **token}, status=status)
