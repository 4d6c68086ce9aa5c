"""What a creditor's brand allows: bot/policies/<brand>.yml, which compliance can read and change."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from bot.debt.money import CURRENCIES, Money
from bot.debt.policy_terms import AGREEMENTS, ALLOCATIONS, CHANNELS, METHODS, ONLINE, STATED, Policy, Segment, Stated
from bot.debt.sourced import Unreadable, line_of, mapping_of, place, read_yaml

__all__ = ["Policy", "PolicyError", "Segment", "Stated", "load_policies", "parse_policy", "policy_on", "read_policies"]


@runtime_checkable
class Wordings(Protocol):
    """The sentences there are, where it is known what they are for."""

    def why_not(self, usual: str, instead: str) -> str:
        """Why the second may not be said for the first; empty: it may."""


class PolicyError(ValueError):
    """A policy cannot be used: `file`, `line` (from 1; 0: not known), `key` and `reason` say where and why."""

    def __init__(self, file: str, key: str, reason: str, line: int = 0) -> None:
        super().__init__(f"{place(file, line)}: {key}: {reason}")
        self.file, self.key, self.reason, self.line = file, key, reason, line


_COUNTS = {  # key: least, most
    "longest_plan_months": (1, 120),
    "token_review_months": (1, 12),
    "longest_pause_days": (0, 366),
    "own_amount_without_budget_months": (1, 6),
    "bot_may_agree_up_to_months": (0, 120),
    "skips_a_year": (0, 4),
}
_AMOUNTS = ("smallest_instalment", "token_minimum", "token_amount", "minimum_charge")
_OPTIONAL: dict[str, Any] = {
    "token_review_months": 6,
    "own_amount_without_budget_months": 6,
    "minimum_charge": "0.50",
    "skips_a_year": 0,
    "payment_methods": ["card"],
    "allocation": "interest_first",
    "effects": [],
    "segments": {},
}
_KEYS = (*(field.name for field in fields(Policy) if field.name != "stated"), *STATED)
_SEGMENT_KEYS = ("wording", "channel", "answered_by")
_QUEUES = ("hardship", "general", "dispute", "complaint", "payment", "legal", "over_indebtedness")


def parse_policy(mapping: Mapping[str, Any], *, source: str, texts: Container[str] | None = None) -> Policy:
    """A policy from what a YAML file holds. Raises PolicyError with file, line, key and reason; unknown keys are
    refused too. `texts`: the ids of the sentences there are; a policy may then name no other."""
    read = mapping_of(mapping)
    if read is None:
        raise PolicyError(source, "-", "a policy is a list of keys and values", line_of(mapping))
    data = {**_OPTIONAL, **read}
    reader = _Reader(source, mapping, data, texts)
    for key in data:
        if key not in _KEYS:
            raise reader.fault(str(key), "unknown key")
    for key in _KEYS:
        if key not in data and key not in STATED:
            raise reader.fault(key, "missing")
    policy = reader.policy()
    _check(policy, reader)
    return policy


class _Reader:
    """The values of one file, each checked on its own."""

    def __init__(
        self, source: str, mapping: Mapping[str, Any], data: Mapping[str, Any], texts: Container[str] | None
    ) -> None:
        self.source, self.mapping, self.data, self.texts = source, mapping, data, texts

    def fault(self, key: str, reason: str, holder: object = None, inner: object = None) -> PolicyError:
        line = line_of(self.mapping, key) if holder is None else line_of(holder, inner)
        return PolicyError(self.source, key, reason, line)

    def policy(self) -> Policy:
        data = self.data
        currency = data["currency"]
        if currency not in CURRENCIES:
            raise self.fault("currency", f"one of {', '.join(CURRENCIES)}")
        if not isinstance(data["brand"], str) or not data["brand"]:
            raise self.fault("brand", "a name in small letters")
        if type(data["valid_from"]) is not date:
            raise self.fault("valid_from", "a day, written 2026-01-31")
        if not isinstance(data["token_allowed"], bool):
            raise self.fault("token_allowed", "true or false")
        if data["allocation"] not in ALLOCATIONS:
            raise self.fault("allocation", f"one of {', '.join(ALLOCATIONS)}")
        values: dict[str, Any] = {key: data[key] for key in ("brand", "valid_from", "currency", "token_allowed")}
        values |= {key: self.count(key) for key in _COUNTS}
        values |= {key: self.amount(key, currency) for key in _AMOUNTS}
        return Policy(
            **values, allocation=data["allocation"],
            effects=self.effects(),
            payment_methods=self.methods(currency),
            stated=tuple(one for what in STATED if what in data for one in self.stated(what)),
            segments=self.segments(),
        )

    def methods(self, currency: str) -> tuple[str, ...]:
        named = self.names("payment_methods", METHODS, f"a list out of {', '.join(METHODS)}, each once")
        if not set(named) & set(ONLINE):
            raise self.fault("payment_methods", f"{' or '.join(ONLINE)} must be among them: links lead there")
        if "sepa" in named and currency != "EUR":
            raise self.fault("payment_methods", "sepa is for EUR only")
        return named

    def count(self, key: str) -> int:
        value, (least, most) = self.data[key], _COUNTS[key]
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.fault(key, f"a whole number from {least} to {most}")
        return int(value)

    def amount(self, key: str, currency: str) -> Money:
        value = self.data[key]
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.fault(key, 'an amount in quotes, "20.00"')
        try:
            exact = Decimal(value)
        except InvalidOperation:
            raise self.fault(key, 'an amount in quotes, "20.00"') from None
        if not exact.is_finite() or exact <= 0 or exact != round(exact, 2):
            raise self.fault(key, "above zero, with two decimals at most")
        return Money.of(exact, currency)

    def names(self, key: str, known: Sequence[str] | None, reason: str) -> tuple[str, ...]:
        given = self.data[key]
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            raise self.fault(key, reason)
        for index, one in enumerate(given):
            if (known is not None and one not in known) or one in given[:index]:
                raise self.fault(key, reason, given, index)
        return tuple(given)

    def effects(self) -> tuple[str, ...]:
        named = self.names("effects", None, "a list of text ids")
        for index, one in enumerate(named):
            if self.texts is not None and effect_text(one) not in self.texts:
                raise self.fault("effects", f"no sentence {effect_text(one)}", self.data["effects"], index)
        return named

    def stated(self, what: str) -> Iterable[Stated]:
        given, allowed = mapping_of(self.data[what]), STATED[what]
        if given is None:
            raise self.fault(what, "says what a plan or a pause does: {plan: …, pause: …}")
        for agreement in given:
            if agreement not in AGREEMENTS:
                raise self.fault(f"{what}.{agreement}", "plan or pause", given, agreement)
        for agreement in AGREEMENTS:
            if agreement not in given:
                continue
            value = given[agreement]
            if not isinstance(value, str) or value not in allowed:
                raise self.fault(f"{what}.{agreement}", f"one of {', '.join(allowed)}", given, agreement)
            yield Stated(what=what, agreement=agreement, value=value)

    def segments(self) -> Mapping[str, Segment]:
        given = mapping_of(self.data["segments"])
        if given is None:
            raise self.fault("segments", "names, each with wording, channel or answered_by")
        return {name: self.segment(name, given) for name in given}

    def segment(self, name: str, segments: Mapping[str, object]) -> Segment:
        """Wording, channel and who answers; a term here would give some people worse ones, so none is allowed."""
        where, given = f"segments.{name}", mapping_of(segments[name])
        if given is None:
            raise self.fault(where, "wording, channel or answered_by", segments, name)
        for key in given:
            if key not in _SEGMENT_KEYS:
                reason = "a segment may change wording, channel and who answers, never capacity, margin or terms"
                raise self.fault(f"{where}.{key}", reason, given, key)
        wording = mapping_of(given.get("wording", {}))
        if wording is None or not all(isinstance(said, str) for said in wording.values()):
            raise self.fault(f"{where}.wording", "text ids: the usual one, and the one said instead", given, "wording")
        for usual, instead in wording.items():
            for text_id in (usual, str(instead)):
                if self.texts is not None and text_id not in self.texts:
                    raise self.fault(f"{where}.wording", f"no sentence {text_id}", given["wording"], usual)
            why = self.texts.why_not(usual, str(instead)) if isinstance(self.texts, Wordings) else ""
            if why:
                raise self.fault(f"{where}.wording", why, given["wording"], usual)
        channel, by = given.get("channel", ""), given.get("answered_by", "")
        if channel not in ("", *CHANNELS):
            raise self.fault(f"{where}.channel", f"one of {', '.join(CHANNELS)}", given, "channel")
        if by not in ("", *_QUEUES):
            raise self.fault(f"{where}.answered_by", f"one of {', '.join(_QUEUES)}", given, "answered_by")
        said = {key: str(instead) for key, instead in wording.items()}
        return Segment(name=name, wording=said, channel=str(channel), answered_by=str(by))


def effect_text(effect: str) -> str:
    """The sentence of an entry of `effects`."""
    return "utter_effect_" + effect.removeprefix("effects/")


def _check(policy: Policy, reader: _Reader) -> None:
    """Rules between keys, so that every schedule of every offer can exist."""
    twice = policy.minimum_charge * 2
    for key in ("smallest_instalment", "token_minimum"):
        if getattr(policy, key) < twice:
            raise reader.fault(key, f"at least twice minimum_charge ({twice.text('en')})")
    if policy.token_amount < policy.token_minimum:
        raise reader.fault("token_amount", "not under token_minimum")
    if policy.token_minimum > policy.smallest_instalment:
        raise reader.fault("token_minimum", "not above smallest_instalment")
    if policy.bot_may_agree_up_to_months > policy.longest_plan_months:
        raise reader.fault("bot_may_agree_up_to_months", "not above longest_plan_months")


def read_policy(path: Path, texts: Container[str] | None = None) -> Policy:
    """The policy of one file. Raises PolicyError."""
    try:
        raw = read_yaml(path)
    except Unreadable as error:
        raise PolicyError(path.name, "-", error.reason, error.line) from error
    mapping = mapping_of(raw)
    if mapping is None:
        raise PolicyError(path.name, "-", "a policy is a list of keys and values", line_of(raw))
    return parse_policy(mapping, source=path.name, texts=texts)


def read_policies(
    paths: Iterable[Path], texts: Container[str] | None = None
) -> tuple[tuple[Policy, ...], tuple[PolicyError, ...]]:
    """Every policy that can be used, and the first fault of every file that can't; one brand twice from the same
    day is a fault of the second file."""
    found: dict[tuple[str, date], Policy] = {}
    faults: list[PolicyError] = []
    for path in paths:
        try:
            policy = read_policy(path, texts)
        except PolicyError as error:
            faults.append(error)
            continue
        if (policy.brand, policy.valid_from) in found:
            faults.append(PolicyError(path.name, "valid_from", f"{policy.brand} has another policy from that day"))
        found.setdefault((policy.brand, policy.valid_from), policy)
    return tuple(found.values()), tuple(faults)


@lru_cache(maxsize=8)
def load_policies(folder: Path, texts: frozenset[str] | None = None) -> tuple[Policy, ...]:
    """Every *.yml of a folder, read once. Raises PolicyError, also for one brand twice from the same day."""
    policies, faults = read_policies(sorted(folder.glob("*.yml")), texts)
    if faults:
        raise faults[0]
    return policies


def policy_on(policies: Iterable[Policy], brand: str, day: date) -> Policy | None:
    """The brand's policy in force on that day, None when it has none yet (then a person decides)."""
    in_force = [policy for policy in policies if policy.brand == brand and policy.valid_from <= day]
    return max(in_force, key=lambda policy: policy.valid_from, default=None)
