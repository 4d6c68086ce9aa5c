"""Random households: a short run here, a million with `python -m tests.debt.households --count 1000000`."""

from __future__ import annotations

import random

from tests.debt.households import household, quote, run


def test_two_thousand_random_households_hold() -> None:
    tally = run(2000, seed=20261122)
    assert tally.quotes == 2000
    assert {kind.split()[0] for kind in tally.kinds} == {"FR", "GB"}
    assert len(tally.kinds) >= 8, "every outcome is among them"


def test_the_same_seed_gives_the_same_households() -> None:
    one, two = (household(random.Random(7)) for _ in range(2))  # noqa: S311  (nothing is kept secret with it)
    assert one == two and quote(one) == quote(two)
