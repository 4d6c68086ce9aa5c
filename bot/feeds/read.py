"""From bytes to lines of cells. Pure. A file that is not what it should be is one clear error."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.service.feeds.records import FeedUnusable

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes. Far above what a portfolio needs; a bigger file is a mistake."""
LONGEST_LINE = 20_000
_LONGEST_RECORD = 8  # physical lines that one quoted cell may span


class Layout(Protocol):
    """What must be known of a creditor's files to find their cells."""

    @property
    def creditor(self) -> str:
        """Whose files."""
        ...

    @property
    def encoding(self) -> str:
        """As Python names it."""
        ...

    @property
    def separator(self) -> str:
        """Between two cells."""
        ...

    @property
    def columns(self) -> Mapping[str, str]:
        """Our names of columns: theirs."""
        ...

    @property
    def ignored(self) -> Sequence[str]:
        """Their columns that are not needed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record: the number of its first line in the file, its cells by our names (None: unreadable)."""

    line: int
    cells: dict[str, str] | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file's records, and whether it ends in the middle of a line."""

    sha256: str
    rows: tuple[Row, ...]
    cut: bool


def read(data: bytes, mapping: Layout) -> Sheet:
    """Read a creditor's file. Raises FeedUnusable: empty, oversized, binary, other encoding, other header."""
    text = _decoded(data, mapping)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cut = lines[-1] != ""
    while lines and not lines[-1].strip():
        lines.pop()
    header, after = _record(lines, 0, mapping, width=None)
    names = _names(header or [], mapping)
    rows = tuple(_rows(lines, after, mapping, names))
    last = rows[-1] if rows else None
    short = last is not None and last.reason == "wrong_number_of_columns"
    return Sheet(sha256=hashlib.sha256(data).hexdigest(), rows=rows, cut=cut or short)


def _decoded(data: bytes, mapping: Layout) -> str:
    if not data.strip():
        raise FeedUnusable("the file is empty")
    if len(data) > LARGEST_FILE:
        raise FeedUnusable(f"the file has {len(data)} bytes; more than {LARGEST_FILE} can't be right")
    if b"\0" in data:
        raise FeedUnusable("the file holds NUL bytes: it is not a text file (or it is UTF-16)")
    try:
        text = data.decode(mapping.encoding)
    except UnicodeDecodeError as error:
        raise FeedUnusable(
            f"the file is not {mapping.encoding}: byte {error.start} ({data[error.start]:#04x}) does not fit"
        ) from error
    if not mapping.encoding.lower().startswith("utf") and _is_utf8_beyond_ascii(data):
        raise FeedUnusable(f"the file is UTF-8; {mapping.creditor} sends {mapping.encoding}")
    return text


def _is_utf8_beyond_ascii(data: bytes) -> bool:
    try:
        return not data.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _names(header: Sequence[str], mapping: Layout) -> list[str | None]:
    """Our name for each column of the header; None for a column that we do not need."""
    ours = {theirs: name for name, theirs in mapping.columns.items()}
    found = [cell.strip() for cell in header]
    expected = set(ours) | set(mapping.ignored)
    missing, strange = sorted(expected - set(found)), sorted(set(found) - expected)
    if missing or strange or len(set(found)) != len(found):
        said = [f"without {', '.join(missing)}"] if missing else []
        said += [f"with unknown {', '.join(repr(cell[:40]) for cell in strange[:10])}"] if strange else []
        said += ["with a column twice"] if len(set(found)) != len(found) else []
        raise FeedUnusable(f"the header is not that of {mapping.creditor}: {'; '.join(said)}")
    return [ours.get(cell) for cell in found]


def _rows(lines: Sequence[str], start: int, mapping: Layout, names: Sequence[str | None]) -> list[Row]:
    rows = []
    at = start
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        cells, after = _record(lines, at, mapping, width=len(names))
        if cells is None:
            reason = "unreadable_line" if after < 0 else "wrong_number_of_columns"
            rows.append(Row(line=at + 1, cells=None, reason=reason))
            at += 1
            continue
        named = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if name}
        rows.append(Row(line=at + 1, cells=named))
        at = after
    return rows


def _record(
    lines: Sequence[str], at: int, mapping: Layout, *, width: int | None
) -> tuple[list[str] | None, int]:
    """The record that begins on line `at` and the line after it.

    (None, -1) when it can't be read, (None, 0) when it has another number of cells: then only its first line
    is given up, so that a stray quotation mark does not swallow its neighbours.
    """
    piece = [line + "\n" for line in lines[at : at + _LONGEST_RECORD]]
    if not piece or len(piece[0]) > LONGEST_LINE:
        return None, -1
    reader = csv.reader(piece, delimiter=mapping.separator, strict=True)
    try:
        cells = next(reader)
    except (csv.Error, StopIteration):
        return None, -1
    if width is not None and len(cells) != width:
        return None, 0
    return cells, at + reader.line_num
