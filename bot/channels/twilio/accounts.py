"""Whose number is written to: accounts and senders are data of creditors, their tokens come from the environment."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.service.thread.conversation import sender_key
from bot.settings import Settings
from bot.store.database import LineKey, UnitOfWork
from bot.store.tables import Creditor

DEMO_SENDER = "+33639980900"
"""Of the range that is kept for fiction."""
_NAME = re.compile(r"[A-Z0-9_]{1,40}")


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account of the provider: its name here, its id there, and its token."""

    name: str
    sid: str
    token: str


@dataclass(frozen=True, kw_only=True)
class Door:
    """A sender of ours: who is written to there. `creditor_id` None: several creditors share it."""

    creditor_id: str | None
    whatsapp: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sender of ours as Twilio writes it: a number, or "whatsapp:" and a number."""

    account: Account
    address: str


def is_simulated(settings: Settings) -> bool:
    """Whether there is no account at all: the demo's telephone page stands in for it."""
    return settings.mode == "demo" and not settings.twilio_account_sid


def default_account(settings: Settings) -> Account | None:
    """The account of the environment; in the demo, without one, an account that only this installation knows."""
    token = settings.twilio_auth_token.get_secret_value()
    if settings.twilio_account_sid and token:
        return Account(name="", sid=settings.twilio_account_sid, token=token)
    if not is_simulated(settings):
        return None
    made = hmac.new(settings.secret_key.get_secret_value().encode(), b"telephone", hashlib.sha256).hexdigest()
    return Account(name="", sid=f"AC{made[:32]}", token=made[32:])


def default_senders(settings: Settings) -> dict[str, str]:
    """Our own number by channel where a creditor has none."""
    demo = DEMO_SENDER if is_simulated(settings) else ""
    found = {"sms": settings.sms_from or demo, "whatsapp": settings.whatsapp_from or demo}
    return {channel: number for channel, number in found.items() if number}


def line_keys(settings: Settings) -> LineKey:
    """What a line by telephone or e-mail is known by: the same keyed hash as its conversation's sender."""
    secret, senders = settings.secret_key.get_secret_value(), default_senders(settings)

    def key(channel: str, ours: str, number: str) -> str:
        return sender_key(secret, channel, f"{ours or senders.get(channel, '')}|{number}")

    return key


def account_named(settings: Settings, name: str, sid: str) -> Account | None:
    """The account of that name (empty: the default one); None without its id or its token: nothing is done then."""
    if not name:
        return default_account(settings)
    token = os.environ.get(f"TWILIO_AUTH_TOKEN_{name}", "") if _NAME.fullmatch(name) else ""
    return Account(name=name, sid=sid, token=token) if sid and token else None


async def account_of(uow: UnitOfWork, settings: Settings, sid: str) -> Account | None:
    """The account with that id at the provider."""
    default = default_account(settings)
    if default is not None and hmac.compare_digest(default.sid.encode(), sid.encode()):
        return default
    for told in (await _told(uow)).values():
        if told.get("account_sid") == sid and told.get("account"):
            return account_named(settings, str(told["account"]), sid)
    return None


async def door_of(
    uow: UnitOfWork, settings: Settings, account: Account, channel: str, number: str
) -> Door | None:
    """Who is written to at that number of that account; None: it is no sender of ours."""
    creditors = (await uow.session.execute(select(Creditor.id, Creditor.settings))).all()
    for key, data in creditors:
        told = data.get("twilio") or {}
        if str(told.get("account") or "") == account.name and number in senders(told, channel):
            return Door(creditor_id=key, whatsapp=bool(data.get("whatsapp")))
    if account.name == "" and default_senders(settings).get(channel) == number:
        return Door(creditor_id=None, whatsapp=any(data.get("whatsapp") for _, data in creditors))
    return None


async def any_whatsapp(uow: UnitOfWork) -> bool:
    """Whether any creditor has WhatsApp switched on."""
    rows = (await uow.session.scalars(select(Creditor.settings))).all()
    return any(data.get("whatsapp") for data in rows)


def senders(told: Mapping[str, Any], channel: str) -> set[str]:
    """A creditor's own numbers for a channel, those of its brands among them."""
    rows = [told, *(told.get("brands") or {}).values()]
    return {str(row[f"{channel}_from"]) for row in rows if row.get(f"{channel}_from")}


async def lines_of(uow: UnitOfWork, settings: Settings) -> list[Line]:
    """Every sender that somebody may write to, each once; those of an account without a token are left out."""
    found: dict[tuple[str, str], Line] = {}

    def add(account: Account | None, channel: str, number: str) -> None:
        if account is not None:
            address = f"whatsapp:{number}" if channel == "whatsapp" else number
            found.setdefault((account.sid, address), Line(account=account, address=address))

    for channel, number in default_senders(settings).items():
        add(default_account(settings), channel, number)
    for told in (await _told(uow)).values():
        account = account_named(settings, str(told.get("account") or ""), str(told.get("account_sid") or ""))
        for channel in ("sms", "whatsapp"):
            for number in sorted(senders(told, channel)):
                add(account, channel, number)
    return list(found.values())


async def _told(uow: UnitOfWork) -> dict[str, Mapping[str, Any]]:
    rows = (await uow.session.execute(select(Creditor.id, Creditor.settings))).all()
    return {key: data.get("twilio") or {} for key, data in rows}
