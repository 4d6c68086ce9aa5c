"""How long the next try has to wait after wrong ones: growing, bounded, and only for whoever failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Throttle:
    """So many failures cost nothing; each one more doubles the wait, up to the longest; a quiet time forgets all."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta = timedelta(days=1)

    def wait(self, failures: int) -> timedelta:
        """What the next try has to wait after so many failures in a row."""
        beyond = failures - self.free
        if beyond <= 0:
            return timedelta()
        doublings = min(beyond - 1, 20)
        return min(self.first * (1 << doublings), self.longest)

    def count(self, failures: int, last_at: datetime | None, now: datetime) -> int:
        """Failures in a row with one more at `now`; those before a quiet time are forgotten."""
        return 1 if last_at is None or now - last_at > self.forgotten else failures + 1


PASSWORD = Throttle(free=4, first=timedelta(seconds=30), longest=timedelta(minutes=15))
"""Wrong passwords of one login from one address (or one browser that has logged in before)."""
CODE = Throttle(free=4, first=timedelta(minutes=1), longest=timedelta(minutes=30))
"""Wrong codes of a second step, likewise: 3 of a million codes are right at a moment."""
ACCOUNT_CODE = Throttle(free=20, first=timedelta(minutes=1), longest=timedelta(minutes=30))
"""Wrong codes of one account from all addresses together: who gets so far has its password. Strangers only."""
