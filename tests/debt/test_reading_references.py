"""References, postcodes, and what is hidden from Rasa."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.reading import (
    ReferencePattern,
    mask,
    mask_kept,
    read_amounts,
    read_birth_dates,
    read_postcode,
    read_references,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aur 70001", ("AUR-70001",)), ("AUR-70001", ("AUR-70001",)), ("AUR70001", ("AUR-70001",)),
        ("aur_70001", ("AUR-70001",)),
        ("Aur-70 001", ("AUR-70001",)), ("aur-7OOO1", ("AUR-70001",)), ("a.u.r 70001", ("AUR-70001",)),
        ("demo1001", ("DEMO-1001",)),
        ("DEMO - 1001", ("DEMO-1001",)), ("VE8801", ("VE8801",)), ("ve 8801", ("VE8801",)), ("BL 4400", ("BL/4400",)),
        ("bl/4400", ("BL/4400",)), ("bl4400.", ("BL/4400",)), ("demo-1001 et aur 70001", ("DEMO-1001", "AUR-70001")),
        ("aur 70001, oui AUR-70001", ("AUR-70001",)), ("ve 88011", ()), ("ve 880", ()), ("je dois 8801", ()),
        ("70001", ()), ("", ()),
        ("leave 8801", ()),
    ],
)  # fmt: skip
def test_references_are_normalised(text: str, expected: tuple[str, ...]) -> None:
    assert read_references(text) == expected


def test_a_creditors_own_pattern_may_be_given() -> None:
    assert read_references("xy 12", (ReferencePattern("XY", "-", 2),)) == ("XY-12",)


@given(st.integers(0, 99999))
def test_a_reference_reads_back_to_itself(number: int) -> None:
    assert read_references(f"mon dossier {number:05d} c'est AUR-{number:05d}") == (f"AUR-{number:05d}",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("67100", "67100"), ("j'habite 67100 Strasbourg", "67100"), ("67 100", "67100"), ("F-67100", "67100"),
        ("75018.", "75018"),
        ("97410", "97410"), ("bt1 1aa", "BT1 1AA"), ("M11AA", "M1 1AA"), ("my postcode is sw1a 1aa", "SW1A 1AA"),
        ("aur 70001", None),
        ("15000 euros", None), ("00123", None), ("99123", None), ("671000", None), ("15000 par mois", None), ("", None),
    ],
)  # fmt: skip
def test_postcodes(text: str, expected: str | None) -> None:
    assert read_postcode(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ma carte 4970 1012 3456 7893", "ma carte CARTE"), ("4111-1111-1111-1111", "CARTE"),
        ("4111111111111111", "CARTE"),
        ("4111 1111 1111 1111 12/27 123", "CARTE 12/27 123"), ("3782 822463 10005", "CARTE"),
        ("FR76 3000 6000 0112 3456 7890 189 merci", "IBAN merci"), ("fr7630006000011234567890189", "IBAN"),
        ("GB29 NWBK 6016 1331 9268 19", "IBAN"), ("né le 12/06/1971", "né le DATE"), ("12 juin 71", "DATE"),
        ("120671", "DATE"),
        ("23 June 1979", "DATE"), ("06/23/1979", "DATE"), ("écrivez à jean.d@exemple.fr svp", "écrivez à MAIL svp"),
        ("06 39 98 20 01", "TEL"), ("0639982001", "TEL"), ("+33 6 39 98 01 01", "TEL"), ("07700 900123", "TEL"),
        ("+44 7700 900123", "TEL"), ("06.39.98.20.01 ou 0639982002", "TEL ou TEL"), ("1 71 06 59 100 123 45", "NUMERO"),
        ("carte 4111111111111112", "carte NUMERO"), ("aur 70001 12 juin 71", "aur 70001 DATE"),
    ],
)  # fmt: skip
def test_private_values_are_hidden(text: str, expected: str) -> None:
    assert mask(text, today=TODAY) == expected


@pytest.mark.parametrize(
    "text",
    ["je touche 900 de chômage, 450 de loyer", "AUR-70001 VE8801 BL/4400 DEMO-1001", "1 200,50 €", "40 000 euros",
     "le 3114", "le 5",
     "je paie 50 le 05/12/2026", "vendredi prochain", "loyer 450 1200 300 600 450", "67100", "Œuvre à l’hôpital…",
     "12 juin", ""],
)  # fmt: skip
def test_amounts_references_and_coming_days_stay_as_typed(text: str) -> None:
    assert mask(text, today=TODAY) == text


@given(st.integers(10**14, 10**15 - 1), st.sampled_from(["", " ", "-"]))
def test_every_card_number_is_hidden(body: int, separator: str) -> None:
    digits = str(body)
    total = sum(sum(divmod(2 * int(d), 10)) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(digits)))
    digits += str(-total % 10)
    written = separator.join(digits[i : i + 4] for i in range(0, 16, 4))
    masked = mask(f"voici {written} ok", today=TODAY)
    assert masked == "voici CARTE ok"


@given(
    st.dates(date(1930, 1, 1), date(2008, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%y", "%d.%m.%Y", "%d %m %Y", "%d %B %Y", "%m/%d/%Y"]),
)
def test_every_birth_date_is_hidden(born: date, form: str) -> None:
    assert mask(f"le {born.strftime(form)} voilà", today=TODAY) == "le DATE voilà"


@given(st.text(max_size=300))
def test_no_text_makes_masking_or_references_fail(text: str) -> None:
    assert isinstance(mask(text, today=TODAY), str)
    assert read_postcode(text) is None or read_postcode(text) == read_postcode(read_postcode(text) or "")
    for reference in read_references(text):
        assert read_references(reference) == (reference,)


@pytest.mark.parametrize(
    "told",
    ["né le quatorze mars mille neuf cent quatre-vingt-cinq", "born on the fourteenth of March nineteen eighty-five"],
)
def test_a_birth_date_in_words_is_hidden_as_well(told):
    assert "DATE" in mask(f"je suis {told}, voilà", today=TODAY)
    assert "mars" not in mask(told, today=TODAY).lower() and "march" not in mask(told, today=TODAY).lower()


@pytest.mark.parametrize("told", ["oui le 15 décembre 80 euros", "le 5 janvier 30€ et le 5 février 50 €", "3 May 20 £"])
def test_a_day_and_a_sum_stay_as_typed(told):
    assert mask(told, today=date(2026, 11, 20)) == told


@pytest.mark.parametrize("told", ["né le 15 décembre 80", "14/03/85 e", "le 14 mars 85 et toi", "born 3 May 80, euros"])
def test_a_birth_date_is_hidden_whatever_follows(told):
    assert "DATE" in mask(told, today=date(2026, 11, 20))


@pytest.mark.parametrize("before", range(1_780, 2_010, 7))
def test_what_lies_across_the_edge_of_what_is_read_at_once_is_hidden_whole(before):
    text = "mot " * (before // 4) + "x" * (before % 4) + " 4111 1111 1111 1111 et 14/03/1985 " + "mot " * 600
    kept = mask_kept(text, today=TODAY)
    assert "1111" not in kept and "1985" not in kept
    assert kept.count("CARTE") == 1 and kept.count("DATE") == 1
    assert kept.count("mot") == text.count("mot")


def test_a_birth_date_in_spaces_right_after_a_reference_is_read_and_masked() -> None:
    for text, day in (("DEMO-1002 02 11 1992", date(1992, 11, 2)), ("DEMO-1003 30 07 1969", date(1969, 7, 30))):
        assert read_birth_dates(text, today=date(2026, 11, 23), language="fr") == (day,)
        assert "DATE" in mask(text, today=date(2026, 11, 23))
    assert read_birth_dates("01 39 98 01 12 85", today=date(2026, 11, 23), language="fr") == ()


@pytest.mark.parametrize("text", ["oui le 15 decembre 80 euros", "le 3 janvier 50€", "3 january 50 quid"])
def test_a_day_and_a_sum_are_no_birth_date(text: str) -> None:
    assert read_birth_dates(text, today=date(2026, 11, 23), language="fr") == ()
    assert "DATE" not in mask(text, today=date(2026, 11, 23))
    assert read_amounts(text)[0].minor in (80_00, 50_00)
