"""Papers as their readers have them: the text of a PDF, the events of a calendar; and a case as a file tells it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from bot.debt.money import Money
from bot.service.case.recap import Line, Overdue, Recap
from bot.service.identity.parties import Parties
from tests.service.timed_world import Timed, make_world


def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """All words of a PDF, line by line, with plain apostrophes and spaces."""
    raw = "\n".join(page.extract_text() for page in reader(content).pages)
    return raw.replace("’", "'").replace("\u00a0", " ")


def flat(content: bytes) -> str:
    """The same on one line."""
    return " ".join(text_of(content).split())


def parties(**given: Any) -> Parties:
    told = {
        "creditor": "Auralis Finance", "brand": "Électro Doré", "role": "own_account", "reference": "AUR-70001",
        "nature": "consumer_credit", "jurisdiction": "FR", "address": "", "collector": "", "collector_address": "",
        "letter_date": None, "letter_reference": "", "phone": "", "hours": {"1": ["09:00", "19:00"]},
    }
    return Parties(**(told | given))


def a_recap(*amounts: int, paid: tuple[int, ...] = (), **given: Any) -> Recap:
    """A plan with these instalments on the fifth of each month, of which these sums were paid."""
    lines = tuple(
        Line(
            due_on=date(2026 + (11 + n) // 12, (11 + n) % 12 + 1, 5), amount=Money(minor),
            paid=Money(paid[n] if n < len(paid) else 0),
        )
        for n, minor in enumerate(amounts)
    )
    told = {
        "name": "Léa Martin", "parties": parties(), "kind": "plan", "state": "agreed",
        "agreed_on": date(2026, 11, 20), "made_on": date(2026, 11, 20), "undo_until": date(2026, 12, 4),
        "review_on": None, "payable": True, "lines": lines, "total": Money(sum(amounts)), "paid": Money(sum(paid)),
        "overdue": Overdue(parts={}, corrections=Money(0), disputed=Money(0), total=Money(sum(amounts))),
        "effects": (), "code": "C-7K3M-9QXD-4", "until": lines[-1].due_on,
    }
    return Recap(**(told | given))


@pytest.fixture
async def world(database, clock) -> Timed:
    return await make_world(database, clock)
