"""What is refused before anything is started, each with one clear line."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from bot.runner.errors import StartError
from bot.runner.preflight import because_of_disk, check_disk, check_ports, ports_of, rasa_python
from bot.settings import ROOT, Settings


@pytest.fixture
def taken() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def fake_python(root: Path, script: str) -> None:
    python = root / ".venv-rasa" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


def test_a_taken_port_is_named_with_its_setting(taken: int) -> None:
    with pytest.raises(StartError, match=rf"port {taken} \(REPIT_RASA_PORT\) is taken") as refused:
        check_ports([("127.0.0.1", taken, "REPIT_RASA_PORT")])
    assert "\n" not in str(refused.value)


@pytest.fixture
def free() -> int:
    """A port that nobody uses: also where a system runs on the usual ones."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        return int(other.getsockname()[1])


def test_a_free_port_passes(free: int) -> None:
    check_ports([("127.0.0.1", free, "REPIT_PORT")])


def test_two_settings_may_not_name_one_port(free: int) -> None:
    with pytest.raises(StartError, match=f"REPIT_PORT and REPIT_ACTIONS_PORT both name port {free}"):
        check_ports([("127.0.0.1", free, "REPIT_PORT"), ("127.0.0.1", free, "REPIT_ACTIONS_PORT")])


def test_all_three_doors_are_looked_at() -> None:
    names = [name for _, _, name in ports_of(Settings())]
    assert names == ["REPIT_PORT", "REPIT_ACTIONS_PORT", "REPIT_RASA_PORT"]


def test_an_address_that_is_not_ours_is_one_clear_line() -> None:
    with pytest.raises(StartError, match="REPIT_PORT"):
        check_ports([("192.0.2.1", 18081, "REPIT_PORT")])


def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="MB are free"):
        check_disk(tmp_path, least=2**62)
    check_disk(tmp_path / "new", least=1)


def test_a_disk_that_fills_up_meanwhile_is_named(tmp_path: Path) -> None:
    error = StartError("rasa ended")
    assert because_of_disk(error, tmp_path, full=0) is error
    assert str(because_of_disk(error, tmp_path, full=2**62)).startswith(f"the disk under {tmp_path} is full")


def test_a_missing_rasa_environment_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="make setup"):
        rasa_python(tmp_path)


def test_a_broken_rasa_interpreter_says_what_to_do(tmp_path: Path) -> None:
    fake_python(tmp_path, "echo 'pyenv: python: command not found' >&2; exit 127")
    with pytest.raises(StartError, match="does not run"):
        rasa_python(tmp_path)


def test_rasa_on_another_python_is_refused(tmp_path: Path) -> None:
    fake_python(tmp_path, "echo 3.12")
    with pytest.raises(StartError, match=r"3\.12.*needs 3\.10"):
        rasa_python(tmp_path)


def copy_of_setup(root: Path) -> None:
    (root / "requirements").mkdir()
    for name in ("setup.sh", "test.txt", "rasa.txt", "tools.txt"):
        (root / "requirements" / name).write_bytes((ROOT / "requirements" / name).read_bytes())


def bare(root: Path) -> dict[str, str]:
    """A PATH of the few tools that set-up needs, and a pyenv shim that answers for a Python that is not there."""
    tools = root / "bin"
    tools.mkdir()
    for name in ("bash", "cat", "cut", "dirname", "flock", "grep", "id", "ls", "mkdir", "rm", "sha256sum", "sort"):
        found = subprocess.run(["sh", "-c", f"command -v {name}"], capture_output=True, text=True, check=True)
        (tools / name).symlink_to(found.stdout.strip())
    for name in ("python3.12", "python3.10", "uv"):
        shim = tools / name
        shim.write_text(f"#!/bin/sh\necho 'pyenv: {name}: command not found' >&2\nexit 127\n")
        shim.chmod(0o755)
    return {"PATH": str(tools), "HOME": str(root / "home")}


def test_set_up_without_interpreters_is_one_line_and_not_zero(tmp_path: Path) -> None:
    copy_of_setup(tmp_path)
    answer = subprocess.run(
        ["/bin/bash", "requirements/setup.sh"], cwd=tmp_path, env=bare(tmp_path), capture_output=True, text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
    assert "Python 3.12 was not found" in answer.stderr


def test_set_up_finds_an_interpreter_that_only_pyenv_has(tmp_path: Path) -> None:
    copy_of_setup(tmp_path)
    env = bare(tmp_path)
    python = tmp_path / "home" / ".pyenv" / "versions" / "3.12.9" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\n[ "$3" = 3.12 ] && echo /found/3.12\n')
    python.chmod(0o755)
    answer = subprocess.run(
        ["/bin/bash", "requirements/setup.sh"], cwd=tmp_path, env=env, capture_output=True, text=True,
        check=False,
    )
    assert "Python 3.10, which Rasa needs, was not found" in answer.stderr
