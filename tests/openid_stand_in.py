"""A stand-in for a log-in provider on loopback: OpenID Connect as providers speak it, with keys of its own.

It holds whoever asks to the protocol (client, redirect address, PKCE, a code once), and says what a test wants to be
wrong with its answers.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus, urlencode

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT, SECRET = "repit desk", "a secret + of the tests"
_made: dict[str, RSAKey | ECKey] = {}


def key_named(name: str, kind: str = "RSA") -> RSAKey | ECKey:
    """A key pair by its `kid`, made once a test session: that takes a while."""
    if name not in _made:
        made = RSAKey.generate_key(2048, {"kid": name}) if kind == "RSA" else ECKey.generate_key("P-256", {"kid": name})
        _made[name] = made
    return _made[name]


@dataclass
class StandIn:
    """The provider. `subject`: who is logged in there; `claims`: put over those of the next ID tokens (None: left out);
    `fault`: what is wrong with it, by place ("discovery", "keys", "token"): "down", "slow", "huge", "malformed",
    "elsewhere" (a redirect).
    """

    now: Callable[[], int]
    base: str = ""
    subject: str = "user-1"
    key: RSAKey | ECKey = field(default_factory=lambda: key_named("one"))
    alg: str = "RS256"
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, str] = field(default_factory=dict)  # put over what the browser brings back
    fault: dict[str, str] = field(default_factory=dict)
    published: list[RSAKey | ECKey] | None = None  # None: the one that signs
    asked: dict[str, int] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    forged: str = ""  # given in place of an ID token

    @property
    def issuer(self) -> str:
        """As its discovery document says it."""
        return f"{self.base}/realm"

    def app(self) -> web.Application:
        """Its four doors."""
        app = web.Application()
        app.add_routes([
            web.get("/realm/.well-known/openid-configuration", self._discovery), web.get("/authorize", self._authorize),
            web.post("/token", self._token), web.get("/keys", self._keys),
        ])
        return app

    async def _answered(self, place: str, document: dict[str, Any]) -> web.StreamResponse:
        """A right answer, or what is wrong with this place."""
        self.asked[place] = self.asked.get(place, 0) + 1
        what = self.fault.get(place)
        if what == "slow":
            await asyncio.sleep(30)
        if what == "elsewhere":
            raise web.HTTPFound(f"{self.base}/keys")
        if what == "down":
            return web.Response(status=503, text="personal words of the provider")
        texts = {"huge": json.dumps({**document, "more": "x" * 2_000_000}), "malformed": '{"issuer": ', "list": "[]"}
        return web.Response(text=texts.get(what or "", json.dumps(document)), content_type="application/json")

    async def _discovery(self, _: web.Request) -> web.StreamResponse:
        document = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.base}/authorize?audience=desk",
            "token_endpoint": f"{self.base}/token", "jwks_uri": f"{self.base}/keys", **self.metadata,
        }
        return await self._answered("discovery", document)

    async def _keys(self, _: web.Request) -> web.StreamResponse:
        keys = self.published if self.published is not None else [self.key]
        told = [{"kty": "oct", "k": "AAAA"}, *(one.as_dict(private=False, use="sig") for one in keys)]
        return await self._answered("keys", {"keys": told})

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        """Whoever comes is logged in here already, and goes back at once."""
        asked = dict(request.query)
        right = asked["client_id"] == CLIENT and asked["scope"] == "openid" and asked["response_type"] == "code"
        if not right or asked["code_challenge_method"] != "S256" or asked["audience"] != "desk":
            raise web.HTTPBadRequest
        code = f"code-{len(self.codes) + 1}-{hashlib.sha256(asked['nonce'].encode()).hexdigest()[:20]}"
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], **self.answer}
        raise web.HTTPFound(f"{asked['redirect_uri']}?{urlencode({k: v for k, v in answer.items() if v})}")

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        asked = self.codes.pop(form.get("code", ""), None)  # good once
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if self._client(request, form) != (CLIENT, SECRET):
            return web.json_response({"error": "invalid_client"}, status=401)
        if asked is None or asked["code_challenge"] != proof or asked["redirect_uri"] != form["redirect_uri"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        token = self.forged or self.id_token(asked["nonce"])
        answer = {"access_token": "never used", "token_type": "Bearer", "id_token": token}
        return await self._answered("token", answer)

    def _client(self, request: web.Request, form: dict[str, str]) -> tuple[str, str]:
        if self.metadata.get("token_endpoint_auth_methods_supported") == ["client_secret_post"]:
            return form.get("client_id", ""), form.get("client_secret", "")
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        name, _, secret = base64.b64decode(given).decode().partition(":") if kind == "Basic" else ("", "", "")
        return unquote_plus(name), unquote_plus(secret)

    def id_token(self, nonce: str) -> str:
        """As it stands now."""
        now = self.now()
        claims = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce,
            "email": "camille@example.org", "email_verified": True, **self.claims,
        }
        told = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.alg, "kid": self.key.kid, **self.header}
        return jwt.encode({k: v for k, v in header.items() if v}, told, self.key, algorithms=[self.alg])

    def unsigned(self, nonce: str) -> str:
        """A token of the algorithm "none"."""
        _, payload, _ = self.id_token(nonce).split(".")
        return f"{_part({'alg': 'none', 'kid': self.key.kid})}.{payload}."

    def by_public_key(self, nonce: str) -> str:
        """A token signed with the public key as if it were a shared secret (HS256)."""
        claims = json.loads(base64.urlsafe_b64decode(self.id_token(nonce).split(".")[1] + "=="))
        shared = OctKey.import_key(base64.b64encode(self.key.as_pem(private=False)))
        return jwt.encode({"alg": "HS256", "kid": self.key.kid}, claims, shared, algorithms=["HS256"])


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@asynccontextmanager
async def running(now: Callable[[], int]) -> AsyncIterator[StandIn]:
    """The stand-in on a port of its own."""
    provider = StandIn(now=now)
    async with TestServer(provider.app()) as server:
        provider.base = str(server.make_url("")).rstrip("/")
        yield provider
