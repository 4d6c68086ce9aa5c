"""Which accounts and senders a creditor writes by, and what a number has asked of these senders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.service.outside import numbers
from bot.service.outside.texting import PHONES
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Creditor


async def accounts_of(uow: UnitOfWork, creditor_id: str | None) -> Mapping[str, Any]:
    """A creditor's own account, senders and templates; empty: the default ones."""
    creditor = await uow.session.get(Creditor, creditor_id) if creditor_id else None
    return dict(creditor.settings.get("twilio") or {}) if creditor else {}


async def reminders_barred(uow: UnitOfWork, contact: ContactPoint) -> bool:
    """Whether the carrier would refuse whatever we write there first by SMS: no wish told to us changes that."""
    return "carrier" in await _told(uow, contact, ("sms",))


async def has_said_stop(uow: UnitOfWork, contact: ContactPoint) -> bool:
    """Whether that number has asked a sender of this creditor to stop, on whoever's file it stood or on nobody's."""
    return bool(await _told(uow, contact, PHONES))


async def _told(uow: UnitOfWork, contact: ContactPoint, channels: tuple[str, ...]) -> set[str]:
    if contact.kind != "phone":
        return set()
    accounts = await accounts_of(uow, contact.creditor_id)
    senders = [(channel, str(accounts.get(f"{channel}_from") or "")) for channel in channels]
    found = [await numbers.stopped_by(uow, channel, ours, contact.value) for channel, ours in senders]
    return {kind for kind in found if kind is not None}


async def keep_stop(uow: UnitOfWork, contact: ContactPoint) -> None:
    """What this contact has asked of its creditor's senders is known by a hash when it stands on no file any more."""
    accounts = await accounts_of(uow, contact.creditor_id)
    for channel in PHONES if contact.kind == "phone" else ("email",):
        await numbers.leave_alone(uow, channel, str(accounts.get(f"{channel}_from") or ""), contact.value)
