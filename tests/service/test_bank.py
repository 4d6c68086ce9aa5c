"""Bank statements on the real ledger: matched, credited once, left for a person, taken back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from bank_world import another_debtor, due, make_bank_world, rf, take
from timed_world import Timed

from bot.debt.bank import spaced
from bot.feeds.bank.cli import statement_of
from bot.feeds.bank.report import print_report
from bot.service.bank import apply_statement
from bot.service.feeds.records import FeedRefused, FeedUnusable
from bot.service.pay.ledger import check
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import (
    Attempt,
    BankLine,
    Case,
    Creditor,
    Demand,
    ExportEvent,
    Hold,
    ImportRun,
    LedgerEntry,
    Message,
    Receipt,
    Suspense,
    TransferReference,
)
from tests.bank_files import IBAN, Move, camt

STRANGE = "RF18539007547034"
"""Right check digits, and nobody's here."""


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    return await make_bank_world(database, clock)


async def test_every_plan_has_a_reference_that_tells_nothing_of_its_case(world):
    (row,) = await world.all(TransferReference)
    assert row.plan_id == world.plan_id and row.reference.startswith("RF") and "1001" not in row.reference


async def test_a_transfer_with_the_reference_goes_the_way_of_every_payment(world):
    report = await take(world, Move(ref="B1", rf=await rf(world)))
    assert report.counts()["credited"] == 1 and await due(world) == 40000
    (attempt,) = await world.all(Attempt)
    assert (attempt.provider, attempt.method, attempt.state, attempt.minor) == ("transfer", "transfer", "paid", 8000)
    (receipt,) = await world.all(Receipt)
    assert receipt.minor == 8000 and receipt.allotment["due"] == 8000
    first, second, *_ = await world.instalments()
    assert (first.state, first.paid_minor, second.state) == ("kept", 8000, "due")
    (entry,) = await world.all(LedgerEntry, LedgerEntry.kind == "payment")
    assert entry.value_on == date(2026, 11, 19)  # the bank's day, not the import's
    (told,) = await world.all(ExportEvent, ExportEvent.kind == "payment")
    assert told.payload["method"] == "transfer" and told.payload["receipt"] == receipt.number
    assert [m.text_id for m in await world.all(Message)] == ["notice_message_waiting"]
    (line,) = await world.all(BankLine)
    assert (line.state, line.matched_by, line.attempt_id) == ("matched", "reference", attempt.id)


async def test_a_debtor_who_is_identified_is_told_with_the_receipts_number(world):
    await world.identify()
    await take(world, Move(ref="B1", rf=await rf(world)))
    (message,) = await world.all(Message)
    (receipt,) = await world.all(Receipt)
    assert message.text_id == "notice_payment_received" and receipt.number in message.text


@pytest.mark.parametrize("typed", ["{} ", "loyer {} merci", "{} lower", "split"])
async def test_a_reference_in_free_text_is_found_however_it_was_typed(world, typed):
    reference = await rf(world)
    text = (spaced(reference)[:9], spaced(reference)[9:]) if typed == "split" else (
        typed.format(spaced(reference).lower() if "lower" in typed else spaced(reference)),
    )
    assert (await take(world, Move(ref="B1", text=text))).counts()["credited"] == 1


async def test_the_cases_own_reference_counts_as_end_to_end_reference_only(world):
    assert (await take(world, Move(ref="B1", e2e="DEMO-1001"))).counts()["credited"] == 1
    report = await take(world, Move(ref="B2", text=("DEMO-1001 Martin Léa",)), Move(ref="B3", e2e="demo 1001"))
    assert report.counts()["open"] == 2 and await due(world) == 40000


async def test_what_names_nobody_is_left_for_a_person_and_moves_nothing(world):
    report = await take(world, Move(ref="B1"), Move(ref="B2", rf=STRANGE),
                        Move(ref="B3", rf=await rf(world), currency="CHF"))
    assert [line.why for line in report.lines] == ["no_reference", "unknown_reference", "unknown_currency"]
    assert await due(world) == 48000 and not await world.all(Attempt)
    assert {line.state for line in await world.all(BankLine)} == {"open"}


async def test_the_same_file_overlapping_files_and_both_forms_have_one_effect(world):
    reference = await rf(world)
    one, two, bare = Move(ref="B1", rf=reference), Move(ref="B2", rf=reference), Move(rf=reference, amount="10.00")
    assert (await take(world, one, bare)).counts()["credited"] == 2
    again = await take(world, one, bare)
    assert again.counts()["duplicate"] == 2
    overlapping = await take(world, one, bare, two, version="02")
    assert (overlapping.counts()["credited"], overlapping.counts()["duplicate"]) == (1, 2)
    assert await due(world) == 48000 - 8000 * 2 - 1000 and len(await world.all(Receipt)) == 3


async def test_the_same_file_twice_at_once_has_one_effect(world):
    reference = await rf(world)
    moves = [Move(ref=f"B{n}", rf=reference, amount="10.00") for n in range(8)]
    reports = await asyncio.gather(*(take(world, *moves) for _ in range(4)))
    assert sum(report.counts()["credited"] for report in reports) == 8
    assert await due(world) == 40000 and len(await world.all(Receipt)) == 8


async def test_a_number_that_the_bank_uses_for_another_sum_does_not_make_money_vanish(world):
    reference = await rf(world)
    await take(world, Move(ref="B1", rf=reference))
    other = Move(ref="B1", rf=reference, amount="30.00")
    for result in ("open", "duplicate"):
        report = await take(world, other)
        assert report.counts()[result] == 1, result
    assert await due(world) == 40000


async def test_a_file_of_another_account_is_refused_whole(world):
    reference = await rf(world)
    with pytest.raises(FeedRefused, match="not of demo's account"):
        await take(world, Move(ref="B1", rf=reference), iban="FR1420041010050500013M02606")
    with pytest.raises(FeedUnusable, match="no creditor"):
        await apply_statement(world.database, replace(statement_of("demo", "a", camt(Move())), creditor="nobody"))
    assert not await world.all(ImportRun) and not await world.all(BankLine) and await due(world) == 48000


async def test_a_creditor_whose_account_has_a_slip_takes_no_statement(world):
    await world.set(Creditor, "demo", settings={"transfer_iban": IBAN[:-1] + "0"})
    with pytest.raises(FeedUnusable, match="check digits"):
        await take(world, Move(ref="B1"))


async def test_check_says_the_same_and_changes_nothing(world):
    moves = Move(ref="B1", rf=await rf(world)), Move(ref="B2")
    checked = await take(world, *moves, check=True)
    assert not await world.all(BankLine) and not await world.all(ImportRun) and await due(world) == 48000
    done = await take(world, *moves)
    assert checked.counts() == done.counts()


async def test_where_payment_is_forbidden_money_waits_in_suspense_with_a_receipt(world):
    async with world.database.begin() as uow:
        uow.session.add(Hold(creditor_id="demo", case_id=world.case_id, reason="over_indebtedness_admissible",
                             set_by="agent", set_at=uow.now, review_on=date(2027, 1, 1), detail={}))
        await uow.commit()
    report = await take(world, Move(ref="B1", rf=await rf(world)))
    assert (report.lines[0].result, report.lines[0].why) == ("suspense", "held")
    assert await due(world) == 48000 and await due(world, "suspense") == -8000
    assert len(await world.all(Receipt)) == 1 and (await world.all(Demand))[0].state == "void"


async def test_another_currency_than_the_cases_waits_whole(world):
    report = await take(world, Move(ref="B1", rf=await rf(world), currency="GBP"))
    assert (report.lines[0].result, report.lines[0].why) == ("suspense", "currency_mismatch")
    assert await due(world) == 48000 and (await world.all(Suspense))[0].currency == "GBP"
    assert (await check(world.database))[1] == {}


async def test_more_than_is_due_is_credited_as_far_as_it_goes(world):
    report = await take(world, Move(ref="B1", rf=await rf(world), amount="500.00"))
    assert (report.lines[0].result, report.lines[0].notes) == ("suspense", ("partly",))
    assert await due(world) == 0 and (await world.all(Suspense))[0].minor == 2000


async def test_the_report_tells_what_was_credited_and_what_waits_of_one_payment(world):
    report = await take(world, Move(ref="B1", rf=await rf(world), amount="80.00"),
                        Move(ref="B2", rf=await rf(world), amount="500.00"))
    said = print_report(report, check=False)
    assert "Done: 1 credited (€80.00), 1 in suspense (€100.00, and €400.00 of the same credited)" in said
    assert "€100.00 of €500.00: the rest was credited" in said
    assert (report.sums("credited"), report.sums("suspense")) == ({"EUR": 8000}, {"EUR": 10000})
    whole = await take(world, Move(ref="B3", rf=await rf(world), amount="1.00"))
    assert "Done: 1 in suspense (€1.00)\n" in print_report(whole, check=False)


async def test_a_return_undoes_what_its_payment_did_and_twice_has_one_effect(world):
    reference = await rf(world)
    await take(world, Move(ref="B1", rf=reference))
    back = Move(ref="B9", rf=reference, sign="DBIT", reversal=True, day="2026-11-20")
    assert (await take(world, back)).counts()["returned"] == 1
    assert (await take(world, back)).counts()["duplicate"] == 1
    assert await due(world) == 48000
    assert {row.state for row in await world.instalments()} == {"due"}
    (attempt,) = await world.all(Attempt)
    assert attempt.state == "refunded"
    assert len(await world.all(ExportEvent, ExportEvent.kind == "payment_reversed")) == 1


async def test_a_return_that_the_banks_code_alone_tells_undoes_its_payment(world):
    reference = await rf(world)
    await take(world, Move(ref="B1", rf=reference, e2e="E"))
    back = Move(ref="R1", e2e="E", sign="DBIT", code="PMNT RCDT RRTN", day="2026-11-20")
    assert (await take(world, back)).counts()["returned"] == 1 and await due(world) == 48000


async def test_a_debit_with_our_reference_undoes_the_one_payment_that_it_fits(world):
    reference = await rf(world)
    await take(world, Move(ref="B1", rf=reference))
    back = Move(ref="R1", sign="DBIT", text=(f"votre virement {spaced(reference)}",), day="2026-11-20")
    assert (await take(world, back)).counts()["returned"] == 1 and await due(world) == 48000
    assert (await take(world, back)).counts()["duplicate"] == 1


async def test_a_debit_with_our_reference_that_fits_no_payment_or_several_waits_for_a_person(world):
    reference = await rf(world)
    _, other = await another_debtor(world)
    await take(world, Move(ref="B1", rf=reference), Move(ref="B2", rf=reference))
    moves = (
        Move(ref="R1", sign="DBIT", rf=reference, day="2026-11-20"),  # two payments fit
        Move(ref="R2", sign="DBIT", rf=reference, amount="85.00", day="2026-11-20"),
        Move(ref="R3", sign="DBIT", e2e="DEMO-9", day="2026-11-20"),
        Move(ref="R4", sign="DBIT", rf=reference, text=(other,), day="2026-11-20"),
        Move(ref="R5", sign="DBIT", amount="200.00", number="2", rf=reference, day="2026-11-20"),
    )
    report = await take(world, *moves)
    assert [line.why for line in report.lines] == [
        *["return_of_unknown"] * 3, "several_references", "batch_without_parts"]
    assert await due(world, case_id=world.case_id) == 32000
    assert {line.kind for line in await world.all(BankLine, BankLine.state == "open")} == {"return"}


async def test_a_return_undoes_the_payment_whose_end_to_end_reference_it_bears(world):
    reference = await rf(world)
    await take(world, Move(ref="B1", rf=reference, e2e="E1"), Move(ref="B2", rf=reference, e2e="E2"))
    await take(world, Move(ref="R1", rf=reference, e2e="E1", sign="DBIT", returned=True, day="2026-11-20"))
    lines = {line.bank_ref: line.state for line in await world.all(BankLine)}
    assert lines == {"B1": "closed", "B2": "matched", "R1": "closed"}


async def test_a_return_of_which_nobody_knows_the_payment_is_left_for_a_person(world):
    reference = await rf(world)
    await take(world, Move(ref="B1", rf=reference), Move(ref="B2", rf=reference, e2e="E", amount="10.00"),
               Move(ref="B3", rf=reference, e2e="E", amount="10.00"))
    moves = (
        Move(ref="B4", rf=reference, sign="DBIT", reversal=True, amount="79.00"),
        Move(ref="B5", sign="DBIT", returned=True),
        Move(ref="B6", sign="DBIT", returned=True, e2e="E", amount="10.00"),  # two payments fit
    )
    report = await take(world, *moves)
    assert [line.why for line in report.lines] == ["return_of_unknown"] * 3 and await due(world) == 38000


async def test_money_that_went_back_before_anybody_matched_it_asks_for_nobody(world):
    await take(world, Move(ref="B1", e2e="E77"))
    report = await take(world, Move(ref="B2", e2e="E77", sign="DBIT", returned=True))
    assert report.counts()["returned"] == 1
    assert {line.state for line in await world.all(BankLine)} == {"closed"}


async def test_money_out_leaves_no_trace(world):
    report = await take(world, Move(ref="B1", sign="DBIT", amount="9.90"), Move(ref="B2", sign="DBIT", rf=STRANGE))
    assert report.counts()["not_ours"] == 2 and not await world.all(BankLine)


async def test_a_settled_cases_transfer_is_kept_for_a_person(world):
    await world.set(Case, world.case_id, state="settled")
    report = await take(world, Move(ref="B1", rf=await rf(world)))
    assert (report.lines[0].result, report.lines[0].why) == ("suspense", "case_closed")


async def test_the_report_can_be_read_by_a_manager_and_names_nobody(world):
    await world.set(Case, world.case_id, as_of=date(2026, 11, 19))
    report = await take(world, Move(ref="B1", rf=await rf(world)), Move(ref="B2", text=("Martin",)), Move(
        ref="B3", sign="DBIT"), Move(ref="B4", status="PDNG"))
    said = print_report(report, check=False)
    assert "1 credited (€80.00), 1 left for a person (€80.00), 1 not a debtor's payment" in said
    assert "DEMO-1001" in said and "in that file's figures already?" in said
    assert "1 movements are announced" in said and "Martin" not in said
