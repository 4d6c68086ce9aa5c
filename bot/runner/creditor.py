"""`python -m bot creditor check|add FILE`: a creditor and its brands, told in a file."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.runner import postgres
from bot.service.case.creditors import CreditorFile, CreditorRefused, add, read_creditor
from bot.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

DONE, FAULTY, UNUSABLE = 0, 1, 2
LARGEST = 100_000  # bytes


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    making = subparsers.add_parser("creditor", help="check a creditor's file, or add the creditor with its brands")
    what = making.add_subparsers(dest="what", metavar="check|add", required=True)
    for name, text in (("check", "name each fault; nothing is written"), ("add", "write it, or what has changed")):
        one = what.add_parser(name, help=text)
        one.add_argument("file", type=Path, help="YAML: id, name, country, currency, …, settings, brands")
        one.set_defaults(handler=_add if name == "add" else _check)


def _read(settings: Settings, path: Path) -> CreditorFile:
    try:
        if path.stat().st_size > LARGEST:
            return CreditorFile(told={}, faults=(f"the file has more than {LARGEST} bytes",))
        raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        return CreditorFile(told={}, faults=(f"can't be read: {' '.join(str(error).split())}",))
    return read_creditor(raw, production=settings.mode == "production")


def _said(path: Path, found: CreditorFile) -> None:
    for fault in found.faults:
        print(f"{path.name}: {fault}", file=sys.stderr)
    for note in found.notes:
        print(f"note: {note}")


def _check(settings: Settings, options: argparse.Namespace) -> int:
    found = _read(settings, options.file)
    _said(options.file, found)
    if not found.faults:
        print(f"{found.told['id']}: can be added")
    return FAULTY if found.faults else DONE


def _add(settings: Settings, options: argparse.Namespace) -> int:
    found = _read(settings, options.file)
    _said(options.file, found)
    return FAULTY if found.faults else asyncio.run(_written(settings, found))


async def _written(settings: Settings, found: CreditorFile) -> int:
    async with postgres.opened(settings) as database, database.begin() as uow:
        try:
            done = await add(uow, found.told, actor="command")
        except CreditorRefused as refusal:
            print(f"REFUSED, nothing has changed: {refusal}", file=sys.stderr)
            return UNUSABLE
        await uow.commit()
    print("\n".join(done) or f"{found.told['id']}: is so already")
    return DONE
