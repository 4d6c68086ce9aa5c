"""Who plays the debtors: the people of the creditors' files, a different one each time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tests.story.facts import Facts, Row

CREDITOR = "auralis"
_REFERENCE = re.compile(r"^[A-Z]{3,4}-\d{3,6}$")
_LIKE_70003 = 80_000  # "more than 800 EUR overdue"
_ANY = 15_000  # enough for a part of it to be disputed, or paid
_CASE = """
select k.id as case_id, k.creditor_id, k.reference, k.currency, k.state, p.id as person_id, p.first_name, p.last_name,
       p.birth_date, p.postcode,
       (select coalesce(sum(minor), 0) from ledger_entry l where l.case_id = k.id and l.account = 'due') as overdue,
       (select coalesce(sum(minor), 0) from ledger_entry l where l.case_id = k.id and l.account = 'future') as future
from "case" k join party y on y.case_id = k.id and y.role = 'borrower' join person p on p.id = y.person_id
"""
_OPEN = """
where k.creditor_id = %s and k.state = 'late' and k.jurisdiction = 'FR' and p.birth_date is not null
  and k.currency = 'EUR'
  and not exists (select 1 from hold h where (h.case_id = k.id or h.person_id = p.id) and h.lifted_at is null)
  and not exists (select 1 from plan n where n.case_id = k.id)
  and exists (select 1 from contact_point c where c.person_id = p.id and c.kind = 'phone')
order by k.reference
"""


@dataclass(frozen=True)
class Part:
    """A case and its borrower, as imported; amounts in minor units."""

    case_id: int
    person_id: int
    creditor_id: str
    reference: str
    currency: str
    overdue: int
    future: int
    name: str
    birth_date: date | None
    postcode: str

    def facts(self) -> dict[str, str]:
        """What the letter and the debtor's own head say, as they would type it."""
        told = {"reference": self.reference, "name": self.name, "postcode": self.postcode}
        if self.birth_date is not None:
            told["birth_date"] = f"{self.birth_date:%d/%m/%Y}"
        return told


class Cast:
    """Gives each story its case; `reserved` are those that stories name."""

    def __init__(self, facts: Facts, reserved: frozenset[str]) -> None:
        self._facts, self._reserved = facts, reserved
        self._taken: set[str] = set()

    async def of(self, wanted: str) -> Part:
        """The case of that reference, or one like it that nobody has played yet. Raises LookupError."""
        if _REFERENCE.match(wanted):
            row = await self._facts.row(_CASE + " where k.reference = %s", wanted)
            if row is None:
                raise LookupError(f"there is no case {wanted}")
            return _part(row)
        least = _LIKE_70003 if wanted.endswith("-like") else _ANY
        for row in await self._facts.rows(_CASE + _OPEN, CREDITOR):
            if row["reference"] not in self._reserved | self._taken and row["overdue"] > least:
                self._taken.add(row["reference"])
                return _part(row)
        raise LookupError(f"no case is left for {wanted!r}")


def _part(row: Row) -> Part:
    return Part(
        case_id=row["case_id"], person_id=row["person_id"], creditor_id=row["creditor_id"],
        reference=row["reference"], currency=row["currency"], overdue=int(row["overdue"]), future=int(row["future"]),
        name=f"{row['first_name']} {row['last_name']}", birth_date=row["birth_date"], postcode=row["postcode"] or "",
    )
