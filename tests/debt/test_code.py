"""Codes that are read out: no slip passes, however they are typed."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt import code

BODIES = st.text(alphabet=code.SIGNS, min_size=8, max_size=8)


@given(BODIES)
def test_what_was_written_is_read_again(body) -> None:
    told = code.written(body, letter="C")
    assert code.read(told, letter="C", length=8) == told == code.read(told.lower()[2:], letter="C", length=8)


@given(BODIES)
def test_one_cut_short_is_no_other_code_though_the_letter_would_fill_the_gap(body) -> None:
    told = code.written(body, letter="C")
    assert code.read(told[:-1], letter="C", length=8) is None
    assert code.read("C-7K3M-9QX" + code.check_sign("C7K3M9QX"), letter="C", length=8) is None


@given(BODIES, st.integers(0, 8), st.sampled_from(code.SIGNS))
def test_every_single_slip_is_found(body, place, sign) -> None:
    told = (body + code.check_sign(body))
    other = told[:place] + sign + told[place + 1:]
    assert (code.read(other, letter="C", length=8) is None) == (other != told)


def test_nearly_every_swap_of_neighbours_is_found() -> None:
    missed = [
        (a, b) for a, b in itertools.permutations(code.SIGNS, 2)
        if code.check_sign("7K3M9Q" + a + b) == code.check_sign("7K3M9Q" + b + a)
    ]
    assert len(missed) <= 2  # 0 and Z, as with Luhn's sum over ten


@pytest.mark.parametrize("text", ["", "C", "C-7K3M-9QXD", "é" * 9, "x" * 100_000, "U" * 9, "７K3M9QXD4"])
def test_what_is_no_code_is_none(text) -> None:
    assert code.read(text, letter="C", length=8) is None
