"""`python -m bot ledger check`: names each case that does not add up."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from bot.debt.ledger import Fault
from bot.runner import postgres
from bot.service.pay.ledger import check
from bot.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

SOUND, UNSOUND = 0, 1
RULES = {
    "opened_twice": "an account was opened more than once",
    "entry_of_no_payment": "an entry of the ledger belongs to no payment of the case",
    "settled_and_due": "settled, and something is due",
    "paid_without_receipt": "a payment without its receipt (CPCE R124-6)",
    "receipt_and_its_parts": "a receipt is not the sum of its parts",
    "ledger_and_receipt": "the ledger is not what the payment's receipt says",
    "suspense_in_the_ledger": "suspense in the ledger is not what the receipt says",
    "suspense_that_waits": "what waits for a person is not what the receipt says",
    "movement_without_payment": "a movement of the bank is called credited, and made no payment",
    "movement_and_ledger": "what the bank has brought is not what the ledger has of it",
    "transfer_without_movement": "a transfer is credited that no movement of the bank has brought",
    "instalments_of_a_payment": "a payment marks more on instalments than it credited",
    "instalment_and_receipts": "what is marked on an instalment is not what receipts say",
    "instalment_and_its_state": "an instalment's state does not fit what is marked on it",
    "instalment_of_another_case": "a receipt names an instalment of no plan of the case",
    "ledger_and_obligations": "the ledger is not what the creditor's last file says is owed",
}


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    holding = subparsers.add_parser("ledger", help="name each case that does not add up")
    holding.add_argument("what", choices=["check"], help="compare ledger, receipts, suspense, bank, instalments, files")
    holding.add_argument("--creditor", help="only this creditor's cases")
    holding.set_defaults(handler=lambda settings, options: asyncio.run(_check(settings, options.creditor)))


async def _check(settings: Settings, creditor: str | None) -> int:
    async with postgres.opened(settings) as database:
        number, found = await check(database, creditor)
    print("\n".join(told(number, found)))
    return UNSOUND if found else SOUND


def told(number: int, found: dict[str, list[Fault]]) -> list[str]:
    """The result in lines: the count, then each case with what is wrong. Figures are minor units."""
    lines = [f"{number} cases, {len(found)} do not add up" if found else f"{number} cases: all add up"]
    for name, faults in found.items():
        lines += [
            f"  {name}: {RULES[fault.rule]} ({fault.rule}{' ' + fault.of if fault.of else ''}: "
            f"should be {fault.should}, is {fault.stands})"
            for fault in faults
        ]
    return lines
