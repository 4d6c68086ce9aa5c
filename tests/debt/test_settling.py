from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.settling import (
    FINAL_AFTER,
    LIVE,
    RECEIVED,
    UNPAID,
    Move,
    Seen,
    look_again,
    methods,
    move,
    state_of,
)

STATES = (*UNPAID, *RECEIVED)


@pytest.mark.parametrize(("refunded", "disputed", "lost", "state"), [
    (0, 0, 0, "paid"), (1, 0, 0, "partly_refunded"), (99, 0, 0, "partly_refunded"), (100, 0, 0, "refunded"),
    (0, 100, 0, "disputed"), (40, 60, 0, "disputed"), (40, 0, 60, "lost"), (0, 50, 50, "disputed"),
])
def test_an_open_dispute_goes_before_a_lost_one_and_both_before_refunds(refunded, disputed, lost, state) -> None:
    assert state_of(received=100, refunded=refunded, disputed=disputed, lost=lost) == state


@given(st.sampled_from(STATES), st.none() | st.integers(0, 1000), st.sampled_from(RECEIVED), st.integers(1, 1000),
       st.integers(0, 1000))
def test_after_a_move_what_is_booked_is_what_is_kept(before, booked, state, received, returned) -> None:
    seen = Seen(state=state, received=received, returned=min(returned, received))
    found = move(before, booked, seen)
    if found is None:
        assert (booked or 0) == seen.kept and before == state
    else:
        assert (booked or 0) + found.credit - found.give_back == seen.kept
        assert found.credit >= 0 and found.give_back >= 0 and found.state == state


@given(st.sampled_from(STATES), st.integers(0, 1000), st.sampled_from(STATES), st.integers(0, 1000),
       st.integers(0, 1000))
def test_the_same_look_again_moves_nothing_more(before, booked, state, received, returned) -> None:
    seen = Seen(state=state, received=received, returned=min(returned, received))
    first = move(before, booked, seen)
    if first is not None:
        assert move(first.state, booked + first.credit - first.give_back, seen) is None


def test_what_came_and_went_before_we_looked_is_not_credited_for_a_moment() -> None:
    assert move("open", None, Seen(state="refunded", received=100, returned=100)) == Move(state="refunded")


def test_what_went_back_in_part_before_we_looked_is_credited_whole_and_given_back_in_part() -> None:
    seen = Seen(state="partly_refunded", received=100, returned=30)
    assert move("pending", None, seen) == Move(state="partly_refunded", credit=100, give_back=30)


@pytest.mark.parametrize("before", STATES)
def test_an_open_page_moves_nothing(before) -> None:
    assert move(before, None, Seen(state="open", received=100)) is None


@pytest.mark.parametrize("before", RECEIVED)
@pytest.mark.parametrize("state", ["open", "pending", "expired"])
def test_money_that_has_come_is_never_forgotten_for_an_older_state(before, state) -> None:
    assert move(before, 100, Seen(state=state, received=100)) is None


@pytest.mark.parametrize("before", STATES)
def test_a_debit_that_fails_gives_back_what_was_credited_for_it(before) -> None:
    assert move(before, 100, Seen(state="failed", received=100)) == Move(state="failed", give_back=100)
    assert (move(before, None, Seen(state="failed", received=100)) is not None) == (before in LIVE)


def test_a_sepa_debit_is_in_euros_and_of_ten_thousand_at_most() -> None:
    both = ("card", "sepa")
    assert methods(both, minor=1_000_000, currency="EUR") == both
    assert methods(both, minor=1_000_001, currency="EUR") == ("card",)
    assert methods(both, minor=100, currency="GBP") == ("card",)
    assert methods(("card",), minor=100, currency="EUR") == ("card",)


@pytest.mark.parametrize("state", STATES)
def test_every_state_that_may_still_change_is_asked_about_and_none_for_ever_but_disputes(state) -> None:
    early, late = look_again(state, timedelta()), look_again(state, FINAL_AFTER * 2)
    assert (early is None) == (state in ("failed", "expired", "lost"))
    assert (late is not None) == (state in (*LIVE, "disputed"))
