"""Whether something that somebody got is ours. Nothing is told of anybody, nor whether a case exists.

A link is judged by where it leads, never by whether it opens something; a number and a sender by whose they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import phonenumbers
from sqlalchemy import select

from bot.debt.genuine import address_in, is_ours, kind_of, links_in
from bot.service.case import certificates
from bot.store.database import UnitOfWork
from bot.store.tables import Creditor

REGIONS = ("FR", "GB")


async def judge(
    uow: UnitOfWork, typed: str, *, numbers: Collection[str], is_our_address: Callable[[str], bool]
) -> str:
    """`link_ours`, `link_other`, `email_ours`, `email_other`, `phone_ours`, `phone_other`, `code_stands`,
    `code_unknown` or `unreadable`. `numbers` are our senders (E.164); creditors' own are looked up.

    Of a certificate's code only that it is ours and holds today is told; one that has ended, and one that never was,
    are alike.
    """
    kind = kind_of(typed)
    known = {*numbers, *await _numbers(uow)}
    stands = await certificates.stands_today(uow, certificates.read_code(typed) or "")
    if kind == "link":
        found = links_in(typed) or [typed.strip()]
        return "link_ours" if all(is_ours(one, uow.base_url) for one in found) else "link_other"
    if kind == "email":
        return "email_ours" if is_our_address(address_in(typed)) else "email_other"
    if kind == "phone":
        return "phone_ours" if _numbers_meant(typed) & known else "phone_other"
    if kind == "code":
        return "code_stands" if stands else "code_unknown"
    return "unreadable"


async def _numbers(uow: UnitOfWork) -> set[str]:
    """Senders of creditors' own and the numbers of their desks, as anybody may see them on a letter."""
    found: set[str] = set()
    for country, told in (await uow.session.execute(select(Creditor.country, Creditor.settings))).all():
        account = told.get("twilio") or {}
        for row in (account, *(account.get("brands") or {}).values()):
            found |= {str(row[key]) for key in ("sms_from", "whatsapp_from") if row.get(key)}
        if told.get("phone"):
            found |= _parsed(str(told["phone"]), country)
    return found


def _numbers_meant(typed: str) -> set[str]:
    return {number for region in REGIONS for number in _parsed(typed, region)}


def _parsed(number: str, region: str) -> set[str]:
    try:
        read = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return set()
    return {phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)}
