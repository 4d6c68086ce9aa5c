"""A short run of tests.payments.proof: whatever happens, in whatever order and at once, ours adds up with theirs."""

import pytest

from tests.payments.proof import epoch


@pytest.mark.parametrize("seed", [1, 2])
async def test_never_two_credits_for_one_payment_and_none_lost(database, clock, seed) -> None:
    driver, found = await epoch(database, clock, seed, 80)
    assert not found, "\n".join([*found, *driver.trail])
