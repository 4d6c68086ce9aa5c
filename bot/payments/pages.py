"""Payment pages: /pay/<token>. A GET spends nothing and tells nobody anything who is not identified."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from time import monotonic
from urllib.parse import quote

from aiohttp import web

from bot.channels.limits import ANSWER_AFTER, wait_until
from bot.channels.session import Session, csrf_holds, keep, session_of, turned
from bot.debt import crisis
from bot.debt.settling import methods
from bot.keys import DATABASE, PROVIDER
from bot.payments.limits import Limiter
from bot.payments.render import LONGEST_TOKEN, language_of, page, private
from bot.service.identity import link_identity
from bot.service.pay import payments
from bot.service.pay.demands import methods_allowed
from bot.service.pay.payments import LinkView
from bot.service.pay.transfer import transfer_for
from bot.store.database import UnitOfWork
from bot.store.tables import Person

DOINGS = ("identify", "pay", "share", "unshare", "help")
TRIES: web.AppKey[Limiter] = web.AppKey("pay_tries", Limiter)


@dataclass(frozen=True)
class Opened:
    """A link, and whether this browser may see more than the amount."""

    view: LinkView
    personal: bool


async def opened(uow: UnitOfWork, token: str, session: Session) -> Opened | None:
    """What this browser may see of a link: None for no link and for one that asks for the birth date first."""
    person = await link_identity.known_person(uow, session.sender_key)
    found = await payments.find_link(uow, token)
    if found is None:
        return None
    link, demand = found
    if link.kind != "shared" and person != demand.person_id:
        return None
    view = await payments.view_link(uow, link, demand)
    return Opened(view=view, personal=link.kind != "shared")


def token_of(request: web.Request) -> str:
    """The token in the address, cut to a sane length."""
    return str(request.match_info["token"])[:LONGEST_TOKEN]


def back_to(request: web.Request) -> web.HTTPSeeOther:
    """To the payment page, by GET."""
    return web.HTTPSeeOther(f"/pay/{quote(token_of(request), safe='')}?lang={language_of(request)}")


@private
async def show(request: web.Request) -> web.StreamResponse:
    """GET /pay/<token>."""
    session = await session_of(request)
    async with request.app[DATABASE].begin() as uow:
        found = await opened(uow, token_of(request), session)
    response = ask(request, session) if found is None else await amount(request, session, found)
    keep(request, response, session)
    return response


def ask(request: web.Request, session: Session, problem: str | None = None, status: int = 200) -> web.Response:
    """A personal message awaits you; the birth date, please."""
    return page(request, "ask.html", {"csrf": session.csrf, "problem": problem}, status=status)


async def amount(
    request: web.Request, session: Session, found: Opened, problem: str | None = None
) -> web.Response:
    """What may be paid, or why nothing may. A shared link shows the amount and nothing else."""
    lines: tuple[crisis.Line, ...] = ()
    if found.personal and found.view.check_in:
        async with request.app[DATABASE].begin() as uow:
            person = await uow.session.get(Person, found.view.demand.person_id)
        lines = crisis.lines(person.country if person else None, lang=language_of(request))
    async with request.app[DATABASE].begin() as uow:
        way = await _way(uow, found.view)
        receipt = await payments.receipt_for(uow, found.view.demand, personal=found.personal)
    transfer = None
    if found.personal and found.view.state == "payable":
        async with request.app[DATABASE].begin() as uow:
            transfer = await transfer_for(uow, found.view.demand, found.view.case)
            await uow.commit()  # its reference is made once, and stays
    values = {
        "csrf": session.csrf, "view": found.view, "personal": found.personal, "problem": problem, "lines": lines,
        "transfer": transfer, "way": way, "receipt": receipt is not None,
        "check_in": found.personal and found.view.check_in, "once": secrets.token_urlsafe(16),
    }
    return page(request, "amount.html", values)


async def _way(uow: UnitOfWork, view: LinkView) -> str:
    """The words for the ways that the provider's page will offer for this sum."""
    allowed = await methods_allowed(uow, view.demand.id, uow.today(view.case.creditor.time_zone))
    return "pay_way_" + "_".join(sorted(methods(allowed, minor=view.amount.minor, currency=view.amount.currency)))


@private
async def post(request: web.Request) -> web.StreamResponse:
    """POST /pay/<token>: `do` says what: identify, pay, share, unshare, help."""
    session, form = await session_of(request), await request.post()
    if session.new or not csrf_holds(session, str(form.get("csrf", ""))):
        response = page(request, "old_form.html", status=403)
        keep(request, response, session)
        return response
    do = str(form.get("do", ""))
    if do not in DOINGS:
        raise back_to(request)
    allowed = request.app[TRIES].allow(f"{do}:{payments.token_hash(token_of(request))}", monotonic())
    if do == "identify" and allowed:
        return await identify(request, session, str(form.get("birth", ""))[:100])
    if not allowed:
        return ask(request, session, "pay_too_many", status=429)
    async with request.app[DATABASE].begin() as uow:
        found = await opened(uow, token_of(request), session)
        if found is not None and found.personal:
            await link_identity.still_here(uow, session.sender_key)
        await uow.commit()
    if found is None:
        raise back_to(request)
    if do == "pay":
        return await pay(request, session, str(form.get("once", ""))[:100])
    if not found.personal:
        raise back_to(request)
    return await for_the_debtor(request, session, found, do)


async def identify(request: web.Request, session: Session, text: str) -> web.StreamResponse:
    """A birth date was given. Whatever comes of it, it takes the same time and, if not right, the same words."""
    begun, token = monotonic(), token_of(request)
    async with request.app[DATABASE].begin() as uow:
        result = await link_identity.prove_by_link(
            uow, token=token, sender_key=session.sender_key, text=text, language=language_of(request)
        )
        await uow.commit()
    await wait_until(begun, ANSWER_AFTER)
    if result == "proven":
        response, fresh = back_to(request), await turned(request, session)
        if fresh is not None:
            keep(request, response, fresh)
        raise response
    return ask(request, session, f"pay_{result}")


async def pay(request: web.Request, session: Session, once: str) -> web.StreamResponse:
    """Begin to pay and go to the provider's page; when that can't be, the page again with the reason."""
    if not once:
        raise back_to(request)
    token = token_of(request)
    begun = await payments.start_attempt(
        request.app[DATABASE], request.app[PROVIDER], token, once=once, lang=language_of(request)
    )
    if isinstance(begun, payments.Started):
        raise web.HTTPSeeOther(begun.url)
    async with request.app[DATABASE].begin() as uow:
        found = await opened(uow, token, session)
    if found is None:
        raise back_to(request)
    problem = f"pay_state_{begun.reason}" if begun.reason in ("again", "trouble") else None
    return await amount(request, session, found, problem)


async def for_the_debtor(
    request: web.Request, session: Session, found: Opened, do: str
) -> web.StreamResponse:
    """What only the identified debtor may do: a link for somebody else, no such links any more, a person."""
    if do == "help":
        await payments.ask_person(request.app[DATABASE], token_of(request), "question")
        return page(request, "note.html", {"text": "pay_help_done", "url": None})
    url = None
    async with request.app[DATABASE].begin() as uow:
        demand = found.view.demand
        if do == "share" and found.view.state == "payable":
            url = await payments.make_link(uow, demand, "shared")
        elif do == "unshare":
            await payments.revoke_links(uow, demand, kind="shared", actor="debtor")
        await uow.commit()
    if do == "share" and url is None:
        return await amount(request, session, found)
    text = "pay_share_made" if url else "pay_share_stopped"
    return page(request, "note.html", {"text": text, "url": url})
