"""Children are watched, started again, and never left behind: tried with tiny stand-ins."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.runner.children import Children, Spec, last_words, rotate
from bot.runner.errors import StartError
from bot.runner.supervisor import Supervisor
from bot.runner.watchdog import _alive
from bot.settings import ROOT

# A server that answers 200, with a child of its own, as stubborn as it is told to be.
SERVER = """
import http.server, os, signal, subprocess, sys
if os.path.exists("broken"):
    sys.exit("broken")
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("grandchild", grandchild.pid, flush=True)
if sys.argv[2] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(sys.argv[3])); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""
# A parent that starts one such server under Children and is then killed.
PARENT = """
import asyncio, sys
from pathlib import Path
from bot.runner.children import Children, Spec
async def main():
    async with Children() as children:
        command = [sys.executable, "-c", sys.argv[1], sys.argv[2], "mild", "200"]
        child = await children.start(Spec(name="s", command=command, log=Path(sys.argv[3]), cwd=Path.cwd()))
        print(child.pid, flush=True)
        await asyncio.sleep(600)
asyncio.run(main())
"""


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


async def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[..., Spec]:
    def make(temper: str = "mild", status: int = 200, grace: float = 5.0) -> Spec:
        port = free_port()
        return Spec(
            name="stand-in", log=tmp_path / "stand-in.log", cwd=tmp_path, grace=grace,
            command=[sys.executable, "-c", SERVER, str(port), temper, str(status)],
            ready_url=f"http://127.0.0.1:{port}/readyz",
        )
    return make


@pytest.fixture
async def children() -> AsyncIterator[Children]:
    async with Children() as group:
        yield group


def grandchild(spec: Spec) -> int:
    return int(spec.log.read_text().split("grandchild ")[1].split()[0])


async def test_leaving_ends_children_and_grandchildren(stand_in: Callable[..., Spec]) -> None:
    spec = stand_in()
    async with Children() as group:
        await Supervisor(group, lambda _: None).start(spec, within=20)
        child = group.running["stand-in"].pid
        below = grandchild(spec)
        assert _alive(child)
        assert _alive(below)
    assert not _alive(child)
    await until(lambda: not _alive(below))


async def test_a_child_that_ignores_the_request_is_killed(stand_in: Callable[..., Spec]) -> None:
    spec = stand_in("stubborn", grace=0.2)
    async with Children() as group:
        await Supervisor(group, lambda _: None).start(spec, within=20)
        child = group.running["stand-in"].pid
    assert not _alive(child)
    await until(lambda: not _alive(grandchild(spec)))


async def test_a_child_that_dies_is_started_again_and_it_is_said(
    stand_in: Callable[..., Spec], children: Children
) -> None:
    said: list[str] = []
    supervisor = Supervisor(children, said.append, first_pause=0.01)
    await supervisor.start(stand_in(), within=20)
    first = children.running["stand-in"].pid
    os.kill(first, signal.SIGKILL)
    await until(lambda: "stand-in answers again" in said)
    assert "stand-in has ended (killed by SIGKILL)" in said[0]
    assert children.running["stand-in"].pid != first
    assert supervisor.restarts == {"stand-in": 1}
    await supervisor.stop()


async def test_what_dies_again_and_again_is_given_longer_pauses(
    tmp_path: Path, stand_in: Callable[..., Spec], children: Children
) -> None:
    said: list[str] = []
    supervisor = Supervisor(children, said.append, first_pause=0.1)
    await supervisor.start(stand_in(), within=20)
    (tmp_path / "broken").touch()
    os.kill(children.running["stand-in"].pid, signal.SIGKILL)
    await until(lambda: len(said) >= 4)
    assert ["exit 1" in line for line in said[:4]] == [False, True, True, True]
    assert [line.split(" again in ")[1].split()[0] for line in said[:4]] == ["0.1", "0.2", "0.4", "0.8"]
    await supervisor.stop()


async def test_one_that_ends_at_its_start_is_an_error_with_its_last_words(tmp_path: Path, children: Children) -> None:
    spec = Spec(name="rasa", command=[sys.executable, "-c", "raise SystemExit('no such model')"],
                log=tmp_path / "rasa.log", cwd=tmp_path, ready_url=f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(StartError, match=r"rasa ended at its start \(exit 1\): no such model \(see .*rasa\.log\)"):
        await Supervisor(children, lambda _: None).start(spec, within=20)


async def test_rasa_without_a_model_is_an_error_and_not_waited_for(
    stand_in: Callable[..., Spec], children: Children
) -> None:
    with pytest.raises(StartError, match="could not load its model"):
        await Supervisor(children, lambda _: None).start(stand_in(status=409), within=20)


async def test_one_that_never_answers_is_an_error(stand_in: Callable[..., Spec], children: Children) -> None:
    with pytest.raises(StartError, match="did not answer within"):
        await Supervisor(children, lambda _: None).start(stand_in(status=503), within=0.5)


async def test_children_end_when_the_parent_is_killed_outright(tmp_path: Path) -> None:
    log = tmp_path / "s.log"
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, SERVER, str(free_port()), str(log)],
        stdout=subprocess.PIPE, text=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as parent:
        try:
            assert parent.stdout
            child = int(parent.stdout.readline())
            # Its line is whole once its end is there: a word of it may be seen alone.
            await until(lambda: log.exists() and "\n" in log.read_text())
            below = int(log.read_text().split()[1])
        finally:
            parent.kill()
    await until(lambda: not _alive(child) and not _alive(below))


async def test_a_cancelled_step_leaves_nothing_running(tmp_path: Path, children: Children) -> None:
    spec = Spec(name="train", command=[sys.executable, "-c", "import time; time.sleep(600)"],
                log=tmp_path / "train.log", cwd=tmp_path)
    step = asyncio.create_task(children.finish(spec))
    await until(lambda: "train" in children.running)
    pid = children.running["train"].pid
    step.cancel()
    with pytest.raises(asyncio.CancelledError):
        await step
    assert not _alive(pid)
    assert not children.running


def test_logs_are_kept_by_start(tmp_path: Path) -> None:
    log = tmp_path / "rasa.log"
    for start in range(8):
        rotate(log)
        log.write_text(f"start {start}\n")
    kept = {path.name: path.read_text().strip() for path in tmp_path.iterdir()}
    assert kept == {
        "rasa.log": "start 7", "rasa.1.log": "start 6", "rasa.2.log": "start 5", "rasa.3.log": "start 4",
        "rasa.4.log": "start 3", "rasa.5.log": "start 2",
    }
    assert last_words(log) == "start 7"
