"""One debtor's conversation and the rows it has left: what the rules judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.simulated.mind import Act
from tests.simulated.people import Person

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message of the thread. `act`: what the debtor meant by it."""

    author: str
    text: str
    text_id: str = ""
    choices: tuple[str, ...] = ()
    card: Mapping[str, Any] | None = None
    act: Act | None = None

    @property
    def mine(self) -> bool:
        """Whether the debtor wrote it."""
        return self.author == "you"

    @property
    def shown(self) -> str:
        """Everything of it that can be read."""
        return " ".join((self.text, *self.choices))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Lines in order, and the rows by table: plans (with `monthly`, the most in one month), pauses, holds, handovers,
    disputes, alerts, budgets, links, contacts, referrals, moved (instalments)."""

    person: Person
    lines: Sequence[Line]
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    fault: str = ""  # why the conversation broke off

    def of(self, table: str) -> Sequence[Row]:
        """Rows of a table; none if nothing is there."""
        return self.rows.get(table, ())

    @property
    def said(self) -> list[Line]:
        """What was said to the debtor, after the welcome."""
        first = next((n for n, line in enumerate(self.lines) if line.mine), len(self.lines))
        return [line for line in self.lines[first:] if not line.mine]

    @property
    def ids(self) -> list[str]:
        """Ids of the sentences said, in order."""
        return [line.text_id for line in self.said]

    @property
    def acts(self) -> list[Act]:
        """What the debtor did, in order."""
        return [line.act for line in self.lines if line.mine and line.act is not None]

    @property
    def exchanges(self) -> int:
        """How often the debtor wrote or tapped."""
        return sum(line.mine for line in self.lines)

    def meant(self, what: str) -> bool:
        """Whether the debtor ever meant that."""
        return any(act.means == what for act in self.acts)

    def told(self) -> dict[str, int | tuple[int, int]]:
        """Figures of the month as last told."""
        return {name: value for act in self.acts for name, value in act.tells}

    def reasons(self) -> set[str]:
        """Why a person was queued."""
        return {str(r) for row in self.of("handovers") for r in (row["reason"], *row["brief"].get("also", ()))}

    def queues(self) -> set[str]:
        """Where."""
        return {str(row["queue"]) for row in self.of("handovers")}

    def held(self) -> set[str]:
        """Reasons of open holds."""
        return {str(row["reason"]) for row in self.of("holds")}

    def transcript(self) -> str:
        """The whole, to read."""
        person = self.person
        head = [f"# {person.name}", f"# {person.household} left={person.household.left}", f"# {person.account}",
                f"# {person.traits} amount={person.amount}"]
        lines = []
        for line in self.lines:
            taps = f"   [{' / '.join(line.choices)}]" if line.choices else ""
            card = f" <{line.card['kind']}>" if line.card else ""
            note = f"   ({line.act.means})" if line.act else ""
            lines.append(f"{'>>' if line.mine else '  '} {line.text}{card}{taps}{note}   {line.text_id}".rstrip())
        tables = [f"- {table}: {dict(row)}" for table, rows in self.rows.items() for row in rows]
        return "\n".join([*head, "", *lines, "", *tables, f"fault: {self.fault}" if self.fault else "", ""])
