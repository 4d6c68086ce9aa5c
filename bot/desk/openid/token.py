"""An ID token, believed only as far as its signature and its claims carry (OpenID Connect Core 1.0, 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError, MissingKeyError
from joserfc.jwk import ECKey, GuestProtocol, RSAKey, import_key
from joserfc.jws import JWSRegistry

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Asymmetric ones only: neither "none" nor one that takes a public key for a shared secret."""
LEEWAY = 60
"""Seconds that the provider's clock may be off, either way."""
OLDEST = 600
"""Seconds after which a token that was just fetched is an old one."""
MOST_KEYS, LEAST_RSA_BITS, LONGEST_SUBJECT = 50, 2048, 255
_LONGEST_HEADER = 8 * 1024  # providers put certificates there
_PUBLIC = frozenset({"kty", "kid", "alg", "n", "e", "crv", "x", "y"})
PublicKey = RSAKey | ECKey


class TokenRefused(Exception):
    """The token proves nothing. Nothing of it is told."""


class KeyUnknown(TokenRefused):
    """Signed by a key that is not among those known, or not as it is known: they may have changed."""


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Who was logged in, and how the provider says that it asked (`amr` and `acr`)."""

    subject: str
    how: frozenset[str]


def read_keys(document: Mapping[str, Any]) -> list[PublicKey]:
    """The usable signing keys of a JWK set; one that we can't use takes nothing from the others."""
    told = document.get("keys")
    keys: list[PublicKey] = []
    for one in told[:MOST_KEYS] if isinstance(told, list) else []:
        if not isinstance(one, dict) or one.get("kty") not in ("RSA", "EC") or one.get("use", "sig") != "sig":
            continue
        public = {name: value for name, value in one.items() if name in _PUBLIC}
        try:
            key = import_key(public)
            weak = isinstance(key, RSAKey) and key.public_key.key_size < LEAST_RSA_BITS
        except (JoseError, ValueError, TypeError):
            continue
        if isinstance(key, RSAKey | ECKey) and not weak:
            keys.append(key)
    return keys


def read(
    token: str, keys: Sequence[PublicKey], *, issuer: str, client_id: str, nonce: str, now: int
) -> Claims:
    """What a token says; `now` in seconds since the epoch. Raises KeyUnknown, TokenRefused."""

    def find(signed: GuestProtocol) -> PublicKey:
        header = signed.headers()
        kind = "EC" if str(header.get("alg", "")).startswith("ES") else "RSA"
        fit = [key for key in keys if key.key_type == kind and key.alg in (None, header.get("alg"))]
        if "kid" in header:
            fit = [key for key in fit if key.kid == header["kid"]]
        if len(fit) != 1:
            raise InvalidKeyIdError
        return fit[0]

    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    registry.max_header_length = _LONGEST_HEADER
    try:
        claims = jwt.decode(token, find, algorithms=ALGORITHMS, registry=registry).claims
        _check(claims, issuer=issuer, client_id=client_id, nonce=nonce, now=now)
    except (InvalidKeyIdError, MissingKeyError, BadSignatureError) as error:
        raise KeyUnknown from error
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise TokenRefused from error
    methods, context = claims.get("amr"), claims.get("acr")
    told = [*(methods if isinstance(methods, list) else []), context]
    return Claims(subject=claims["sub"], how=frozenset(one for one in told if isinstance(one, str)))


def _check(claims: dict[str, Any], *, issuer: str, client_id: str, nonce: str, now: int) -> None:
    """Raises JoseError, TokenRefused."""
    jwt.JWTClaimsRegistry(
        now=now, leeway=LEEWAY, iss={"essential": True, "value": issuer}, aud={"essential": True, "value": client_id},
        exp={"essential": True}, iat={"essential": True}, sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    ).validate(claims)
    audience, party, subject = claims["aud"], claims.get("azp"), claims["sub"]
    several = isinstance(audience, list) and len(audience) > 1
    if party != client_id and (several or party is not None):
        raise TokenRefused
    if not isinstance(claims["nonce"], str) or claims["iat"] < now - OLDEST - LEEWAY:
        raise TokenRefused
    if not (subject.isascii() and subject.isprintable() and len(subject) <= LONGEST_SUBJECT):
        raise TokenRefused
