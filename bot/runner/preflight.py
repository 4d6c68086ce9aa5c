"""What is looked at before anything is started: ports, disk, both interpreters."""

from __future__ import annotations

import errno
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.runner.errors import StartError
from bot.settings import Settings

LEAST_FREE_BYTES = 500 * 1024 * 1024
FULL_BYTES = 20 * 1024 * 1024


def ports_of(settings: Settings) -> list[tuple[str, int, str]]:
    """Address, port and setting of every door that will be opened."""
    return [
        (settings.host, settings.port, "REPIT_PORT"),
        ("127.0.0.1", settings.actions_port, "REPIT_ACTIONS_PORT"),
        ("127.0.0.1", settings.rasa_port, "REPIT_RASA_PORT"),
    ]


def check_ports(doors: Sequence[tuple[str, int, str]]) -> None:
    """Every port is free and named once. Raises StartError naming the port and its setting."""
    seen: dict[int, str] = {}
    for host, port, setting in doors:
        if port in seen:
            raise StartError(f"{seen[port]} and {setting} both name port {port}: give one of them another")
        seen[port] = setting
        fault = _fault(host, port)
        if fault == errno.EADDRINUSE:
            raise StartError(f"port {port} ({setting}) is taken: stop what listens there or set {setting}")
        if fault:
            raise StartError(f"port {port} of {host} ({setting}) can't be opened: {errno.errorcode[fault]}")


def _fault(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            door.bind((host, port))
        except socket.gaierror as error:
            raise StartError(f"REPIT_HOST: {host!r} is no address of this machine") from error
        except OSError as error:
            return error.errno or errno.EIO
    return 0


def check_disk(folder: Path, least: int = LEAST_FREE_BYTES) -> None:
    """There is room for the database, logs and a model (`least` in bytes). Raises StartError."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < least:
        raise StartError(f"only {free // 2**20} MB are free under {folder}: at least {least // 2**20} MB are needed")


def because_of_disk(error: StartError, folder: Path, full: int = FULL_BYTES) -> StartError:
    """The error with its cause, where the disk has filled up (`full` in bytes) since it was looked at."""
    free = shutil.disk_usage(folder).free
    return StartError(f"the disk under {folder} is full ({free // 2**20} MB left): {error}") if free < full else error


def rasa_python(root: Path) -> Path:
    """The interpreter of Rasa's environment, tried. Raises StartError if it is missing or not Python 3.10."""
    python = root / ".venv-rasa" / "bin" / "python"
    if not python.exists():
        raise StartError("Rasa's environment .venv-rasa is missing: run `make setup`")
    try:
        answer = subprocess.run(  # noqa: S603  (our own interpreter, fixed arguments)
            [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True, text=True, timeout=30, check=True,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        raise StartError(f"the interpreter of .venv-rasa does not run ({type(error).__name__}): "
                         "run `make setup`") from error
    if answer != "3.10":
        raise StartError(f".venv-rasa holds Python {answer}, but Rasa needs 3.10: remove it and run `make setup`")
    return python


def check_own_python() -> None:
    """This process runs on 3.12 or later. Raises StartError."""
    if sys.version_info < (3, 12):  # noqa: UP036  (somebody may start us with another interpreter)
        raise StartError("the server needs Python 3.12: use `make run`, or .venv/bin/python")
