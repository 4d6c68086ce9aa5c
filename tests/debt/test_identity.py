"""Identity: failures that close a sender, proof that ends, and comparisons that tell nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.identity import (
    Failures,
    Level,
    PersonFacts,
    after_failure,
    after_success,
    closed,
    lookup_matches,
    matches,
    proof_until,
    proven,
)

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
MIN = timedelta(minutes=1)


def fail(times: int, failures: Failures | None = None, now: datetime = NOW) -> Failures:
    found = failures or Failures()
    for _ in range(times):
        found = after_failure(found, now)
    return found


def test_four_failures_close_nothing_and_the_fifth_closes_for_thirty_minutes() -> None:
    assert not closed(fail(4), NOW)
    five = fail(5)
    assert closed(five, NOW + 29 * MIN)
    assert not closed(five, NOW + 30 * MIN)


def test_each_later_closing_lasts_twice_as_long_up_to_a_week() -> None:
    failures, now, lasted = Failures(), NOW, []
    for _ in range(12):
        failures = fail(5, failures, now)
        assert failures.closed_until is not None
        lasted.append(failures.closed_until - now)
        now = failures.closed_until
    assert lasted[:4] == [30 * MIN, 60 * MIN, 120 * MIN, 240 * MIN]
    assert lasted[-1] == timedelta(days=7)


def test_an_attempt_while_closed_neither_counts_nor_lengthens() -> None:
    five = fail(5)
    assert fail(20, five, NOW + MIN) == five


def test_a_success_resets_unless_the_failures_were_about_another_reference() -> None:
    assert after_success(fail(4)) == Failures()
    assert after_success(fail(4), same_claim=False).count == 4


def test_proof_ends_after_fifteen_idle_minutes() -> None:
    assert proof_until(NOW, Level.L1) == NOW + 15 * MIN
    assert proof_until(NOW, Level.L0) is None
    assert proven(Level.L2, NOW, NOW + 14 * MIN) is Level.L2
    assert proven(Level.L1, NOW, NOW + 15 * MIN) is Level.L0


def test_naive_instants_are_refused() -> None:
    naive = NOW.replace(tzinfo=None)
    for wrong in (lambda: after_failure(Failures(), naive), lambda: proof_until(naive, Level.L1)):
        with pytest.raises(ValueError, match="time zone"):
            wrong()


BORN = date(1971, 6, 12)


@pytest.mark.parametrize("typed", ["aur 70001", "AUR-70001", "Aur70001", " aur–70001 "])
def test_a_reference_matches_however_it_is_typed(typed: str) -> None:
    assert matches(typed, BORN, case_reference="AUR-70001", case_birth_date=BORN)


@pytest.mark.parametrize("guess", [(1971, 1, 1), (1970, 6, 12), (1971, 7, 12), (1971, 12, 6), (1971, 6, 11)])
def test_the_guesses_of_an_ex_do_not_match(guess: tuple[int, int, int]) -> None:
    assert not matches("AUR-70001", date(*guess), case_reference="AUR-70001", case_birth_date=BORN)


def test_what_is_missing_never_matches() -> None:
    assert not matches(None, BORN, case_reference=None, case_birth_date=BORN)
    assert not matches("AUR-70003", None, case_reference="AUR-70003", case_birth_date=None)
    assert not matches("", BORN, case_reference="", case_birth_date=BORN)
    assert not matches("AUR-70001", BORN, case_reference=None, case_birth_date=None)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("Yann Le", "Yann", "Le"),
        ("le yann", "Yann", "Le"),
        ("BENALI francoise", "Françoise", "Benali"),
        ("jean pierre kowalski", "Jean-Pierre", "Kowalski"),
        ("Ndiaye Aicha", "Aïcha", "N'Diaye"),
        ("n diaye aïcha", "Aïcha", "N’Diaye"),
        ("théo l'hôte", "Théo", "O'Connor; épouse L'Hôte"),
        ("Théo O'Connor", "Théo", "O'Connor; épouse L'Hôte"),
        ("M. José Coeurdacier", "José", "Cœurdacier"),
        ("solene ozdemir", None, "ÖZDEMIR Solène"),
        ("Jane Evans", None, "Mrs Evans"),
        ("Fatoumata Marie Barbier", "Fatoumata", "Barbier"),
    ],
)
def test_a_name_is_found_without_accents_and_in_any_order(typed: str, first: str | None, last: str) -> None:
    person = PersonFacts(first_name=first, last_name=last, birth_date=BORN, postcode="59100")
    assert lookup_matches(typed, BORN, " 59 100", person)


@pytest.mark.parametrize("typed", ["Le", "Yann", "Yanni Le", "", "; ", "Le Le", "Yves Le"])
def test_half_a_name_or_another_is_not_found(typed: str) -> None:
    person = PersonFacts(first_name="Yann", last_name="Le", birth_date=BORN, postcode="59100")
    assert not lookup_matches(typed, BORN, "59100", person)


def test_birth_date_and_postcode_must_be_exact_and_known() -> None:
    person = PersonFacts(first_name="Yann", last_name="Le", birth_date=BORN, postcode="59100")
    assert not lookup_matches("Yann Le", date(1971, 6, 13), "59100", person)
    assert not lookup_matches("Yann Le", BORN, "59000", person)
    bare = PersonFacts(first_name="Yann", last_name="Le", birth_date=None, postcode=None)
    assert not lookup_matches("Yann Le", BORN, "", bare)


@given(st.text(max_size=80), st.text(max_size=20))
def test_no_text_can_break_the_comparison(name: str, postcode: str) -> None:
    person = PersonFacts(first_name="Yann", last_name="Le", birth_date=BORN, postcode="59100")
    assert lookup_matches(name, BORN, postcode, person) in (True, False)
