"""A partner's page: /partner/<token>. Opening the address shows and spends nothing (mail programs look at links); a
code that goes to the partner's own mailbox opens it, in one browser and for a while. Every other answer is alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from aiohttp import web

from bot.channels import pages, plain
from bot.channels.limits import ANSWER_AFTER, Bucket, may_try, wait_until
from bot.channels.session import Session, session_of
from bot.debt.referral import FARTHEST_APPOINTMENT, LONGEST_WAIT, OUTCOMES
from bot.keys import DATABASE, SETTINGS
from bot.service.referral import course, link, sheet
from bot.service.thread.conversation import lock
from bot.store.tables import Referral

TRIES: web.AppKey[Bucket] = web.AppKey("partner_bucket", Bucket)
ALL_TRIES: web.AppKey[Bucket] = web.AppKey("all_partners_bucket", Bucket)


async def show(request: web.Request) -> web.StreamResponse:
    """GET /partner/<token>: the same page for every address; where the code was given, a button that shows it again."""
    session, token = await session_of(request), request.match_info["token"][:plain.LONGEST_TOKEN]
    async with request.app[DATABASE].begin() as uow:
        again = await link.opened(uow, token, session.sender_key) is not None
    return _ask(request, session, again=again)


def _ask(
    request: web.Request, session: Session, problem: str | None = None, *, told: str | None = None, again: bool = False,
    status: int = 200,
) -> web.Response:
    return plain.ask(request, session, "partner.html.j2", problem, told=told, status=status, again=again)


async def post(request: web.Request) -> web.StreamResponse:
    """POST /partner/<token>: `do` says what: code, open, show, ack, outcome, leave."""
    begun, session, form = monotonic(), await session_of(request), await request.post()
    if not plain.csrf_holds(session, form):
        return _ask(request, session, "referral_page_old_form", status=403)
    do, token = str(form.get("do", "")), request.match_info["token"][:plain.LONGEST_TOKEN]
    if do in ("code", "open"):
        if not may_try(request, TRIES, ALL_TRIES):
            return _ask(request, session, "referral_page_too_many", status=429)
        right = await _prove(request, session, token, str(form.get("code", "")) if do == "open" else None)
        await wait_until(begun, ANSWER_AFTER)
        if do == "code":
            return _ask(request, session, told="referral_page_code_sent")
        if not right:
            return _ask(request, session, "referral_page_wrong")
        return await _shown(request, session, token)
    if do == "leave":
        async with request.app[DATABASE].begin() as uow:
            await link.shut(uow, token, session.sender_key)
            await uow.commit()
        return _ask(request, session)
    if do in ("ack", "outcome"):
        return await _said(request, session, token, form)
    return await _shown(request, session, token)


async def _prove(request: web.Request, session: Session, token: str, code: str | None) -> bool:
    """Have a code sent (None), or give it."""
    secret = request.app[SETTINGS].secret_key.get_secret_value()
    async with request.app[DATABASE].begin() as uow:
        if code is None:
            await link.send_code(uow, secret, token)
            right = False
        else:
            right = await link.open_link(uow, secret, token, code, session.sender_key)
        await uow.commit()
    return right


async def _said(
    request: web.Request, session: Session, token: str, form: Mapping[str, object]
) -> web.StreamResponse:
    """An acknowledgement or an outcome, from a browser in which the referral is open."""
    problem, told = None, "referral_page_said"
    async with request.app[DATABASE].begin() as uow:
        seen = await link.opened(uow, token, session.sender_key)
        if seen is None or seen.conversation_id is None:
            return _ask(request, session)
        await lock(uow, seen.conversation_id)
        referral = await course.locked(uow, seen.id)
        try:
            if referral is None:
                raise course.Refused("gone")
            if form.get("do") == "ack":
                await course.acknowledge(uow, referral, before=plain.day_of(form, "before"))
            else:
                outcome = str(form.get("outcome", ""))
                if outcome not in OUTCOMES:
                    return await _shown(request, session, token, "referral_page_outcome_hint")
                await course.report(uow, referral, outcome, day=plain.day_of(form, "day"))
            await uow.commit()
        except course.Refused as refusal:
            problem = "referral_page_day_wrong" if str(refusal) == "day" else "referral_page_gone"
    return await _shown(request, session, token, problem, told=None if problem else told)


async def _shown(
    request: web.Request, session: Session, token: str, problem: str | None = None, *, told: str | None = None
) -> web.Response:
    """What was agreed to be passed on, where the code was given; to anybody else the page that asks for one."""
    async with request.app[DATABASE].begin() as uow:
        referral = await link.opened(uow, token, session.sender_key)
        today = uow.today()
    if referral is None:
        return _ask(request, session, problem, told=told)
    lang = pages.language_of_browser(request)
    values = {
        "shown": _view(referral, lang), "problem": problem, "told": told, "today": today,
        "latest": today + LONGEST_WAIT, "farthest": today + FARTHEST_APPOINTMENT, "outcomes": OUTCOMES,
    }
    return plain.page(request, session, "partner.html.j2", values, lang=lang)


def _view(referral: Referral, lang: str) -> dict[str, object]:
    return {
        "number": referral.number, "rows": sheet.rows(referral.sheet, lang), "state": referral.state,
        "before": referral.contact_before, "outcome": referral.outcome,
    }


def add_routes(app: web.Application) -> None:
    """The partner's page."""
    app[TRIES] = Bucket(per_second=1 / 10, burst=15)
    app[ALL_TRIES] = Bucket(per_second=5, burst=100)
    app.add_routes([web.get("/partner/{token}", show), web.post("/partner/{token}", post)])
