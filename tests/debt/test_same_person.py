"""Who is suggested to be the same: by birth date and a like name, or by a contact; never who is known to be two."""

from __future__ import annotations

from datetime import date

import pytest

from bot.debt.same_person import Record, why_same

BORN = date(1985, 3, 14)


def record(name: str = "Camille Morel", born: date | None = BORN, at: str = "", case: int = 0) -> Record:
    first, _, last = name.partition(" ")
    contacts = frozenset({("phone", at)} if at else ())
    cases = frozenset({case} if case else ())
    return Record(first_name=first, last_name=last, birth_date=born, contacts=contacts, cases=cases)


@pytest.mark.parametrize(
    "name", ["Camille Morel", "MOREL Camille", "Camile Morel", "Camille Morel-Petit", "Camille Môrel", "Camlile Morel"]
)
def test_the_same_birth_date_and_a_like_name(name):
    assert why_same(record(), record(name)) == why_same(record(name), record()) == "birth_and_name"


@pytest.mark.parametrize("name", ["Bruno Morel", "Camille Durand", "Morel", "Li Wu", ""])
def test_another_name_is_another_human(name):
    assert why_same(record(), record(name)) is None


def test_short_names_have_no_typing_errors():
    assert why_same(record("Li Wu"), record("Lu Wu")) is None


def test_the_same_contact_where_one_birth_date_is_unknown_or_both_are_the_same():
    assert why_same(record(at="+33639980101"), record("X Y", None, at="+33639980101")) == "contact"
    assert why_same(record(at="+33639980101"), record("Bruno Durand", at="+33639980101")) == "contact"
    assert why_same(record(at="+33639980101"), record("X Y", None, at="+33639980102")) is None
    assert why_same(record(born=None), record(born=None)) is None


def test_a_couple_is_two_by_their_birth_dates_and_by_a_case_of_both():
    assert why_same(record(at="+33639980101"), record(born=date(1984, 1, 2), at="+33639980101")) is None
    assert why_same(record(case=7), record(case=7)) is None
