"""The browser's session: one http-only cookie, kept nowhere else; what it keys is a keyed hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace

from aiohttp import web

from bot.keys import DATABASE, SETTINGS
from bot.service.identity import browser
from bot.service.thread.conversation import sender_key

COOKIE = "repit_session"
_LIFE = 30 * 24 * 3600
_RANDOM = 43  # characters of token_urlsafe(32)
_SIGNED = 22  # characters of its signature: 132 bits


@dataclass(frozen=True, kw_only=True)
class Session:
    """A browser: its secret, the key it is known by in the store, and its token against forged forms."""

    token: str
    sender_key: str
    csrf: str
    new: bool = False
    seconds: float | None = None  # left to one that was turned to another; None: the browser's present one
    csrf_before: frozenset[str] = frozenset()  # hashes: in forms of pages that were opened before it was turned


def _made(request: web.Request, token: str, *, new: bool) -> Session:
    secret = request.app[SETTINGS].secret_key.get_secret_value()
    csrf = hmac.new(secret.encode(), f"csrf:{token}".encode(), hashlib.sha256).hexdigest()
    return Session(token=token, sender_key=sender_key(secret, "web", token), csrf=csrf, new=new)


def _behind_https(request: web.Request) -> bool:
    return request.app[SETTINGS].base_url.startswith("https://")


def _cookie(request: web.Request) -> str:
    """Over https a name that no other host and no unencrypted page can set a cookie of ("__Host-", RFC 6265bis): a
    session that somebody else knows can't be slipped into a browser before its debtor proves who they are.
    """
    return f"__Host-{COOKIE}" if _behind_https(request) else COOKIE


async def session_of(request: web.Request) -> Session:
    """The browser's session; a fresh one where the cookie is missing or was not made here."""
    token = request.cookies.get(_cookie(request), "")
    secret = request.app[SETTINGS].secret_key.get_secret_value()
    if token.isascii() and len(token) == _RANDOM + _SIGNED:
        random, signature = token[:_RANDOM], token[_RANDOM:]
        if hmac.compare_digest(_signature(secret, random), signature):
            made = _made(request, token, new=False)
            async with request.app[DATABASE].look() as uow:
                found = await browser.standing(uow, made.sender_key)
            if found is not None:
                return replace(made, sender_key=found.sender, seconds=found.seconds, csrf_before=found.csrf)
    return _fresh(request, secrets.token_urlsafe(32))


def _fresh(request: web.Request, random: str) -> Session:
    secret = request.app[SETTINGS].secret_key.get_secret_value()
    return _made(request, random + _signature(secret, random), new=True)


async def turned(request: web.Request, session: Session, word: str | None = None) -> Session | None:
    """The session that the browser is given now that identity is proven (identity/browser.py); None: it stays as it is.

    Derived from the old one and the word, so that a request whose answer was lost is answered with the same.
    """
    secret = request.app[SETTINGS].secret_key.get_secret_value()
    salt = secrets.token_urlsafe(24) if word is None else word
    told = hmac.new(secret.encode(), f"turned:{session.token}:{salt}".encode(), hashlib.sha256).digest()
    fresh = _fresh(request, base64.urlsafe_b64encode(told).decode()[:_RANDOM])
    old = sender_key(secret, "web", session.token)
    async with request.app[DATABASE].begin() as uow:
        done = await browser.turn(
            uow, old=old, new=fresh.sender_key, csrf=browser.hashed(session.csrf), word=word
        )
        await uow.commit()
    return fresh if done else None


def _signature(secret: str, random: str) -> str:
    told = hmac.new(secret.encode(), f"session:{random}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(told).decode()[:_SIGNED]


def keep(request: web.Request, response: web.StreamResponse, session: Session) -> None:
    """Give a fresh session to the browser."""
    if session.new:
        response.set_cookie(
            _cookie(request), session.token, max_age=_LIFE, httponly=True, samesite="Lax",
            secure=_behind_https(request), path="/",
        )


def forget(request: web.Request, response: web.StreamResponse) -> None:
    """The browser forgets it."""
    response.del_cookie(_cookie(request), path="/", secure=_behind_https(request))


def csrf_holds(session: Session, given: str) -> bool:
    """Whether a form came from a page of ours, in constant time."""
    right = hmac.compare_digest(session.csrf.encode(), given.encode())
    before = browser.hashed(given).encode()
    return any([right, *(hmac.compare_digest(one.encode(), before) for one in session.csrf_before)])
