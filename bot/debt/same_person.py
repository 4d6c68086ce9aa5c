"""Whether two records of one creditor may be the same human: what is suggested to a person, who alone decides.

A feed that spells a name otherwise, or a second brand with a reference of its own, makes two of one. Nothing here
links anything: a suggestion is looked at by two people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.debt.spelling import near, plain_words

Why = Literal["birth_and_name", "contact"]
_SHORTEST = 3
"""Letters of a word in which a typing error is allowed: "Li" and "Lu" are two names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of one of the two."""

    first_name: str
    last_name: str
    birth_date: date | None
    contacts: frozenset[tuple[str, str]]  # (kind, value) of those on file as their own
    cases: frozenset[int]  # in which they have a part


def why_same(one: Record, other: Record) -> Why | None:
    """Why the two are suggested: the same birth date and a like name, or the same contact; None: they are not.

    Never two who have a part in the same case (a couple, borrower and guarantor), nor two of whom different birth
    dates are known.
    """
    if one.cases & other.cases:
        return None
    both = one.birth_date is not None and other.birth_date is not None
    if both and one.birth_date != other.birth_date:
        return None
    if both and _like(one, other):
        return "birth_and_name"
    return "contact" if one.contacts & other.contacts else None


def _like(one: Record, other: Record) -> bool:
    """Whether every word of the shorter name is one of the longer, in any order, with one typing error at most each."""
    words, others = _words(one), _words(other)
    few, many = sorted((words, others), key=len)
    return bool(few) and (len(few) > 1 or few == many) and all(any(_same(a, b) for b in many) for a in few)


def _words(record: Record) -> list[str]:
    return sorted(set(plain_words(f"{record.first_name} {record.last_name}")))


def _same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= _SHORTEST and near(one, other))
