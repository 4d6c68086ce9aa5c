"""What a creditor's brand allows: bot/policies/<brand>.yml, which compliance can read and change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.debt.money import CURRENCIES, Money


class PolicyError(ValueError):
    """A policy cannot be used: `file`, `key` and `reason` say where and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file, self.key, self.reason = file, key, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One brand's rules from a day on. Amounts are of one currency; instalments are a month's."""

    brand: str
    valid_from: date
    currency: str
    longest_plan_months: int  # a plan clears the debt within this
    smallest_instalment: Money  # a month; what is less is a token
    token_allowed: bool
    token_minimum: Money  # least token a month
    token_amount: Money  # all that is offered where capacity cannot be checked against a table
    token_review_months: int = 6
    longest_pause_days: int
    minimum_charge: Money  # no payment under this exists
    own_amount_without_budget_months: int = 6
    transfer_allowed: bool = False  # whether debtors are shown the account and a reference for transfers
    bot_may_agree_up_to_months: int  # a longer plan is shown, and confirmed by a person
    effects: tuple[str, ...] = ()  # ids of the texts said before the yes

    @property
    def id(self) -> str:
        """Brand and first day: stored with each offer."""
        return f"{self.brand}@{self.valid_from.isoformat()}"


_COUNTS = {  # key: least, most
    "longest_plan_months": (1, 120),
    "token_review_months": (1, 12),
    "longest_pause_days": (0, 366),
    "own_amount_without_budget_months": (1, 6),
    "bot_may_agree_up_to_months": (0, 120),
}
_SWITCHES = ("token_allowed", "transfer_allowed")
_AMOUNTS = ("smallest_instalment", "token_minimum", "token_amount", "minimum_charge")
_OPTIONAL: dict[str, Any] = {
    "token_review_months": 6,
    "own_amount_without_budget_months": 6,
    "minimum_charge": "0.50",
    "transfer_allowed": False,
    "effects": [],
}
_KEYS = tuple(field.name for field in fields(Policy))


def parse_policy(mapping: Mapping[str, Any], *, source: str) -> Policy:
    """A policy from what a YAML file holds. Raises PolicyError(file, key, reason); unknown keys are
    refused too."""
    if not isinstance(mapping, Mapping):
        raise PolicyError(source, "-", "a policy is a list of keys and values")
    data = {**_OPTIONAL, **mapping}
    for key in data:
        if key not in _KEYS:
            raise PolicyError(source, str(key), "unknown key")
    for key in _KEYS:
        if key not in data:
            raise PolicyError(source, key, "missing")
    currency = data["currency"]
    if currency not in CURRENCIES:
        raise PolicyError(source, "currency", f"one of {', '.join(CURRENCIES)}")
    if not isinstance(data["brand"], str) or not data["brand"]:
        raise PolicyError(source, "brand", "a name in small letters")
    if type(data["valid_from"]) is not date:
        raise PolicyError(source, "valid_from", "a day, written 2026-01-31")
    for key in _SWITCHES:
        if not isinstance(data[key], bool):
            raise PolicyError(source, key, "true or false")
    effects = data["effects"]
    if not isinstance(effects, list) or not all(isinstance(effect, str) for effect in effects):
        raise PolicyError(source, "effects", "a list of text ids")
    values: dict[str, Any] = {key: data[key] for key in ("brand", "valid_from", "currency", *_SWITCHES)}
    values |= {key: _count(data[key], key, source) for key in _COUNTS}
    values |= {key: _amount(data[key], key, currency, source) for key in _AMOUNTS}
    policy = Policy(**values, effects=tuple(effects))
    _check(policy, source)
    return policy


def _count(value: object, key: str, source: str) -> int:
    least, most = _COUNTS[key]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise PolicyError(source, key, f"a whole number from {least} to {most}")
    return value


def _amount(value: object, key: str, currency: str, source: str) -> Money:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise PolicyError(source, key, 'an amount in quotes, "20.00"')
    try:
        exact = Decimal(value)
    except InvalidOperation:
        raise PolicyError(source, key, 'an amount in quotes, "20.00"') from None
    if not exact.is_finite() or exact <= 0 or exact != round(exact, 2):
        raise PolicyError(source, key, "above zero, with two decimals at most")
    return Money.of(exact, currency)


def _check(policy: Policy, source: str) -> None:
    """Rules between keys, so that every schedule of every offer can exist."""
    twice = policy.minimum_charge * 2
    for key in ("smallest_instalment", "token_minimum"):
        if getattr(policy, key) < twice:
            raise PolicyError(source, key, f"at least twice minimum_charge ({twice.text('en')})")
    if policy.token_amount < policy.token_minimum:
        raise PolicyError(source, "token_amount", "not under token_minimum")
    if policy.token_minimum > policy.smallest_instalment:
        raise PolicyError(source, "token_minimum", "not above smallest_instalment")
    if policy.bot_may_agree_up_to_months > policy.longest_plan_months:
        raise PolicyError(source, "bot_may_agree_up_to_months", "not above longest_plan_months")


@lru_cache(maxsize=8)
def load_policies(folder: Path) -> tuple[Policy, ...]:
    """Every *.yml of a folder, read once. Raises PolicyError, also for one brand twice from the same day."""
    found: dict[tuple[str, date], Policy] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        except YAMLError as error:
            raise PolicyError(path.name, "-", f"not YAML: {error}") from error
        policy = parse_policy(raw, source=path.name)
        if (policy.brand, policy.valid_from) in found:
            raise PolicyError(path.name, "valid_from", f"{policy.brand} has another policy from that day")
        found[policy.brand, policy.valid_from] = policy
    return tuple(found.values())


def policy_on(policies: Iterable[Policy], brand: str, day: date) -> Policy | None:
    """The brand's policy in force on that day, None when it has none yet (then a person decides)."""
    in_force = [policy for policy in policies if policy.brand == brand and policy.valid_from <= day]
    return max(in_force, key=lambda policy: policy.valid_from, default=None)
