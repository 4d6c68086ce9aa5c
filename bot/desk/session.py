"""The desk's door: its cookie, headers that let nothing in, and the check before every page and action."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import wraps
from urllib.parse import urlsplit

from aiohttp import web

from bot.channels.pages import language_of_browser
from bot.debt.role import Doing
from bot.desk.words import LANGUAGES, AgentWords
from bot.keys import DATABASE, SETTINGS
from bot.service.desk.agents import OPEN, AgentAt, agent_of
from bot.service.desk.log_in import BROWSER_LIFE
from bot.store.database import UnitOfWork

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
COOKIE = "repit_desk"
KNOWN_COOKIE = "repit_desk_known"
"""Tells that somebody has logged in here before; opens nothing by itself."""
LANGUAGE_COOKIE = "repit_desk_lang"
PATH = "/desk"
STEPS = {step: f"{PATH}/login/{step}" for step in ("code", "enrol", "password")}
"""Pages of a log-in that has a step left."""
DOORS: dict[Handler, Doing] = {}
"""What it takes to open each door of the desk, the log-in's first page apart."""
_YEAR = 365 * 24 * 3600
_LONGEST_TOKEN = 100

AGENT: web.RequestKey[AgentAt] = web.RequestKey("agent", AgentAt)


def _headers(request: web.Request) -> dict[str, str]:
    own = urlsplit(request.app[SETTINGS].base_url).netloc
    return {
        "Cache-Control": "no-store",
        # Not "no-referrer": browsers would then send forms with `Origin: null`, which tells us nothing.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            f"connect-src 'self' ws://{own} wss://{own}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
    }


def guarded(handler: Handler) -> Handler:
    """The handler with the desk's headers on whatever it answers, refusals included."""

    @wraps(handler)
    async def inside(request: web.Request) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as answer:
            answer.headers.update(_headers(request))
            raise
        if not response.prepared:
            response.headers.update(_headers(request))
        return response

    return inside


def for_agents(doing: Doing, *, part: bool = False) -> Callable[[Handler], Handler]:
    """A page: who is not logged in goes to the log-in, who has a step of it left to that; a wrong role is told so.

    A `part` of a page, fetched by its script, is answered in JSON: 401 where the session is over, 403 for a wrong role.
    """

    def door(handler: Handler) -> Handler:
        @guarded
        @wraps(handler)
        async def inside(request: web.Request) -> web.StreamResponse:
            agent = await _agent(request)
            if agent is None or agent.step != OPEN:
                if part:
                    return web.json_response({"code": "session_over"}, status=401)
                raise web.HTTPSeeOther(STEPS[agent.step] if agent else f"{PATH}/login")
            if not agent.may(doing):
                return await _wrong_role(request, agent, doing, part=part)
            request[AGENT] = agent
            return await handler(request)

        return opened_by(inside, doing)

    return door


def opened_by(handler: Handler, doing: Doing) -> Handler:
    """Notes what it takes to open a door: a test walks all doors of the desk."""
    DOORS[handler] = doing
    return handler


async def _wrong_role(request: web.Request, agent: AgentAt, doing: Doing, *, part: bool) -> web.StreamResponse:
    if request.path == PATH and not part:
        raise web.HTTPSeeOther(home_of(agent))
    await refused(request, agent, doing)
    if part:
        return web.json_response({"code": "role"}, status=403)
    raise web.HTTPForbidden(text=AgentWords(language_of(request)).text("refusal.role"))


async def refused(request: web.Request, agent: AgentAt, doing: Doing) -> None:
    """Somebody tried what their role may not: that leaves a line as well."""
    async with request.app[DATABASE].begin() as uow:
        uow.audit("agent.role_refused", "agent", agent.id, actor=agent.actor, doing=doing, role=agent.role)
        await uow.commit()


def home_of(agent: AgentAt) -> str:
    """Where an agent of that role begins."""
    if agent.may("see"):
        return PATH
    return f"{PATH}/review" if agent.may("review") else f"{PATH}/accounts"


async def _agent(request: web.Request) -> AgentAt | None:
    async with request.app[DATABASE].begin() as uow:
        agent = await agent_of(uow, token_of(request), half_done=True)
        await uow.commit()
    return agent


@asynccontextmanager
async def work(request: web.Request) -> AsyncIterator[UnitOfWork]:
    """A unit of work in which the database shows and takes only what is of the agent's creditors and brands."""
    async with request.app[DATABASE].begin() as uow:
        await uow.limit_to(request[AGENT].limits)
        yield uow


def token_of(request: web.Request) -> str:
    """The session's token as the cookie has it; empty where there is none."""
    token = request.cookies.get(COOKIE, "")
    return token if len(token) <= _LONGEST_TOKEN else ""


def keep(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Give the browser its session; it ends with the browser, or before."""
    secure = request.app[SETTINGS].base_url.startswith("https://")
    response.set_cookie(COOKIE, token, httponly=True, samesite="Strict", secure=secure, path=PATH)


def known_browser(request: web.Request) -> str:
    """The token of a browser in which somebody has logged in before; empty where there is none."""
    token = request.cookies.get(KNOWN_COOKIE, "")
    return token if len(token) <= _LONGEST_TOKEN else ""


def keep_known(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Know this browser the next time; sent to the pages of the log-in alone."""
    secure = request.app[SETTINGS].base_url.startswith("https://")
    response.set_cookie(
        KNOWN_COOKIE, token, max_age=round(BROWSER_LIFE.total_seconds()), httponly=True, samesite="Strict",
        secure=secure, path=f"{PATH}/login",
    )


def forget(response: web.StreamResponse) -> None:
    """The browser forgets it."""
    response.del_cookie(COOKIE, path=PATH)


def same_origin(request: web.Request) -> bool:
    """Whether a request comes from a page of ours; one without the headers is no browser's."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in {urlsplit(request.app[SETTINGS].base_url).netloc, request.host}


def language_of(request: web.Request) -> str:
    """?lang=, else what the agent chose before, else the browser's."""
    asked, chosen = request.query.get("lang"), request.cookies.get(LANGUAGE_COOKIE)
    if asked in LANGUAGES:
        return str(asked)
    return str(chosen) if chosen in LANGUAGES else language_of_browser(request)


def keep_language(request: web.Request, response: web.StreamResponse) -> None:
    """Remember a language that was asked for."""
    asked = request.query.get("lang")
    if asked in LANGUAGES:
        secure = request.app[SETTINGS].base_url.startswith("https://")
        response.set_cookie(
            LANGUAGE_COOKIE, str(asked), max_age=_YEAR, httponly=True, samesite="Strict", secure=secure, path=PATH
        )
