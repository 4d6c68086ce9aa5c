"""Days, events and birth dates as people tell them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.reading import read_birth_dates, read_dates, read_stretch

TODAY = date(2026, 11, 20)  # a Friday
_FR = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def day(text: str, language: str = "fr") -> list[str | None]:
    return [w.day.isoformat() if w.day else w.event for w in read_dates(text, today=TODAY, language=language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vendredi prochain", "2026-11-27"), ("vendredi", "2026-11-27"), ("lundi", "2026-11-23"),
        ("samedi en huit", "2026-11-28"),
        ("vendredi dernier", "2026-11-13"), ("mardi dernier", "2026-11-17"), ("le 5", "2026-12-05"),
        ("le 25", "2026-11-25"),
        ("le 20", "2026-12-20"), ("le 31", "2026-12-31"), ("le 1er", "2026-12-01"),
        ("le 5 du mois prochain", "2026-12-05"),
        ("le 31 du mois prochain", "2026-12-31"), ("tous les 10 du mois", "2026-12-10"), ("fin du mois", "2026-11-30"),
        ("à la fin du mois", "2026-11-30"), ("fin de mois", "2026-11-30"), ("fin du mois prochain", "2026-12-31"),
        ("fin décembre", "2026-12-31"), ("fin janvier", "2027-01-31"), ("mi-janvier", "2027-01-15"),
        ("dans 15 jours", "2026-12-05"),
        ("dans quinze jours", "2026-12-05"), ("dans une semaine", "2026-11-27"), ("d'ici trois semaines", "2026-12-11"),
        ("dans un mois", "2026-12-20"), ("demain", "2026-11-21"), ("après-demain", "2026-11-22"),
        ("aujourd'hui", "2026-11-20"),
        ("aujourd’hui", "2026-11-20"), ("hier", "2026-11-19"), ("le 3 janvier", "2027-01-03"),
        ("3 janvier 2027", "2027-01-03"),
        ("1er décembre", "2026-12-01"), ("le premier décembre", "2026-12-01"), ("05/12", "2026-12-05"),
        ("le 5/12", "2026-12-05"),
        ("05/12/2026", "2026-12-05"), ("le 5 sept", "2027-09-05"), ("le 20 novembre", "2026-11-20"),
        ("le 29 février", "2028-02-29"),
        ("LE 3 JANVIER", "2027-01-03"), ("15 novembre 2027", "2027-11-15"),
        ("quand je touche le RSA", "quand je touche le RSA"),
        ("dès que j'ai ma paie", "dès que j'ai ma paie"), ("après ma paye", "après ma paye"),
        ("début janvier", "début janvier"),
        ("la semaine prochaine", "la semaine prochaine"), ("le mois prochain", "le mois prochain"),
    ],
)  # fmt: skip
def test_french_days_and_events(text: str, expected: str) -> None:
    assert day(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("next friday", "2026-11-27"), ("on monday", "2026-11-23"), ("friday week", "2026-12-04"),
        ("on the 5th", "2026-12-05"),
        ("the 5th of next month", "2026-12-05"), ("5th of January", "2027-01-05"), ("January 5", "2027-01-05"),
        ("end of the month", "2026-11-30"), ("end of next month", "2026-12-31"), ("in two weeks", "2026-12-04"),
        ("in a fortnight", "2026-12-04"), ("in 10 days", "2026-11-30"), ("tomorrow", "2026-11-21"),
        ("today", "2026-11-20"),
        ("the day after tomorrow", "2026-11-22"), ("mid january", "2027-01-15"), ("when i get paid", "when i get paid"),
        ("payday", "payday"), ("once my benefits come in", "once my benefits come in"), ("next week", "next week"),
    ],
)  # fmt: skip
def test_english_days_and_events(text: str, expected: str) -> None:
    assert day(text, "en") == [expected]


@pytest.mark.parametrize(
    "text",
    ["31/02", "le 31 février", "5 euros par mois", "le 5 euros", "24/7", "24h/24 7j/7", "1/4 de mon salaire", "mai",
     "le 12 rue du port",
     "450 de loyer", "", "j'ai 12 ans", "en 3 fois"],
)  # fmt: skip
def test_impossible_days_and_other_numbers_are_no_dates(text: str) -> None:
    assert day(text) == []


@pytest.mark.parametrize(
    "text",
    ["when I asked him for his supervisor", "when the bill is due", "I paid off when I moved",
     "quand j'ai appelé on m'a raccroché au nez",
     "quand il m'a quittée"],
)  # fmt: skip
def test_what_has_happened_is_no_event_to_come(text: str) -> None:
    assert day(text, "en" if "hen " in text else "fr") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("vendredi 5 décembre", "2026-12-05"), ("le lundi 23 novembre", "2026-11-23"), ("vendredi 27", "2026-11-27"),
     ("le 3 janvier 27", "2027-01-03"), ("le 1 janvier 2026", "2026-01-01"), ("le 12/06/71", "1971-06-12")],
)  # fmt: skip
def test_a_weekday_with_its_date_is_one_day_and_years_count(text: str, expected: str) -> None:
    assert day(text) == [expected]


def test_an_event_and_its_day_are_both_read() -> None:
    assert day("je paie quand je touche le rsa le 5") == ["quand je touche le rsa", "2026-12-05"]


def test_an_event_keeps_the_persons_own_words_and_place() -> None:
    text = "Je paierai Quand je touche le RSA, promis"
    (when,) = read_dates(text, today=TODAY, language="fr")
    assert (when.day, when.event, text[when.start : when.end]) == (None, "Quand je touche le RSA", when.text)


def test_the_last_day_of_the_month_counts_as_its_end() -> None:
    (when,) = read_dates("fin du mois", today=date(2026, 11, 30), language="fr")
    assert when.day == date(2026, 11, 30)


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_a_formatted_day_reads_back_to_itself(value: date) -> None:
    for written in (f"{value:%d/%m/%Y}", f"le {value.day} {_FR[value.month - 1]} {value.year}", value.isoformat()):
        assert [w.day for w in read_dates(written, today=TODAY, language="fr")] == [value]


@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(1, 31))
def test_a_day_of_the_month_alone_is_always_to_come_and_has_that_number(today: date, number: int) -> None:
    (when,) = read_dates(f"le {number}", today=today, language="fr")
    assert when.day is not None
    assert today < when.day <= today + timedelta(days=62)
    assert when.day.day == number


@pytest.mark.parametrize(
    "text",
    [
        "12/06/1971", "12 juin 71", "12-6-71", "12.06.1971", "120671", "12 06 1971", "12061971", "12 06 71",
        "12juin71", "12 JUIN 1971",
        "né le 12 / 06 / 1971", "née le 12 juin 1971 à Lille", "1971-06-12", "12 du 06 71", "12/6/71", "12 juin '71",
        "12 jun 1971.",
        "douze juin mille neuf cent soixante et onze", "douze juin soixante et onze", "aur 70001, 12 juin 71",
        "le douze six soixante et onze",
    ],
)  # fmt: skip
def test_french_birth_dates(text: str) -> None:
    assert read_birth_dates(text, today=TODAY, language="fr") == (date(1971, 6, 12),)


@pytest.mark.parametrize(
    "text",
    [
        "23 June 1979", "June 23rd 1979", "June 23rd, 1979", "23rd june 79", "23/06/79", "23 of June 1979",
        "23-Jun-1979", "Jun 23 1979",
        "twenty third of june nineteen seventy nine", "23rd june nineteen seventy nine", "born 23.6.79",
        "the 23rd of June, 1979",
    ],
)  # fmt: skip
def test_english_birth_dates(text: str) -> None:
    assert read_birth_dates(text, today=TODAY, language="en") == (date(1979, 6, 23),)


@pytest.mark.parametrize(
    "text",
    ["31/02/1980", "06/23/1979", "01/01/2030", "450", "06 12 06 71 01", "0612067101", "32 juin 1971", "12/13/1971",
     "00/00/0000", "1971",
     "12/06/1870", "AUR-70001"],
)  # fmt: skip
def test_what_no_calendar_or_no_living_person_has_is_no_birth_date(text: str) -> None:
    assert read_birth_dates(text, today=TODAY, language="en") == ()


def test_ambiguous_dates_are_day_first_in_every_language() -> None:
    for language in ("fr", "en"):
        assert read_birth_dates("03/04/1985", today=TODAY, language=language) == (date(1985, 4, 3),)


def test_two_digit_years_are_never_in_the_future_nor_a_small_child() -> None:
    assert read_birth_dates("12/06/05", today=TODAY, language="fr") == (date(2005, 6, 12),)
    assert read_birth_dates("12/06/27", today=TODAY, language="fr") == (date(1927, 6, 12),)
    assert read_birth_dates("12/06/26", today=TODAY, language="fr") == (date(1926, 6, 12),)


def test_several_birth_dates_keep_their_order() -> None:
    read = read_birth_dates("12/07/1971 ou 12/06/1971", today=TODAY, language="fr")
    assert read == (date(1971, 7, 12), date(1971, 6, 12))


@given(st.dates(date(1930, 1, 1), date(2008, 12, 31)))
def test_a_formatted_birth_date_reads_back_to_itself(born: date) -> None:
    month = _FR[born.month - 1]
    for written in (
        f"{born:%d/%m/%Y}",
        f"{born:%d%m%Y}",
        f"{born:%d %m %Y}",
        f"{born.day} {month} {born.year}",
        f"{born:%d %B %Y}",
    ):
        assert read_birth_dates(written, today=TODAY, language="fr") == (born,)
    assert read_birth_dates(f"{born:%d/%m/%y}", today=TODAY, language="fr") == (born,)


@given(st.text(max_size=200) | st.text("0123456789/ .-lejuinmardte", max_size=60), st.sampled_from(["fr", "en"]))
def test_no_text_makes_reading_dates_fail(text: str, language: str) -> None:
    for when in read_dates(text, today=TODAY, language=language):
        assert (when.day is None) == (when.event is not None)
        assert text[when.start : when.end].strip() == when.text
    for born in read_birth_dates(text, today=TODAY, language=language):
        assert born < TODAY


@pytest.mark.parametrize(
    ("text", "lang", "alone", "day"),
    [
        ("un mois", "fr", True, date(2026, 12, 20)), ("deux mois svp", "fr", True, date(2027, 1, 20)),
        ("environ 3 semaines", "fr", True, date(2026, 12, 11)), ("two months please", "en", True, date(2027, 1, 20)),
        ("for 6 weeks", "en", True, date(2027, 1, 1)), ("besoin d'un délai de 2 mois", "fr", False, date(2027, 1, 20)),
        ("a break of one month", "en", False, date(2026, 12, 20)),
        ("un mois", "fr", False, None), ("j'ai un retard de deux mois", "fr", True, None),
        ("haven't paid for two months, I need time", "en", False, None), ("un mois sur deux", "fr", True, None),
    ],
)  # fmt: skip
def test_how_long_is_read_as_the_day_on_which_it_ends(text: str, lang: str, alone: bool, day: date | None) -> None:
    assert read_stretch(text, today=date(2026, 11, 20), language=lang, alone=alone) == day
