"""An estimate from a sample tells how unsure it is."""

from __future__ import annotations

import pytest

from bot.debt.estimate import Estimate


@pytest.mark.parametrize(
    ("found", "looked_at", "low", "high"),  # values of the published formula
    [(0, 30, 0.0, 0.1135), (1, 30, 0.0059, 0.1667), (15, 30, 0.3315, 0.6685), (30, 30, 0.8865, 1.0)],
)
def test_the_interval_is_wilsons(found, looked_at, low, high):
    assert Estimate(found=found, looked_at=looked_at, out_of=1000).interval == pytest.approx((low, high), abs=5e-4)


def test_nothing_looked_at_means_nothing_known():
    nothing = Estimate(found=0, looked_at=0, out_of=50)
    assert nothing.share is None and nothing.interval == (0.0, 1.0) and nothing.people == (0, 50)


def test_none_found_does_not_mean_none_there():
    assert Estimate(found=0, looked_at=30, out_of=500).people == (0, 57)


def test_never_fewer_than_were_found_and_never_more_than_there_are():
    assert Estimate(found=2, looked_at=3, out_of=3).people == (2, 3)
