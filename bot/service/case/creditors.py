"""A creditor as its file tells it: checked whole before anything is written, then added, or brought up to date."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from bot.debt import limitation
from bot.debt.bank import read_iban
from bot.debt.jurisdiction import demo_only, jurisdictions
from bot.debt.money import CURRENCIES
from bot.feeds import mapping as mappings
from bot.service.feeds.records import FeedUnusable
from bot.service.policy.policies import policies
from bot.store.database import UnitOfWork
from bot.store.tables import Brand, Case, Creditor

ROLES = ("own_account", "mandated_collector", "purchaser")
FIXED = ("country", "currency", "collector_role", "nature")
"""What is copied to every case: once there are cases, another one is another creditor."""
_PLAIN = ("id", "name", "country", "currency", "time_zone", "collector_role", "nature")
_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True, kw_only=True)
class CreditorFile:
    """What a file tells of one creditor; usable if there are no faults."""

    told: Mapping[str, Any]
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


class CreditorRefused(Exception):
    """It can't be so in the store; the message says why."""


def natures() -> tuple[str, ...]:
    """What a contract may be, as the table of limitation periods knows it."""
    return tuple(sorted({nature for rule in limitation.rules() for nature in rule.natures} - {"*"}))


def read_creditor(raw: object, *, production: bool) -> CreditorFile:
    """Check what a file says (plain values as YAML gives them): every fault with its key, nothing guessed."""
    if not isinstance(raw, Mapping):
        return CreditorFile(told={}, faults=("the file: one creditor, as keys and values",))
    faults = [f"{key}: not known here" for key in raw if key not in (*_PLAIN, "settings", "brands")]
    faults += [f"{key}: is missing" for key in (*_PLAIN, "brands") if key not in raw]
    for key in _PLAIN:
        if key in raw and not (isinstance(raw[key], str) and raw[key].strip()):
            faults.append(f"{key}: a word is needed")
    if faults:
        return CreditorFile(told=raw, faults=tuple(faults))
    faults += [*_plain_faults(raw, production), *_brand_faults(raw["brands"])]
    settings = raw.get("settings") or {}
    if not isinstance(settings, Mapping):
        return CreditorFile(told=raw, faults=(*faults, "settings: keys and values"))
    faults += _settings_faults(settings, raw)
    mapped, notes = _mapping_faults(raw) if not faults else ([], [])
    return CreditorFile(told=raw, faults=(*faults, *mapped), notes=tuple(notes))


def _plain_faults(raw: Mapping[str, Any], production: bool) -> list[str]:
    known = {place[:2] for place in jurisdictions()}
    barred = {place[:2] for place in demo_only()} if production else set()
    found = []
    if not _KEY.fullmatch(raw["id"]):
        found.append("id: small letters, digits and _, beginning with a letter")
    if raw["country"] not in known - barred:
        found.append(f"country: one of {', '.join(sorted(known - barred))}")
    for key, allowed in (("currency", CURRENCIES), ("collector_role", ROLES), ("nature", natures())):
        if raw[key] not in allowed:
            found.append(f"{key}: one of {', '.join(allowed)}")
    try:
        ZoneInfo(raw["time_zone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found.append("time_zone: a name such as Europe/Paris")
    return found


def _brand_faults(brands: object) -> list[str]:
    if not isinstance(brands, Sequence) or isinstance(brands, str) or not brands:
        return ["brands: a list of at least one"]
    found, seen = [], set()
    known = {policy.brand for policy in policies()}
    for n, brand in enumerate(brands, 1):
        if not isinstance(brand, Mapping) or set(brand) != {"key", "name", "policy"}:
            found.append(f"brands, {n}: key, name and policy")
            continue
        if not _KEY.fullmatch(str(brand["key"])) or brand["key"] in seen:
            found.append(f"brands, {n}, key: small letters, digits and _, each once")
        if not isinstance(brand["name"], str) or not brand["name"].strip():
            found.append(f"brands, {n}, name: as debtors know it")
        if brand["policy"] not in known:
            found.append(f"brands, {n}, policy: no file in bot/policies says `brand: {brand['policy']}`")
        seen.add(brand["key"])
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_hours(value: object) -> bool:
    if not isinstance(value, Mapping):
        return False
    for day, span in value.items():
        if day not in tuple("1234567") or not isinstance(span, Sequence) or len(span) != 2:
            return False
        try:
            if time.fromisoformat(span[0]) >= time.fromisoformat(span[1]):
                return False
        except (TypeError, ValueError):
            return False
    return True


def _is_days(value: object) -> bool:
    try:
        return isinstance(value, Sequence) and all(date.fromisoformat(day) for day in value)
    except (TypeError, ValueError):
        return False


def _is_collector(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) == {"name", "address"} and all(map(_is_text, value.values()))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


_SETTINGS: dict[str, tuple[Callable[[object], bool], str]] = {
    "desk_hours": (_is_hours, 'hours by weekday, 1 for Monday: {"1": ["09:00", "19:00"]}'),
    "desk_closed": (_is_days, 'days: ["2026-12-24"]'),
    "desk_region": (_is_text, "a region with public holidays of its own"),
    "phone": (_is_text, "as debtors read it"),
    "address": (_is_text, "as debtors read it"),
    "collector": (_is_collector, "name and address"),
    "on_call": (_is_text, "the name of whom to call, never a number"),
    "transfer_iban": (lambda value: isinstance(value, str) and read_iban(value) is not None, "an IBAN"),
    "transfer_holder": (_is_text, "the account's holder"),
    "payment_account": (_is_text, "the name of the account; its secrets are in the environment"),
    "complaint_answer_days": (_is_number, "a number of days"),
    "callback_capacity": (_is_number, "a number of calls"),
    "whatsapp": (lambda value: isinstance(value, bool), "true or false"),
    "twilio": (lambda value: isinstance(value, Mapping), "see README, SMS and WhatsApp"),
}


def _settings_faults(settings: Mapping[str, Any], raw: Mapping[str, Any]) -> list[str]:
    found = [f"settings, {key}: not known here" for key in settings if key not in _SETTINGS]
    for key, (fits, needed) in _SETTINGS.items():
        if key in settings and not fits(settings[key]):
            found.append(f"settings, {key}: {needed}")
    if raw["collector_role"] == "mandated_collector" and "collector" not in settings:
        found.append("settings, collector: name and address stand on every paper of a mandated collector (CPCE R124-4)")
    return found


def _mapping_faults(raw: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What does not fit between the creditor and how its files are read; and what is not there yet."""
    try:
        found = mappings.load(raw["id"])
    except FeedUnusable:
        return [], [f"bot/feeds/mappings/{raw['id']}.yml is not there yet: no file can be taken in"]
    except ValueError as error:
        return [str(error)], []
    faults = []
    if found.creditor != raw["id"]:
        faults.append(f"mapping, creditor: {found.creditor}, and not {raw['id']}")
    for key in FIXED:
        if getattr(found.terms, key) != raw[key]:
            faults.append(f"mapping, {key}: {getattr(found.terms, key)} there, {raw[key]} here")
    named = {found.brand, *found.brands.values()} - {""}
    if missing := sorted(named - {brand["key"] for brand in raw["brands"]}):
        faults.append(f"mapping, brands: {', '.join(missing)} not among the brands here")
    return faults, []


async def add(uow: UnitOfWork, told: Mapping[str, Any], *, actor: str) -> list[str]:
    """Write a checked creditor with its brands, or what has changed of one that is there; what was done, a line each.

    Nothing is taken away: a brand that the file no longer names stays. Raises CreditorRefused where cases forbid it.
    """
    row = await uow.session.get(Creditor, told["id"], with_for_update=True)
    settings = dict(told.get("settings") or {})
    if row is None:
        plain = {key: told[key] for key in _PLAIN}
        uow.session.add(Creditor(**plain, settings=settings, export_seq=0))
        await uow.flush()
        uow.audit("creditor.added", "creditor", told["id"], actor=actor, creditor_id=told["id"])
        return [f"creditor {told['id']}: added", *await _brands(uow, told, actor)]
    changed = [key for key in _PLAIN if getattr(row, key) != told[key]]
    fixed = set(changed) & set(FIXED)
    if fixed and await uow.session.scalar(select(Case.id).where(Case.creditor_id == row.id).limit(1)):
        raise CreditorRefused(f"{', '.join(sorted(fixed))}: there are cases already")
    for key in changed:
        setattr(row, key, told[key])
    if row.settings != settings:
        changed.append("settings")
        row.settings = settings
    if changed:
        uow.audit("creditor.changed", "creditor", row.id, actor=actor, creditor_id=row.id, keys=changed)
    done = [f"creditor {row.id}: {', '.join(changed)} changed"] if changed else []
    return [*done, *await _brands(uow, told, actor)]


async def _brands(uow: UnitOfWork, told: Mapping[str, Any], actor: str) -> list[str]:
    rows = await uow.session.scalars(select(Brand).where(Brand.creditor_id == told["id"]))
    known, done = {row.key: row for row in rows}, []
    for brand in told["brands"]:
        row = known.get(brand["key"])
        new = row is None
        if row is None:
            row = Brand(creditor_id=told["id"], **brand)
            uow.session.add(row)
        elif (row.name, row.policy) != (brand["name"], brand["policy"]):
            row.name, row.policy = brand["name"], brand["policy"]
        else:
            continue
        await uow.flush()
        verb = "added" if new else "changed"
        uow.audit(
            "brand.added" if new else "brand.changed", "brand", row.id, actor=actor, creditor_id=told["id"],
            key=row.key,
        )
        done.append(f"brand {row.key}: {verb}")
    return done
