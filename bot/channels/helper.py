"""A helper's page: /helper. One field for the code that a debtor gave; then what they chose to show, to be read only.

No address tells anybody anything: the code is typed, never part of a link. Wrong, over, taken back: one answer.
"""

from __future__ import annotations

from time import monotonic

from aiohttp import web

from bot.channels import pages, plain
from bot.channels.limits import ANSWER_AFTER, Bucket, may_try, network_of, wait_until
from bot.channels.session import Session, session_of
from bot.keys import DATABASE, SETTINGS
from bot.papers import files
from bot.service.identity import helper, helper_view
from bot.store.tables import HelperAccess

PATH = "/helper"
LONGEST = 60
TRIES: web.AppKey[Bucket] = web.AppKey("helper_bucket", Bucket)
ALL_TRIES: web.AppKey[Bucket] = web.AppKey("all_helpers_bucket", Bucket)
PAPERS: web.AppKey[Bucket] = web.AppKey("helper_papers_bucket", Bucket)


async def show(request: web.Request) -> web.StreamResponse:
    """GET /helper: the field, whoever asks."""
    return _ask(request, await session_of(request))


def _ask(
    request: web.Request, session: Session, problem: str | None = None, *, told: str | None = None, status: int = 200
) -> web.Response:
    return plain.ask(request, session, "helper.html.j2", problem, told=told, status=status, longest=LONGEST)


async def post(request: web.Request) -> web.StreamResponse:
    """POST /helper: `do` says what: open (with `code`), paper (`kind`, `key`), leave."""
    begun, session, form = monotonic(), await session_of(request), await request.post()
    if not plain.csrf_holds(session, form):
        return _ask(request, session, "helper_old_form", status=403)
    do = str(form.get("do", ""))
    if do == "leave":
        async with request.app[DATABASE].begin() as uow:
            await helper.leave(uow, session.sender_key)
            await uow.commit()
        return _ask(request, session, told="helper_left")
    if do == "paper":
        if not request.app[PAPERS].take(network_of(request)):
            return _ask(request, session, "helper_too_many", status=429)
        return await _paper(request, session, str(form.get("kind", ""))[:20], str(form.get("key", ""))[:40])
    if not may_try(request, TRIES, ALL_TRIES):
        return _ask(request, session, "helper_too_many", status=429)
    found = await _look(request, session, str(form.get("code", ""))[:LONGEST])
    await wait_until(begun, ANSWER_AFTER)
    return found if found is not None else _ask(request, session, "helper_wrong")


async def _look(request: web.Request, session: Session, typed: str) -> web.Response | None:
    """The chosen sections, the look kept with them; None for a code that opens nothing."""
    secret = request.app[SETTINGS].secret_key.get_secret_value()
    code = helper.read_code(typed) or typed  # one with a slip is looked up as well: it takes the same steps
    async with request.app[DATABASE].begin() as uow:
        access = await helper.look(uow, secret, code, session.sender_key)
        sections = await helper_view.shown(uow, access) if access is not None else None
        await uow.commit()
    if access is None or sections is None:
        return None
    return plain.page(request, session, "helper.html.j2", {**_values(access, sections), "told": None})


def _values(access: HelperAccess, shown: helper_view.Shown) -> dict[str, object]:
    return {"shown": shown, "until": access.until, "problem": None, "longest": LONGEST}


async def _paper(request: web.Request, session: Session, kind: str, key: str) -> web.StreamResponse:
    """One of the papers that this browser was shown a moment ago; the fetching leaves a line."""
    lang, database = pages.language_of_browser(request), request.app[DATABASE]
    told = None
    async with database.begin() as uow:
        access = await helper.looking(uow, session.sender_key)
        if access is not None and "plan" in access.sections:
            known = {(one.kind, one.key) for one in (await helper_view.shown(uow, access)).papers}
            told = await files.gather(uow, access.person_id, kind, key, None) if (kind, key) in known else None
            if told is not None:
                uow.audit(
                    "helper.paper", "helper_access", access.id, actor="helper", creditor_id=access.creditor_id,
                    paper=kind,
                )
                await uow.commit()
    if told is None:
        return _ask(request, session, "helper_old_form")
    made = await files.make(told, kind, lang, now=database.clock.now(), base_url=request.app[SETTINGS].base_url)
    return web.Response(body=made.content, content_type=made.content_type, headers=made.headers)


def add_routes(app: web.Application) -> None:
    """The helper's page."""
    app[TRIES] = Bucket(per_second=1 / 15, burst=12)
    app[ALL_TRIES] = Bucket(per_second=3, burst=100)
    app[PAPERS] = Bucket(per_second=0.5, burst=30)
    app.add_routes([web.get(PATH, show), web.post(PATH, post)])
