"""A case that adds up has no fault; every figure that is changed is found by its rule."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest

from bot.debt.ledger import Book, Entry, Fault, Mark, Movement, Paid, faults

DAY, NEXT = date(2026, 11, 1), date(2026, 12, 7)


def sound() -> Book:
    """480.00 told by a file; 80.00 paid on the first of six instalments, 20.00 more in suspense."""
    return Book(
        reference="A", currency="EUR", state="late", owed=48000,
        entries=[
            Entry("due", "opening", 48000, DAY, "feed", "1:1:due"),
            Entry("due", "payment", -8000, NEXT, "attempt", "at_1:due"),
            Entry("suspense", "suspense", -2000, NEXT, "attempt", "at_1:suspense"),
        ],
        payments=[
            Paid(public_id="at_1", state="paid", currency="EUR", receipt=10000, due=8000, suspense=2000,
                 instalments={1: 8000}, waiting=2000),
            Paid(public_id="at_2", state="expired", currency="EUR"),
        ],
        instalments=[Mark(1, 8000, 8000, "kept"), Mark(2, 8000, 0, "due"), Mark(3, 8000, 0, "moved")],
    )


def rules(book: Book) -> set[str]:
    return {fault.rule for fault in faults(book)}


def test_a_sound_case_has_no_fault() -> None:
    assert faults(sound()) == []


@pytest.mark.parametrize("owed", [48000, 40000])
def test_the_creditors_file_may_have_booked_our_payment_or_not_yet(owed: int) -> None:
    book = sound()
    book.owed = owed
    assert faults(book) == []


@pytest.mark.parametrize("owed", [47999, 44000, 0, 38000])
def test_any_other_sum_of_obligations_is_a_fault(owed: int) -> None:
    book = sound()
    book.owed = owed
    assert rules(book) == {"ledger_and_obligations"}


def broken(**of_payment: object) -> Book:
    book = sound()
    book.payments[0] = replace(book.payments[0], **of_payment)  # type: ignore[arg-type]
    return book


@pytest.mark.parametrize(
    ("book", "rule"),
    [
        (broken(receipt=None), "paid_without_receipt"), (broken(receipt=9000), "receipt_and_its_parts"),
        (broken(left_us=500), "receipt_and_its_parts"), (broken(due=7000), "ledger_and_receipt"),
        (broken(suspense=1000), "suspense_in_the_ledger"), (broken(waiting=0), "suspense_that_waits"),
        (broken(instalments={1: 7000}), "instalment_and_receipts"),
        (broken(instalments={1: 8000, 9: 1}), "instalment_of_another_case"),
        (broken(instalments={1: 8000, 2: 100}), "instalments_of_a_payment"),
        (broken(public_id="at_9"), "entry_of_no_payment"),
    ],
)
def test_a_payments_figure_that_was_changed_is_found(book: Book, rule: str) -> None:
    assert rule in rules(book)


@pytest.mark.parametrize(
    ("at", "mark", "rule"),
    [
        (0, Mark(1, 8000, 7999, "kept"), "instalment_and_receipts"),
        (0, Mark(1, 8000, 8000, "kept", covered=1), "instalment_and_receipts"),
        (1, Mark(2, 8000, 8000, "kept", covered=7999), "instalment_and_receipts"),
        (0, Mark(1, 8000, 8000, "due"), "instalment_and_its_state"),
        (1, Mark(2, 8000, 0, "kept"), "instalment_and_its_state"),
        (1, Mark(2, 8000, 8001, "kept"), "instalment_and_its_state"),
        (1, Mark(2, 8000, -1, "due"), "instalment_and_its_state"),
    ],
)
def test_an_instalments_figure_that_was_changed_is_found(at: int, mark: Mark, rule: str) -> None:
    book = sound()
    book.instalments[at] = mark
    assert rule in rules(book)


def test_what_was_paid_to_the_creditor_directly_needs_no_receipt_of_ours() -> None:
    book = sound()
    book.instalments[1] = Mark(2, 8000, 8000, "kept", covered=8000)
    assert not faults(book)


@pytest.mark.parametrize("at", range(3))
@pytest.mark.parametrize("by", [-1, 1, 5000])
def test_any_entry_of_the_ledger_that_was_changed_is_found(at: int, by: int) -> None:
    book = sound()
    book.entries[at] = replace(book.entries[at], minor=book.entries[at].minor + by)
    assert faults(book)


def test_an_entry_lost_or_doubled_is_found() -> None:
    for at in range(3):
        lost, doubled = sound(), sound()
        del lost.entries[at]
        doubled.entries.append(deepcopy(doubled.entries[at]))
        assert faults(lost) and faults(doubled)


def test_a_settled_case_owes_nothing() -> None:
    book = sound()
    book.state = "settled"
    assert rules(book) == {"settled_and_due"}


def test_a_payment_that_went_back_stands_with_nothing() -> None:
    book = sound()
    book.entries += [
        Entry("due", "reversal", 8000, NEXT, "attempt_reversal", "at_1:due"),
        Entry("suspense", "reversal", 2000, NEXT, "attempt_reversal", "at_1:suspense"),
    ]
    assert "ledger_and_receipt" in rules(book)
    book.payments[0] = Paid(public_id="at_1", state="refunded", currency="EUR", receipt=10000)
    book.instalments[0] = Mark(1, 8000, 0, "late")
    assert faults(book) == []


def by_bank(*, stands: bool = True, minor: int = 10000, currency: str = "EUR", payment: str | None = "at_1") -> Book:
    book = broken(provider="transfer")
    book.movements = [Movement(7, minor, currency, stands, payment)]
    return book


def test_a_movement_of_the_bank_is_what_the_ledger_has_of_it() -> None:
    assert faults(by_bank()) == []
    assert rules(by_bank(minor=9999)) == rules(by_bank(currency="GBP")) == {"movement_and_ledger"}
    assert faults(by_bank(stands=False)) == [Fault("movement_and_ledger", "7", 0, 10000)]


def test_a_movement_and_its_payment_miss_each_other() -> None:
    for book in (by_bank(payment=None), by_bank(payment="at_2")):
        assert rules(book) == {"movement_without_payment", "transfer_without_movement"}
    waiting = by_bank(stands=False, payment=None)
    assert faults(waiting) == [Fault("transfer_without_movement", "at_1", 0, 10000)]


def test_a_transfer_that_a_person_has_passed_on_in_part_is_all_there() -> None:
    book = by_bank()
    book.payments[0] = replace(book.payments[0], suspense=0, waiting=0, left_us=2000)
    book.entries.append(Entry("suspense", "adjustment", 2000, NEXT, "suspense", "at_1:suspense:s1"))
    assert faults(book) == []
