"""Which number a debtor is called back on: the one they named; else one of their own that nobody else answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from sqlalchemy import select

from bot.service.outside import numbers
from bot.service.outside.accounts import has_said_stop
from bot.service.outside.texting import PHONES
from bot.service.thread.conversation import remember
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation, Person

_REGIONS = {"FR": "FR", "GB": "GB", "UK": "GB", "ZA": "ZA"}
SHORT = 80
"""Signs: a longer message says more than a number."""
_NOT_THERE = re.compile(r"\b(?:pas|plus|jamais|not|never)(?: (?:au|sur|le|a|à|on|at|to|the))*\s*$", re.I)


@dataclass(frozen=True, kw_only=True)
class Called:
    """The number, E.164, and where it stands on file; None: it does not."""

    number: str
    contact: ContactPoint | None


def named(text: str, country: str) -> str | None:
    """The one telephone number in the words, E.164; None where there is none, several, or it is the wrong one."""
    found = _found(text, country)
    if len(found) != 1 or _NOT_THERE.search(text[: found[0].start]):
        return None
    return phonenumbers.format_number(found[0].number, phonenumbers.PhoneNumberFormat.E164)


def without_number(text: str, country: str = "") -> str:
    """The words without their telephone numbers, in whose figures an hour could be read."""
    for one in reversed(_found(text, country)):
        text = text[: one.start] + text[one.end :]
    return text


def _found(text: str, country: str) -> list[phonenumbers.PhoneNumberMatch]:
    region = _REGIONS.get(country[:2], "FR")
    return list(phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE))


def names_one(text: str) -> bool:
    """Whether a short message gives a number to be called on, after it was asked for."""
    return len(text) < SHORT and named(text, "") is not None


async def note(uow: UnitOfWork, conversation: Conversation, text: str) -> None:
    """Keep the number that somebody known names for a call of theirs; the last one counts."""
    person = await uow.session.get_one(Person, conversation.person_id)
    number = named(text, person.country)
    if number is not None:
        remember(conversation, call_to={"person": person.id, "number": number}, call_number_asked=None)


async def called(uow: UnitOfWork, conversation: Conversation) -> Called | None:
    """Where to call: the number named for it, the one they write from, another of their own; None: ask for one.

    One that is no longer theirs, that has said stop or that somebody else answers is called only if they name it.
    """
    found = await uow.session.scalars(
        select(ContactPoint)
        .where(ContactPoint.person_id == conversation.person_id, ContactPoint.kind == "phone")
        .order_by(ContactPoint.id)
    )
    points = {one.value: one for one in found.all()}
    wish = conversation.memory.get("call_to") or {}
    if wish and wish.get("person") == conversation.person_id:
        return Called(number=wish["number"], contact=points.get(wish["number"]))
    line = await numbers.line_of(uow, conversation) if conversation.channel in PHONES else None
    if line is not None and not line.shared:
        known = points.get(line.number)
        if known is None or (known.whose == "own" and not known.discretion):
            return Called(number=line.number, contact=known)
    for point in points.values():
        if point.whose != "own" or point.discretion or point.opted_out_at is not None:
            continue
        if not await has_said_stop(uow, point):
            return Called(number=point.value, contact=point)
    return None
