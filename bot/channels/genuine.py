"""The page "is this really you?": for anybody, without a session; the same time for every answer."""

from __future__ import annotations

from time import monotonic

import aiohttp_jinja2
from aiohttp import web

from bot.channels import pages
from bot.channels.email import addresses
from bot.channels.limits import ANSWER_AFTER, Bucket, may_try, wait_until
from bot.channels.twilio.accounts import default_senders
from bot.debt.genuine import LONGEST
from bot.keys import DATABASE, SETTINGS
from bot.service.identity import genuine
from bot.words.book import book

PATH = "/check"
TRIES: web.AppKey[Bucket] = web.AppKey("check_bucket", Bucket)
ALL_TRIES: web.AppKey[Bucket] = web.AppKey("all_checks_bucket", Bucket)


async def page(request: web.Request) -> web.StreamResponse:
    """GET /check: the form."""
    return _page(request, "", "")


async def check(request: web.Request) -> web.StreamResponse:
    """POST /check {what}: whether it is ours. What was typed is neither kept nor logged."""
    begun = monotonic()
    form = await request.post()
    typed = str(form.get("what", ""))[:LONGEST]
    if not may_try(request, TRIES, ALL_TRIES):
        return _page(request, typed, "too_many", status=429)
    settings = request.app[SETTINGS]
    async with request.app[DATABASE].look() as uow:
        found = await genuine.judge(
            uow, typed, numbers=default_senders(settings).values(),
            is_our_address=lambda one: addresses.is_ours(settings, one),
        )
    await wait_until(begun, ANSWER_AFTER)
    return _page(request, typed, found)


def _page(request: web.Request, typed: str, found: str, *, status: int = 200) -> web.Response:
    lang = pages.language_of_browser(request)
    context = {
        "lang": lang, "w": pages.ui_words(lang), "static_url": pages.STATIC_URL, "typed": typed, "longest": LONGEST,
        "answer": book().text(f"web_check_{found}", lang, {"base": request.app[SETTINGS].base_url}) if found else "",
        "good": found.endswith(("_ours", "_stands")),
    }
    return aiohttp_jinja2.render_template("check.html.j2", request, context, status=status)


def add_routes(app: web.Application) -> None:
    """The page and its form."""
    app[TRIES] = Bucket(per_second=1 / 15, burst=10)
    app[ALL_TRIES] = Bucket(per_second=5, burst=100)
    app.add_routes([web.get(PATH, page), web.post(PATH, check)])
