"""`python -m bot run`: everything, in the order in which it needs one another, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from pathlib import Path

from bot.runner import endpoints, model, postgres, preflight
from bot.runner.children import Children, Spec, rotate
from bot.runner.errors import StartError
from bot.runner.say import say
from bot.runner.state import RunState
from bot.runner.supervisor import Supervisor
from bot.settings import ROOT, Settings
from bot.store import embedded, migrate

RASA_SECONDS = 300.0  # a slow machine takes a minute to load the model
SERVER_SECONDS = 120.0
AGENTS = ("camille", "ines", "sam", "dominique", "nadia", "alex")


class Run:
    """One run: `root` holds the project, the settings say everything else."""

    def __init__(self, settings: Settings, root: Path = ROOT) -> None:
        self.settings = settings
        self.root = root
        self.logs = settings.var / "log"
        self.database_url = ""
        self.ready = False
        self.state = RunState(settings.var)
        self.children = Children()
        self.supervisor = Supervisor(self.children, say, self.write_state)
        self._began = time.monotonic()
        self._starting: asyncio.Future[str] | None = None

    def check(self) -> Path:
        """What can be known before anything is started; gives Rasa's interpreter. Raises StartError."""
        preflight.check_own_python()
        python = preflight.rasa_python(self.root)
        preflight.check_disk(self.settings.var)
        preflight.check_ports(preflight.ports_of(self.settings))
        return python

    async def up(self, python: Path) -> None:
        """Start everything and wait until it serves. Raises StartError."""
        trained = await model.ensure(self.children, self.root, python, self.logs, say)
        await self._start_database()
        tracker_url = await asyncio.to_thread(postgres.ensure_rasa_database, self.database_url)
        settings_file = self.settings.var / "endpoints.yml"
        endpoints.write(
            self.root, settings_file, actions_port=self.settings.actions_port, tracker_url=tracker_url
        )
        say("Rasa loads the model …")
        rasa = asyncio.create_task(
            self.supervisor.start(self._rasa(python, trained, settings_file), within=RASA_SECONDS)
        )
        try:
            await asyncio.to_thread(migrate.upgrade, self.database_url)
            await self._load_demo()
            await rasa
        finally:
            rasa.cancel()
            await asyncio.gather(rasa, return_exceptions=True)
        say("the server starts …")
        await self.supervisor.start(self._server(), within=SERVER_SECONDS)
        self.ready = True
        self.write_state()
        self._announce()

    async def down(self) -> None:
        """Stop everything that was started."""
        await self.supervisor.stop()
        await self.children.stop_all()
        if self._starting:
            await asyncio.wait({self._starting})
            await asyncio.to_thread(embedded.stop, postgres.folder(self.settings))

    async def keep_database(self) -> None:
        """Start the embedded PostgreSQL again if it dies."""
        if self.settings.database_url:
            return
        data = postgres.folder(self.settings)
        while True:
            await asyncio.sleep(1)
            if self.ready and postgres.postmaster(data) is None:
                say("PostgreSQL has ended; it is started again")
                with contextlib.suppress(Exception):  # its folder may not be free yet: tried again in a second
                    await asyncio.to_thread(postgres.revive, data)
                self.write_state()

    async def _start_database(self) -> None:
        if self.settings.database_url:
            self.database_url = postgres.checked(self.settings.database_url)
            return
        say("PostgreSQL starts …")
        self.children.tell_watchdog(f"postgres {postgres.folder(self.settings)}")
        self._starting = asyncio.ensure_future(asyncio.to_thread(postgres.url, self.settings))
        self.database_url = await asyncio.shield(self._starting)
        self.write_state()

    async def _load_demo(self) -> None:
        if self.settings.mode != "demo" or not await asyncio.to_thread(postgres.is_empty, self.database_url):
            return
        say("the database is empty: demo data are loaded …")
        log = self.logs / "demo.log"
        rotate(log)
        code = await self.children.finish(self._ours("demo", log))
        if code:
            raise StartError(f"the demo data could not be loaded (see {log})")

    def _ours(self, verb: str, log: Path, ready_url: str = "") -> Spec:
        env = dict(os.environ) | {
            "REPIT_DATABASE_URL": self.database_url, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1",
            "REPIT_VAR": str(self.settings.var),
        }
        return Spec(
            name=verb, command=[sys.executable, "-m", "bot", verb], log=log, cwd=self.root, env=env,
            ready_url=ready_url, grace=12.0,
        )

    def _server(self) -> Spec:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.settings.host, self.settings.host)  # noqa: S104  (compared, not bound)
        url = f"http://{host}:{self.settings.port}/readyz"
        return self._ours("serve", self.logs / "server.log", url)

    def _rasa(self, python: Path, trained: Path, endpoints_file: Path) -> Spec:
        port = str(self.settings.rasa_port)
        command = [
            str(python), "-m", "rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", port,
            "--endpoints", str(endpoints_file), "--credentials", "credentials.yml", "--model", str(trained),
        ]
        return Spec(
            name="rasa", command=command, log=self.logs / "rasa.log", cwd=self.root, env=model.rasa_env(),
            ready_url=f"{self.settings.rasa_url}/status",
        )

    def write_state(self) -> None:
        """Bring var/run.json up to date."""
        processes = {
            name: {"pid": process.pid, "restarts": self.supervisor.restarts.get(name, 0)}
            for name, process in self.children.running.items()
        }
        if not self.settings.database_url:
            pid = postgres.postmaster(postgres.folder(self.settings))
            processes |= {"postgres": {"pid": pid, "restarts": 0}} if pid else {}
        ports = {"public": self.settings.port, "actions": self.settings.actions_port, "rasa": self.settings.rasa_port}
        self.state.write({
            "pid": os.getpid(), "ready": self.ready, "base_url": self.settings.base_url, "ports": ports,
            "processes": processes, "logs": str(self.logs),
        })

    def _announce(self) -> None:
        base = self.settings.base_url
        lines = [f"Répit runs ({time.monotonic() - self._began:.0f} s)", "", f"  web chat      {base}/"]
        if self.settings.mode == "demo":
            lines += [
                f"  agents' desk  {base}/desk",
                *(f"                {name} / {name}-demo" for name in AGENTS),
                "  debtor        DEMO-1001, born 14/03/1985 (demo data: nobody is real)",
            ]
        else:
            lines.append(f"  agents' desk  {base}/desk")
        say("\n".join([*lines, f"  logs          {self.logs}", "", "  Ctrl-C stops all of it."]))


async def run(settings: Settings, root: Path = ROOT) -> int:
    """Run until Ctrl-C or SIGTERM: 0. Raises StartError, with everything stopped, if it can't be started."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, told.set)
    work = Run(settings, root)
    work.state.take()
    stop = asyncio.create_task(told.wait())
    try:
        python = work.check()
        async with work.children:
            work.children.tell_watchdog(f"state {work.state.path}")
            up = asyncio.create_task(work.up(python))
            keeper = asyncio.create_task(work.keep_database())
            try:
                await asyncio.wait({up, stop}, return_when=asyncio.FIRST_COMPLETED)
                if up.done() and not told.is_set():
                    up.result()
                    await stop
            except StartError as error:
                raise preflight.because_of_disk(error, settings.var) from error
            finally:
                keeper.cancel()
                up.cancel()
                say("stopping …")
                await asyncio.gather(up, keeper, return_exceptions=True)
                await work.down()
    finally:
        stop.cancel()
        work.state.leave()
    say("stopped")
    return 0
