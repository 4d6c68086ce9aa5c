"""Paying as a debtor does: the link's page, the birth date where it is asked, the sandbox provider's own page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import aiohttp

from tests.story.facts import Facts, until

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
SECONDS = 30.0


class PayFault(AssertionError):
    """A payment page did not do what it is there for."""


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms; of several with one name the last."""
    return dict(_HIDDEN.findall(page))


def path_of(url: str) -> str:
    """The address without its host."""
    return urlsplit(url).path


async def to_provider(http: aiohttp.ClientSession, link: str, birth_date: str) -> str:
    """From a link to the sandbox's page: gives its path. Raises PayFault."""
    path = path_of(link)
    page = await _get(http, path)
    if 'name="birth"' in page:
        form = {"csrf": hidden(page).get("csrf", ""), "do": "identify", "birth": birth_date}
        async with http.post(path, data=form) as answer:
            page = await answer.text()
        if 'name="birth"' in page:
            raise PayFault("the payment page does not take the right birth date")
    fields = hidden(page)
    if not fields.get("once"):
        raise PayFault("the payment page offers nothing to pay")
    form = {"csrf": fields["csrf"], "once": fields["once"], "do": "pay"}
    async with http.post(path, data=form, allow_redirects=False) as answer:
        away = answer.headers.get("Location", "")
    if "/sandbox/" not in away:
        raise PayFault(f"no way to the provider: {answer.status} {away}")
    await _get(http, path_of(away))
    return path_of(away)


async def confirm(http: aiohttp.ClientSession, sandbox: str) -> str:
    """Pay by card on the sandbox's page; gives where it leads back to."""
    async with http.post(sandbox, data={"do": "card"}, allow_redirects=False) as answer:
        back = answer.headers.get("Location", "")
    if answer.status != 303 or "/pay/" not in back:
        raise PayFault(f"the sandbox does not lead back: {answer.status} {back}")
    return path_of(back)


async def pay(http: aiohttp.ClientSession, facts: Facts, link: str, birth_date: str) -> int:
    """Pay what a link asks, and wait for its receipt: gives the receipt's key. Raises PayFault, NotInTime."""
    known = await facts.one("select coalesce(max(id), 0) from receipt")
    sandbox = await to_provider(http, link, birth_date)
    await _get(http, await confirm(http, sandbox))

    async def receipt() -> int:
        return int(
            await facts.one(
                "select r.id from receipt r join attempt a on a.id = r.attempt_id"
                " where a.provider_ref = %s and r.id > %s", sandbox.rpartition("/")[2], known,
            )
            or 0
        )

    return await until("the receipt", receipt, seconds=SECONDS)


async def _get(http: aiohttp.ClientSession, path: str) -> str:
    async with http.get(path) as answer:
        if answer.status != 200:
            raise PayFault(f"{path.partition('/')[0]}…: {answer.status}")
        return await answer.text()
