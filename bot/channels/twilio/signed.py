"""What Twilio sends us, verified: signed over our public address and everything that came, or refused."""

from __future__ import annotations

from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from bot.channels.twilio.accounts import Account, account_of
from bot.keys import DATABASE, SETTINGS

log = structlog.get_logger()

LONGEST = 64 * 1024
"""Bytes of a request: 1,600 signs, ten pictures' addresses and whatever Twilio adds stay far below."""
MOST_FIELDS = 300
HEADER = "X-Twilio-Signature"


async def read(request: web.Request) -> tuple[Account, MultiDict[str]]:
    """The account and the fields of a request that is Twilio's. Raises HTTPForbidden for any other (and HTTP 413):
    unsigned, forged, signed by another account, or not a form.
    """
    if (request.content_length or 0) > LONGEST:
        raise web.HTTPRequestEntityTooLarge(max_size=LONGEST, actual_size=request.content_length or 0)
    body = await request.content.read(LONGEST + 1)
    while len(body) <= LONGEST and not request.content.at_eof():
        body += await request.content.read(LONGEST + 1 - len(body))
    if len(body) > LONGEST:
        raise web.HTTPRequestEntityTooLarge(max_size=LONGEST, actual_size=len(body))
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, strict_parsing=bool(body)
        )
    except ValueError:
        raise refused("malformed") from None
    fields = MultiDict(pairs)
    async with request.app[DATABASE].begin() as uow:
        account = await account_of(uow, request.app[SETTINGS], fields.get("AccountSid", ""))
    if account is None:
        raise refused("account")
    if not is_signed(account.token, public_url(request), fields, request.headers.get(HEADER, "")):
        raise refused("signature")
    return account, fields


def is_signed(token: str, url: str, fields: MultiDict[str], signature: str) -> bool:
    """Whether Twilio has signed this, by its own library's rules: all fields, the address with and without port."""
    if not signature or not signature.isascii():
        return False
    return bool(RequestValidator(token).validate(url, fields, signature))


def public_url(request: web.Request) -> str:
    """The address as Twilio knows it: never from what the request says of its host."""
    return request.app[SETTINGS].base_url + request.path_qs


def refused(why: str) -> web.HTTPForbidden:
    """Not Twilio's: nothing is stored, nothing is told."""
    log.warning("twilio.refused", why=why)
    return web.HTTPForbidden(text="")
