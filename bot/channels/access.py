"""The debtor's own page of who may see what: /access. Given to the identified person of this browser, to nobody else.

A helper's code is shown here once, in the answer to the form that made it, and never stands in the thread.
"""

from __future__ import annotations

from time import monotonic

from aiohttp import web
from sqlalchemy import select

from bot.channels import papers, plain
from bot.channels.helper import PATH as HELPER
from bot.channels.session import Session, session_of
from bot.keys import DATABASE, SETTINGS
from bot.service.care import vulnerability, vulnerability_back
from bot.service.care.care import living
from bot.service.identity import helper, identify, link_identity
from bot.service.identity.identify import proof_of
from bot.service.referral import course, sheet
from bot.service.thread.conversation import lock
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Referral

_LARGEST = 2**62
SENT = ("sent", "acknowledged", "ended", "withdrawn")


async def show(request: web.Request) -> web.StreamResponse:
    """GET /access: the accesses and requests there are, and the way to a new code."""
    begun, session = monotonic(), await session_of(request)
    async with request.app[DATABASE].begin() as uow:
        thread = await link_identity.known_thread(uow, session.sender_key)
        if thread is not None:
            return await _page(request, session, uow, thread)
    return await papers.nothing_here(request, begun)


async def _page(
    request: web.Request,
    session: Session,
    uow: UnitOfWork,
    thread: Conversation,
    *,
    code: str | None = None,
    told: str | None = None,
    problem: str | None = None,
) -> web.Response:
    lang = papers.language_asked(request, thread.language)
    proof = await proof_of(uow, thread)
    whole = proof is not None and proof.level > 1
    values = {
        "offered": await helper.offered(uow, thread), "given": await helper.given(uow, thread.person_id or 0),
        "referrals": [_told(row, lang, whole=whole) for row in await _referrals(uow, thread)], "code": code,
        "helper_url": f"{request.app[SETTINGS].base_url}{HELPER}", "told": told, "problem": problem,
        "note": await _note(uow, thread, lang, whole=whole),
    }
    return plain.page(request, session, "access.html.j2", values, lang=lang)


async def _note(uow: UnitOfWork, thread: Conversation, lang: str, *, whole: bool) -> dict[str, object] | None:
    """What is noted with their consent, and who has read it when; None: nothing is.

    What would help is shown to whoever has proven who they are; why, only by a code or where they agreed to it: a
    reference and a birth date are known to a former partner as well.
    """
    note = await living(uow, thread.person_id)
    if note is None:
        return None
    whole = whole or (note.asked_back_at is None and await vulnerability_back.was_agreed_in(uow, note, thread))
    rows = vulnerability.rows(vulnerability.noting_of(note), lang, whole=whole)
    return {
        "id": note.id, "rows": rows, "on": note.created_at,
        "looks": await vulnerability.looks(uow, note),
    }


async def _referrals(uow: UnitOfWork, thread: Conversation) -> list[Referral]:
    rows = await uow.session.scalars(
        select(Referral)
        .where(
            Referral.person_id == thread.person_id, Referral.creditor_id == thread.creditor_id,
            Referral.state.in_(SENT),
        )
        .order_by(Referral.id.desc())
        .limit(10)
    )
    return list(rows.all())


def _told(row: Referral, lang: str, *, whole: bool) -> dict[str, object]:
    return {
        "id": row.id, "partner": row.partner, "number": row.number or "", "state": row.state,
        "rows": sheet.rows(row.sheet, lang, whole=whole) if row.sheet else [],
        "living": row.state in ("sent", "acknowledged"),
    }


async def post(request: web.Request) -> web.StreamResponse:
    """POST /access: `do` says what: make (with `section`s), end, withdraw, forget (each with `id`)."""
    begun, session, form = monotonic(), await session_of(request), await request.post()
    if not plain.csrf_holds(session, form):
        return await papers.nothing_here(request, begun)
    code, told, problem = None, None, None
    async with request.app[DATABASE].begin() as uow:
        known = await link_identity.known_thread(uow, session.sender_key)
        if known is None:
            return await papers.nothing_here(request, begun)
        thread = await lock(uow, known.id)
        if not await identify.stay(uow, thread):
            return await papers.nothing_here(request, begun)
        do, key = str(form.get("do", "")), _number(str(form.get("id", "")))
        if do == "make":
            try:
                secret = request.app[SETTINGS].secret_key.get_secret_value()
                code = await helper.make(uow, secret, thread, {str(one) for one in form.getall("section", [])})
            except helper.Refused as refusal:
                problem = f"access_{refusal}"
        elif do == "end":
            await helper.end(uow, thread.person_id or 0, key, actor="debtor")
            told = "access_done"
        elif do == "withdraw":
            row = await course.locked(uow, key, of=thread)
            if row is not None and row.state in ("sent", "acknowledged"):
                await course.withdraw(uow, thread, row, actor="debtor")
            told = "access_done"
        elif do == "forget":
            taken = await vulnerability_back.take_back(uow, thread, key)
            told = "utter_care_asked_back" if taken == "asked" else "access_done"
        await uow.flush()
        response = await _page(request, session, uow, thread, code=code, told=told, problem=problem)
        await uow.commit()
    return response


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(_LARGEST)) else 0


def add_routes(app: web.Application) -> None:
    """The debtor's page."""
    app.add_routes([web.get("/access", show), web.post("/access", post)])
