"""How often something may be tried: a small sliding window in this process's memory."""

from __future__ import annotations

from collections import OrderedDict, deque

_MOST_KEYS = 10_000


class Limiter:
    """At most `times` in `seconds` for a key. Other processes count for themselves; the store's counts decide."""

    def __init__(self, times: int, seconds: float) -> None:
        self._times = times
        self._seconds = seconds
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def allow(self, key: str, now: float) -> bool:
        """Count one try at `now` (seconds of any steady clock); False when it is one too many."""
        tries = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        while tries and tries[0] <= now - self._seconds:
            tries.popleft()
        if len(self._seen) > _MOST_KEYS:
            self._seen.popitem(last=False)
        if len(tries) >= self._times:
            return False
        tries.append(now)
        return True
