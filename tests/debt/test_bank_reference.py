"""Creditor references (ISO 11649) and account numbers (ISO 13616): the standards' values, and every slip found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.bank import (
    BODY,
    IBAN_LENGTHS,
    compact,
    find_references,
    read_iban,
    read_rf,
    rf_reference,
    spaced,
)

BODIES = st.text(alphabet="0123456789", min_size=BODY, max_size=BODY)


def test_the_check_digits_are_those_of_the_standard() -> None:
    assert rf_reference("539007547034") == "RF18539007547034"
    assert rf_reference("000000000539007547034") == "RF18000000000539007547034"  # noughts in front change nothing
    assert read_rf("RF18 5390 0754 7034") == "RF18539007547034"
    assert read_rf("rf18 5390 0754 70y") == "RF185390075470Y"
    assert read_rf("RF17 5390 0754 7034") is None


@pytest.mark.parametrize("body", ["", "A" * 22, "a1", "É", "1-2"])
def test_a_body_that_the_standard_does_not_know_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="body"):
        rf_reference(body)


@given(BODIES)
def test_a_reference_is_read_back_however_it_is_typed(body: str) -> None:
    reference = rf_reference(body)
    assert len(reference) <= 18  # fits the 18 signs of a UK payment
    for typed in (spaced(reference), reference.lower(), "-".join(spaced(reference).split()), f" {reference}. "):
        assert read_rf(typed) == reference
        assert find_references(f"loyer {typed} merci") == (reference,)
    assert find_references(spaced(reference).replace("0", "O").replace("1", "l")) == (reference,)


@given(BODIES, st.data())
def test_every_wrong_digit_and_every_swap_of_neighbours_is_found(body: str, data: st.DataObject) -> None:
    reference = rf_reference(body)
    at = data.draw(st.integers(2, len(reference) - 1))
    other = data.draw(st.sampled_from([s for s in "0123456789" if s != reference[at]]))
    assert read_rf(reference[:at] + other + reference[at + 1 :]) is None
    at = data.draw(st.integers(2, len(reference) - 2))
    swapped = reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]
    assert swapped == reference or read_rf(swapped) is None


def test_several_references_are_told_in_order_each_once() -> None:
    one, two = rf_reference("539007547034"), rf_reference("000000000001")
    assert find_references(f"{two} puis {one} et encore {spaced(two)}") == (two, one)
    assert find_references("RF RF12 sans suite") == ()
    assert find_references("") == ()


@pytest.mark.parametrize(
    "iban",
    ["FR14 2004 1010 0505 0001 3M02 606", "GB29 NWBK 6016 1331 9268 19", "DE89 3704 0044 0532 0130 00",
     "BE68 5390 0754 7034", "NO93 8601 1117 947", "MT84 MALT 0110 0001 2345 MTLC AST0 01S"],
)
def test_the_registrys_examples_are_ibans_and_with_one_wrong_sign_they_are_not(iban: str) -> None:
    assert read_iban(iban.lower()) == compact(iban)
    signs = compact(iban)
    assert read_iban(signs[:-1] + ("0" if signs[-1] != "0" else "1")) is None
    assert read_iban(signs + "0") is None
    assert read_iban(signs[:-1]) is None


def test_no_iban_is_taken_from_a_country_that_is_not_known() -> None:
    assert read_iban("XX00") is None and read_iban("") is None
    assert IBAN_LENGTHS["FR"] == 27 and IBAN_LENGTHS["GB"] == 22
