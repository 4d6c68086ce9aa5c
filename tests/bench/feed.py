"""A creditor's file with many debtors like the one of letter_then_plan: each is played once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "feeds" / "auralis_2026-11-20_full.csv"
LIKE = "AUR-70001"


@dataclass(frozen=True)
class Someone:
    """What a debtor types to be known."""

    reference: str
    birth_date: str


def number_of(n: int) -> str:
    """The telephone of the n-th, as it is written to."""
    return f"+33639 98 {n // 100 + 30:02d} {n % 100:02d}".replace(" ", "")


def write(folder: Path, count: int) -> tuple[Path, list[Someone]]:
    """A full file of `count` cases like AUR-70001; at most 900, for so many telephone numbers are fictional."""
    lines = SAMPLE.read_bytes().decode("cp1252").splitlines()
    model = next(line for line in lines if line.startswith(LIKE)).split(";")
    people, rows = [], [lines[0]]
    for n in range(count):
        one = Someone(f"AUR-{80000 + n}", f"{date(1950, 1, 1) + timedelta(days=13 * n):%d/%m/%Y}")
        phone = f"06 39 98 {n // 100 + 30:02d} {n % 100:02d}"
        row = [one.reference, model[1], model[2], model[3], one.birth_date, phone, f"bench{n}@example.fr", *model[7:]]
        people.append(one)
        rows.append(";".join(row))
    path = folder / SAMPLE.name
    path.write_bytes(("\r\n".join(rows) + "\r\n").encode("cp1252"))
    return path, people
