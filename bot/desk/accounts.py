"""/desk/accounts: the administrator's page. No debtor is seen from here."""

from __future__ import annotations

from aiohttp import web

from bot.debt.role import ROLES
from bot.desk import render, session
from bot.desk.login import form_holds
from bot.desk.session import AGENT
from bot.desk.words import AgentWords
from bot.keys import DATABASE, SETTINGS
from bot.service.desk import accounts, openid
from bot.service.desk.work import DeskRefusal
from bot.store.database import UnitOfWork


@session.for_agents("manage")
async def page(request: web.Request) -> web.StreamResponse:
    """GET /desk/accounts."""
    return await _page(request)


async def _page(
    request: web.Request, refusal: str = "", *, password: str = "", link: str = "", status: int = 200
) -> web.Response:
    words = AgentWords(session.language_of(request))
    async with request.app[DATABASE].begin() as uow:
        values = {
            "agent": request[AGENT], "accounts": await accounts.accounts(uow), "choices": await accounts.choices(uow),
            "roles": ROLES, "refusal": refusal, "given": password, "link": link,
            "by_openid": bool(request.app[SETTINGS].oidc_issuer),
        }
    return render.page(request, "accounts.html.j2", words, values, status=status)


@session.for_agents("manage")
async def act(request: web.Request) -> web.StreamResponse:
    """POST /desk/accounts/<what>: add, change, close, reopen, password, factor, openid, openid_forget; `csrf`, and
    `id` but for add.
    """
    agent, what = request[AGENT], request.match_info["what"]
    if not await form_holds(request, agent):
        raise web.HTTPForbidden(text="csrf")
    try:
        async with request.app[DATABASE].begin() as uow:
            given = await _do(request, uow, what)
            await uow.commit()
    except DeskRefusal as refusal:
        said = AgentWords(session.language_of(request)).text(f"refusal.{refusal.code}", **refusal.values)
        return await _page(request, said, status=409)
    except LookupError:
        raise web.HTTPNotFound from None
    except ValueError:
        raise web.HTTPBadRequest from None
    if given and what == "openid":
        return await _page(request, link=f"{request.app[SETTINGS].base_url}{session.PATH}/login/openid/link/{given}")
    if given:
        return await _page(request, password=given)
    raise web.HTTPSeeOther(f"{session.PATH}/accounts")


async def _do(request: web.Request, uow: UnitOfWork, what: str) -> str | None:
    form, actor = await request.post(), request[AGENT].actor
    creditors = {str(one) for one in form.getall("creditor", [])}
    brands = {_number(str(one)) for one in form.getall("brand", [])}
    if what == "add":
        login, name, role = (str(form.get(key, "")) for key in ("login", "name", "role"))
        return await accounts.add(
            uow, login=login, name=name, role=role, creditors=creditors, brands=brands, actor=actor
        )
    key = _number(str(form.get("id", "")))
    if what == "change":
        role = str(form.get("role", ""))
        await accounts.change(uow, key, role=role, creditors=creditors, brands=brands, actor=actor)
        return None
    if what == "close":
        await accounts.close(uow, key, actor=actor)
        return None
    if what == "factor":
        await accounts.forget_second_step(uow, key, actor=actor)
        return None
    if what == "openid" and request.app[SETTINGS].oidc_issuer:
        return await openid.make_link(uow, key, actor=actor)
    if what == "openid_forget":
        await openid.forget(uow, key, actor=actor)
        return None
    if what == "reopen":
        return await accounts.reopen(uow, key, actor=actor)
    if what == "password":
        return await accounts.new_password(uow, key, actor=actor)
    raise LookupError(what)


def _number(text: str) -> int:
    """A key. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise ValueError(text)
    return int(text)
