"""Log-in at the desk by steps: password, code; on the first day an authenticator and a password of one's own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from aiohttp import web

from bot.channels.limits import Bucket, network_of
from bot.desk import render, session
from bot.desk.session import AGENT
from bot.desk.words import AgentWords
from bot.keys import DATABASE, SETTINGS
from bot.service.desk import agents, log_in, second_step
from bot.service.desk.agents import OPEN, AgentAt
from bot.service.desk.giving_back import drop_if_gone
from bot.service.desk.log_in import LoggedIn, LogInRefused, Where
from bot.service.desk.second_step import Seal
from bot.service.desk.work import DeskRefusal
from bot.service.thread.conversation import sender_key
from bot.store.database import UnitOfWork
from bot.store.tables import Agent

FAILURES: web.AppKey[Bucket] = web.AppKey("desk_log_in_failures", Bucket)
"""By address, strangers only: who fails often there waits, whatever logins they try. A success takes nothing."""
SEAL: web.AppKey[Seal] = web.AppKey("desk_seal", Seal)
TURNS: web.AppKey[dict[bool, asyncio.Semaphore]] = web.AppKey("desk_log_in_turns", dict)
"""Passwords are looked at a few at a time, known browsers apart: strangers in numbers keep nobody from the database."""
AT_ONCE = 3
FROM_PROVIDER = ("again", "down", "link", "slow", "taken", "unknown")
"""What is said when a log-in at the provider (bot/desk/openid) has come to nothing."""


def setup(app: web.Application) -> None:
    """Put what the log-in needs on an application that holds SETTINGS."""
    app[FAILURES] = Bucket(per_second=0.05, burst=30)
    app[SEAL] = Seal(app[SETTINGS].secret_key.get_secret_value())
    app[TURNS] = {known: asyncio.Semaphore(AT_ONCE) for known in (True, False)}


def where_of(request: web.Request) -> Where:
    """Where a request comes from, without its address."""
    secret = request.app[SETTINGS].secret_key.get_secret_value()
    return Where(address=sender_key(secret, "desk", network_of(request)), browser=session.known_browser(request))


def shown(
    request: web.Request, template: str, refusal: str = "", *, status: int = 200, **values: object
) -> web.Response:
    """A page of the log-in, perhaps with a refusal."""
    words, settings = AgentWords(session.language_of(request)), request.app[SETTINGS]
    ways = {"by_openid": bool(settings.oidc_issuer), "by_password": bool(settings.password_roles)}
    given = {"refusal": refusal, "step": request.path, **ways, **values}
    return render.page(request, template, words, given, status=status)


@session.guarded
async def login_page(request: web.Request) -> web.StreamResponse:
    """GET /desk/login; `why`: what a log-in at the provider came to."""
    why = request.query.get("why", "")
    return shown(request, "login.html.j2", _words(request, f"openid.{why}") if why in FROM_PROVIDER else "")


@session.guarded
async def log_in_(request: web.Request) -> web.StreamResponse:
    """POST /desk/login with `login` and `password`: the same answer whatever was wrong, and how long to wait."""
    if not session.same_origin(request):
        raise web.HTTPForbidden(text="wrong origin")
    form = await request.post()
    login, where = str(form.get("login", "")), where_of(request)
    async with request.app[DATABASE].begin() as uow:
        known = await log_in.knows(uow, login, where)
    if not known and not request.app[FAILURES].take(where.address, now=time.monotonic()):
        return shown(request, "login.html.j2", _words(request, "page.login_slow"), status=429)
    async with request.app[TURNS][known], request.app[DATABASE].begin() as uow:
        try:
            opened = await log_in.log_in(
                uow, login=login, password=str(form.get("password", "")), where=where,
                old_token=session.token_of(request), needs=request.app[SETTINGS].second_step_roles,
                passwords=request.app[SETTINGS].password_roles,
            )
        except LogInRefused as refused:
            await uow.commit()  # the failure counts
            return shown(request, "login.html.j2", _refusal(request, refused.wait), status=401)
        await uow.commit()
    if not known:
        request.app[FAILURES].give(where.address)
    return await go_on(request, opened)


def _words(request: web.Request, key: str, **values: object) -> str:
    return AgentWords(session.language_of(request)).text(key, **values)


def _refusal(request: web.Request, wait: timedelta, key: str = "page.login_refused") -> str:
    words = AgentWords(session.language_of(request))
    said = words.text(key)
    if wait <= timedelta():
        return said
    seconds = -(-wait // timedelta(seconds=1))
    return f"{said} {words.text('page.login_wait', wait=words.span(seconds))}"


async def go_on(request: web.Request, opened: LoggedIn) -> web.StreamResponse:
    """Raises HTTPSeeOther: the next step's page, with the new session's cookie."""
    place = session.PATH if opened.step == OPEN else session.STEPS[opened.step]
    answer = web.HTTPSeeOther(place)
    session.keep(request, answer, opened.token)
    if opened.browser:
        session.keep_known(request, answer, opened.browser)
    raise answer


def _step(step: str) -> Callable[[session.Handler], session.Handler]:
    """A page of a log-in of which just this step is left; whoever is elsewhere goes there."""

    def door(handler: session.Handler) -> session.Handler:
        @session.guarded
        async def inside(request: web.Request) -> web.StreamResponse:
            async with request.app[DATABASE].begin() as uow:
                agent = await agents.agent_of(uow, session.token_of(request), half_done=True)
                await uow.commit()
            if agent is None or agent.step != step:
                there = f"{session.PATH}/login" if agent is None else session.STEPS.get(agent.step, session.PATH)
                raise web.HTTPSeeOther(there)
            request[AGENT] = agent
            if request.method == "POST" and not await form_holds(request, agent):
                raise web.HTTPForbidden(text="csrf")
            return await handler(request)

        return session.opened_by(inside, "own")

    return door


async def form_holds(request: web.Request, agent: AgentAt) -> bool:
    """Whether a form came from a page of this session."""
    form = await request.post()
    return session.same_origin(request) and agent.csrf_holds(str(form.get("csrf", "")))


async def _given(request: web.Request, name: str) -> str:
    return str((await request.post()).get(name, ""))[:2_000]


@_step("code")
async def code_page(request: web.Request) -> web.StreamResponse:
    """GET /desk/login/code."""
    return shown(request, "code.html.j2", agent=request[AGENT])


@_step("code")
async def give_code(request: web.Request) -> web.StreamResponse:
    """POST /desk/login/code with `code`: of the authenticator, or a recovery code."""
    agent = request[AGENT]
    async with request.app[DATABASE].begin() as uow:
        try:
            opened = await log_in.give_code(
                uow, agent, await _given(request, "code"), where=where_of(request), seal=request.app[SEAL],
                needs=request.app[SETTINGS].second_step_roles,
            )
        except LogInRefused as refused:
            await uow.commit()
            said = _refusal(request, refused.wait, "page.code_refused")
            return shown(request, "code.html.j2", said, status=401, agent=agent)
        await uow.commit()
    return await go_on(request, opened)


@_step("enrol")
async def enrol_page(request: web.Request) -> web.StreamResponse:
    """GET /desk/login/enrol: the secret for the authenticator."""
    return await _enrol(request)


async def _enrol(request: web.Request, refusal: str = "", status: int = 200) -> web.Response:
    async with request.app[DATABASE].begin() as uow:
        enrolment = await begin_enrolment(uow, request[AGENT], request.app[SEAL])
        await uow.commit()
    return shown(request, "enrol.html.j2", refusal, status=status, agent=request[AGENT], enrolment=enrolment)


async def begin_enrolment(uow: UnitOfWork, agent: AgentAt, seal: Seal) -> second_step.Enrolment:
    """The secret to be shown to this agent."""
    return await second_step.begin(uow, await uow.session.get_one(Agent, agent.id), seal)


@_step("enrol")
async def enrol(request: web.Request) -> web.StreamResponse:
    """POST /desk/login/enrol with the first `code`: the recovery codes are shown, once, and the log-in goes on."""
    agent = request[AGENT]
    try:
        async with request.app[DATABASE].begin() as uow:
            codes = await second_step.confirm(uow, agent.id, await _given(request, "code"), request.app[SEAL])
            opened = await log_in.after_enrolment(uow, agent, where_of(request))
            await uow.commit()
    except DeskRefusal as refusal:
        return await _enrol(request, _words(request, f"refusal.{refusal.code}"), 400)
    place = session.PATH if opened.step == OPEN else session.STEPS[opened.step]
    answer = shown(request, "recovery.html.j2", codes=codes, there=place)
    session.keep(request, answer, opened.token)
    if opened.browser:
        session.keep_known(request, answer, opened.browser)
    return answer


@_step("password")
async def password_page(request: web.Request) -> web.StreamResponse:
    """GET /desk/login/password: the one that was given is good for one log-in."""
    return shown(request, "password.html.j2", agent=request[AGENT])


@_step("password")
async def own_password(request: web.Request) -> web.StreamResponse:
    """POST /desk/login/password with `new` and `again`."""
    agent, new = request[AGENT], await _given(request, "new")
    try:
        if new != await _given(request, "again"):
            raise DeskRefusal("password_differs")
        async with request.app[DATABASE].begin() as uow:
            opened = await log_in.own_password(uow, agent, new=new, where=where_of(request))
            await uow.commit()
    except DeskRefusal as refusal:
        said = _words(request, f"refusal.{refusal.code}", **refusal.values)
        return shown(request, "password.html.j2", said, status=400, agent=agent)
    return await go_on(request, opened)


@session.for_agents("own")
async def log_out(request: web.Request) -> web.StreamResponse:
    """POST /desk/logout with `csrf`; `everywhere`: in every browser."""
    agent = request[AGENT]
    if not await form_holds(request, agent):
        raise web.HTTPForbidden(text="csrf")
    async with request.app[DATABASE].begin() as uow:
        if await _given(request, "everywhere"):
            await agents.log_out_everywhere(uow, agent.id, actor=agent.actor)
        else:
            await agents.log_out(uow, agent)
        await drop_if_gone(uow, agent)
        await uow.commit()
    answer = web.HTTPSeeOther(f"{session.PATH}/login")
    session.forget(answer)
    raise answer
