"""`python -m bot bank`."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from bot.feeds.bank.camt import read_camt
from bot.feeds.bank.csv_file import load, read_csv
from bot.feeds.bank.report import print_report
from bot.feeds.cli import DONE, opened, told
from bot.service.bank import Statement, apply_statement
from bot.service.feeds.records import FeedUnusable
from bot.settings import Settings

LARGEST_STATEMENT = 16 * 1024 * 1024
"""Bytes: some ten thousand movements. A bigger file is a mistake."""


def register(subparsers: Any) -> None:
    """Add `bank` to the command line; it sets `handler(settings, arguments) -> code`."""
    taking = subparsers.add_parser("bank", help="read a bank statement (CAMT.053 or CSV)")
    taking.add_argument("--creditor", required=True, help="id of the creditor whose account it is")
    taking.add_argument("--check", action="store_true", help="only say what it would do")
    taking.add_argument("file", type=Path, help="the file; what begins with < is CAMT.053, all else CSV")
    taking.set_defaults(handler=_bank)


def _bank(settings: Settings, arguments: argparse.Namespace) -> int:
    return told(lambda: asyncio.run(_run(settings, arguments.creditor, arguments.file, arguments.check)))


async def _run(settings: Settings, creditor: str, path: Path, check: bool) -> int:
    statement = read_statement(creditor, path)
    async with opened(settings) as database:
        report = await apply_statement(database, statement, check=check)
    print(print_report(report, check=check))
    return DONE


def read_statement(creditor: str, path: Path) -> Statement:
    """Read a file without the store. Raises FeedUnusable."""
    try:
        if path.stat().st_size > LARGEST_STATEMENT:
            raise FeedUnusable(f"{path.name} has more than {LARGEST_STATEMENT} bytes")
        data = path.read_bytes()
    except OSError as error:
        raise FeedUnusable(f"{path.name} can't be read: {error.strerror}") from error
    return statement_of(creditor, path.name, data)


def statement_of(creditor: str, name: str, data: bytes) -> Statement:
    """Read bytes: XML is CAMT.053, whatever the file is called. Raises FeedUnusable."""
    if not data.strip():
        raise FeedUnusable("the file is empty")
    begins = data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if begins.startswith(b"<"):
        return read_camt(creditor, name, data)
    return read_csv(name, data, load(creditor))
