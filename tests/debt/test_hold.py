"""The hold matrix: what stands still, for whom, and that nothing stands still for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.hold import (
    WHATS,
    Hold,
    blocked,
    hold_rules,
    may_lift,
    payable_part,
    permissions,
    place,
    review_due,
)
from bot.debt.money import Money

DAY = date(2026, 11, 20)
ASKED = {
    "distress", "dispute", "over_indebtedness_preparing", "over_indebtedness_filed", "over_indebtedness_admissible",
    "over_indebtedness_measures", "breathing_space", "insolvency", "deceased", "minor", "guardianship", "wrong_person",
    "identity_theft", "coerced_debt", "limitation_barred", "limitation_doubtful", "no_letter_date", "stop_contact",
    "pause", "plan_agreed", "referral", "legal_document", "vulnerability", "manual",
}  # fmt: skip


def on(reason: str, part: Money | None = None) -> Hold:
    return place(reason, day=DAY, part=part)


def test_every_reason_is_in_the_table_with_a_review_somebody_to_lift_it_and_words() -> None:
    assert set(hold_rules()) >= ASKED
    for rule in hold_rules().values():
        assert rule.review_days >= 1
        assert rule.lifted_by
        assert rule.told.startswith("hold_")


@pytest.mark.parametrize("reason", sorted(hold_rules()))
def test_no_hold_is_for_ever_and_none_falls_by_its_review(reason: str) -> None:
    hold = on(reason)
    assert not review_due(hold, DAY)
    assert review_due(hold, hold.review_on)
    assert hold.review_on <= DAY + timedelta(days=180)
    assert not may_lift(hold, "time", hold.review_on)


def test_distress_stops_offers_and_first_contact_but_not_a_payment_asked_for_after_check_in() -> None:
    now = permissions([on("distress")])
    assert (now.offers, now.we_write_first, now.debtor_may_pay) == (False, False, True)
    assert now.check_in_first == {"debtor_may_pay"}


def test_an_admissible_file_stops_everything() -> None:
    now = permissions([on("over_indebtedness_admissible")])
    assert not any(getattr(now, what) for what in WHATS)


@pytest.mark.parametrize("reason", ["over_indebtedness_preparing", "over_indebtedness_filed"])
def test_before_admissibility_the_debtor_may_go_on_paying(reason: str) -> None:
    assert permissions([on(reason)]).debtor_may_pay


@pytest.mark.parametrize("reason", ["limitation_barred", "limitation_doubtful", "limitation_unknown"])
def test_a_debt_whose_time_is_not_surely_running_is_neither_offered_nor_paid(reason: str) -> None:
    now = permissions([on(reason)])
    assert not (now.offers or now.debtor_may_plan or now.debtor_may_pay)


def test_without_a_letter_date_nothing_is_asked_for() -> None:
    now = permissions([on("no_letter_date")])
    assert not (now.we_write_first or now.offers or now.debtor_may_pay)


def test_vulnerability_only_adds_care() -> None:
    now = permissions([on("vulnerability")])
    assert now.offers and now.debtor_may_plan and now.debtor_may_pay and now.instalments_run
    assert not now.we_write_first


@pytest.mark.parametrize("reason", ["plan_agreed", "pause", "referral", "dispute", "distress", "breathing_space"])
def test_who_has_been_given_something_is_not_chased_by_the_creditor(reason: str) -> None:
    assert blocked([on(reason)], "creditor_may_chase")


def test_a_partial_dispute_stops_only_the_disputed_part() -> None:
    held = [on("dispute", Money.of(80))]
    now = permissions(held, Money.of("579.27"))
    assert now.offers and now.debtor_may_plan and now.debtor_may_pay and now.we_write_first
    assert payable_part(Money.of("579.27"), held) == Money.of("499.27")


def test_a_whole_dispute_leaves_nothing_to_pay_and_parts_may_make_up_the_whole() -> None:
    assert payable_part(Money.of(500), [on("dispute")]) == Money.zero()
    parts = [on("dispute", Money.of(300)), on("dispute", Money.of(200))]
    assert payable_part(Money.of(500), parts) == Money.zero()
    assert not permissions(parts, Money.of(500)).debtor_may_pay
    assert permissions(parts, Money.of(501)).debtor_may_pay


def test_holds_add_up_and_the_words_of_each_are_told_once() -> None:
    now = permissions([on("pause"), on("limitation_barred"), on("limitation_doubtful")])
    assert not now.debtor_may_pay
    assert now.told == ("hold_limitation", "hold_pause")
    assert permissions([on("pause"), on("distress"), on("minor")]).check_in_first == frozenset()


def test_time_lifts_a_pause_only_at_the_end_that_was_given() -> None:
    pause = place("pause", day=DAY, until=date(2026, 12, 5))
    assert pause.review_on == date(2026, 12, 5)
    assert not may_lift(pause, "time", date(2026, 12, 4))
    assert may_lift(pause, "time", date(2026, 12, 5))
    assert may_lift(pause, "debtor", DAY)
    assert not may_lift(on("over_indebtedness_admissible"), "debtor", DAY)
    assert not may_lift(on("limitation_barred"), "creditor", DAY)


def test_a_far_pause_is_looked_at_on_its_way() -> None:
    assert place("pause", day=DAY, until=date(2027, 11, 20)).review_on == DAY + timedelta(days=30)


def test_an_agent_may_say_what_a_manual_hold_stops_and_nothing_else_may() -> None:
    held = place("manual", day=DAY, blocks=["debtor_may_pay"])
    assert blocked([held], "debtor_may_pay") and not blocked([held], "offers")
    with pytest.raises(ValueError, match="in the table"):
        place("pause", day=DAY, blocks=["offers"])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: on("no_such_reason"),
        lambda: on("pause", Money.of(10)),
        lambda: on("dispute", Money.of(0)),
        lambda: place("pause", day=DAY, until=date(2026, 11, 1)),
        lambda: blocked([], "everything"),  # type: ignore[arg-type]
    ],
)
def test_what_makes_no_sense_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]


@given(
    total=st.integers(0, 10**7),
    parts=st.lists(st.integers(1, 10**6), max_size=4),
    reasons=st.lists(st.sampled_from(sorted(hold_rules())), max_size=4),
)
def test_a_further_hold_never_makes_more_payable(total: int, parts: list[int], reasons: list[str]) -> None:
    held = [on("dispute", Money(part)) for part in parts] + [on(reason) for reason in reasons]
    found = payable_part(Money(total), held)
    assert Money.zero() <= found <= Money(total)
    assert payable_part(Money(total), held[:-1]) >= found


def test_who_wishes_for_a_plan_in_their_own_pause_is_offered_one_and_is_left_in_peace_meanwhile():
    shut = Hold(reason="pause", review_on=DAY)
    before, opened = permissions([shut]), permissions([replace(shut, opened=True)])
    assert not before.offers and opened.offers
    assert not (opened.creditor_may_chase or opened.we_write_first or opened.instalments_run)
    other = Hold(reason="over_indebtedness_filed", review_on=DAY)
    assert permissions([replace(shut, opened=True), replace(other, opened=True)]) == permissions([other, shut]), (
        "what another hold keeps away is not let in"
    )
