from __future__ import annotations

from datetime import date

from ledger import AURALIS, DELTA, case_of, everything, holds_of, pay, sums
from sqlalchemy import select

from bot.store.tables import Case, Demand, ExportEvent, Instalment, LedgerEntry, Person, Plan, Task


async def test_every_line_is_what_the_creditor_expects(importing, expected, as_expected):
    await importing("auralis", AURALIS)
    as_expected(await importing("auralis", DELTA), expected[DELTA])


async def test_the_difference_is_an_adjustment_with_its_reason(store, importing):
    await importing("auralis", AURALIS)
    await importing("auralis", DELTA)
    assert await sums(store, "AUR-70000") == (10_00, 4_291_42)
    case = await case_of(store, "AUR-70000")
    async with store.begin() as uow:
        entries = list(
            await uow.session.scalars(
                select(LedgerEntry).where(LedgerEntry.case_id == case.id, LedgerEntry.kind == "adjustment")
            )
        )
    assert [(entry.account, entry.minor, entry.value_on) for entry in entries] == [("due", -42_69, date(2026, 11, 21))]
    assert "2026-11-21" in entries[0].reason


async def test_a_delta_leaves_alone_what_it_does_not_name(store, importing):
    await importing("auralis", AURALIS)
    report = await importing("auralis", DELTA)
    assert not report.settled and (await case_of(store, "AUR-70009")).state == "late"


async def test_a_payment_of_ours_that_the_file_includes_is_not_counted_twice(store, importing):
    await importing("auralis", AURALIS)
    await pay(store, "AUR-70000", 42_69, date(2026, 11, 20), "p1")
    await importing("auralis", DELTA)
    assert await sums(store, "AUR-70000") == (10_00, 4_291_42)


async def test_a_payment_of_ours_after_the_files_day_stays_on_top_of_it(store, importing):
    await importing("auralis", AURALIS)
    await pay(store, "AUR-70000", 6_00, date(2026, 11, 22), "p1")
    await importing("auralis", DELTA)
    assert await sums(store, "AUR-70000") == (4_00, 4_291_42)


async def test_a_payment_that_the_creditor_has_not_booked_yet_is_not_taken_back(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    await pay(store, "AUR-70002", 100_00, date(2026, 11, 20), "p1")
    await importing("auralis", DELTA)  # says of AUR-70002 what it said the day before
    assert await sums(store, "AUR-70002") == (606_47 - 100_00, 2_549_68)
    new_address = feed_bytes(DELTA).replace(b"client2@", b"mamadou@")
    report = await importing("auralis", DELTA, data=new_address)
    assert report.lines[2].result == "changed"
    assert await sums(store, "AUR-70002") == (606_47 - 100_00, 2_549_68)


async def test_a_sum_that_goes_up_after_a_payment_is_shown_to_a_person(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    await pay(store, "AUR-70000", 42_69, date(2026, 11, 20), "p1")
    higher = feed_bytes(DELTA).replace(b";10,00;0,00;", b";60,00;0,00;")
    report = await importing("auralis", DELTA, data=higher)
    assert "up_although_paid" in report.lines[0].notes
    assert await sums(store, "AUR-70000") == (60_00, 4_291_42)


async def test_the_delta_twice_and_an_older_file_after_it_change_nothing(store, importing):
    await importing("auralis", AURALIS)
    await importing("auralis", DELTA)
    before = await everything(store, "auralis")
    assert (await importing("auralis", DELTA)).counts()["unchanged"] == 5
    old = await importing("auralis", AURALIS)
    assert {line.reason for line in old.lines if line.reference in ("AUR-70000", "AUR-70001")} == {"older_than_known"}
    assert not old.settled  # the two new cases are younger than that full file
    assert await everything(store, "auralis") == before
    assert (await case_of(store, "AUR-70001")).state == "settled"


async def _with_plan_and_demand(store) -> int:
    async with store.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == "AUR-70001"))
        person = await uow.session.scalar(select(Person).where(Person.external_key == "AUR-70001"))
        plan = Plan(
            creditor_id="auralis", case_id=case.id, person_id=person.id, group="g", kind="plan", state="agreed",
            currency="EUR", agreed_at=uow.now, undo_until=uow.now,
        )
        uow.session.add(plan)
        await uow.flush()
        row = Instalment(creditor_id="auralis", plan_id=plan.id, n=1, due_on=date(2026, 12, 5), minor=50_00)
        uow.session.add(row)
        await uow.flush()
        uow.session.add(
            Demand(
                creditor_id="auralis", case_id=case.id, person_id=person.id, instalment_id=row.id,
                kind="instalment", minor=50_00, currency="EUR", created_at=uow.now,
            )
        )
        uow.schedule("reminder", f"reminder:{row.id}", uow.now, creditor_id="auralis", instalment=row.id)
        uow.schedule("plan_review", f"plan_review:{plan.id}", uow.now, creditor_id="auralis", plan=plan.id)
        uow.schedule("plan_review", "plan_review:other", uow.now, creditor_id="auralis", plan=plan.id + 999)
        await uow.commit()
        return plan.id


async def test_a_settled_case_asks_for_nothing_any_more_and_its_plan_ends_kindly(store, importing):
    await importing("auralis", AURALIS)
    plan_id = await _with_plan_and_demand(store)
    await importing("auralis", DELTA)
    assert (await case_of(store, "AUR-70001")).state == "settled"
    assert await sums(store, "AUR-70001") == (0, 0)
    async with store.begin() as uow:
        assert (await uow.session.get_one(Plan, plan_id)).state == "completed"
        assert set(await uow.session.scalars(select(Demand.state))) == {"void"}
        others = Task.kind.not_in(("hold_review", "mandate_end"))
        undone = (Task.done_at.is_(None), Task.creditor_id == "auralis", others)
        left = await uow.session.scalars(select(Task.key).where(*undone))
        assert list(left) == ["plan_review:other"]
        told = await uow.session.scalars(select(ExportEvent.kind).where(ExportEvent.reference == "AUR-70001"))
        assert "plan_ended" in set(told)


async def test_a_reference_that_suddenly_names_somebody_else_is_left_to_a_person(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    other = feed_bytes(DELTA).replace(
        "Benali;Françoise;26/06/1963".encode("cp1252"), "Durand;Kévin;01/02/2001".encode("cp1252")
    )
    report = await importing("auralis", DELTA, data=other)
    assert (report.lines[0].result, report.lines[0].reason) == ("rejected", "another_person")
    assert await sums(store, "AUR-70000") == (52_69, 4_291_42)


async def test_the_letters_date_lifts_its_hold_and_no_other_hold_falls_by_itself(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    rows = feed_bytes(AURALIS).splitlines(True)
    with_letter = next(row for row in rows if row.startswith(b"AUR-70016")).replace(b";;30/11", b";12/11/2026;30/11")
    no_longer = next(row for row in rows if row.startswith(b"AUR-70026")).replace(
        b"surendettement recevable", b"en retard"
    )
    await importing("auralis", DELTA, data=rows[0] + with_letter + no_longer)
    assert (await holds_of(store, "AUR-70016"))[0].lift_reason == "delivered"
    kept = (await holds_of(store, "AUR-70026"))[0]
    assert kept.lifted_at is None and kept.review_on == date(2026, 11, 20)  # looked at today


async def test_a_files_own_group_is_kept_and_a_file_without_one_changes_no_fingerprint(store, importing, feed_bytes):
    from dataclasses import replace  # noqa: PLC0415

    from bot.feeds.gather import gather  # noqa: PLC0415
    from bot.feeds.mapping import load  # noqa: PLC0415
    from bot.service.feeds import apply_feed  # noqa: PLC0415

    await importing("auralis", AURALIS)
    before = (await case_of(store, "AUR-70000")).feed_row_sha256
    mapping = load("auralis")
    grouped = replace(mapping, columns={**mapping.columns, "segment": "Groupe"})
    head, *rows = feed_bytes(AURALIS).splitlines()
    data = b"\r\n".join([head + b";Groupe", *(row + b";Fid\xe8les" for row in rows)]) + b"\r\n"
    async with store.begin() as uow:
        report = await apply_feed(uow, gather(AURALIS, data, grouped))
        await uow.commit()
    assert report.counts()["changed"] > 0
    case = await case_of(store, "AUR-70000")
    assert case.segment == "fidèles" and case.feed_row_sha256 != before
    await importing("auralis", AURALIS)
    case = await case_of(store, "AUR-70000")
    assert case.segment is None and case.feed_row_sha256 == before
