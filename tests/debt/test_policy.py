"""Policies: the shipped ones load, and a mistake is named with file, key and reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.debt.money import Money
from bot.debt.policy import PolicyError, load_policies, parse_policy, policy_on

FOLDER = Path(__file__).parents[2] / "bot" / "policies"
DAY = date(2026, 11, 20)
BRANDS = {
    "auralis",
    "electro_dore",
    "librairie_nova",
    "volta",
    "brightloan",
    "demo_maison",
    "demo_telecom",
    "demo_gb",
}
GOOD: dict[str, Any] = {
    "brand": "x",
    "valid_from": date(2026, 1, 1),
    "currency": "EUR",
    "longest_plan_months": 24,
    "smallest_instalment": "20.00",
    "token_allowed": True,
    "token_minimum": "5.00",
    "token_amount": "10.00",
    "longest_pause_days": 90,
    "bot_may_agree_up_to_months": 24,
}


def test_every_shipped_policy_loads_and_is_found_by_its_brand() -> None:
    policies = load_policies(FOLDER)
    assert {policy.brand for policy in policies} >= BRANDS
    for brand in BRANDS:
        found = policy_on(policies, brand, DAY)
        assert found is not None
        assert found.effects, "what a plan brings about is said before the yes"


def test_consumer_credit_brands_tell_that_the_period_starts_again() -> None:
    for brand in ("auralis", "electro_dore", "librairie_nova"):
        policy = policy_on(load_policies(FOLDER), brand, DAY)
        assert policy is not None
        assert "effects/consumer_credit_period_restarts" in policy.effects


def test_defaults_are_six_months_and_half_a_euro() -> None:
    policy = parse_policy(GOOD, source="x.yml")
    assert policy.token_review_months == policy.own_amount_without_budget_months == 6
    assert policy.minimum_charge == Money(50)
    assert policy.id == "x@2026-01-01"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("brand", ""),
        ("valid_from", "2026-01-01"),
        ("currency", "USD"),
        ("longest_plan_months", 0),
        ("longest_plan_months", "24"),
        ("smallest_instalment", 20.5),
        ("smallest_instalment", "20,00"),
        ("smallest_instalment", "NaN"),
        ("smallest_instalment", "0.60"),
        ("smallest_instalment", "20.001"),
        ("token_allowed", "yes"),
        ("token_minimum", "-1"),
        ("token_minimum", "25.00"),
        ("token_amount", "4.00"),
        ("token_review_months", True),
        ("longest_pause_days", -1),
        ("own_amount_without_budget_months", 7),
        ("bot_may_agree_up_to_months", 25),
        ("effects", "one"),
        ("effects", [1]),
        ("smalest_instalment", "20.00"),
    ],
)
def test_a_mistake_is_named_with_file_key_and_reason(key: str, value: object) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy({**GOOD, key: value}, source="x.yml")
    assert (caught.value.file, caught.value.reason != "") == ("x.yml", True)
    expected = {"token_amount"} if (key, value) == ("token_minimum", "25.00") else {key}
    assert caught.value.key in expected


@pytest.mark.parametrize("key", sorted(GOOD))
def test_a_missing_key_is_named(key: str) -> None:
    with pytest.raises(PolicyError, match=f"{key}: missing"):
        parse_policy({k: v for k, v in GOOD.items() if k != key}, source="x.yml")


def test_what_is_no_mapping_or_no_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError):
        parse_policy([], source="x.yml")  # type: ignore[arg-type]
    (tmp_path / "a.yml").write_text("brand: [", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"a\.yml"):
        load_policies(tmp_path)


def test_the_policy_in_force_is_the_newest_that_has_begun() -> None:
    old = parse_policy(GOOD, source="a")
    new = parse_policy({**GOOD, "valid_from": date(2026, 12, 1)}, source="b")
    assert policy_on((old, new), "x", DAY) is old
    assert policy_on((old, new), "x", date(2026, 12, 1)) is new
    assert policy_on((old, new), "x", date(2025, 12, 31)) is None
    assert policy_on((old, new), "y", DAY) is None


def test_one_brand_twice_from_one_day_is_refused(tmp_path: Path) -> None:
    text = (FOLDER / "volta.yml").read_text(encoding="utf-8")
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match="another policy"):
        load_policies(tmp_path)


def test_a_brand_that_names_no_way_to_pay_takes_cards() -> None:
    assert parse_policy(GOOD, source="x.yml").payment_methods == ("card",)
    both = parse_policy({**GOOD, "payment_methods": ["card", "sepa"]}, source="x.yml")
    assert both.payment_methods == ("card", "sepa")


@pytest.mark.parametrize("value", [[], "card", ["cash"], ["card", "card"], [1], None])
def test_a_way_to_pay_that_there_is_not_is_refused(value: object) -> None:
    with pytest.raises(PolicyError, match="payment_methods"):
        parse_policy({**GOOD, "payment_methods": value}, source="x.yml")


def test_debits_are_for_euros_only() -> None:
    with pytest.raises(PolicyError, match="sepa is for EUR only"):
        parse_policy({**GOOD, "currency": "GBP", "payment_methods": ["sepa"]}, source="x.yml")
