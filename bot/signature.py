"""Signatures of webhooks: `t=SECONDS,v1=HEX`, HMAC-SHA256 over the time, a point and the raw bytes."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

TOLERANCE = 300
"""Seconds either way: an older one may be a replay, one from the future has a wrong clock or a forged time."""


def webhook_secret(secret_key: str, purpose: str = "sandbox webhook") -> str:
    """A signing secret of one simulated door, worked out from the server's own: there is nothing to configure."""
    return hmac.new(secret_key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header's value for that body at that moment."""
    seconds = str(int(at.timestamp()))
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


def verify(secret: str, body: bytes, header: str, now: datetime) -> bool:
    """Whether the raw bytes were signed with the secret, lately; compared in constant time.

    Several v1 may stand in the header (a secret being changed): one that fits is enough.
    """
    pairs = [part.strip().split("=", 1) for part in header.split(",") if "=" in part]
    times = [value for key, value in pairs if key == "t"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit()) or len(times[0]) > 12:
        return False
    expected = _digest(secret, times[0], body).encode()
    fits = False
    for key, value in pairs:
        if key == "v1":
            fits |= hmac.compare_digest(expected, value.encode())
    return fits and abs(now.timestamp() - int(times[0])) <= TOLERANCE


def _digest(secret: str, seconds: str, body: bytes) -> str:
    return hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
