"""The table: our figures beside those of the neighbours on such a machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# RasaHQ/financial-demo, then bare Rasa 3.6 with rules only (without / with a custom action): as measured.
NEIGHBOURS: dict[str, tuple[str, str]] = {
    "turn at Rasa's door, median": ("58 ms", "6 / 13 ms"),
    "boot of Rasa": ("46 s", "18 s"),
    "training": ("509 s", "18 s"),
    "memory of Rasa": ("1284 MB", "575 MB"),
}
AIMS = {
    "turn at Rasa's door, median": 14.5, "turn over the web chat, median": 29.0, "turn 200 over turn 5": 1.3,
    "boot of Rasa": 23.0, "memory of Rasa": 642.0,
}
"""The aims of the project, in the unit of the line; no more than that."""


def lines(found: dict[str, Any]) -> list[tuple[str, float, str]]:
    """Name, figure and unit of each line."""
    rows: list[tuple[str, float, str]] = [
        ("turn at Rasa's door, median", found["door"]["median_ms"], "ms"),
        ("turn at Rasa's door, 95 %", found["door"]["p95_ms"], "ms"),
        ("turn over the web chat, median", found["web"]["median_ms"], "ms"),
        ("turn over the web chat, 95 %", found["web"]["p95_ms"], "ms"),
        (f"turns a second, {found['crowd']['debtors']} debtors at once", found["crowd"]["turns_a_second"], "/s"),
        ("  and their turn, median", found["crowd"]["median_ms"], "ms"),
        ("  and their turn, 95 %", found["crowd"]["p95_ms"], "ms"),
        ("turn 200 over turn 5", found["growth"]["ratio"], ""),
        ("boot of Rasa", found["boot_seconds"], "s"),
        ("start of everything", found["start_seconds"], "s"),
    ]
    if "training_seconds" in found:
        rows.append(("training", found["training_seconds"], "s"))
    for name, one in found["memory"].items():  # PostgreSQL's processes share most of what is resident
        rows.append((f"memory of {_named(name)}", one["pss_mb" if name == "postgres" else "rss_mb"], "MB"))
    return rows


def _named(process: str) -> str:
    return {"rasa": "Rasa", "serve": "the server", "postgres": "PostgreSQL (all)"}.get(process, process)


def table(found: dict[str, Any]) -> str:
    """All of it, for a terminal."""
    head = ("", "here", "aim", "", "financial-demo", "bare Rasa")
    rows: list[Sequence[str]] = [head]
    for name, figure, unit in lines(found):
        aim = AIMS.get(name)
        reached = "" if aim is None else ("yes" if figure <= aim else "NO")
        shown = "" if aim is None else f"<= {aim:g} {unit}".rstrip()
        rows.append((name, f"{figure:g} {unit}".rstrip(), shown, reached, *NEIGHBOURS.get(name, ("", ""))))
    wide = [max(len(row[column]) for row in rows) for column in range(len(head))]
    machine = found["machine"]
    note = f"{machine['cores']} cores; load before the start {machine['load_before']:g}; "
    note += f"a million squares in {machine['yardstick_ms']:g} ms"
    aligned = (zip(row, wide, strict=True) for row in rows)
    return "\n".join([*("  ".join(cell.ljust(width) for cell, width in row).rstrip() for row in aligned), note])
