"""/desk/account: an agent's own password, authenticator, recovery codes and sessions."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.desk import render, session
from bot.desk.login import SEAL, begin_enrolment, form_holds
from bot.desk.session import AGENT
from bot.desk.words import AgentWords
from bot.keys import DATABASE, SETTINGS
from bot.service.desk import agents, log_in, second_step
from bot.service.desk.second_step import Enrolment
from bot.service.desk.work import DeskRefusal


@session.for_agents("own")
async def page(request: web.Request) -> web.StreamResponse:
    """GET /desk/account."""
    return await _page(request)


async def _page(
    request: web.Request, refusal: str = "", status: int = 200, *, done: str = "",
    enrolment: Enrolment | None = None, codes: list[str] | None = None,
) -> web.Response:
    agent, words = request[AGENT], AgentWords(session.language_of(request))
    async with request.app[DATABASE].begin() as uow:
        enrolled = await second_step.is_enrolled(uow, agent.id)
        left = await second_step.codes_left(uow, agent.id)
        here = await agents.sessions_of(uow, agent.id)
    values = {
        "agent": agent, "refusal": refusal, "done": done, "enrolled": enrolled, "left": left, "sessions": here,
        "enrolment": enrolment, "codes": codes or [], **render.shell_values(words),
        "by_password": agent.role in request.app[SETTINGS].password_roles,
    }
    return render.page(request, "account.html.j2", words, values, status=status)


@session.for_agents("own")
async def act(request: web.Request) -> web.StreamResponse:
    """POST /desk/account/<what>: password, enrol, confirm, codes, everywhere; the password is asked for again."""
    agent, what = request[AGENT], request.match_info["what"]
    if not await form_holds(request, agent):
        raise web.HTTPForbidden(text="csrf")
    form = {name: str(value)[:2_000] for name, value in (await request.post()).items()}
    async with request.app[DATABASE].begin() as uow:
        try:
            shown = await _do(request, uow, what, form)
        except DeskRefusal as refusal:
            await uow.commit()  # a wrong password counts
            said = AgentWords(session.language_of(request)).text(f"refusal.{refusal.code}", **refusal.values)
            return await _page(request, said, 400)
        await uow.commit()
    return await _page(request, **shown)


async def _do(request: web.Request, uow: Any, what: str, form: dict[str, str]) -> dict[str, Any]:
    agent, seal = request[AGENT], request.app[SEAL]
    if what == "password":
        if form.get("new") != form.get("again"):
            raise DeskRefusal("password_differs")
        await log_in.change_password(uow, agent, old=form.get("password", ""), new=form.get("new", ""))
        return {"done": "password"}
    if what == "confirm":  # the password was asked for before the secret was shown
        return {"codes": await second_step.confirm(uow, agent.id, form.get("code", ""), seal), "done": "enrolled"}
    await log_in.confirm_password(uow, agent, form.get("password", ""))
    if what == "enrol":
        return {"enrolment": await begin_enrolment(uow, agent, seal)}
    if what == "codes":
        if not await second_step.is_enrolled(uow, agent.id):
            raise DeskRefusal("not_enrolled")
        return {"codes": await second_step.new_codes(uow, agent.id, seal), "done": "codes"}
    raise web.HTTPNotFound
