"""`python -m bot erase`: what would be erased of somebody at their wish, and what is kept; `--carry-out` does it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.twilio.accounts import line_keys
from bot.debt.erasure import years_of
from bot.runner import postgres
from bot.service.retention import erasure
from bot.service.retention.erasure_letter import letter
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables import Person

if TYPE_CHECKING:
    from argparse import _SubParsersAction

DONE, FAILED = 0, 1
ACTOR = "command"
ROLES = ("borrower", "co_borrower", "guarantor", "heir", "guardian")


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    erasing = subparsers.add_parser("erase", help="erase what no rule keeps of somebody who has asked for it")
    erasing.add_argument("--creditor", required=True, help="id of the creditor")
    erasing.add_argument("--reference", help="reference of one of their cases; without: who has asked in the chat")
    erasing.add_argument("--role", choices=ROLES, default="borrower", help="their part in that case (borrower)")
    erasing.add_argument("--carry-out", action="store_true", help="erase it; without, it is only shown")
    erasing.add_argument("--letter", type=Path, metavar="FILE", help="write what the person is told to this file")
    erasing.set_defaults(handler=lambda settings, options: asyncio.run(_erase(settings, options)))


async def _erase(settings: Settings, options: argparse.Namespace) -> int:
    async with postgres.opened(settings) as database:
        database.line_key = line_keys(settings)
        if options.reference is None:
            return await _asked(database, options.creditor)
        try:
            async with database.look() as uow:
                person = await erasure.find(
                    uow, creditor_id=options.creditor, reference=options.reference, role=options.role
                )
                now = await erasure.standing(uow, person)
                would, other = await erasure.count(uow, person, now), await erasure.linked(uow, person.id)
        except LookupError as error:
            print(f"erase: {error}", file=sys.stderr)
            return FAILED
        done = await _carry_out(database, person) if options.carry_out else would
        print("\n".join(_told(person, now, done, other, done=options.carry_out)))
        if options.letter is not None:
            return await _write(database, person, now, would, options)
    return DONE


async def _asked(database: Database, creditor_id: str) -> int:
    async with database.look() as uow:
        waiting = await erasure.asked(uow, creditor_id)
    print("\n".join(f"{day} {reference}" for day, reference in waiting) or "nobody waits")
    return DONE


async def _carry_out(database: Database, person: Person) -> dict[str, int]:
    """Recorded first: if this process dies, the task of the request goes on."""
    async with database.begin() as uow:
        await erasure.request(uow, person, actor=ACTOR)
        await uow.commit()
    rows: dict[str, int] = {}
    more = True
    while more:
        async with database.begin() as uow:
            step = await erasure.step(uow, person.id, actor=ACTOR)
            await uow.commit()
        more = step.more
        for kind, number in step.rows.items():
            rows[kind] = rows.get(kind, 0) + number
    return rows


async def _write(
    database: Database, person: Person, now: erasure.Standing, would: dict[str, int], options: argparse.Namespace
) -> int:
    async with database.look() as uow:
        before = await erasure.gone_before(uow, person.id)
        words = await letter(uow, person, now, before if options.carry_out else before | would, options.reference)
    try:
        options.letter.write_text(words, encoding="utf-8")
    except OSError as error:
        print(f"erase: {options.letter}: {error.strerror}", file=sys.stderr)
        return FAILED
    print(f"the letter is in {options.letter}")
    return DONE


def _told(
    person: Person, now: erasure.Standing, rows: Mapping[str, int], other: list[str], *, done: bool
) -> list[str]:
    """What an operator reads: references, counts, rules and days, and nobody's name."""
    lines = ["erased:" if done else "to be erased (nothing is written without --carry-out):"]
    lines += [f"  {kind}: {number}" for kind, number in rows.items()] or ["  nothing (more)"]
    lines.append("kept:")
    if now.open_cases:
        lines.append(f"  who they are and what is owed, while open: {', '.join(now.open_cases)} (GDPR art. 17(3)(e))")
    if now.attended:
        lines.append("  a thread that a person looks after: close it at the desk")
    if now.in_hand:
        lines.append("  what a plan, pause, promise, referral, payment, dispute or hold still needs")
    years = years_of(person.country)
    if now.accounts_until:
        lines.append(f"  ledger, receipts: until {now.accounts_until} ({years.accounts_source})")
    if now.claims_until:
        lines.append(f"  plans, offers, disputes, in figures: until {now.claims_until} ({years.claims_source})")
    lines.append("  the log: ids and verbs, no personal value (GDPR art. 5(2))")
    if not now.whole:
        lines.append(f"looked at again every {erasure.AGAIN.days} days, until the rest may go")
    if other:
        lines.append(f"linked with another row of the same person, erased by its own reference: {', '.join(other)}")
    return lines
