"""Limits on how fast one sender may write: kept in this process, generous to people, deaf to floods."""

from __future__ import annotations

import time
from collections import OrderedDict


class Bucket:
    """A token bucket a key; the oldest keys are forgotten first, so memory stays bounded."""

    def __init__(self, *, per_second: float, burst: int, keys: int = 20_000) -> None:
        self._rate, self._burst, self._keys = per_second, burst, keys
        self._level: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, *, now: float | None = None) -> bool:
        """Whether one more is within the limit; `now` in seconds of a monotonic clock."""
        moment = time.monotonic() if now is None else now
        level, at = self._level.pop(key, (float(self._burst), moment))
        level = min(self._burst, level + (moment - at) * self._rate)
        allowed = level >= 1
        self._level[key] = (level - 1 if allowed else level, moment)
        while len(self._level) > self._keys:
            self._level.popitem(last=False)
        return allowed

    def empty(self, key: str, *, now: float | None = None) -> bool:
        """Whether the next one would be too many; takes nothing."""
        level, at = self._level.get(key, (float(self._burst), 0.0))
        moment = time.monotonic() if now is None else now
        return min(self._burst, level + (moment - at) * self._rate) < 1
