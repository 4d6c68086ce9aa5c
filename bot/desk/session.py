"""The desk's door: its cookie, headers that let nothing in, and the check before every page and action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import urlsplit

from aiohttp import web

from bot.channels.pages import language_of_browser
from bot.desk.words import LANGUAGES
from bot.keys import DATABASE, SETTINGS
from bot.service.agents import AgentAt, agent_of

COOKIE = "repit_desk"
LANGUAGE_COOKIE = "repit_desk_lang"
PATH = "/desk"
_YEAR = 365 * 24 * 3600
_LONGEST_TOKEN = 100

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
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


def page_for_agents(handler: Handler) -> Handler:
    """A page: who is not logged in goes to the log-in, and comes back afterwards."""

    @guarded
    @wraps(handler)
    async def inside(request: web.Request) -> web.StreamResponse:
        agent = await _agent(request)
        if agent is None:
            raise web.HTTPSeeOther(f"{PATH}/login")
        request[AGENT] = agent
        return await handler(request)

    return inside


def part_for_agents(handler: Handler) -> Handler:
    """A part of a page, fetched by its script: 401 where the session is over."""

    @guarded
    @wraps(handler)
    async def inside(request: web.Request) -> web.StreamResponse:
        agent = await _agent(request)
        if agent is None:
            return web.json_response({"code": "session_over"}, status=401)
        request[AGENT] = agent
        return await handler(request)

    return inside


async def _agent(request: web.Request) -> AgentAt | None:
    async with request.app[DATABASE].begin() as uow:
        agent = await agent_of(uow, token_of(request))
        await uow.commit()
    return agent


def token_of(request: web.Request) -> str:
    """The session's token as the cookie has it; empty where there is none."""
    token = request.cookies.get(COOKIE, "")
    return token if len(token) <= _LONGEST_TOKEN else ""


def keep(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Give the browser its session; it ends with the browser, or before."""
    secure = request.app[SETTINGS].base_url.startswith("https://")
    response.set_cookie(COOKIE, token, httponly=True, samesite="Strict", secure=secure, path=PATH)


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
