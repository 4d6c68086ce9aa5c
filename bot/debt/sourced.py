"""YAML that people write, read with the line of every key, so that a fault can be named where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError


class Unreadable(ValueError):
    """A file that is no YAML at all: `line` (from 1, 0 where it is not known) and `reason`."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def read_yaml(path: Path) -> object:
    """What the file holds; mappings and lists know their lines. Raises Unreadable, also for a key given twice."""
    try:
        return YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        reason = str(error.problem or "can't be read").split("\n")[0]
        raise Unreadable(mark.line + 1 if mark else 0, f"not YAML: {reason}") from error
    except YAMLError as error:
        raise Unreadable(0, f"not YAML: {error}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(0, "can't be read: not UTF-8") from error
    except OSError as error:
        raise Unreadable(0, f"can't be read: {error.strerror}") from error


def rows_of(path: Path, fault: type[ValueError]) -> list[tuple[str, object]]:
    """The rows of a file that is a list, each after its place (`volta.yml:12`). Raises `fault`."""
    try:
        raw = read_yaml(path)
    except Unreadable as error:
        raise fault(f"{place(path.name, error.line)}: {error.reason}") from error
    if not isinstance(raw, list):
        raise fault(f"{path.name}: a list of rows")
    return [(place(path.name, line_of(raw, index)), row) for index, row in enumerate(raw)]


def line_of(holder: object, key: object = None) -> int:
    """The line (from 1) of a key or index, or of the mapping or list itself; 0 where it was not read from a file."""
    if isinstance(holder, CommentedMap):
        if key is not None and key in holder.lc.data:
            return int(holder.lc.data[key][0]) + 1
        return int(holder.lc.line) + 1
    if isinstance(holder, CommentedSeq):
        if isinstance(key, int) and key in holder.lc.data:
            return int(holder.lc.data[key][0]) + 1
        return int(holder.lc.line) + 1
    return 0


def place(file: str, line: int) -> str:
    """`volta.yml:12`, or the file alone where the line is not known."""
    return f"{file}:{line}" if line else file


def mapping_of(value: object) -> Mapping[str, object] | None:
    """The value as a mapping with text keys, else None."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        return None
    return value
