"""Desk hours less closed days, and waits that are told only when they are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.debt.opening import Hours, expected_minutes

WEEK = {str(day): ["09:00", "19:00"] for day in range(1, 6)}
FRIDAY = datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_a_closed_day_is_closed_whatever_its_hours():
    hours = Hours(spans=WEEK, closed=lambda day: day == date(2026, 11, 20))
    assert not hours.is_open(FRIDAY)
    opening = hours.next_opening(FRIDAY)
    assert (opening.ahead, opening.day, opening.at) == (3, date(2026, 11, 23), "09:00")


@pytest.mark.parametrize(("hour", "is_open"), [(8, False), (9, True), (18, True), (19, False)])
def test_hours_are_from_the_first_to_before_the_last(hour, is_open):
    assert Hours(spans=WEEK).is_open(FRIDAY.replace(hour=hour)) is is_open


def test_before_the_hour_it_opens_today_and_a_desk_without_hours_never():
    assert Hours(spans=WEEK).next_opening(FRIDAY.replace(hour=7)).ahead == 0
    assert Hours(spans={}).next_opening(FRIDAY) is None
    assert Hours(spans=WEEK, closed=lambda _: True).next_opening(FRIDAY) is None


TEN = [timedelta(minutes=10)] * 9


@pytest.mark.parametrize(
    ("ahead", "agents", "told"), [(0, 1, 10), (0, 2, 5), (1, 1, 20), (3, 2, 20), (3, 1, 45), (20, 1, 210)]
)
def test_a_wait_grows_with_who_is_ahead_and_shrinks_with_who_answers(ahead, agents, told):
    assert expected_minutes(ahead=ahead, agents=agents, lengths=TEN) == told


def test_one_very_long_conversation_does_not_make_everybodys_wait_long():
    assert expected_minutes(ahead=0, agents=1, lengths=[*TEN, timedelta(hours=9)]) == 10


@pytest.mark.parametrize(("agents", "lengths"), [(0, TEN), (2, TEN[:4]), (2, [])])
def test_what_is_not_known_is_not_told(agents, lengths):
    assert expected_minutes(ahead=0, agents=agents, lengths=lengths) is None
