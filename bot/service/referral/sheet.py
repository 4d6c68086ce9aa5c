"""What a partner is sent: name, one way to reach them, département, and the budget where they agree. Nothing else."""

from __future__ import annotations

from typing import Any

from bot.debt.money import Money
from bot.debt.partners import country_of, departement
from bot.service.budget import budget_paper
from bot.service.desk.queue import full_name
from bot.service.thread import spoken
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion, ContactPoint, Person
from bot.words.book import book

Rows = list[tuple[str, str]]
_SHOWN = 2
"""Last signs of a number that stand where who reads has proven no more than a birth date."""


async def sheet_of(
    uow: UnitOfWork, person: Person, contact: ContactPoint, version: BudgetVersion | None
) -> dict[str, Any]:
    """The sheet as plain values; with the budget of that version, if any."""
    sheet: dict[str, Any] = {
        "name": full_name(person),
        "reach": {
            "kind": contact.kind, "value": contact.value, "discretion": contact.discretion,
            "hours": dict(contact.safe_hours or {}),
        },
        "departement": _place(person),
    }
    return sheet if version is None else {**sheet, "budget": await _budget(uow, version)}


def _place(person: Person) -> str:
    if not person.postcode:
        return ""
    if country_of(person.country) == "UK":
        return person.postcode.split()[0].upper()
    return departement(person.postcode)


async def _budget(uow: UnitOfWork, version: BudgetVersion) -> dict[str, Any]:
    paper = await budget_paper.paper_of(uow, version)
    told = [[one.key, one.told.minor] for one in paper.figures if one.told is not None]
    return {
        "currency": paper.currency, "figures": told, "told_on": paper.told_on.isoformat(),
        "household": list(paper.household) if paper.household else None,
    }


def without_budget(sheet: dict[str, Any]) -> dict[str, Any]:
    """The same, for whoever keeps their figures to themselves."""
    return {key: value for key, value in sheet.items() if key != "budget"}


def hidden(kind: str, value: str) -> str:
    """A number or address as one knows one's own by it, and nobody else learns it."""
    if kind == "email":
        name, _, host = value.partition("@")
        return f"{name[:1]}•••@{host}"
    return f"•• •• •• {value[-_SHOWN:]}"


def rows(sheet: dict[str, Any], lang: str, *, whole: bool = True) -> Rows:
    """The sheet in words: (label, value). Not `whole`: the way to reach them only by its end."""
    reach = sheet["reach"]
    value = str(reach["value"]) if whole else hidden(reach["kind"], str(reach["value"]))
    found = [("name", str(sheet["name"])), (f"reach_{reach['kind']}", value)]
    if reach.get("discretion"):
        found.append(("discretion", _words("referral_row_discretion_is", lang)))
    if reach.get("hours"):
        found.append(("hours", f"{reach['hours'].get('from', '')} – {reach['hours'].get('to', '')}"))
    if sheet.get("departement"):
        found.append(("place", str(sheet["departement"])))
    labelled = [(_words(f"referral_row_{key}", lang), text) for key, text in found]
    return labelled + _figures(sheet.get("budget"), lang)


def _figures(told: dict[str, Any] | None, lang: str) -> Rows:
    if not told:
        return []
    found = [
        (_words(f"paper_budget_{key}", lang), spoken.money(Money(int(minor), told["currency"]), lang))
        for key, minor in told["figures"]
    ]
    if told.get("household"):
        adults, children = told["household"]
        said = book().text("paper_household_of", lang, {"adults": str(adults), "children": str(children)})
        found.insert(0, (_words("paper_budget_household", lang), said))
    return found


def as_text(sheet: dict[str, Any], lang: str, *, whole: bool) -> str:
    """The same as lines, for the thread."""
    colon = " : " if lang == "fr" else ": "
    return "\n".join(f"– {label}{colon}{value}" for label, value in rows(sheet, lang, whole=whole))


def _words(text_id: str, lang: str) -> str:
    return book().text(text_id, lang)
