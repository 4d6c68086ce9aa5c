"""The verbs that need little: serve and settings."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import TYPE_CHECKING

from bot.settings import Settings, table

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs."""
    serving = subparsers.add_parser("serve", help="start the server alone (Rasa and the database are elsewhere)")
    serving.set_defaults(handler=_serve)
    listing = subparsers.add_parser("settings", help="print every setting: name, default, what it does")
    listing.set_defaults(handler=_settings, plain=True)


def _serve(settings: Settings, _: argparse.Namespace) -> int:
    return int(import_module("bot.app").serve(settings))  # not at the top: `settings` has no need of it


def _settings(_: argparse.Namespace) -> int:
    rows = [(name, default or "(empty)", text) for name, default, text in table()]
    wide = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for name, default, text in rows:
        print(f"{name:<{wide[0]}}  {default:<{wide[1]}}  {text}")
    return 0
