from __future__ import annotations

from ledger import VOLTA, case_of, everything, holds_of, person_of, sums


async def test_every_line_is_what_the_creditor_expects(importing, expected, as_expected):
    as_expected(await importing("volta", VOLTA), expected[VOLTA])


async def test_due_is_the_sum_of_what_is_left_of_the_invoices(store, importing):
    await importing("volta", VOLTA)
    assert await sums(store, "VE8801") == (183_42 + 167_90, 0)
    assert await sums(store, "VE8814") == (204_35 - 102_17 + 200_59 + 68_62, 0)


async def test_an_invoice_that_cannot_be_read_is_left_out_and_the_account_says_so(store, importing):
    report = await importing("volta", VOLTA)
    assert await sums(store, "VE8802") == (44_45 + 204_49, 0)
    assert "incomplete" in (await case_of(store, "VE8802")).flags
    assert any("incomplete" in line.notes for line in report.lines if line.reference == "VE8802")


async def test_a_disputed_invoice_holds_its_own_part_only(store, importing):
    await importing("volta", VOLTA)
    held = await holds_of(store, "VE8804")
    assert [(hold.reason, hold.part_minor) for hold in held] == [("dispute", 150_16 - 75_08)]
    assert await sums(store, "VE8804") == (75_08 + 174_95, 0)


async def test_names_in_capitals_are_last_names(store, importing):
    await importing("volta", VOLTA)
    person = await person_of(store, "VE8807")
    assert (person.last_name, person.first_name) == ("ÖZDEMIR", "Jean-Pierre")


async def test_the_same_file_twice_changes_nothing(store, importing):
    await importing("volta", VOLTA)
    before = await everything(store, "volta")
    again = await importing("volta", VOLTA)
    assert again.counts()["unchanged"] == 47 and await everything(store, "volta") == before


async def test_an_invoice_rejected_today_keeps_what_was_known_of_it(store, importing, feed_bytes):
    whole = feed_bytes(VOLTA).replace(b"12O.50", b"120.50")
    await importing("volta", VOLTA, data=whole)
    assert await sums(store, "VE8802") == (44_45 + 120_50 + 204_49, 0)
    await importing("volta", "volta_energie_20261121.csv", data=feed_bytes(VOLTA))
    assert await sums(store, "VE8802") == (44_45 + 120_50 + 204_49, 0)


async def test_an_invoice_that_falls_due_moves_from_future_to_due_and_a_payment_stays_counted(
    store, importing, feed_bytes
):
    from datetime import date  # noqa: PLC0415

    from ledger import pay  # noqa: PLC0415

    later = feed_bytes(VOLTA).replace(b"2026-10-31,183.57", b"2026-11-25,183.57")
    await importing("volta", VOLTA, data=later)
    assert await sums(store, "VE8800") == (0, 91_79)
    assert (await case_of(store, "VE8800")).state == "current"
    await pay(store, "VE8800", 20_00, date(2026, 11, 22), "p1")
    report = await importing("volta", "volta_energie_20261126.csv", data=later)
    assert await sums(store, "VE8800") == (91_79 - 20_00, 0)
    assert report.lines[0].result == "changed"


async def test_a_paid_invoice_that_is_no_longer_in_the_file_lowers_the_sum(store, importing, feed_bytes):
    await importing("volta", VOLTA)
    shorter = b"".join(line for line in feed_bytes(VOLTA).splitlines(True) if b",F0011," not in line)
    report = await importing("volta", "volta_energie_20261121.csv", data=shorter)
    assert await sums(store, "VE8801") == (183_42, 0)
    assert not report.settled
