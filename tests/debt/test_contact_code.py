"""A code to a contact on file: read however it is typed, hidden wherever it stands, sent so often and no oftener."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.debt import contact_code as rules

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize("text", ["123456", "123 456", "le code est 123-456.", "code: 123456 merci", "123 456"])
def test_a_code_is_read_however_it_is_typed_and_hidden(text):
    assert rules.read_code(text) == "123456"
    assert "123" not in rules.hide_code(text) and rules.HIDDEN in rules.hide_code(text)


@pytest.mark.parametrize(
    "text",
    ["12345", "1234567", "06 39 98 05 55", "0639980555", "+33 639 980 555", "450 000 euros", "450000 €", "123456,50",
     "123456 ou 654321", "123456 et 12", "", "rien reçu"],
)
def test_what_is_no_code_for_certain_is_none(text):
    assert rules.read_code(text) is None


@pytest.mark.parametrize("text", ["06 39 98 05 55", "+33 639 980 555", "+33639980555", "450 000 euros", "14/03/1985"])
def test_numbers_sums_and_days_are_not_hidden(text):
    assert rules.hide_code(text) == text


def _sent(minutes: float, *, here: bool = False, there: bool = False) -> rules.Sent:
    return rules.Sent(at=NOW - timedelta(minutes=minutes), here=here, there=there)


def test_codes_are_a_minute_apart_and_so_many_a_day():
    assert rules.may_send([], NOW) is None
    assert rules.may_send([_sent(0.5)], NOW) == "soon"
    assert rules.may_send([_sent(1)], NOW) is None
    for most, whose in ((4, {"here": True}), (4, {"there": True}), (6, {})):
        sent = [_sent(10 * n, **whose) for n in range(1, most + 1)]
        assert rules.may_send(sent[:-1], NOW) is None
        assert rules.may_send(sent, NOW) == "often"
        assert rules.may_send([_sent(60 * 24, **whose)] * most, NOW) is None
    with pytest.raises(ValueError, match="time zone"):
        rules.may_send([], datetime(2026, 11, 20))  # noqa: DTZ001 (that is the point)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [("phone", "+33639980101", "06 ·· ·· ·· 01"), ("phone", "+447700900123", "+44 ·· ·· 23"),
     ("email", "camille@example.fr", "c···@···.fr"), ("email", "a@mail.example.co.uk", "a···@···.uk")],
)
def test_a_contact_is_shown_as_its_owner_knows_it_again_and_nobody_learns_it(kind, value, shown):
    assert rules.masked(kind, value) == shown
