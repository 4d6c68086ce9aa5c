"""`python -m bot agent add`: an account for the desk, from where there is none yet."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from bot.debt.role import ROLES
from bot.runner import postgres
from bot.service.desk import accounts
from bot.service.desk.work import DeskRefusal
from bot.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

REFUSED = 1


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    making = subparsers.add_parser("agent", help="make an account for the desk: the first administrator's")
    making.add_argument("what", choices=["add"], help="make a new account; its first password is printed")
    making.add_argument("--login", required=True)
    making.add_argument("--name", required=True, help="as debtors read it")
    making.add_argument("--role", choices=ROLES, default="administrator")
    making.add_argument("--creditor", action="append", default=[], metavar="ID", help="whose cases they may see")
    making.set_defaults(handler=_add)


def _add(settings: Settings, options: argparse.Namespace) -> int:
    return asyncio.run(_made(settings, options))


async def _made(settings: Settings, options: argparse.Namespace) -> int:
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
