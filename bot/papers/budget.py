"""The budget as PDF and as JSON (budget-2.json in this folder is its schema, budget-1.json that of earlier ones)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from bot.debt.money import Money
from bot.debt.scales import Dated
from bot.papers.blocks import Block, Paper, Words, heading, listing, made, name, table, text
from bot.service.budget.budget_paper import BudgetPaper, Figure

FORMAT = "repit-budget"
FORMAT_VERSION = 2
SCHEMA = Path(__file__).parent / "budget-2.json"
OLD_SCHEMA = Path(__file__).parent / "budget-1.json"


def budget(told: BudgetPaper, lang: str, papers_url: str, *, reckoning: Sequence[Sequence[str]] = ()) -> Paper:
    """The debtor's paper; with `reckoning` (step, amount, table) the agent's copy, which shows every step."""
    w = Words(lang)
    head = [w("paper_budget_what"), w("paper_budget_source"), w("paper_budget_item")]
    blocks: list[Block] = [
        text(w("paper_budget_agent" if reckoning else "paper_budget_intro", day=w.day(told.told_on))),
        heading(w("paper_budget_month")), table(head, [_household(told, w), *_rows(told, w)]),
        *_by_category(told, w),
        heading(w("paper_budget_meaning")), text(capacity_said(told, w)),
    ]
    if reckoning:
        head = [w("paper_part"), w("paper_tables"), w("paper_amount")]
        blocks += [heading(w("paper_reckoning")), table(head, [[s[0], s[2], s[1]] for s in reckoning])]
    if told.tables:
        blocks += [heading(w("paper_tables")), listing([_table_said(one, w) for one in told.tables])]
    if not reckoning:
        blocks.append(text(w("paper_budget_withdraw", url=papers_url), soft=True))
    return Paper(
        title=w("paper_budget_title"), lang=lang, made=made(w, told.made_on, told.name), blocks=tuple(blocks)
    )


def _by_category(told: BudgetPaper, w: Words) -> list[Block]:
    """Where an adviser works with the Standard Financial Statement: every category, and what was told of it."""
    if not told.sfs:
        return []
    head = [w("paper_sfs_section"), w("paper_budget_what"), w("paper_budget_item")]
    rows = [
        [w(f"paper_sfs_{one.section}"), w(f"paper_sfs_{one.name}"),
         w.money(one.amount) if one.amount is not None else w(f"paper_sfs_{one.how}")]
        for one in told.sfs
    ]
    return [heading(w("paper_sfs_title")), table(head, rows)]


def _household(told: BudgetPaper, w: Words) -> list[str]:
    label = w("paper_budget_household")
    if told.household is None:
        return [label, w(f"paper_source_{told.household_source}"), w("paper_nothing")]
    adults, children = told.household
    said = w("paper_household_of", adults=str(adults), children=str(children))
    return [f"{label} ({said})", w("paper_source_told"), w("paper_nothing")]


def _rows(told: BudgetPaper, w: Words) -> list[list[str]]:
    return [
        [w(f"paper_budget_{one.key}"), _source(one, w), w.money(one.told) if one.told is not None else
         w("paper_nothing")]
        for one in told.figures
    ]


def _source(figure: Figure, w: Words) -> str:
    said = w(f"paper_source_{figure.source}")
    if figure.counted is None or figure.table is None:
        return said
    year = str(figure.table.valid_from.year)
    return f"{said} ; " + w("paper_source_table", amount=w.money(figure.counted), year=year)


def capacity_said(told: BudgetPaper, w: Words) -> str:
    """Capacity in one sentence."""
    found = told.found
    if found is None or found.unknown:
        return w("paper_capacity_unknown")
    if not told.known:
        return w("paper_capacity_no_table")
    return w("paper_capacity_some", amount=w.money(found.offerable)) if found.offerable else w("paper_capacity_none")


def _table_said(one: Dated, w: Words) -> str:
    return w(
        "paper_table_line", what=w(f"paper_table_{one.id.partition(':')[0]}"), day=w.day(one.valid_from),
        status=w(f"paper_status_{one.status}"), source=name(one.source),
    )


def data(told: BudgetPaper, lang: str, schema_url: str) -> bytes:
    """The same for machines: no name, no reference; amounts a month in minor units. Told apart from counted."""
    found = told.found
    known = told.known
    content: dict[str, Any] = {
        "$schema": schema_url, "format": FORMAT, "format_version": FORMAT_VERSION, "budget_version": told.version,
        "made_at": told.made_at.astimezone(UTC).isoformat(), "told_on": told.told_on.isoformat(), "language": lang,
        "currency": told.currency, "period": "month", "jurisdiction": told.jurisdiction or None,
        "household": {
            "adults": told.household[0] if told.household else None,
            "children": told.household[1] if told.household else None, "source": told.household_source,
        },
        "figures": {one.key: _figure(one) for one in told.figures},
        "sfs": [
            {"section": one.section, "category": one.name, "minor": _minor(one.amount), "source": one.how}
            for one in told.sfs
        ] or None,
        "capacity": {
            "known": known, "missing": list(told.missing),
            "amount_minor": found.amount.minor if found is not None and known else None,
            "at_most_offered_minor": found.offerable.minor if found is not None and known else None,
            "limited_by": found.binding if found is not None and known else None,
            "sentence": capacity_said(told, Words(lang)),
        },
        "tables": [
            {"id": one.id, "valid_from": one.valid_from.isoformat(), "status": one.status, "source": one.source}
            for one in told.tables
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _figure(one: Figure) -> dict[str, Any]:
    minor = _minor(one.told)
    counted = one.counted if one.counted is not None else one.told
    return {
        "minor": minor, "source": one.source, "counted_minor": _minor(counted),
        "counted_source": "table" if one.counted is not None else one.source,
        "table": one.table.id if one.table is not None else None,
    }


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor
