"""A log-in that has gone to the provider: what must come back with the answer, closed in a cookie of this browser."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass

from aiohttp import web

from bot.desk import session
from bot.keys import SETTINGS
from bot.service.desk.second_step import Seal

COOKIE = "repit_desk_openid"
PATH = f"{session.PATH}/login/openid"
LIFE = 600
"""Seconds that somebody may take at the provider."""
_LONGEST = 3_000


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """`state` ties the answer to this browser, `nonce` the token to this attempt, `verifier` the code (PKCE) to us.

    `link`: the token of the link that was followed, if any; `until`: seconds since the epoch.
    """

    issuer: str
    state: str
    nonce: str
    verifier: str
    link: str
    until: int

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier (RFC 7636, S256)."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")

    def answers(self, state: str) -> bool:
        """Whether an answer is to this attempt, in constant time."""
        return hmac.compare_digest(self.state.encode(), state.encode())


def begin(issuer: str, *, link: str, now: int) -> Attempt:
    """A new one; `now` in seconds since the epoch."""
    state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
    return Attempt(issuer=issuer, state=state, nonce=nonce, verifier=verifier, link=link, until=now + LIFE)


def keep(request: web.Request, response: web.StreamResponse, attempt: Attempt, seal: Seal) -> None:
    """Give it to the browser, sealed. Lax: the answer comes by a link from the provider's page."""
    secure = request.app[SETTINGS].base_url.startswith("https://")
    response.set_cookie(
        COOKIE, seal.close(json.dumps(asdict(attempt))), max_age=LIFE, httponly=True, samesite="Lax", secure=secure,
        path=PATH,
    )


def kept(request: web.Request, seal: Seal, *, now: int) -> Attempt | None:
    """The one that this browser began, if it is not over."""
    sealed = request.cookies.get(COOKIE, "")
    told = seal.open(sealed) if 0 < len(sealed) <= _LONGEST and sealed.isascii() else None
    attempt = Attempt(**json.loads(told)) if told else None
    return attempt if attempt is not None and now < attempt.until else None


def forget(response: web.StreamResponse) -> None:
    """It has had its answer."""
    response.del_cookie(COOKIE, path=PATH)
