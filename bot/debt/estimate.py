"""A share told from a sample, with how sure it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959964  # 95 % of a normal distribution lie within so many deviations


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """`found` of `looked_at`, drawn at random out of `out_of`."""

    found: int
    looked_at: int
    out_of: int

    @property
    def share(self) -> float | None:
        """The share in the sample; None where nothing was looked at."""
        return self.found / self.looked_at if self.looked_at else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of Wilson (1927): honest for few and for none. 0 to 1 where nothing was looked at."""
        n = self.looked_at
        if not n:
            return 0.0, 1.0
        share, square = self.found / n, _Z * _Z
        middle = (share + square / (2 * n)) / (1 + square / n)
        half = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def people(self) -> tuple[int, int]:
        """Between how many and how many of all this would be; never fewer than were found."""
        low, high = self.interval
        return max(self.found, math.floor(low * self.out_of)), min(self.out_of, math.ceil(high * self.out_of))
