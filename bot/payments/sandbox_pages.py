"""The sandbox provider's own page: /sandbox/<ref>. It says clearly that nothing of it is real."""

from __future__ import annotations

from aiohttp import web

from bot.debt.money import Money
from bot.keys import PROVIDER
from bot.payments.render import page, private
from bot.payments.sandbox import ACTIONS, Sandbox
from bot.store.tables import SandboxSession


def _sandbox(request: web.Request) -> Sandbox:
    provider = request.app[PROVIDER]
    if not isinstance(provider, Sandbox):
        raise web.HTTPNotFound
    return provider


def _page(request: web.Request, found: SandboxSession) -> web.Response:
    # a debit of a bank account is in euros: no provider's page would offer it for pounds
    actions = [one for one in ACTIONS.get(found.state, {}) if one != "sepa" or found.currency == "EUR"]
    values = {
        "found": found, "actions": [*actions, *(["again"] if found.events else [])],
        "sum": Money(found.minor, found.currency),
    }
    return page(request, "sandbox.html", values, lang=None if "lang" in request.query else found.lang)


@private
async def show(request: web.Request) -> web.StreamResponse:
    """GET: what may be done there."""
    found = await _sandbox(request).find(request.match_info["ref"])
    if found is None:
        raise web.HTTPNotFound
    return _page(request, found)


@private
async def act(request: web.Request) -> web.StreamResponse:
    """POST: do it; what ends the debtor's part leads back to us, as a real provider does."""
    form = await request.post()
    action = str(form.get("do", ""))
    found = await _sandbox(request).act(request.match_info["ref"], action)
    if found is None:
        raise web.HTTPNotFound
    if action in ("card", "sepa", "refuse"):
        raise web.HTTPSeeOther(found.return_url)
    raise web.HTTPSeeOther(f"/sandbox/{found.ref}?lang={found.lang}")
