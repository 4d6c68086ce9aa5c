"""`python -m bot agent`: an account for the desk, from where there is none yet, and a link to be linked by."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.debt.role import ROLES
from bot.runner import postgres
from bot.service.desk import accounts, openid
from bot.service.desk.log_in import clean_login
from bot.service.desk.work import DeskRefusal
from bot.settings import Settings
from bot.store.tables import Agent

if TYPE_CHECKING:
    from argparse import _SubParsersAction

REFUSED = 1


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    making = subparsers.add_parser("agent", help="make an account for the desk, or a link for one")
    making.add_argument(
        "what", choices=["add", "link"],
        help="add: make a new account, its first password is printed; link: print a link by which an account is linked"
        " to the log-in provider's",
    )
    making.add_argument("--login", required=True)
    making.add_argument("--name", help="as debtors read it; needed to add")
    making.add_argument("--role", choices=ROLES, default="administrator")
    making.add_argument("--creditor", action="append", default=[], metavar="ID", help="whose cases they may see")
    making.set_defaults(handler=_handle)


def _handle(settings: Settings, options: argparse.Namespace) -> int:
    return asyncio.run(_linked(settings, options) if options.what == "link" else _made(settings, options))


async def _linked(settings: Settings, options: argparse.Namespace) -> int:
    if not settings.oidc_issuer:
        print("agent: refused: no provider is set (REPIT_OIDC_ISSUER)", file=sys.stderr)
        return REFUSED
    async with postgres.opened(settings) as database, database.begin() as uow:
        key = await uow.session.scalar(select(Agent.id).where(Agent.login == clean_login(options.login)))
        if key is None:
            print("agent: refused: no such login", file=sys.stderr)
            return REFUSED
        token = await openid.make_link(uow, key, actor="command")
        await uow.commit()
    print(f"{options.login}: good for one day and one use: {settings.base_url}/desk/login/openid/link/{token}")
    return 0


async def _made(settings: Settings, options: argparse.Namespace) -> int:
    if not options.name:
        print("agent: refused: --name is missing", file=sys.stderr)
        return REFUSED
    async with postgres.opened(settings) as database, database.begin() as uow:
        try:
            password = await accounts.add(
                uow, login=options.login, name=options.name, role=options.role, creditors=options.creditor,
                actor="command",
            )
        except DeskRefusal as refusal:
            print(f"agent: refused: {refusal.code}", file=sys.stderr)
            return REFUSED
        await uow.commit()
    print(f"{options.login}: the first password, good for one log-in: {password}")
    return 0
