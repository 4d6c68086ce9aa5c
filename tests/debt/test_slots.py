"""When somebody may be called: within the desk's hours, on their own clock, as many at once as can be kept."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.debt.opening import Hours
from bot.debt.slots import free, nearest, to_offer

PARIS, MAYOTTE = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Mayotte")
WEEK = {str(day): ["09:00", "12:00"] for day in range(1, 6)}
NOW = datetime(2026, 11, 20, 10, 10, tzinfo=PARIS)  # a Friday
ALL_DAY = [(time(9), time(19))]


def found(**more):
    given = {"debtor": PARIS, "windows": ALL_DAY, "day_off": lambda _: False, "taken": {}, **more}
    hours = given.pop("hours", Hours(spans=WEEK))
    return free(hours, given.pop("now", NOW), **given)


def test_slots_lie_whole_within_the_openings_and_give_half_an_hours_notice() -> None:
    slots = found()
    assert [f"{at:%d %H:%M}" for at in slots[:4]] == ["20 11:00", "20 11:30", "23 09:00", "23 09:30"]
    assert all(at.time() <= time(11, 30) and at.isoweekday() <= 5 for at in slots)


def test_a_day_on_which_the_desk_or_the_debtor_is_off_has_none() -> None:
    monday = date(2026, 11, 23)
    closed = Hours(spans=WEEK, closed=lambda day: day == monday)
    for more in ({"hours": closed}, {"day_off": lambda day: day == monday}):
        assert monday not in {at.date() for at in found(**more)}


def test_the_debtors_safe_hours_are_kept_on_their_own_clock() -> None:
    assert {at.time() for at in found(windows=[(time(11), time(12))])} == {time(11), time(11, 30)}
    # Two hours ahead of Paris in winter: nine o'clock here is eleven there.
    assert {at.time() for at in found(debtor=MAYOTTE, windows=[(time(11), time(12))])} == {time(9), time(9, 30)}


def test_a_slot_that_is_full_is_not_offered_and_one_with_room_is() -> None:
    at = datetime(2026, 11, 20, 11, 0, tzinfo=PARIS)
    assert at in found(taken={at: 1}, capacity=2) and at not in found(taken={at: 2}, capacity=2)
    assert found(capacity=0) == []


def test_of_many_the_first_of_each_half_day_is_offered_four_at_most() -> None:
    slots = found(hours=Hours(spans={str(day): ["09:00", "19:00"] for day in range(1, 6)}))
    assert [f"{at:%d %H}" for at in to_offer(slots)] == ["20 11", "20 12", "23 09", "23 12"]
    assert to_offer([]) == []


def test_a_desk_without_a_clock_is_a_fault() -> None:
    with pytest.raises(ValueError, match="zone"):
        found(now=NOW.replace(tzinfo=None))


def test_the_change_to_summer_time_moves_no_slot() -> None:
    slots = found(now=datetime(2026, 3, 27, 18, 0, tzinfo=PARIS))
    assert slots[0] == datetime(2026, 3, 30, 9, 0, tzinfo=PARIS) and slots[1] - slots[0] == timedelta(minutes=30)


def test_the_nearest_to_a_wish_come_first_to_mind_and_are_told_in_order_of_time() -> None:
    slots = found()
    tuesday = date(2026, 11, 24)
    assert [f"{at:%d %H:%M}" for at in nearest(slots, day=tuesday, hour=time(10, 30))] == [
        "24 09:30", "24 10:00", "24 10:30", "24 11:00",
    ]
    assert [f"{at:%d %H:%M}" for at in nearest(slots, day=None, hour=time(15))] == [
        "20 11:30", "23 11:30", "24 11:30", "25 11:30",
    ]
    assert {at.date() for at in nearest(slots, day=tuesday, hour=None)} == {tuesday}


def test_a_day_without_any_gives_those_after_it_and_a_far_day_the_first_there_are() -> None:
    slots = found()
    assert nearest(slots, day=date(2026, 11, 21), hour=None)[0].date() == date(2026, 11, 23)
    assert nearest(slots, day=date(2027, 5, 1), hour=time(9))[0] in slots
    assert nearest([], day=None, hour=time(9)) == []
