"""A paper as a file: what it says is gathered in a unit of work, then set without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.papers import budget, case, dates, typeset
from bot.papers.blocks import Words
from bot.service.budget import budget_paper
from bot.service.case import recap
from bot.service.pay import receipt_paper
from bot.service.pay.receipts import read_number
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion

Told = recap.Recap | recap.Dates | recap.PauseCertificate | receipt_paper.ReceiptPaper | budget_paper.BudgetPaper
CURRENT = "current"
PAPERS = "/papers"
CHECK = "/check"
SCHEMA = "/papers/schema/budget-2.json"
OLD_SCHEMA = "/papers/schema/budget-1.json"
_LARGEST_KEY = 18
"""Digits of a key: more are no key of ours."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file to download; its name says what it is and nothing about whom."""

    name: str
    content_type: str
    content: bytes

    @property
    def headers(self) -> dict[str, str]:
        """Saved, never shown in the page's place; kept by nobody on the way."""
        return {
            "Content-Disposition": f'attachment; filename="{self.name}"', "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex, nofollow",
        }


async def gather(
    uow: UnitOfWork, person_id: int, kind: str, key: str, version: BudgetVersion | None
) -> Told | None:
    """What the person's own paper says; None for whatever is not theirs, or not there.

    `version` is the budget that they may see, if any.
    """
    if kind in ("budget", "budget_data"):
        return await budget_paper.paper_of(uow, version) if version is not None and key == CURRENT else None
    if kind == "receipt":
        number = read_number(key)
        return await receipt_paper.receipt_for(uow, person_id, number) if number else None
    if not (key.isascii() and key.isdigit() and len(key) <= _LARGEST_KEY):
        return None
    if kind == "recap":
        return await recap.recap_of(uow, person_id, int(key))
    if kind == "calendar":
        return await recap.dates_of(uow, person_id, int(key))
    return await recap.pause_of(uow, person_id, int(key)) if kind == "certificate" else None


async def make(
    told: Told, kind: str, lang: str, *, now: datetime, base_url: str, reckoning: Sequence[Sequence[str]] = ()
) -> File:
    """The file. `reckoning`: every step of a budget's capacity, for an agent."""
    stem = Words(lang)(f"paper_file_{kind}")
    if isinstance(told, recap.Dates):
        return File(name=f"{stem}.ics", content_type="text/calendar", content=dates.calendar(told, lang, now))
    if isinstance(told, budget_paper.BudgetPaper) and kind == "budget_data":
        content = budget.data(told, lang, base_url + SCHEMA)
        return File(name=f"{stem}.json", content_type="application/json", content=content)
    if isinstance(told, budget_paper.BudgetPaper):
        paper = budget.budget(told, lang, base_url + PAPERS, reckoning=reckoning)
    elif isinstance(told, recap.Recap):
        paper = case.recap(told, lang, base_url + "/")
    elif isinstance(told, recap.PauseCertificate):
        paper = case.pause(told, lang, base_url + "/")
    else:
        paper = case.receipt(told, lang)
    paper = replace(paper, check=base_url + CHECK)
    return File(name=f"{stem}.pdf", content_type="application/pdf", content=await typeset.pdf(paper, now))
