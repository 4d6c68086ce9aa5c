"""The verb `train`."""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from bot.runner import model, preflight
from bot.runner.children import Children
from bot.runner.say import say
from bot.settings import ROOT, Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    train = subparsers.add_parser("train", help="train the model if it is stale")
    train.add_argument("--force", action="store_true", help="train it even if it is not")
    train.set_defaults(handler=_train)


def _train(settings: Settings, options: argparse.Namespace) -> int:
    return asyncio.run(_trained(settings.var / "log", force=options.force))


async def _trained(logs: Path, *, force: bool) -> int:
    task = asyncio.current_task()
    if task:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    python = preflight.rasa_python(ROOT)
    try:
        async with Children() as children:
            path = await model.ensure(children, ROOT, python, logs, say, force=force)
    except asyncio.CancelledError:
        say("train: stopped")
        return 130
    say(f"model: {path.relative_to(ROOT)}")
    return 0
