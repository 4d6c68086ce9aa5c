"""Plain pages for people who are no debtors of this browser (a partner, a helper) and for the debtor's own: forms, no
script, words from the book, headers that keep nothing and let nothing in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp_jinja2
from aiohttp import web

from bot.channels import pages
from bot.channels import session as sessions
from bot.channels.session import Session
from bot.debt.money import Money
from bot.service.thread import spoken
from bot.words.book import book

LONGEST_TOKEN = 100
_ZONES = {"fr": "Europe/Paris", "en": "Europe/London"}
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def page(
    request: web.Request,
    session: Session,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    lang: str | None = None,
    status: int = 200,
) -> web.Response:
    """A page with its words (`t`), amounts (`money`) and days (`day`) in that language, else the browser's."""
    lang = lang or pages.language_of_browser(request)

    def t(text_id: str, **given: str) -> str:
        return book().text(text_id, lang, given)

    def day(value: date | datetime) -> str:
        if isinstance(value, datetime):
            local = value.astimezone(ZoneInfo(_ZONES[lang]))
            return f"{spoken.day(local.date(), lang)}, {local:%H:%M}"
        return spoken.day(value, lang)

    def money(value: Money) -> str:
        return spoken.money(value, lang)

    context = {
        "lang": lang, "other": "en" if lang == "fr" else "fr", "t": t, "day": day, "money": money,
        "csrf": session.csrf, "path": request.rel_url.raw_path, "static_url": pages.STATIC_URL, "problem": None,
        **(values or {}),
    }
    response = aiohttp_jinja2.render_template(template, request, context, status=status)
    response.headers["Content-Security-Policy"] = _POLICY
    sessions.keep(request, response, session)
    return response


def ask(
    request: web.Request,
    session: Session,
    template: str,
    problem: str | None = None,
    *,
    told: str | None = None,
    status: int = 200,
    **more: Any,
) -> web.Response:
    """The page with its field for a secret and nothing to be seen: alike for whoever has not given the right one."""
    values = {"problem": problem, "told": told, "shown": None, **more}
    return page(request, session, template, values, status=status)


def csrf_holds(session: Session, form: Mapping[str, Any]) -> bool:
    """Whether a form came from a page that this very browser was given."""
    return not session.new and sessions.csrf_holds(session, str(form.get("csrf", "")))


def day_of(form: Mapping[str, Any], name: str) -> date | None:
    """A day of a form; None where there is none, or none that can be read."""
    try:
        return date.fromisoformat(str(form.get(name, ""))[:10])
    except ValueError:
        return None
