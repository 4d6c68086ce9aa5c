"""`python -m bot letter`: QR codes of personal links, for a creditor's letters."""

from __future__ import annotations

import argparse
import asyncio
import csv
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.papers import qr
from bot.runner import postgres
from bot.service.identity.letters import LETTER_LASTS, letter_link
from bot.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

DONE, FAILED = 0, 1
LIST = "links.csv"
_LONGEST = timedelta(days=366)


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    letter = subparsers.add_parser("letter", help="QR codes of personal links, for letters")
    letter.add_argument("--creditor", required=True, help="id of the creditor")
    letter.add_argument("--out", type=Path, required=True, help="folder for the pictures and the list of links")
    letter.add_argument("--format", choices=["svg", "png"], default="svg", help="of the pictures (svg)")
    letter.add_argument(
        "--days", type=_days, default=LETTER_LASTS, help=f"how long the links open ({LETTER_LASTS.days})"
    )
    letter.add_argument("reference", nargs="+", help="references of the cases")
    letter.set_defaults(handler=lambda settings, options: asyncio.run(_letters(settings, options)))


def _days(text: str) -> timedelta:
    days = timedelta(days=int(text) if text.isdecimal() and len(text) < 6 else 0)
    if not timedelta(0) < days <= _LONGEST:
        raise argparse.ArgumentTypeError(f"a number of days from 1 to {_LONGEST.days}")
    return days


async def _letters(settings: Settings, options: argparse.Namespace) -> int:
    """All of them or none: a letter without its code is worse than an error."""
    references = list(dict.fromkeys(options.reference))
    names = [f"{_plain(reference)}.{options.format}" for reference in references]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return _failed(f"references that would share a file name: {', '.join(twice)}")
    async with postgres.opened(settings) as database, database.begin() as uow:
        try:
            links = [
                await letter_link(
                    uow, creditor_id=options.creditor, reference=one, actor="operator", lasts=options.days
                )
                for one in references
            ]
        except LookupError as error:
            return _failed(str(error))
        try:
            _write(options.out, list(zip(references, names, links, strict=True)))
        except OSError as error:
            return _failed(f"{options.out}: {error.strerror}")
        await uow.commit()
    print(f"{len(links)} codes in {options.out}, their links in {options.out / LIST}")
    return DONE


def _write(folder: Path, letters: list[tuple[str, str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for _, name, link in letters:
        (folder / name).write_bytes(qr.png(link) if name.endswith("png") else qr.svg(link).encode())
    with (folder / LIST).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["reference", "file", "link"])
        rows.writerows(letters)


def _plain(reference: str) -> str:
    return re.sub(r"[^0-9A-Za-z-]", "_", reference)


def _failed(why: str) -> int:
    print(f"letter: {why}", file=sys.stderr)
    return FAILED
