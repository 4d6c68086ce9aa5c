"""Waits after failures: none at first, doubling, bounded, forgotten after a quiet time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.debt.throttle import Throttle

RULE = Throttle(free=4, first=timedelta(seconds=30), longest=timedelta(minutes=15))
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_the_first_failures_cost_nothing_and_each_later_one_doubles_the_wait():
    assert [RULE.wait(n).total_seconds() for n in range(9)] == [0, 0, 0, 0, 0, 30, 60, 120, 240]


def test_no_wait_is_longer_than_the_longest_however_many_failures():
    assert RULE.wait(10_000) == timedelta(minutes=15)


def test_a_quiet_time_forgets_all_failures():
    assert RULE.count(7, NOW, NOW + timedelta(hours=23)) == 8
    assert RULE.count(7, NOW, NOW + timedelta(hours=25)) == 1
    assert RULE.count(0, None, NOW) == 1
