from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from ledger import AURALIS, VOLTA
from sqlalchemy import delete, select

from bot.debt.hold import place
from bot.feeds.export import do_not_contact_csv, events_csv, events_json, neutral, write_files
from bot.service.feeds import do_not_contact, events_after
from bot.service.feeds.export import Line, SequenceBroken
from bot.store.tables import Case, ContactPoint, ExportEvent, Hold, Party, Pause, Person, Plan

DAY = date(2026, 11, 20)


async def _lines(store, creditor: str) -> dict[str, set[str]]:
    async with store.begin() as uow:
        found: dict[str, set[str]] = {}
        for line in await do_not_contact(uow, creditor, DAY):
            found.setdefault(line.reference, set()).add(line.reason)
    return found


async def _case(uow, reference: str) -> tuple[Case, Person]:
    case = await uow.session.scalar(select(Case).where(Case.reference == reference))
    person = await uow.session.scalar(
        select(Person).join(Party, Party.person_id == Person.id).where(Party.case_id == case.id)
    )
    return case, person


async def test_the_sequence_begins_after_the_number_and_has_no_gap(store, importing):
    await importing("auralis", AURALIS)
    async with store.begin() as uow:
        whole = [event.seq for event in await events_after(uow, "auralis", 0)]
        rest = [event.seq for event in await events_after(uow, "auralis", 3)]
    assert whole == list(range(1, len(whole) + 1)) and rest == whole[3:]


async def test_reading_again_gives_the_same_bytes(store, importing):
    await importing("auralis", AURALIS)
    texts = []
    for _ in range(2):
        async with store.begin() as uow:
            events = await events_after(uow, "auralis", 0)
            texts.append(events_json(events) + events_csv(events))
    assert texts[0] == texts[1]
    rows = [json.loads(line) for line in texts[0].splitlines() if line.startswith("{")]
    assert {row["kind"] for row in rows} == {"hold_set"} and all(row["creditor"] == "auralis" for row in rows)


async def test_a_missing_number_is_never_exported_over(store, importing):
    await importing("auralis", AURALIS)
    async with store.begin() as uow:
        await uow.session.execute(delete(ExportEvent).where(ExportEvent.seq == 2))
        await uow.commit()
    async with store.begin() as uow:
        with pytest.raises(SequenceBroken):
            await events_after(uow, "auralis", 0)


async def test_a_creditor_hears_nothing_of_another(store, importing):
    await importing("auralis", AURALIS)
    await importing("volta", VOLTA)
    async with store.begin() as uow:
        references = {event.reference for event in await events_after(uow, "volta", 0)}
    references |= set(await _lines(store, "volta"))
    assert references == {"VE8804"}
    assert all(reference.startswith("AUR-") for reference in await _lines(store, "auralis"))


async def test_whoever_is_protected_is_not_to_be_chased_and_whoever_is_only_late_is_not_listed(store, importing):
    await importing("auralis", AURALIS)
    found = await _lines(store, "auralis")
    assert found["AUR-70026"] == {"over_indebtedness_admissible"} and found["AUR-70007"] == {"limitation_barred"}
    assert "AUR-70001" not in found
    assert "AUR-70014" not in found  # a shared number stops our first message, not the creditor's letters


async def test_plan_pause_and_opt_out_are_listed_with_their_end(store, importing):
    await importing("auralis", AURALIS)
    async with store.begin() as uow:
        case, person = await _case(uow, "AUR-70001")
        uow.session.add(
            Plan(
                creditor_id="auralis", case_id=case.id, person_id=person.id, group="g", kind="plan",
                state="agreed", currency="EUR", agreed_at=uow.now, undo_until=uow.now, review_on=date(2027, 4, 20),
            )
        )
        case, person = await _case(uow, "AUR-70002")
        hold = Hold(
            creditor_id="auralis", case_id=case.id, reason="pause", set_by="debtor", set_at=uow.now,
            review_on=place("pause", day=DAY, until=date(2026, 12, 10)).review_on,
        )
        uow.session.add(hold)
        await uow.flush()
        uow.session.add(
            Pause(
                creditor_id="auralis", case_id=case.id, person_id=person.id, hold_id=hold.id,
                until=date(2026, 12, 10), set_at=uow.now,
            )
        )
        _, person = await _case(uow, "AUR-70009")
        point = await uow.session.scalar(select(ContactPoint).where(ContactPoint.person_id == person.id))
        point.opted_out_at = uow.now
        await uow.commit()
    async with store.begin() as uow:
        lines = {line.reference: line for line in await do_not_contact(uow, "auralis", DAY)}
    assert (lines["AUR-70001"].reason, lines["AUR-70001"].review_on) == ("plan_agreed", date(2027, 4, 20))
    assert (lines["AUR-70002"].reason, lines["AUR-70002"].until) == ("pause", date(2026, 12, 10))
    assert lines["AUR-70009"].reason == "opt_out"


async def test_what_was_confided_is_never_told_only_that_nobody_may_chase(store, importing):
    await importing("auralis", AURALIS)
    async with store.begin() as uow:
        _, person = await _case(uow, "AUR-70001")
        uow.session.add(
            Hold(
                creditor_id="auralis", person_id=person.id, reason="distress", set_by="system", set_at=uow.now,
                review_on=date(2026, 11, 22),
            )
        )
        await uow.commit()
    assert (await _lines(store, "auralis"))["AUR-70001"] == {"care"}


async def test_a_disputed_part_stops_the_creditor_too(store, importing):
    await importing("volta", VOLTA)
    assert await _lines(store, "volta") == {"VE8804": {"dispute"}}


@pytest.mark.parametrize("cell", ["=1+1", "+33639980101", "@SUM(A1)", "-2+3", "\tx", "=HYPERLINK(1)", " =1+1", "|cmd"])
def test_a_formula_is_neutralised(cell):
    assert neutral(cell).startswith("'")


@pytest.mark.parametrize("cell", ["AUR-70001", "-12,50", "12.5", "", "plan_agreed", "2026-11-20"])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert neutral(cell) == cell


def test_a_reference_that_is_a_formula_is_neutralised_in_the_table(tmp_path):
    lines = [Line(reference='=HYPERLINK("http://x.example")', reason="pause", until=DAY)]
    write_files(tmp_path / "new" / "folder", 0, [], lines)
    text = (tmp_path / "new" / "folder" / "do_not_contact.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["reference"].startswith("'=") and rows[0]["until"] == "2026-11-20"
    assert list(rows[0]) == ["reference", "reason", "until", "review_on", "certificate", "scope"]
    assert do_not_contact_csv([]).splitlines() == ["reference,reason,until,review_on,certificate,scope"]
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == [
        "do_not_contact.csv", "events_after_0.csv", "events_after_0.jsonl",
    ]
