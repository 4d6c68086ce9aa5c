"""`python -m bot retention`: lets go of what was kept long enough; `--check` counts what would go."""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import TYPE_CHECKING

from bot.debt.retention import OF_FILES, Rule, rules_on
from bot.runner import postgres
from bot.service.retention.carry_out import BATCH, count, let_go, ruled
from bot.service.retention.files import old_exports
from bot.settings import Settings
from bot.store.database import Database

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    going = subparsers.add_parser("retention", help="let go of what was kept long enough, or count what would go")
    going.add_argument("--check", action="store_true", help="count what would go, and write nothing")
    going.set_defaults(handler=lambda settings, options: asyncio.run(_go(settings, check=options.check)))


async def _go(settings: Settings, *, check: bool) -> int:
    async with postgres.opened(settings) as database:
        async with database.look() as uow:
            rules, today = ruled(uow), rules_on(uow.today())
            kept = [rule for rule in today if rule.does == "keep"]
            files = [rule for rule in today if rule.kind in OF_FILES]
        for rule in rules:
            print(_line(rule, await (_count(database, rule) if check else _let_go(database, rule)), check=check))
    for rule in files:
        old = old_exports(settings.var, days=rule.days, now=time.time())
        for path in () if check else old:
            path.unlink(missing_ok=True)
        print(_line(rule, len(old), check=check))
    for rule in kept:
        print(f"{rule.kind}: kept ({rule.source})")
    return 0


def _line(rule: Rule, number: int, *, check: bool) -> str:
    done = {"remove": ("to be removed", "removed"), "blank": ("to be emptied of words", "emptied of words")}
    return f"{rule.kind}: {number} {done[rule.does][0 if check else 1]} ({rule.days} days after: {rule.since})"


async def _count(database: Database, rule: Rule) -> int:
    async with database.look() as uow:
        return await count(uow, rule)


async def _let_go(database: Database, rule: Rule) -> int:
    total, gone = 0, BATCH
    while gone == BATCH:
        async with database.begin() as uow:
            gone = await let_go(uow, rule)
            if gone:
                uow.audit("retention.carried_out", "retention", uow.today(), actor="command", rows={rule.kind: gone})
            await uow.commit()
        total += gone
    return total
