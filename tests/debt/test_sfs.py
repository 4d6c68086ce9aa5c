"""The six answers in the sections of the Standard Financial Statement."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.debt.budget import FIELDS, Budget
from bot.debt.money import Money
from bot.debt.scales import load_scales
from bot.debt.sfs import LINES, form_of

DAY = date(2026, 11, 20)
GUIDELINE = """\
kind: guideline
entries:
  - jurisdictions: [GB-EAW, GB-NIR]
    currency: GBP
    valid_from: 2026-04-01
    valid_to: 2027-03-31
    review_by: 2027-03-31
    status: official
    source: operator
    categories:
      communications_and_leisure: {single: "10.00", couple: "20.00", further: "5.00"}
      food_and_housekeeping: {single: "200.00", couple: "300.00", further: "80.00"}
      personal_costs: {single: "30.00", couple: "50.00", further: "15.00"}
"""


def pounds(text: str) -> Money:
    return Money.of(text, "GBP")


def told(**changed: object) -> Budget:
    values: dict[str, object] = {
        "income": pounds("1300"), "benefits": pounds("120"), "adults": 1, "children": 1, "housing": pounds("520"),
        "essentials": pounds("380"), "other_debts": pounds("40"), "arrears_reserved": pounds("25"), **changed,
    }
    return Budget(currency="GBP", **values)  # type: ignore[arg-type]


def test_every_answer_has_its_place_and_none_stands_twice() -> None:
    fields = [field for field, _, _ in LINES]
    assert sorted(fields) == sorted({*FIELDS, "arrears_reserved", "other_costs"} - {"household"})


def test_sums_are_exact_and_the_surplus_is_not_an_offer() -> None:
    form = form_of(told())
    assert (form.income, form.outgoings, form.surplus) == (pounds("1420"), pounds("965"), pounds("455"))
    assert (form.household, form.guideline_id, form.by_category) == ((1, 1), "", ())


def test_what_is_not_told_is_not_read_as_nothing() -> None:
    form = form_of(told(housing=None))
    assert form.income == pounds("1420") and form.outgoings is None and form.surplus is None
    assert next(line for line in form.lines if line.field == "housing").amount is None


def test_the_operators_guideline_stands_beside_the_essentials_with_its_categories(tmp_path: Path) -> None:
    path = tmp_path / "sfs.yml"
    path.write_text(GUIDELINE, encoding="utf-8")
    table = load_scales(path).essentials(DAY, "GB-EAW")
    form = form_of(told(), table)
    line = next(line for line in form.lines if line.field == "essentials")
    assert line.guideline == pounds("370") and line.above
    assert dict(form.by_category)["food_and_housekeeping"] == pounds("300")
    assert not any(one.above for one in form_of(told(essentials=pounds("300")), table).lines)


def test_without_a_guideline_nothing_is_called_above_it() -> None:
    assert not any(line.above for line in form_of(told(essentials=pounds("9000"))).lines)
