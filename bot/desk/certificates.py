"""Somebody gives a code: whose is it, until when, for what. Each look-up counts as "somebody was chased"."""

from __future__ import annotations

from aiohttp import web

from bot.channels.limits import Bucket
from bot.desk import render, session
from bot.desk.session import AGENT
from bot.desk.words import AgentWords
from bot.service.case import certificates
from bot.service.case.certificates import LookedUp

LOOK_UPS: web.AppKey[Bucket] = web.AppKey("certificate_look_ups", Bucket)
"""By agent: codes are given on the telephone, one at a time; nobody tries them through."""
LONGEST = 40


@session.for_agents("work")
async def ask(request: web.Request) -> web.StreamResponse:
    """GET /desk/certificate: the field."""
    return _page(request)


def _page(
    request: web.Request, *, given: str = "", problem: str = "", found: LookedUp | None = None, status: int = 200
) -> web.Response:
    words = AgentWords(session.language_of(request))
    values = {"agent": request[AGENT], "given": given, "problem": problem, "found": found}
    return render.page(request, "certificate.html.j2", words, values, status=status)


@session.for_agents("work")
async def look_up(request: web.Request) -> web.StreamResponse:
    """POST /desk/certificate with `code` and `csrf`. A code of another creditor is like one that never was."""
    agent = request[AGENT]
    form = await request.post()
    if not session.same_origin(request) or not agent.csrf_holds(str(form.get("csrf", ""))):
        raise web.HTTPForbidden(text="csrf")
    given = str(form.get("code", "")).strip()[:LONGEST]
    code = certificates.read_code(given)
    if code is None:
        return _page(request, given=given, problem="certificate.slip", status=400)
    if not request.app[LOOK_UPS].take(str(agent.id)):
        return _page(request, given=given, problem="certificate.slow", status=429)
    async with session.work(request) as uow:
        found = await certificates.look_up(uow, agent, code)
        await uow.commit()
    if found is None:
        return _page(request, given=given, problem="certificate.unknown", status=404)
    return _page(request, given=code, found=found)
