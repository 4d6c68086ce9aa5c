"""The verb `run`."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from bot.runner.run import run
from bot.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    subparsers.add_parser("run", help="start everything, until Ctrl-C").set_defaults(handler=_run)


def _run(settings: Settings, _: argparse.Namespace) -> int:
    return asyncio.run(run(settings))
