"""Which movement is which: two of one file are two, one of two files is one; what may be either waits for a person."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest
from bank_world import another_debtor, due, make_bank_world, rf, take
from timed_world import Timed

from bot.feeds.bank import csv_file
from bot.feeds.bank.cli import statement_of
from bot.feeds.bank.report import print_report
from bot.service.bank import apply_statement
from bot.service.feeds.records import FeedUnusable
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import BankLine, Receipt
from tests.bank_files import IBAN, VERSIONS, Move, camt

MAPPING = """creditor: demo
encoding: utf-8
separator: ";"
columns: {account: IBAN, booked_on: Date, amount: Montant, bank_ref: Ref, text: Texte}
ignored: []
dates: '(?P<year>\\d{4})-(?P<month>\\d{2})-(?P<day>\\d{2})'
amounts: {decimal: ".", thousands: "", sign: ""}
currency: EUR
"""


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    return await make_bank_world(database, clock)


@pytest.fixture
def csv(world, tmp_path):
    """`await csv("2026-11-19;80.00;REF;words", …)`: a CSV of the same account is applied."""
    (tmp_path / "demo.yml").write_text(MAPPING)

    async def take_csv(*lines: str):
        text = "IBAN;Date;Montant;Ref;Texte\n" + "".join(f"{IBAN};{line}\n" for line in lines)
        statement = csv_file.read_csv("b.csv", text.encode(), csv_file.load("demo", tmp_path))
        return await apply_statement(world.database, statement)

    return take_csv


def fates(report) -> list[tuple[str, str]]:
    return [(line.result, line.why) for line in report.lines]


async def test_two_debtors_whose_payments_bear_one_number_are_both_credited(world):
    other, reference = await another_debtor(world)
    moves = Move(ref="LOT7", rf=await rf(world), e2e="A"), Move(ref="LOT7", rf=reference, e2e="B", payer="Durand Zoé")
    report = await take(world, *moves)
    assert [(one.result, one.reference) for one in report.lines] == [("credited", "DEMO-1001"), ("credited", "DEMO-9")]
    assert (await due(world, case_id=world.case_id), await due(world, case_id=other)) == (40000, 40000)
    assert fates(await take(world, *reversed(moves), version="04")) == [("duplicate", "")] * 2
    assert await due(world) == 80000


async def test_a_debtor_who_pays_twice_on_a_day_under_one_number_has_paid_twice(world):
    twice = [Move(ref="ONCE", rf=await rf(world), amount="30.00")] * 2
    assert fates(await take(world, *twice)) == [("credited", "")] * 2 and await due(world) == 42000
    assert fates(await take(world, *twice, version="02")) == [("duplicate", "")] * 2 and await due(world) == 42000


async def test_where_no_balance_vouches_for_a_line_that_is_told_twice_a_person_says(world):
    twice = [Move(ref="ONCE", rf=await rf(world), amount="30.00")] * 2
    report = await take(world, *twice, opening=None)
    assert fates(report) == [("credited", ""), ("open", "told_twice")] and await due(world) == 45000
    assert "may be line 1 of a.xml" in print_report(report, check=False)
    assert fates(await take(world, *twice, opening=None)) == [("duplicate", "")] * 2


async def test_a_second_payment_of_an_earlier_files_number_that_names_another_debtor_waits_for_a_person(world):
    other, reference = await another_debtor(world)
    await take(world, Move(ref="LOT7", rf=await rf(world), e2e="A"))
    second = Move(ref="LOT7", rf=reference, e2e="B")
    report = await take(world, second)
    assert fates(report) == [("open", "bank_number_used_twice")] and "line 1 of a.xml" in report.lines[0].like
    assert fates(await take(world, second)) == [("duplicate", "")]
    assert await due(world, case_id=other) == 48000


async def test_a_file_that_names_both_tells_them_apart(world):
    _, reference = await another_debtor(world)
    first = Move(ref="LOT7", rf=await rf(world), e2e="A")
    await take(world, first)
    assert fates(await take(world, first, Move(ref="LOT7", rf=reference, e2e="B"))) == [
        ("duplicate", ""), ("credited", "")]


async def test_the_same_movement_told_in_more_words_is_known_by_its_number(world):
    reference = await rf(world)
    await take(world, Move(ref="B1", rf=reference))
    report = await take(world, Move(ref="B1", rf=reference, e2e="E1", text=("merci beaucoup",)))
    assert fates(report) == [("duplicate", "")] and "line 1 of a.xml" in report.lines[0].like
    assert await due(world) == 40000


async def test_the_same_movement_first_without_and_then_with_its_number_is_not_counted_twice(world):
    reference = await rf(world)
    await take(world, Move(rf=reference))
    later = Move(rf=reference, ref="BANK1")
    report = await take(world, later, name="b.xml")
    assert fates(report) == [("open", "maybe_known")] and await due(world) == 40000
    assert "may be line 1 of a.xml, 2026-11-19" in print_report(report, check=False)
    first, second = await world.all(BankLine)
    assert second.like_id == first.id and second.case_id is None
    assert fates(await take(world, later)) == [("duplicate", "")]


@pytest.mark.parametrize("day", ["2026-11-18", "2026-11-20"])
async def test_nor_where_it_is_booked_on_a_neighbouring_day(world, day):
    reference = await rf(world)
    await take(world, Move(rf=reference))
    assert fates(await take(world, Move(rf=reference, ref="BANK1", day=day))) == [("open", "maybe_known")]


async def test_a_weekend_does_not_part_two_days_and_a_working_day_does(world):
    reference = await rf(world)
    await take(world, Move(rf=reference, day="2026-11-20"))
    assert fates(await take(world, Move(rf=reference, ref="M", day="2026-11-23"))) == [("open", "maybe_known")]
    assert fates(await take(world, Move(rf=reference, ref="T", day="2026-11-24"))) == [("credited", "")]


async def test_payments_that_the_bank_numbers_apart_are_two_whatever_the_file(world):
    reference = await rf(world)
    for number in ("B1", "B2"):
        assert fates(await take(world, Move(rf=reference, ref=number))) == [("credited", "")]


async def test_payments_with_other_end_to_end_references_are_two(world):
    reference = await rf(world)
    for name in ("E1", "F2"):
        assert fates(await take(world, Move(rf=reference, e2e=name))) == [("credited", "")]


@pytest.mark.parametrize("first", ["camt", "csv"])
async def test_a_csv_and_a_camt_of_the_same_account_credit_a_movement_once(world, csv, first):
    reference = await rf(world)

    async def camt_file():
        return await take(world, Move(rf=reference, ref="C77"))

    async def csv_file_():
        return await csv(f"2026-11-19;80.00;77;VIR {reference}")

    order = (camt_file, csv_file_) if first == "camt" else (csv_file_, camt_file)
    assert [fates(await read()) for read in order] == [[("credited", "")], [("open", "maybe_known")]]
    assert await due(world) == 40000


async def test_equal_payments_without_a_number_in_two_files_of_one_day_may_be_two(world):
    reference = await rf(world)
    await take(world, Move(rf=reference))
    report = await take(world, Move(rf=reference), opening="1080.00", name="b.xml")
    assert fates(report) == [("open", "maybe_known")] and await due(world) == 40000
    again = await take(world, Move(rf=reference), opening="1080.00", name="b.xml")
    assert fates(again) == [("duplicate", "")] and len(await world.all(BankLine)) == 2


async def test_they_are_one_where_the_account_stood_as_high_after_it(world):
    reference = await rf(world)
    await take(world, Move(rf=reference))
    assert fates(await take(world, Move(rf=reference), version="02")) == [("duplicate", "")]


async def test_they_are_one_where_a_file_holds_all_of_that_day(world, csv):
    reference = await rf(world)
    line = f"2026-11-19;80.00;;{reference}"
    assert fates(await csv(line)) == [("credited", "")]
    before, after = "2026-11-18;1.00;;loyer", "2026-11-20;2.00;;loyer"
    assert fates(await csv(line, after)) == [("open", "maybe_known"), ("open", "no_reference")]
    assert fates(await csv(before, line, after)) == [("open", "no_reference"), ("duplicate", ""), ("duplicate", "")]
    assert fates(await csv(line, "2026-11-23;3.00;;loyer")) == [("duplicate", ""), ("open", "no_reference")]
    assert await due(world) == 40000


async def test_a_csv_extract_that_begins_a_day_later_each_day_has_one_effect(world, csv):
    reference = await rf(world)
    lines = [f"2026-11-{day};{day}.00;;{reference}" for day in range(10, 20)]
    for n in range(5):
        report = await csv(*lines[n : n + 5])
        known = 4 if n else 0
        assert [result for result, _ in fates(report)] == ["duplicate"] * known + ["credited"] * (5 - known)


async def test_two_forms_of_a_movement_at_the_same_moment_credit_it_once(world):
    reference = await rf(world)
    moves = [Move(rf=reference), Move(rf=reference, ref="B1"), Move(rf=reference, text=("merci",))]
    reports = await asyncio.gather(*(take(world, move) for move in moves))
    assert sorted(line.result for report in reports for line in report.lines) == ["credited", "open", "open"]
    assert await due(world) == 40000 and len(await world.all(Receipt)) == 1


async def test_a_return_told_under_two_names_undoes_one_payment(world):
    reference = await rf(world)
    await take(world, Move(rf=reference, ref="B1"), Move(rf=reference, ref="B2"))
    for number, fate in (("", ("returned", "")), ("R1", ("open", "maybe_known"))):
        back = Move(rf=reference, ref=number, sign="DBIT", reversal=True, day="2026-11-20")
        assert fates(await take(world, back)) == [fate]
    assert await due(world) == 40000


async def test_every_line_has_its_fate_in_the_report(world):
    reference = await rf(world)
    await take(world, Move(rf=reference, ref="B1"))
    report = await take(world, Move(rf=reference, ref="B1"), Move(ref="B2"), Move(ref="B3", sign="DBIT"),
                        Move(ref="B4", rf=reference, amount="10.00"))
    said = print_report(report, check=False).splitlines()[2:]
    fates_told = ("known already", "left for a person", "not a debtor's payment", "credited")
    for n, (line, fate) in enumerate(zip(said, fates_told, strict=True), 1):
        assert fate in line and f"line     {n}" in line
    assert "is line 1 of a.xml, 2026-11-19" in said[0]


async def test_a_file_that_holds_one_statement_twice_is_refused(world):
    data = camt(Move(ref="B1", rf=await rf(world))).decode()
    statement = data[data.index("<Stmt>"):data.index("</BkToCstmrStmt>")]
    with pytest.raises(FeedUnusable, match="same statement twice"):
        statement_of("demo", "a.xml", data.replace(statement, statement * 2).encode())


@pytest.mark.parametrize("seed", [1, 45, 138, 202])
async def test_no_payment_is_lost_or_credited_twice_whatever_parts_of_the_account_are_told_again(world, seed):
    """An account's movements, told in overlapping parts, with the bank's numbers or without, in any order: what is
    credited is never more than what came, and with what waits for a person never less.
    """
    chance = random.Random(seed)  # noqa: S311  (a seed that can be run again)
    reference = await rf(world)
    days = sorted(chance.choices(["2026-11-17", "2026-11-18", "2026-11-19"], k=10))
    account = [
        Move(rf=reference, day=day, amount=chance.choice(("10.00", "20.00")), ref=chance.choice((f"B{n}", "")))
        for n, day in enumerate(days)
    ]
    told: set[int] = set()
    for _ in range(8):
        first = chance.randrange(10)
        part = range(first, min(first + chance.choice((1, 2, 4, 10)), 10))
        before = 1000 + sum(float(move.amount) for move in account[:first])
        numbered = chance.random() < 0.7
        moves = [account[n] if numbered else replace(account[n], ref="") for n in part]
        opening = f"{before:.2f}" if chance.random() < 0.7 else None
        name = f"<!-- {first} -->"  # no two statements of a bank are the same to the letter
        await take(world, *moves, opening=opening, version=chance.choice(VERSIONS), head=name)
        told |= set(part)
        came = sum(round(float(account[n].amount) * 100) for n in told)
        credited = 48000 - await due(world)
        waits = sum(line.minor for line in await world.all(BankLine, BankLine.state == "open"))
        assert credited <= came <= credited + waits, (seed, credited, came, waits)
