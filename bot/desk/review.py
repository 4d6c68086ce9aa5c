"""/desk/review: what compliance reads: samples for missed distress and what they show, audit, words, policies."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy import select

from bot.desk import render, session
from bot.desk.login import form_holds
from bot.desk.pages import conversation_id_of
from bot.desk.session import AGENT
from bot.desk.words import AgentWords
from bot.service.desk import audit, samples
from bot.service.policy.policies import texts_of
from bot.store.tables import Brand
from bot.words.book import NEEDS_REVIEW, book

_LONGEST = 80  # characters of a filter


def _shown(request: web.Request, template: str, **values: object) -> web.Response:
    words = AgentWords(session.language_of(request))
    return render.page(request, template, words, {"agent": request[AGENT], **values})


@session.for_agents("review")
async def page(request: web.Request) -> web.StreamResponse:
    """GET /desk/review: what the samples show, and those that wait to be read; each week is drawn on its Monday."""
    async with session.work(request) as uow:
        lines, weeks, drawn = await samples.lines(uow), await samples.estimates(uow), await samples.last_drawn(uow)
    return _shown(
        request, "review.html.j2", lines=lines, weeks=weeks, together=samples.together(weeks), drawn_at=drawn
    )


@session.for_agents("review", part=True)
async def estimate(request: web.Request) -> web.StreamResponse:
    """GET /desk/review/estimate.json: the same figures, to be published."""
    async with session.work(request) as uow:
        weeks = await samples.estimates(uow)
    return web.json_response([
        {
            "week": week.isoformat(), "missed": one.found, "read": one.looked_at, "conversations": one.out_of,
            "share": one.share, "interval_95": one.interval, "conversations_95": one.people,
        }
        for week, one in weeks
    ])


@session.for_agents("review")
async def sample(request: web.Request) -> web.StreamResponse:
    """GET /desk/review/sample/<id>: the words alone."""
    async with session.work(request) as uow:
        try:
            line, said = await samples.read(uow, request[AGENT], conversation_id_of(request))
        except LookupError:
            raise web.HTTPNotFound from None
        await uow.commit()
    return _shown(request, "sample.html.j2", line=line, said=said)


@session.for_agents("review")
async def judge(request: web.Request) -> web.StreamResponse:
    """POST /desk/review/sample/<id> with `found` and `csrf`; on to the next that waits."""
    agent = request[AGENT]
    if not await form_holds(request, agent):
        raise web.HTTPForbidden(text="csrf")
    form = await request.post()
    async with session.work(request) as uow:
        try:
            await samples.judge(uow, agent, conversation_id_of(request), str(form.get("found", "")))
        except LookupError:
            raise web.HTTPNotFound from None
        except ValueError:
            raise web.HTTPBadRequest from None
        left = [line for line in await samples.lines(uow) if line.found is None]
        await uow.commit()
    raise web.HTTPSeeOther(f"/desk/review/sample/{left[0].id}" if left else "/desk/review")


@session.for_agents("review")
async def trail(request: web.Request) -> web.StreamResponse:
    """GET /desk/review/audit with filters `creditor`, `actor`, `verb`, `kind`, `object`, `before`."""
    given = {name: request.query.get(name, "").strip()[:_LONGEST] for name in ("creditor", "actor", "verb")}
    before = request.query.get("before", "")
    asked = audit.Asked(
        **given, object_kind=request.query.get("kind", "").strip()[:_LONGEST],
        object_id=request.query.get("object", "").strip()[:_LONGEST],
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0,
    )
    async with session.work(request) as uow:
        found = await audit.entries(uow, request[AGENT], asked)
        await uow.commit()
    older = {**dict(request.query), "before": str(found[-1].id)} if len(found) == audit.A_PAGE else {}
    there = str(request.rel_url.with_query(older)) if older else ""
    return _shown(request, "audit.html.j2", found=found, asked=asked, older=there)


@session.for_agents("review")
async def words(request: web.Request) -> web.StreamResponse:
    """GET /desk/review/words: every sentence to debtors; `waiting`: those that still need a review."""
    waiting = "waiting" in request.query
    sentences = [
        one for one in book() if not waiting or (one.kind in NEEDS_REVIEW and one.reviewed_on is None)
    ]
    return _shown(request, "words.html.j2", sentences=sentences, waiting=waiting, needs=NEEDS_REVIEW)


@session.for_agents("review")
async def policies(request: web.Request) -> web.StreamResponse:
    """GET /desk/review/policies: the policies of the reader's brands, as their files say them."""
    async with session.work(request) as uow:
        brands = (
            await uow.session.execute(
                select(Brand.name, Brand.policy)
                .where(Brand.creditor_id.in_(request[AGENT].creditors))
                .order_by(Brand.name)
            )
        ).all()
    shown = [(name, text) for name, key in brands for text in texts_of(key)]
    return _shown(request, "policies.html.j2", policies=shown)
