"""The verbs that concern processes: run, serve, train, settings. Nothing heavy is imported before one is run."""

from __future__ import annotations

import argparse
import asyncio
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs."""
    subparsers.add_parser("run", help="start everything, until Ctrl-C").set_defaults(handler=_run)
    subparsers.add_parser("serve", help="start the server alone").set_defaults(handler=_serve)
    train = subparsers.add_parser("train", help="train the model if it is stale")
    train.add_argument("--force", action="store_true", help="train it even if it is not")
    train.set_defaults(handler=_train)
    subparsers.add_parser("settings", help="print every setting").set_defaults(handler=_settings)


def _run(_: argparse.Namespace) -> int:
    from bot.runner.run import run
    from bot.settings import load

    return asyncio.run(run(load()))


def _serve(_: argparse.Namespace) -> int:
    from bot.app import serve
    from bot.settings import load

    return int(serve(load()))


def _train(options: argparse.Namespace) -> int:
    from bot.settings import load

    return asyncio.run(_trained(load().var / "log", force=options.force))


async def _trained(logs: object, *, force: bool) -> int:
    from pathlib import Path

    from bot.runner import model, preflight
    from bot.runner.children import Children
    from bot.runner.run import say
    from bot.settings import ROOT

    task = asyncio.current_task()
    assert task is not None  # noqa: S101  (asyncio.run always makes one)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    python = preflight.rasa_python(ROOT)
    try:
        async with Children() as children:
            path = await model.ensure(children, ROOT, python, Path(str(logs)), say, force=force)
    except asyncio.CancelledError:
        say("train: stopped")
        return 130
    say(f"model: {path.relative_to(ROOT)}")
    return 0


def _settings(_: argparse.Namespace) -> int:
    from bot.settings import table

    rows = [(name, default or "(empty)", text) for name, default, text in table()]
    wide = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for name, default, text in rows:
        print(f"{name:<{wide[0]}}  {default:<{wide[1]}}  {text}")
    return 0
