"""The papers' door: given to the identified person of this browser; to anybody else there is nothing here."""

from __future__ import annotations

from time import monotonic

import aiohttp_jinja2
from aiohttp import web

from bot.channels import pages
from bot.channels import session as sessions
from bot.channels.limits import ANSWER_AFTER, wait_until
from bot.keys import DATABASE, SETTINGS
from bot.papers import budget, files
from bot.service.budget import budget_paper
from bot.service.case import papers
from bot.service.identity import link_identity
from bot.words.book import book


async def paper(request: web.Request) -> web.StreamResponse:
    """GET /papers/<kind>/<key>?lang=: one paper, as a download. Spends nothing; the look leaves a line."""
    begun, session = monotonic(), await sessions.session_of(request)
    kind, key = request.match_info["kind"], request.match_info["key"]
    told, lang, database = None, "fr", request.app[DATABASE]
    async with database.begin() as uow:
        thread = await link_identity.known_thread(uow, session.sender_key)
        if thread is not None and thread.person_id is not None and kind in papers.KINDS:
            lang = language_asked(request, thread.language)
            version = await budget_paper.readable(uow, thread)
            told = await files.gather(uow, thread.person_id, kind, key, version)
            if told is not None:
                uow.audit("paper.given", "conversation", thread.id, actor="debtor", creditor_id=thread.creditor_id,
                          paper=kind)
                await uow.commit()
    if told is None:
        return await nothing_here(request, begun)
    made = await files.make(
        told, kind, lang, now=database.clock.now(), base_url=request.app[SETTINGS].base_url
    )
    return web.Response(body=made.content, content_type=made.content_type, headers=made.headers)


def language_asked(request: web.Request, otherwise: str) -> str:
    """The language in the address, else the thread's own."""
    asked = request.query.get("lang")
    return str(asked) if asked in pages.LANGUAGES else otherwise


async def nothing_here(request: web.Request, begun: float | None = None) -> web.StreamResponse:
    """The one page for whoever may not see a paper, whatever the reason, and after the same time."""
    await wait_until(monotonic() if begun is None else begun, ANSWER_AFTER)
    return aiohttp_jinja2.render_template("papers.html.j2", request, _values(request), status=404)


async def never_was(request: web.Request) -> web.StreamResponse:
    """Any other address below /papers."""
    return await nothing_here(request)


async def listing(request: web.Request) -> web.StreamResponse:
    """GET /papers: all papers of the identified person, and the way to withdraw their budget."""
    begun, session = monotonic(), await sessions.session_of(request)
    async with request.app[DATABASE].begin() as uow:
        thread = await link_identity.known_thread(uow, session.sender_key)
        found = await papers.papers_in(uow, thread) if thread is not None else []
    if thread is None:
        return await nothing_here(request, begun)
    lang = language_asked(request, thread.language)
    there = {
        "lang": lang, "there": found, "csrf": session.csrf, "done": "withdrawn" in request.query,
        "several": len({one.brand for one in found if one.brand}) > 1,
    }
    return aiohttp_jinja2.render_template("papers.html.j2", request, {**_values(request, lang), **there})


def _values(request: web.Request, lang: str | None = None) -> dict[str, object]:
    lang = lang or pages.language_of_browser(request)

    def t(text_id: str, **values: str) -> str:
        return book().text(text_id, lang, values)

    return {
        "lang": lang, "t": t, "there": None, "static_url": pages.STATIC_URL, "csrf": "", "done": False,
        "several": False,
    }


async def withdraw(request: web.Request) -> web.StreamResponse:
    """POST /papers/withdraw: the debtor takes their budget back. A form that is not ours changes nothing."""
    begun, session = monotonic(), await sessions.session_of(request)
    form = await request.post()
    if session.new or not sessions.csrf_holds(session, str(form.get("csrf", ""))):
        return await nothing_here(request, begun)
    async with request.app[DATABASE].begin() as uow:
        thread = await link_identity.known_thread(uow, session.sender_key)
        if thread is not None:
            await budget_paper.withdraw(uow, thread)
            await uow.commit()
    if thread is None:
        return await nothing_here(request, begun)
    raise web.HTTPSeeOther(f"/papers?lang={language_asked(request, thread.language)}&withdrawn=1")


async def schema(request: web.Request) -> web.StreamResponse:
    """GET /papers/schema/budget-2.json (and -1, of papers given before): how to read a budget; for anybody."""
    found = budget.OLD_SCHEMA if request.path == files.OLD_SCHEMA else budget.SCHEMA
    return web.Response(body=found.read_bytes(), content_type="application/schema+json")


def add_routes(app: web.Application) -> None:
    """The papers' doors."""
    app.router.add_get("/papers", listing)
    app.router.add_get(files.SCHEMA, schema)
    app.router.add_get(files.OLD_SCHEMA, schema)
    app.router.add_post("/papers/withdraw", withdraw)
    app.router.add_get("/papers/{kind}/{key}", paper)
    app.router.add_get("/papers/{rest:.*}", never_was)
