"""Rendering of payment pages: words from the book, headers that leak nothing and let nothing in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial, wraps
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.debt.money import Money
from bot.keys import SETTINGS
from bot.words.book import book

LONGEST_TOKEN = 100
HERE = Path(__file__).parent
TEMPLATES: web.AppKey[jinja2.Environment] = web.AppKey("pay_templates", jinja2.Environment)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Browsers hold the redirect after a form to form-action too: the provider's page must be named.
_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self' {pages}; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def setup(app: web.Application) -> None:
    """The templates of the payment pages, apart from those of other doors; everything is escaped."""
    aiohttp_jinja2.setup(
        app, app_key=TEMPLATES, loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True,
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )


def language_of(request: web.Request) -> str:
    """French or English: asked for in the address, else the browser's first wish of the two, else French.

    Never the debtor's own on file: before they are identified every page is the same for everybody.
    """
    asked = request.query.get("lang")
    if asked in ("fr", "en"):
        return str(asked)
    for wish in request.headers.get("Accept-Language", "").split(","):
        first = wish.split(";")[0].strip()[:2].lower()
        if first in ("fr", "en"):
            return first
    return "fr"


def page(
    request: web.Request,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    lang: str | None = None,
) -> web.Response:
    """A page with its words (`t`) in that language, else in the request's."""
    lang = lang or language_of(request)
    other = "en" if lang == "fr" else "fr"
    context = {
        "lang": lang, "other": other, "t": partial(_words, lang), "pay_path": _own_path(request),
        "amount": lambda sum_: Money(sum_.minor, sum_.currency).text(lang), **(values or {}),
    }
    return aiohttp_jinja2.render_template(template, request, context, app_key=TEMPLATES, status=status)


def _own_path(request: web.Request) -> str:
    """The payment page's own address, from its return and receipt pages too."""
    return "/pay/" + quote(request.match_info.get("token", "")[:LONGEST_TOKEN], safe="")


def _words(lang: str, text_id: str, **values: str) -> str:
    return book().text(text_id, lang, values)


def private(handler: Handler) -> Handler:
    """The handler with headers on whatever it answers, errors included: not stored, not indexed, no referrer."""

    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            _protect(request, error)
            raise
        _protect(request, response)
        return response

    return guarded


def _protect(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
    settings = request.app[SETTINGS]
    pages = f"{settings.base_url} https://checkout.stripe.com {settings.stripe_api_base}".rstrip()
    response.headers["Content-Security-Policy"] = _POLICY.format(pages=pages)
