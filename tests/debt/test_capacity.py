"""What a budget can carry: oracle values, the protective side of everything that is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.debt.budget import FIELDS, Budget, missing
from bot.debt.capacity import Capacity, capacity
from bot.debt.money import Money
from bot.debt.scales import load_scales

DAY = date(2026, 11, 20)
SCALES = load_scales()
CEILING = Money.of("100000")


def euros(text: str) -> Money:
    return Money.of(text)


def budget(**told: str | int) -> Budget:
    values: dict[str, str | int] = {"income": "0", "benefits": "0", "adults": 1, "children": 0}
    values |= {"housing": "0", "essentials": "0", "other_debts": "0"} | told
    return Budget(**{k: Money.of(v) if isinstance(v, str) else v for k, v in values.items()})  # type: ignore[arg-type]


def of(b: Budget, place: str = "FR", day: date = DAY) -> Capacity:
    return capacity(b, jurisdiction=place, day=day, scales=SCALES)


@pytest.mark.parametrize(
    ("net", "children", "expected"),
    [
        ("600", 0, "0"),
        ("700", 0, "48.31"),  # capped by the RSA that always stays
        ("1000", 0, "108.58"),
        ("1500", 0, "234.76"),
        ("2000", 0, "471.71"),
        ("2150.83", 0, "572.26"),
        ("1500", 2, "171.42"),
        ("2500", 1, "783.68"),
    ],
)
def test_seizable_portion_with_the_rsa_floor(net: str, children: int, expected: str) -> None:
    assert of(budget(income=net, children=children)).seizable == euros(expected)


def test_1033_of_aah_gives_nothing_from_the_scale() -> None:
    found = of(budget(income="0", benefits="1033"))
    assert found.seizable == euros("0")
    assert found.offerable == euros("0")


def test_benefits_never_raise_what_is_offered() -> None:
    for income in ("0", "700", "1200", "2400"):
        without = of(budget(income=income, benefits="0", children=2, housing="300"))
        with_them = of(budget(income=income, benefits="900", children=2, housing="300"))
        assert with_them.offerable == without.offerable
        assert with_them.person_may_find >= without.person_may_find


def test_story_alone_on_unemployment_benefit() -> None:
    found = of(budget(income="1450", housing="480", essentials="350", other_debts="60"))
    assert (found.amount, found.offerable, found.binding) == (euros("218.10"), euros("174.48"), "seizable")


def test_story_700_leaves_no_more_than_32() -> None:
    found = of(budget(income="700", housing="350", essentials="280", other_debts="30"))
    assert found.offerable <= euros("32.00")
    assert found.person_may_find == euros("40.00")  # on the declared figures: for a person, not for an offer


def test_story_mother_on_benefits_carries_nothing() -> None:
    found = of(budget(income="0", benefits="1150", children=2, housing="220", essentials="500"))
    assert (found.amount, found.offerable, found.person_may_find) == (euros("0"),) * 3


def test_household_rsa_binds_for_a_family() -> None:
    found = of(budget(income="1250", children=2))
    assert (found.after_rsa, found.binding) == (euros("76.96"), "after_rsa")


def test_costs_bind_and_essentials_count_at_least_as_the_table() -> None:
    low = of(budget(income="1450", housing="700", essentials="1"))
    assert (low.after_costs, low.binding) == (euros("177.00"), "after_costs")
    assert of(budget(income="1450", housing="700", essentials="573")).after_costs == euros("177.00")
    assert of(budget(income="1450", housing="700", essentials="600")).after_costs == euros("150.00")


def test_reserved_arrears_and_running_instalments_come_off() -> None:
    plain = budget(income="1450", housing="700", essentials="600")
    assert of(replace(plain, arrears_reserved=euros("50"))).amount == euros("100.00")
    assert of(replace(plain, running_instalments=euros("60"))).amount == euros("90.00")
    assert of(replace(plain, running_instalments=euros("999"))).amount == euros("0")


def test_a_running_instalment_counts_against_the_scale_too() -> None:
    found = of(budget(income="1450", housing="200", running_instalments="60.12"))
    assert found.amount == euros("157.98")


def test_another_adult_is_kept_by_the_debtor_for_nobody_asks_what_they_earn() -> None:
    alone, two = of(budget(income="1500")), of(budget(income="1500", adults=2))
    with_child = of(budget(income="1500", children=1))
    assert alone.seizable == euros("234.76")
    assert two.seizable is not None and two.seizable == with_child.seizable and two.seizable < euros("234.76")


@pytest.mark.parametrize("field", ["income", "household", "housing", "essentials", "other_debts"])
def test_a_needed_field_not_told_means_no_offer(field: str) -> None:
    told = budget(income="2000", housing="300", essentials="600")
    blank = replace(told, **{"adults" if field == "household" else field: None})  # type: ignore[arg-type]
    found = of(blank)
    assert found.unknown == (field,)
    assert (found.amount, found.offerable, found.binding) == (euros("0"), euros("0"), "unknown")


def test_the_united_kingdom_without_a_guideline_is_token_only(tmp_path: Path) -> None:
    pounds = Budget(
        currency="GBP",
        income=Money.of("1300", "GBP"),
        adults=1,
        children=0,
        housing=Money.of("520", "GBP"),
        essentials=Money.of("300", "GBP"),
        other_debts=Money.zero("GBP"),
    )
    found = of(pounds, "GB-EAW")
    assert found.token_only
    assert found.amount == Money.of("480", "GBP")
    path = tmp_path / "guideline.yml"
    path.write_text(
        "kind: guideline\nentries:\n  - {jurisdictions: [GB-EAW], currency: GBP, valid_from: 2026-04-01, "
        "valid_to: 2027-03-31, review_by: 2027-03-31, status: official, source: operator, "
        'single: "450.00", couple: "600.00", further: "150.00"}\n',
        encoding="utf-8",
    )
    checked = capacity(pounds, jurisdiction="GB-EAW", day=DAY, scales=load_scales(path))
    assert not checked.token_only
    assert checked.amount == Money.of("330", "GBP")


@pytest.mark.parametrize(
    ("place", "day"), [("FR", date(2025, 6, 1)), ("FR", date(2030, 1, 1)), ("XX", DAY), ("ZA", DAY)]
)
def test_no_scale_or_a_foreign_currency_gives_nothing_and_a_reason(place: str, day: date) -> None:
    found = of(budget(income="3000", housing="100", essentials="600"), place, day)
    assert (found.binding, found.offerable) == ("no_scale", euros("0"))


def test_scales_past_their_review_are_named() -> None:
    found = of(budget(income="1450"), "FR-976")
    assert found.past_review == ("rsa:FR-976@2025-04-01",)


def test_trace_holds_every_step_with_its_scale() -> None:
    trace = {step.key: step for step in of(budget(income="1450", housing="480")).trace}
    assert trace["seizable"].scale == "seizable:FR+FR-976@2026-01-01"
    assert trace["least_essentials"].amount == euros("573")
    assert trace["offerable"].amount == euros("174.48")


def test_more_margin_may_be_asked_but_never_less() -> None:
    told = budget(income="1450", housing="480")
    assert capacity(told, jurisdiction="FR", day=DAY, scales=SCALES, percent=50).offerable == euros("109.05")
    with pytest.raises(ValueError, match="80"):
        capacity(told, jurisdiction="FR", day=DAY, scales=SCALES, percent=81)


def test_missing_is_asked_in_order_and_skipped_is_not_asked_again() -> None:
    assert missing(Budget()) == FIELDS
    assert missing(Budget(adults=1)) == FIELDS
    assert missing(Budget(adults=1, children=0, skipped=frozenset({"housing"}))) == (
        "income",
        "benefits",
        "essentials",
        "other_debts",
    )


@pytest.mark.parametrize(
    "bad",
    [{"income": Money(-1)}, {"income": Money(1, "GBP")}, {"adults": 0}, {"children": -1}, {"skipped": {"x"}}],
)
def test_an_impossible_budget_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Budget(**bad)  # type: ignore[arg-type]


cents = st.integers(0, 500_000).map(Money)
whole = st.builds(
    Budget,
    income=cents,
    benefits=st.none() | cents,
    adults=st.integers(1, 4),
    children=st.integers(0, 7),
    housing=cents,
    essentials=cents,
    other_debts=cents,
    arrears_reserved=st.integers(0, 50_000).map(Money),
    running_instalments=st.integers(0, 50_000).map(Money),
)
blankable = (
    "income",
    "benefits",
    "adults",
    "children",
    "housing",
    "essentials",
    "other_debts",
)
places = st.sampled_from(["FR", "FR-976"])


@given(whole, st.sets(st.sampled_from(blankable)), places)
@settings(max_examples=400)
def test_what_is_not_known_never_raises_what_is_offered(told: Budget, blank: set[str], place: str) -> None:
    blanked = replace(told, **dict.fromkeys(blank))  # type: ignore[arg-type]
    known, unknown = of(told, place), of(blanked, place)
    assert unknown.offerable <= known.offerable
    assert unknown.amount <= known.amount
    assert unknown.at_most is None or unknown.at_most >= known.offerable


@given(whole, places)
def test_capacity_is_the_least_of_three_and_never_below_zero(told: Budget, place: str) -> None:
    found = of(told, place)
    assert found.seizable is not None and found.after_rsa is not None and found.after_costs is not None
    least = min(found.seizable, found.after_rsa, found.after_costs) - told.running_instalments
    assert found.amount == max(least, Money(0))
    assert found.offerable.minor * 100 <= found.amount.minor * 80
    assert found.at_most == found.offerable


@given(
    whole,
    cents,
    st.sampled_from(["housing", "essentials", "other_debts", "arrears_reserved", "running_instalments"]),
)
def test_a_higher_cost_never_raises_what_is_offered(told: Budget, more: Money, field: str) -> None:
    dearer = replace(told, **{field: getattr(told, field) + more})
    assert of(dearer).offerable <= of(told).offerable


@given(whole)
def test_one_more_child_never_raises_what_is_offered(told: Budget) -> None:
    assert told.children is not None
    assert of(replace(told, children=told.children + 1)).offerable <= of(told).offerable
