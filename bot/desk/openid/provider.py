"""The provider as we speak to it: its discovery document, its keys, and the code that is exchanged for an ID token.

Everything it answers is bounded in time and size and kept for a while; no redirect is followed. Of what it answers
nothing is logged or shown but the kind of fault.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import aiohttp

from bot.desk.openid.token import Claims, KeyUnknown, PublicKey, TokenRefused, read, read_keys
from bot.settings import Settings

LARGEST = 256 * 1024
KEPT = 3_600.0
"""Seconds for which the discovery document and the keys are good."""
AGAIN_AFTER = 5.0
"""Seconds for which a provider that failed is not asked again for them."""
NEW_KEYS_EVERY = 30.0
"""Seconds between two fetches of keys that an unknown one has caused."""
AT_ONCE = 5
_CLIENT_ERROR, _SERVER_ERROR = 400, 500


class ProviderFault(Exception):
    """It went wrong between us and the provider.

    `kind`: down (silent, slow, broken), answer (what no provider should say), code (our code or client refused),
    token (the ID token proves nothing).
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the discovery document tells, as far as we need it."""

    authorize: str
    token: str
    keys: str
    names_itself: bool  # every answer says which provider it is from (RFC 9207)
    in_header: bool  # how it wants our secret: Basic, else in the form


class Provider:
    """One provider; shared by all requests of the process."""

    def __init__(self, settings: Settings, http: aiohttp.ClientSession, *, seconds: float = 5.0) -> None:
        self.issuer, self.client_id = settings.oidc_issuer, settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._http, self._timeout = http, aiohttp.ClientTimeout(total=seconds)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._found: _Kept[Found] = _Kept(self._discover)
        self._keys: _Kept[list[PublicKey]] = _Kept(self._fetch_keys)

    async def found(self) -> Found:
        """The discovery document. Raises ProviderFault."""
        return await self._found.get()

    async def address(self, *, redirect_uri: str, state: str, nonce: str, challenge: str) -> str:
        """Where the browser is sent. Raises ProviderFault."""
        there = (await self.found()).authorize
        asked = {
            "response_type": "code", "scope": "openid", "client_id": self.client_id, "redirect_uri": redirect_uri,
            "state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        }
        return f"{there}{'&' if urlsplit(there).query else '?'}{urlencode(asked)}"

    async def claims(self, code: str, *, verifier: str, redirect_uri: str, nonce: str, now: int) -> Claims:
        """Who has logged in, for the code that the browser brought; `now` in seconds. Raises ProviderFault."""
        found = await self.found()
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier,
        }
        headers, secret = {}, self._secret.get_secret_value()
        if found.in_header:  # each part form-encoded before they are put together (RFC 6749, 2.3.1)
            headers["Authorization"] = aiohttp.encode_basic_auth(quote_plus(self.client_id), quote_plus(secret))
        else:
            form |= {"client_id": self.client_id, "client_secret": secret}
        token = (await self._ask("POST", found.token, data=form, headers=headers)).get("id_token")
        if not isinstance(token, str):
            raise ProviderFault("answer")
        return await self._read(token, nonce, now)

    async def _read(self, token: str, nonce: str, now: int) -> Claims:
        """The keys are fetched once more where the token is signed by none of those we know."""
        for keys in (self._keys.get, self._keys.anew):
            try:
                return read(token, await keys(), issuer=self.issuer, client_id=self.client_id, nonce=nonce, now=now)
            except KeyUnknown:
                continue
            except TokenRefused as error:
                raise ProviderFault("token") from error
        raise ProviderFault("token")

    async def _discover(self) -> Found:
        told = await self._ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self.issuer:
            raise ProviderFault("answer")
        methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if not isinstance(methods, list) or not {"client_secret_basic", "client_secret_post"} & set(map(str, methods)):
            raise ProviderFault("answer")
        return Found(
            authorize=self._endpoint(told, "authorization_endpoint"), token=self._endpoint(told, "token_endpoint"),
            keys=self._endpoint(told, "jwks_uri"), in_header="client_secret_basic" in methods,
            names_itself=told.get("authorization_response_iss_parameter_supported") is True,
        )

    def _endpoint(self, told: Mapping[str, Any], name: str) -> str:
        """An address of the document; no less protected than the issuer's own."""
        there = told.get(name)
        if not isinstance(there, str) or len(there) > 2_000 or "#" in there:
            raise ProviderFault("answer")
        try:
            parts = urlsplit(there)
        except ValueError as error:
            raise ProviderFault("answer") from error
        if not parts.hostname or parts.scheme not in {"https", urlsplit(self.issuer).scheme}:
            raise ProviderFault("answer")
        return there

    async def _fetch_keys(self) -> list[PublicKey]:
        keys = read_keys(await self._ask("GET", (await self.found()).keys))
        if not keys:
            raise ProviderFault("answer")
        return keys

    async def _ask(
        self, method: str, there: str, *, data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """A JSON object from the provider. Raises ProviderFault: down, answer, code."""
        asked = {"Accept": "application/json", **(headers or {})}
        try:
            async with (
                self._turns,
                self._http.request(
                    method, there, data=data, headers=asked, allow_redirects=False, timeout=self._timeout
                ) as answer,
            ):
                if answer.status >= _SERVER_ERROR:
                    raise ProviderFault("down")
                if answer.status != 200:
                    raise ProviderFault("code" if data and answer.status >= _CLIENT_ERROR else "answer")
                raw = bytearray()
                async for part in answer.content.iter_chunked(16 * 1024):
                    raw += part
                    if len(raw) > LARGEST:
                        raise ProviderFault("answer")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ProviderFault("down") from error
        try:
            told = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise ProviderFault("answer") from error
        if not isinstance(told, dict):
            raise ProviderFault("answer")
        return told


class _Kept[T]:
    """Something that is fetched once for all who ask, kept for an hour, and after a fault left alone for a moment."""

    def __init__(self, fetch: Callable[[], Awaitable[T]]) -> None:
        self._fetch, self._lock = fetch, asyncio.Lock()
        self._value: T | None = None
        self._at = self._forced_at = self._failed_at = -KEPT
        self._fault = ProviderFault("down")

    async def get(self) -> T:
        """It, as long as it is good. Raises ProviderFault."""
        async with self._lock:
            if self._value is None or time.monotonic() - self._at > KEPT:
                return await self._fetched()
            return self._value

    async def anew(self) -> T:
        """It, fetched again, but for when that was done a moment ago. Raises ProviderFault."""
        async with self._lock:
            if self._value is not None and time.monotonic() - self._forced_at < NEW_KEYS_EVERY:
                return self._value
            self._forced_at = time.monotonic()
            return await self._fetched()

    async def _fetched(self) -> T:
        if time.monotonic() - self._failed_at < AGAIN_AFTER:
            raise self._fault
        try:
            value = await self._fetch()
        except ProviderFault as fault:
            self._failed_at, self._fault = time.monotonic(), ProviderFault(fault.kind)
            raise
        self._value, self._at = value, time.monotonic()
        return value
