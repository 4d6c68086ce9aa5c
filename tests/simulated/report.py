"""What came of all of them, as tables and as a list of what must not have happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.simulated.errands import person_needed, person_reached, reached
from tests.simulated.record import Record
from tests.simulated.rules import wrong_in


@dataclass(frozen=True, slots=True)
class Judged:
    """A conversation, and what the rules say of it."""

    record: Record
    reached: bool
    wrong: tuple[str, ...]
    path: str = ""


def judge(record: Record, path: str = "") -> Judged:
    """By every rule."""
    return Judged(record, reached(record), tuple(wrong_in(record)), path)


def table(judged: Sequence[Judged], title: str, key: Callable[[Record], str]) -> str:
    """A line for each kind: how many, errand reached, median of exchanges, person reached where needed, wrong."""
    kinds = sorted({key(one.record) for one in judged})
    lines = [f"{title:<20}{'n':>5}{'reached':>10}{'exchanges':>11}{'person':>9}{'when needed':>13}{'wrong':>7}"]
    for kind in [*kinds, "all"] if len(kinds) > 1 else kinds:
        some = [one for one in judged if kind in (key(one.record), "all")]
        needed = [one for one in some if person_needed(one.record)]
        got = sum(person_reached(one.record) for one in needed)
        lines.append(
            f"{kind:<20}{len(some):>5}{sum(one.reached for one in some):>10}"
            f"{median(one.record.exchanges for one in some):>11.1f}{sum(person_reached(o.record) for o in some):>9}"
            f"{f'{got}/{len(needed)}' if needed else '-':>13}{sum(bool(one.wrong) for one in some):>7}"
        )
    return "\n".join(lines)


def report(judged: Sequence[Judged]) -> str:
    """The whole."""
    parts = [
        table(judged, "goal", lambda r: r.person.goal), table(judged, "language", lambda r: r.person.language),
        table(judged, "spelling", lambda r: r.person.style), table(judged, "mood", lambda r: r.person.mood),
    ]
    away = [f"  {one.path or one.record.person.name}" for one in judged if not one.reached]
    if away:
        parts.append("\n".join([f"errand not reached ({len(away)}):", *away]))
    wrong = [f"  {one.path or one.record.person.name}: {what}" for one in judged for what in one.wrong]
    parts.append("\n".join([f"wrong outcomes ({len(wrong)}):", *wrong]) if wrong else "wrong outcomes: none")
    return "\n\n".join(parts)
