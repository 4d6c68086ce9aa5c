"""Limits on how fast one sender may write: kept in this process, generous to people, deaf to floods."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

from bot.keys import SETTINGS

ANSWER_AFTER = 0.4
"""Seconds before any answer to a secret that somebody gave: right, wrong, and one that never was take as long."""
_HOME = 64  # bits of an IPv6 address that one household shares


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

    def give(self, key: str) -> None:
        """Take one back: it was no nuisance."""
        if key in self._level:
            level, at = self._level[key]
            self._level[key] = (min(self._burst, level + 1), at)

    def empty(self, key: str, *, now: float | None = None) -> bool:
        """Whether the next one would be too many; takes nothing."""
        level, at = self._level.get(key, (float(self._burst), 0.0))
        moment = time.monotonic() if now is None else now
        return min(self._burst, level + (moment - at) * self._rate) < 1


def may_try(request: web.Request, own: web.AppKey[Bucket], of_all: web.AppKey[Bucket]) -> bool:
    """Whether a secret may be tried once more: from this network, and by everybody together (many networks must not
    guess it either).
    """
    return request.app[own].take(network_of(request)) and request.app[of_all].take("all")


async def wait_until(begun: float, seconds: float = ANSWER_AFTER) -> None:
    """Let so many seconds pass since `begun` (monotonic)."""
    await asyncio.sleep(max(seconds - (time.monotonic() - begun), 0))


def network_of(request: web.Request) -> str:
    """Where a request comes from, as limits count it: an IPv4 address, or the network of an IPv6 one.

    `X-Forwarded-For` is read from its end, and only as far as trusted proxies have written it: anybody may put
    what they like at its beginning.
    """
    proxies = request.app[SETTINGS].proxies
    told = [*",".join(request.headers.getall("X-Forwarded-For", [])).split(","), request.remote or ""]
    seen = ""
    for one in reversed(told):
        network = _network(one.strip())
        if not network:
            break
        seen = network
        if not any(_inside(one.strip(), proxy) for proxy in proxies):
            break
    return seen


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network(f"{found}/{_HOME}", strict=False))
    return str(found.ipv4_mapped or found) if isinstance(found, IPv6Address) else str(found)


def _inside(address: str, network: IPv4Network | IPv6Network) -> bool:
    found = ip_address(address)
    return found.version == network.version and found in network
