"""The server: the public door and the internal one, in one process."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys

import structlog
import uvloop
from aiohttp import web

from actions import door
from bot import bootstrap
from bot.settings import Settings

log = structlog.get_logger()
PORT_TAKEN = 98


def serve(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM; returns the exit code."""
    bootstrap.set_up_logging(settings)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_serve(settings))


async def _serve(settings: Settings) -> int:
    database = await bootstrap.open_database(settings, bootstrap.database_url(settings))
    runners: list[web.AppRunner] = []
    try:
        actions = web.AppRunner(door.make_app(), access_log=None)
        public = web.AppRunner(await bootstrap.make_app(settings, database), access_log=None)
        runners = [actions, public]
        for runner in runners:
            await runner.setup()
        await web.TCPSite(actions, "127.0.0.1", settings.actions_port).start()
        await web.TCPSite(public, settings.host, settings.port).start()
        gc.collect()
        gc.freeze()  # what is there by now stays: the collector need not go through it again and again
        log.info("server.started", port=settings.port, actions_port=settings.actions_port)
        await _until_told()
    except OSError as error:
        if error.errno == PORT_TAKEN:
            print(f"repit: a port is taken: {error.strerror}", file=sys.stderr)
            return 1
        raise
    finally:
        for runner in reversed(runners):
            await runner.cleanup()
        await database.close()
    return 0


async def _until_told() -> None:
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    await stop.wait()
