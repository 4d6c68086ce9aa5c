"""The pages around the chat: the chat itself, privacy, and the neutral page one leaves to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp_jinja2
import structlog
from aiohttp import web

from bot.channels import session as sessions
from bot.keys import SETTINGS
from bot.service.care.safety import crisis_lines
from bot.words.book import book

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HERE = Path(__file__).parent / "web"
STATIC_URL = "/static/chat"
LANGUAGES = ("fr", "en")
SAFE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self' ws: wss:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


def language_of_browser(request: web.Request) -> str:
    """?lang= first, then what the browser asks for; French if it asks for neither."""
    asked = request.query.get("lang")
    if asked in LANGUAGES:
        return str(asked)
    accepted = [part.split(";")[0].strip()[:2] for part in request.headers.get("Accept-Language", "").split(",")]
    return next((lang for lang in accepted if lang in LANGUAGES), "fr")


def ui_words(lang: str) -> dict[str, str]:
    """The strings of the chat's own interface."""
    return {s.id: s.text for s in book() if s.id.startswith("web_") and s.lang == lang}


async def chat(request: web.Request) -> web.StreamResponse:
    """GET /: the chat."""
    session = await sessions.session_of(request)
    context = {
        "lang": language_of_browser(request), "words": {lang: ui_words(lang) for lang in LANGUAGES},
        "crisis_lines": {"fr": crisis_lines("FR", "fr"), "en": crisis_lines("GB", "en")}, "csrf": session.csrf,
        "socket_url": "/chat/ws", "session_url": "/chat/session", "hide_url": "/hide", "hidden_url": "/hidden",
        "privacy_url": "/privacy",
        "static_url": STATIC_URL, "contact": "",
    }
    response = aiohttp_jinja2.render_template("index.html.j2", request, context)
    sessions.keep(request, response, session)
    return response


async def page(request: web.Request) -> web.StreamResponse:
    """GET /privacy and /hidden."""
    name = request.path.strip("/")
    lang = language_of_browser(request)
    context = {
        "lang": lang, "words": {one: ui_words(one) for one in LANGUAGES}, "w": ui_words(lang),
        "static_url": STATIC_URL, "chat_url": "/", "back_url": "/", "privacy_url": "/privacy", "contact": "",
        "public_url": request.app[SETTINGS].base_url,
    }
    return aiohttp_jinja2.render_template(f"{name}.html.j2", request, context)


@web.middleware
async def safe_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The same careful headers on everything; a door of its own may have set stricter ones."""
    try:
        response = await handler(request)
    except web.HTTPException as answer:
        _add(request, answer)
        raise
    except Exception:
        resource = request.match_info.route.resource
        log.exception("page.failed", page=resource.canonical if resource else "")  # the address may hold a token
        words = book().text("notice_page_failed", language_of_browser(request))
        response = web.Response(status=500, text=words, content_type="text/plain")
    _add(request, response)
    return response


def _add(request: web.Request, response: web.StreamResponse) -> None:
    if response.prepared:
        return
    for name, value in SAFE_HEADERS.items():
        if name == "Cache-Control" and request.path.startswith("/static/"):
            response.headers.setdefault(name, "public, max-age=300")
        else:
            response.headers.setdefault(name, value)


def add_routes(app: web.Application) -> None:
    """Pages and static files."""
    app.router.add_get("/", chat)
    app.router.add_get("/privacy", page)
    app.router.add_get("/hidden", page)
    app.router.add_static(STATIC_URL, HERE / "static")
