from __future__ import annotations

import asyncio
from datetime import date

import pytest
from ledger import AURALIS, case_of, everything, holds_of, person_of, sums
from sqlalchemy import select

from bot.debt.hold import rule_of
from bot.service.feeds.holds import HOLDS
from bot.store.tables import ContactPoint, Hold, ImportRun, LedgerEntry, Obligation


async def test_every_line_is_what_the_creditor_expects(importing, expected, as_expected):
    as_expected(await importing("auralis", AURALIS), expected[AURALIS])


async def test_overdue_is_principal_and_interest_and_capital_is_not_due_yet(store, importing):
    await importing("auralis", AURALIS)
    assert await sums(store, "AUR-70001") == (576_09 + 3_18, 1_326_32)
    assert await sums(store, "AUR-70030") == (1_234_56 + 12_38, 3_096_87)  # a point for thousands


async def test_fees_stay_with_the_creditor_and_never_enter_the_ledger(store, importing):
    await importing("auralis", AURALIS)
    assert await sums(store, "AUR-70029") == (526_25 + 26_91, 7_207_80)
    case = await case_of(store, "AUR-70029")
    async with store.begin() as uow:
        fee = await uow.session.scalar(
            select(Obligation).where(Obligation.case_id == case.id, Obligation.component == "fee")
        )
    assert (fee.minor, fee.claimable) == (45_00, False)


async def test_states_brand_and_next_due_are_kept(store, importing):
    await importing("auralis", AURALIS)
    late, current = await case_of(store, "AUR-70001"), await case_of(store, "AUR-70004")
    assert (late.state, late.letter_date, late.next_due_minor) == ("late", date(2026, 11, 10), 60_12)
    assert (late.mandate_until, late.as_of) == (date(2026, 12, 20), date(2026, 11, 20))
    assert (current.state, current.next_due_on) == ("current", date(2026, 12, 8))
    settled, credit = await case_of(store, "AUR-70006"), await case_of(store, "AUR-70005")
    assert (settled.state, settled.next_due_on) == ("settled", None)
    assert credit.state == "in_credit" and (await sums(store, "AUR-70005"))[0] == -23_50
    assert (await case_of(store, "AUR-70023")).jurisdiction == "FR-976"


async def test_each_flag_that_stops_something_is_a_hold_with_a_review_day(store, importing):
    await importing("auralis", AURALIS)
    reasons = {
        "AUR-70007": "limitation_barred", "AUR-70008": "limitation_doubtful", "AUR-70010": "minor",
        "AUR-70011": "deceased", "AUR-70014": "shared_phone", "AUR-70015": "shared_phone",
        "AUR-70016": "no_letter_date", "AUR-70026": "over_indebtedness_admissible",
    }
    for reference, reason in reasons.items():
        found = await holds_of(store, reference)
        assert [hold.reason for hold in found] == [reason], reference
        assert found[0].review_on > date(2026, 11, 20)
    async with store.begin() as uow:
        held = await uow.session.scalars(select(Hold.id).where(Hold.creditor_id == "auralis"))
    assert len(list(held)) == len(reasons)


async def test_a_shared_number_is_discreet_for_both(store, importing):
    await importing("auralis", AURALIS)
    async with store.begin() as uow:
        points = list(await uow.session.scalars(select(ContactPoint).where(ContactPoint.value == "+33639985555")))
    assert len(points) == 2 and all(point.discretion for point in points)


async def test_a_formula_in_a_name_is_kept_as_text(store, importing):
    await importing("auralis", AURALIS)
    assert (await person_of(store, "AUR-70020")).first_name == '=HYPERLINK("http://x.example","clic")'
    assert (await person_of(store, "AUR-70021")).last_name == "O'Connor; épouse L'Hôte"


async def test_a_bad_number_or_address_costs_the_contact_and_not_the_case(store, importing):
    await importing("auralis", AURALIS)
    for reference, kinds in (("AUR-70017", {"email"}), ("AUR-70034", {"phone"})):
        person = await person_of(store, reference)
        async with store.begin() as uow:
            found = await uow.session.scalars(select(ContactPoint.kind).where(ContactPoint.person_id == person.id))
            assert set(found) == kinds


async def test_the_same_file_twice_changes_nothing(store, importing):
    await importing("auralis", AURALIS)
    before = await everything(store, "auralis")
    again = await importing("auralis", AURALIS)
    assert {line.result for line in again.lines} == {"unchanged", "duplicate", "rejected"}
    assert again.counts()["unchanged"] == 55 and not again.settled
    assert await everything(store, "auralis") == before


async def test_two_imports_at_once_count_once(store, importing):
    first, second = await asyncio.gather(importing("auralis", AURALIS), importing("auralis", AURALIS))
    assert sorted([first.counts()["imported"], second.counts()["imported"]]) == [0, 55]
    assert await sums(store, "AUR-70001") == (579_27, 1_326_32)
    async with store.begin() as uow:
        entries = await uow.session.scalars(select(LedgerEntry.kind).where(LedgerEntry.creditor_id == "auralis"))
        assert set(entries) == {"opening"}


async def test_a_check_says_what_would_happen_and_leaves_no_trace(store, importing):
    before = await everything(store, "auralis")
    report = await importing("auralis", AURALIS, check=True)
    assert report.counts()["imported"] == 55
    assert await everything(store, "auralis") == before
    async with store.begin() as uow:
        assert list(await uow.session.scalars(select(ImportRun))) == []


async def test_a_hold_that_an_agent_has_lifted_is_not_set_again_by_the_next_file(store, importing):
    await importing("auralis", AURALIS)
    async with store.begin() as uow:
        hold = await uow.session.scalar(select(Hold).where(Hold.reason == "limitation_doubtful", Hold.set_by != "demo"))
        hold.lifted_at, hold.lifted_by, hold.lift_reason = uow.now, "agent:1", "judgment of 2025 seen"
        await uow.commit()
    await importing("auralis", AURALIS)
    assert all(hold.lifted_at for hold in await holds_of(store, "AUR-70008"))


@pytest.mark.parametrize("reason", sorted(HOLDS.values()))
def test_a_flag_that_holds_names_a_hold_of_the_table(reason):
    assert rule_of(reason).blocks
