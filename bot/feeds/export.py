"""What a creditor is told, as files: JSON lines and CSV of the events, and whom nobody may chase."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.service.feeds.export import Line
from bot.store.tables import ExportEvent

_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
EVENT_COLUMNS = ("seq", "at", "kind", "reference", "payload")
DO_NOT_CONTACT_COLUMNS = ("reference", "reason", "until", "review_on", "certificate", "scope")


def neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe in front."""
    dangerous = cell.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
    if dangerous and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def events_json(events: Iterable[ExportEvent]) -> str:
    """One JSON object a line, in order; the same sequence gives the same bytes."""
    return "".join(json.dumps(_told(event), ensure_ascii=False, sort_keys=True) + "\n" for event in events)


def _told(event: ExportEvent) -> dict[str, object]:
    return {
        "creditor": event.creditor_id, "seq": event.seq, "at": event.at.isoformat(), "kind": event.kind,
        "reference": event.reference, "payload": event.payload,
    }


def events_csv(events: Iterable[ExportEvent]) -> str:
    """The same as a table; the payload as JSON."""
    return _csv(
        EVENT_COLUMNS,
        (
            (str(event.seq), event.at.isoformat(), event.kind, event.reference or "",
             json.dumps(event.payload, ensure_ascii=False, sort_keys=True))
            for event in events
        ),
    )


def do_not_contact_csv(lines: Iterable[Line]) -> str:
    """Reference, reason, known end, day of review, code of the debtor's certificate, what a stop is meant for."""
    return _csv(
        DO_NOT_CONTACT_COLUMNS,
        (
            (line.reference, line.reason, line.until.isoformat() if line.until else "",
             line.review_on.isoformat() if line.review_on else "", line.certificate, line.scope)
            for line in lines
        ),
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue()


def write_files(folder: Path, after: int, events: Sequence[ExportEvent], lines: Sequence[Line]) -> list[Path]:
    """Write the three files; each appears whole or not at all. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        f"events_after_{after}.jsonl": events_json(events), f"events_after_{after}.csv": events_csv(events),
        "do_not_contact.csv": do_not_contact_csv(lines),
    }
    written = []
    for name, content in files.items():
        path = folder / name
        part = folder / f".{name}.part"
        part.write_text(content, encoding="utf-8", newline="")
        part.replace(path)
        written.append(path)
    return written
