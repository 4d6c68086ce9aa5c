"""Doors of the log-in through a provider: out to it, back from it, and the link by which an agent is made known."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import structlog
from aiohttp import web

from bot.desk import login, session
from bot.desk.login import FAILURES
from bot.desk.openid import attempt as attempts
from bot.desk.openid.attempt import PATH, Attempt
from bot.desk.openid.provider import Provider, ProviderFault
from bot.keys import DATABASE, SETTINGS
from bot.service.desk import openid
from bot.service.desk.log_in import LoggedIn
from bot.service.desk.openid import Named, NotLetIn
from bot.service.desk.second_step import Seal, real_seconds

log = structlog.get_logger()
PROVIDER: web.AppKey[Provider] = web.AppKey("desk_openid_provider", Provider)
SEAL: web.AppKey[Seal] = web.AppKey("desk_openid_seal", Seal)
_CARRIED = {"code": 4_096, "state": 200, "iss": 2_000, "error": 200}
"""What an answer may bring, with the longest that we take."""


def add_routes(app: web.Application) -> None:
    """Put them on an application that holds SETTINGS and DATABASE; nothing where no provider is set."""
    settings = app[SETTINGS]
    if not settings.oidc_issuer:
        return
    app[SEAL] = Seal(settings.secret_key.get_secret_value(), "desk openid")
    app.cleanup_ctx.append(_provider)
    app.add_routes([
        web.get(PATH, out),
        web.get(f"{PATH}/arrived", arrived),
        web.get(f"{PATH}/done", done),
        web.get(f"{PATH}/link/" + r"{token:[\w-]{43}}", link_page),
        web.get(f"{PATH}/link/" + r"{token:[\w-]{43}}/out", out),
    ])


async def _provider(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        app[PROVIDER] = Provider(app[SETTINGS], http)
        yield


def _redirect_uri(request: web.Request) -> str:
    return f"{request.app[SETTINGS].base_url}{PATH}/arrived"


def _back(why: str) -> web.HTTPSeeOther:
    """To the log-in, with one sentence; nothing of what the provider said stays in the address."""
    answer = web.HTTPSeeOther(f"{session.PATH}/login?why={why}")
    attempts.forget(answer)
    return answer


def _failed(request: web.Request, kind: str, why: str) -> web.HTTPSeeOther:
    """A failure counts for the address that it came from, as that of a password."""
    request.app[FAILURES].take(login.where_of(request).address, now=time.monotonic())
    log.warning("desk.openid_failed", kind=kind)
    return _back(why)


@session.guarded
async def _out(request: web.Request) -> web.StreamResponse:
    """GET …/openid, or …/link/<token>/out: on to the provider. A link, not a form: its answer may lead elsewhere."""
    provider = request.app[PROVIDER]
    if request.app[FAILURES].empty(login.where_of(request).address, now=time.monotonic()):
        raise _back("slow")
    attempt = attempts.begin(
        provider.issuer, link=request.match_info.get("token", ""), now=real_seconds(request.app[DATABASE].clock)
    )
    try:
        there = await provider.address(
            redirect_uri=_redirect_uri(request), state=attempt.state, nonce=attempt.nonce, challenge=attempt.challenge
        )
    except ProviderFault as fault:
        raise _failed(request, fault.kind, "down") from None
    answer = web.HTTPSeeOther(there)
    attempts.keep(request, answer, attempt, request.app[SEAL])
    raise answer


@session.guarded
async def _arrived(request: web.Request) -> web.StreamResponse:
    """GET …/openid/arrived: a page of ours that leads on at once.

    A browser that comes from the provider's page leaves our strict cookies at home; from this one it brings them.
    """
    carried = {
        name: value for name, most in _CARRIED.items() if 0 < len(value := request.query.get(name, "")) <= most
    }
    return login.shown(request, "arrived.html.j2", there=f"{PATH}/done?{urlencode(carried)}")


@session.guarded
async def _done(request: web.Request) -> web.StreamResponse:
    """GET …/openid/done: the answer is used up, the code exchanged, the agent let in or told in one sentence."""
    settings, address, database = request.app[SETTINGS], login.where_of(request).address, request.app[DATABASE]
    if not request.app[FAILURES].take(address, now=time.monotonic()):
        raise _back("slow")
    try:
        attempt = _answered(request)
        named = await _named(request, attempt)
    except ProviderFault as fault:
        log.warning("desk.openid_failed", kind=fault.kind)
        raise _back("down" if fault.kind in ("down", "answer") else "again") from None
    try:
        async with database.begin() as uow:
            try:
                if attempt.link:
                    await openid.link(uow, named, attempt.link)
                opened = await openid.enter(
                    uow, named, where=login.where_of(request), old_token=session.token_of(request),
                    needs=settings.second_step_roles,
                )
            finally:
                await uow.commit()
    except NotLetIn as no:
        log.warning("desk.openid_failed", kind=no.code)
        raise _back(no.code) from None
    request.app[FAILURES].give(address)
    return await _in(request, opened)


async def _in(request: web.Request, opened: LoggedIn) -> web.StreamResponse:
    try:
        return await login.go_on(request, opened)
    except web.HTTPSeeOther as answer:
        attempts.forget(answer)
        raise


def _answered(request: web.Request) -> Attempt:
    """The attempt of this browser that the answer is to. Raises ProviderFault("state")."""
    now = real_seconds(request.app[DATABASE].clock)
    attempt = attempts.kept(request, request.app[SEAL], now=now)
    of_this_provider = attempt is not None and attempt.issuer == request.app[PROVIDER].issuer
    if attempt is None or not of_this_provider or not attempt.answers(request.query.get("state", "")):
        raise ProviderFault("state")
    return attempt


async def _named(request: web.Request, attempt: Attempt) -> Named:
    """Whom the provider named. Raises ProviderFault."""
    given = {name: request.query.get(name, "")[:most] for name, most in _CARRIED.items()}
    provider, database = request.app[PROVIDER], request.app[DATABASE]
    async with database.begin() as uow:
        fresh = await openid.spend(uow, attempt.state)
        await uow.commit()
    if not fresh:
        raise ProviderFault("replayed")
    found = await provider.found()
    if (given["iss"] or found.names_itself) and given["iss"] != provider.issuer:
        raise ProviderFault("issuer")
    if given["error"] or not given["code"]:
        raise ProviderFault("refused")
    claims = await provider.claims(
        given["code"], verifier=attempt.verifier, redirect_uri=_redirect_uri(request), nonce=attempt.nonce,
        now=real_seconds(database.clock),
    )
    return Named(
        issuer=provider.issuer, subject=claims.subject,
        second_step=bool(claims.how & request.app[SETTINGS].oidc_second_steps),
    )


@session.guarded
async def _link_page(request: web.Request) -> web.StreamResponse:
    """GET …/openid/link/<token>: whose link it is, before anything happens. Looking spends nothing."""
    token = request.match_info["token"]
    async with request.app[DATABASE].begin() as uow:
        invited = await openid.invited(uow, token)
    if invited is None:
        raise _failed(request, "link", "link")
    return login.shown(request, "link.html.j2", invited=invited, there=f"{PATH}/link/{token}/out")


out, arrived, done, link_page = (
    session.opened_by(handler, "own") for handler in (_out, _arrived, _done, _link_page)
)
