"""The Rasa model: whether it is stale, and its training.

A model bears in its name a digest of everything it is made from, so that a stale one is simply not there:
config.yml, the domain, data/, our components in bot/nlu/ and Rasa's version.
"""

from __future__ import annotations

import hashlib
import os
import re
import tarfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.runner.children import Children, Spec, last_words, rotate
from bot.runner.errors import StartError

KEPT_MODELS = 3
_SOURCES = ("config.yml", "domain.yml", "domain", "data", "bot/__init__.py", "bot/nlu")
_COMPONENT = re.compile(r"Starting to train component '([^']+)'")


def rasa_version(root: Path) -> str:
    """Rasa's version in its environment, read without importing it. Raises StartError."""
    found = sorted((root / ".venv-rasa").glob("lib/python3.*/site-packages/rasa-*.dist-info"))
    if not found:
        raise StartError("Rasa is not installed in .venv-rasa: run `make setup`")
    return found[-1].name.removeprefix("rasa-").removesuffix(".dist-info")


def _files(root: Path) -> Iterator[Path]:
    for name in _SOURCES:
        path = root / name
        if path.is_file():
            yield path
        elif path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith("."):
                    yield file


def fingerprint(root: Path) -> str:
    """Twelve hexadecimal digits of everything that training reads. Raises StartError without config.yml."""
    if not (root / "config.yml").exists():
        raise StartError("config.yml is missing: there is nothing to train the model from")
    digest = hashlib.sha256(rasa_version(root).encode())
    for file in _files(root):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"\0{file.relative_to(root).as_posix()}\0{content}".encode())
    return digest.hexdigest()[:12]


def path_for(root: Path, digest: str) -> Path:
    """Where the model of that fingerprint lies."""
    return root / "models" / f"repit-{digest}.tar.gz"


def domain_of(root: Path) -> str:
    """The domain as Rasa is told of it: one file or a folder of topics."""
    return "domain.yml" if (root / "domain.yml").exists() else "domain"


def whole(model: Path) -> bool:
    """Whether the archive can be read to its end (an interrupted copy can't)."""
    try:
        with tarfile.open(model, "r:gz") as archive:
            return any(member.name.endswith("metadata.json") for member in archive)
    except (OSError, EOFError, tarfile.TarError, zlib.error):
        return False


def current(root: Path) -> Path | None:
    """The model that fits what lies in the tree now, or None if there is none that can be read."""
    model = path_for(root, fingerprint(root))
    if not model.exists() or not whole(model):
        return None
    os.utime(model)  # `rasa shell` and `rasa test` take the newest
    return model


def rasa_env() -> dict[str, str]:
    """The environment of a Rasa process: ours without any setting of the server's (they hold secrets)."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("REPIT_", "STRIPE_", "TWILIO_", "PYTHONPATH"))}
    return kept | {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
    }


async def ensure(
    children: Children, root: Path, python: Path, logs: Path, say: Callable[[str], None], *, force: bool = False
) -> Path:
    """The model that fits, trained if there is none. Raises StartError naming the log if training fails."""
    found = None if force else current(root)
    if found:
        return found
    digest = fingerprint(root)
    model = path_for(root, digest)
    model.unlink(missing_ok=True)
    log = logs / "train.log"
    rotate(log)
    began = time.monotonic()
    say(f"the model is stale: it is trained anew (a minute or two; log: {log})")
    spec = Spec(
        name="rasa train", log=log, cwd=root, env=rasa_env(),
        # `make test` validates the data; here it would take a minute of every training
        command=[str(python), "-m", "rasa", "train", "--domain", domain_of(root), "--skip-validation",
                 "--out", "models", "--fixed-model-name", f"repit-{digest}"],
    )
    code = await children.finish(spec, _Progress(log, say))
    if code != 0 or not whole(model):
        raise StartError(f"the model could not be trained: {last_words(log, 1)} (see {log})")
    say(f"the model is trained ({time.monotonic() - began:.0f} s)")
    _prune(root)
    return model


class _Progress:
    """Says which component is being trained, from the log as it grows."""

    def __init__(self, log: Path, say: Callable[[str], None]) -> None:
        self._log, self._say, self._read = log, say, 0

    def __call__(self) -> None:
        with self._log.open("rb") as file:
            file.seek(self._read)
            grown, newline, _ = file.read().rpartition(b"\n")
        self._read += len(grown) + len(newline)
        for name in _COMPONENT.findall(grown.decode(errors="replace")):
            self._say(f"  training {name}")


def _prune(root: Path) -> None:
    models = sorted((root / "models").glob("repit-*.tar.gz"), key=lambda file: file.stat().st_mtime)
    for old in models[:-KEPT_MODELS]:
        old.unlink(missing_ok=True)
