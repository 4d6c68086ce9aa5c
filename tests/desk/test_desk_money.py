"""Money that waits, worked off at the desk: credited, given back, moved, matched; two steps, one effect, in scope."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.feeds.bank.cli import statement_of
from bot.service.bank import apply_statement
from bot.service.pay.ledger import check
from bot.store.database import Database
from bot.store.tables import (
    Attempt,
    AuditLine,
    BankLine,
    Case,
    Creditor,
    ExportEvent,
    Hold,
    LedgerEntry,
    Message,
    Receipt,
    Suspense,
)
from tests.bank_files import IBAN, Move, camt

FIRST, SECOND = "DEMO-1002", "DEMO-1002-B"


@pytest.fixture
async def ids(demo: Database) -> dict[str, int]:
    async with demo.begin() as uow:
        return {row.reference: row.id for row in await uow.session.scalars(select(Case))}


async def pay(demo: Database, ids: dict[str, int], *moves: Move) -> None:
    async with demo.begin() as uow:
        creditor = (await uow.session.get_one(Case, ids[FIRST])).creditor_id
        (await uow.session.get_one(Creditor, creditor)).settings = {"transfer_iban": IBAN}
        await uow.commit()
    await apply_statement(demo, statement_of(creditor, "a.xml", camt(*moves)))


async def due(demo: Database, case: int, account: str = "due") -> int:
    async with demo.begin() as uow:
        total = select(func.coalesce(func.sum(LedgerEntry.minor), 0)).where(
            LedgerEntry.case_id == case, LedgerEntry.account == account
        )
        return int(await uow.session.scalar(total))


async def rows(demo: Database, table: type, *where: Any) -> list[Any]:
    async with demo.begin() as uow:
        return list(await uow.session.scalars(select(table).where(*where).order_by(table.id)))


async def both_steps(desk, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    status, asked = await desk.post(path, body)
    if status != 409 or "confirm" not in asked:
        return status, asked
    return await desk.post(path, {**body, "confirm": asked["confirm"]})


@pytest.fixture
async def overpaid(demo: Database, ids: dict[str, int], debtor) -> int:
    """400.00 came for 312.45: 87.55 wait. Gives the key of the row."""
    await debtor(FIRST)
    await pay(demo, ids, Move(ref="B1", e2e=FIRST, amount="400.00"))
    (row,) = await rows(demo, Suspense)
    assert row.minor == 8755
    return row.id


async def test_the_list_shows_what_waits_with_reason_and_choices(demo, agent, ids, overpaid):
    await pay(demo, ids, Move(ref="B2", text=("<b>loyer</b>",)))
    page = await (await agent("camille")).page("/desk/money?lang=en")
    assert "£" not in page and "87,55" in page.replace("€87.55", "87,55") and FIRST in page
    assert "more than is due" in page and SECOND in page and "&lt;b&gt;loyer" in page
    assert len(await rows(demo, AuditLine, AuditLine.verb == "suspense.listed")) >= 1


async def test_an_overpayment_is_not_credited_to_a_case_that_owes_nothing(demo, agent, overpaid):
    desk = await agent("camille")
    status, answer = await desk.post(f"/desk/suspense/{overpaid}/credit", {})
    assert (status, answer["code"]) == (409, "not_payable_now")


async def test_it_is_moved_to_the_persons_other_case_with_a_receipt_of_its_own(demo, agent, ids, overpaid):
    desk = await agent("camille")
    before = await due(demo, ids[SECOND])
    path = f"/desk/suspense/{overpaid}/move"
    first = await desk.post(path, {"case": ids[SECOND]})
    assert first[1]["code"] == "confirm_move" and await due(demo, ids[SECOND]) == before
    assert (await both_steps(desk, path, case=ids[SECOND]))[0] == 200
    assert await due(demo, ids[SECOND]) == before - 8755 and await due(demo, ids[FIRST], "suspense") == 0
    assert [row.minor for row in await rows(demo, Receipt)] == [40000, 8755]
    said = {row.text_id for row in await rows(demo, Message)}
    assert {"notice_suspense_moved", "notice_payment_received"} <= said
    assert (await check(demo))[1] == {}
    assert (await both_steps(desk, path, case=ids[SECOND]))[1]["code"] == "worked_off"


async def test_it_is_given_back_recorded_and_told(demo, agent, ids, overpaid):
    desk = await agent("camille")
    assert (await both_steps(desk, f"/desk/suspense/{overpaid}/give_back"))[0] == 200
    (row,) = await rows(demo, Suspense)
    assert (row.resolution, row.minor) == ("given_back", 8755) and await due(demo, ids[FIRST], "suspense") == 0
    async with demo.begin() as uow:
        told = await uow.session.scalar(select(ExportEvent).where(ExportEvent.kind == "suspense_given_back"))
    assert told is not None and told.payload["minor"] == 8755
    assert len(await rows(demo, Message, Message.text_id == "notice_suspense_given_back")) == 1
    assert (await check(demo))[1] == {}


async def test_what_was_held_is_credited_once_the_hold_is_gone(demo, agent, debtor, ids):
    await debtor(FIRST)
    async with demo.begin() as uow:
        case = await uow.session.get_one(Case, ids[FIRST])
        uow.session.add(Hold(creditor_id=case.creditor_id, case_id=case.id, reason="over_indebtedness_admissible",
                             set_by="agent", set_at=uow.now, review_on=date(2027, 1, 1), detail={}))
        await uow.commit()
    await pay(demo, ids, Move(ref="B1", e2e=FIRST, amount="100.00"))
    (row,) = await rows(demo, Suspense)
    desk, path = await agent("camille"), f"/desk/suspense/{row.id}/credit"
    assert (await both_steps(desk, path))[1]["code"] == "not_payable_now"
    async with demo.begin() as uow:
        await uow.session.execute(update(Hold).where(Hold.case_id == ids[FIRST]).values(lifted_at=uow.now))
        await uow.commit()
    assert (await both_steps(desk, path))[0] == 200
    assert await due(demo, ids[FIRST]) == 31245 - 10000 and await due(demo, ids[FIRST], "suspense") == 0
    assert len(await rows(demo, Message, Message.text_id == "notice_suspense_credited")) == 1
    assert (await check(demo))[1] == {}
    back = Move(ref="R1", e2e=FIRST, amount="100.00", sign="DBIT", reversal=True)
    await pay(demo, ids, back)  # and when it goes back after all, everything of it is undone
    assert await due(demo, ids[FIRST]) == 31245 and (await check(demo))[1] == {}


async def test_two_agents_at_once_work_it_off_once(demo, agent, ids, overpaid):
    desks = [await agent("camille"), await agent("camille")]
    paths = (f"/desk/suspense/{overpaid}/give_back", f"/desk/suspense/{overpaid}/move")
    asked = [await desk.post(path, {"case": ids[SECOND]}) for desk, path in zip(desks, paths, strict=True)]
    done = await asyncio.gather(*(
        desk.post(path, {"case": ids[SECOND], "confirm": told["confirm"]})
        for desk, path, (_, told) in zip(desks, paths, asked, strict=True)
    ))
    assert sorted(status for status, _ in done) == [200, 409] and (await check(demo))[1] == {}


async def test_it_moves_only_to_a_case_of_the_same_person_and_creditor(demo, agent, ids, overpaid):
    desk = await agent("camille")
    for other in (ids["DEMO-1001"], ids["DEMO-2001"], ids[FIRST], 10**12):
        status, answer = await desk.post(f"/desk/suspense/{overpaid}/move", {"case": other})
        assert (status, answer["code"]) == (409, "other_case")


async def test_a_movement_nobody_could_match_is_given_to_its_case(demo, agent, debtor, ids):
    await debtor("DEMO-1001")
    await pay(demo, ids, Move(ref="B1", text=("Virement de Léa",), amount="80.00"))
    (line,) = await rows(demo, BankLine)
    desk, path = await agent("camille"), f"/desk/bank/{line.id}/assign"
    assert (await both_steps(desk, path, reference="NOPE"))[1]["code"] == "no_such_case"
    assert (await both_steps(desk, path, reference="DEMO-2001"))[1]["code"] == "no_such_case"
    assert (await both_steps(desk, path, reference=" DEMO-1001 "))[0] == 200
    assert await due(demo, ids["DEMO-1001"]) == 40000
    (line,) = await rows(demo, BankLine)
    assert (line.state, line.matched_by) == ("matched", "person") and line.resolved_by.startswith("agent:")
    assert (await both_steps(desk, path, reference="DEMO-1001"))[1]["code"] == "worked_off"
    assert (await check(demo))[1] == {}


async def test_a_movement_is_laid_aside_with_a_reason_and_touches_no_case(demo, agent, ids):
    await pay(demo, ids, Move(ref="B1"), Move(ref="B2", sign="DBIT", returned=True, amount="9.00"))
    desk = await agent("camille")
    one, two = await rows(demo, BankLine)
    assert (await both_steps(desk, f"/desk/bank/{one.id}/lay_aside", why="whatever"))[1]["code"] == "lay_aside_why"
    assert (await both_steps(desk, f"/desk/bank/{two.id}/assign", reference=FIRST))[1]["code"] == "not_a_payment"
    for line in (one, two):
        assert (await both_steps(desk, f"/desk/bank/{line.id}/lay_aside", why="not_a_debtor"))[0] == 200
    assert {line.state for line in await rows(demo, BankLine)} == {"closed"}
    assert not await rows(demo, LedgerEntry, LedgerEntry.kind == "payment")


async def test_nothing_is_seen_or_done_out_of_scope_or_without_the_token(demo, agent, ids, overpaid):
    await pay(demo, ids, Move(ref="B2"))
    (line,) = await rows(demo, BankLine, BankLine.state == "open")
    elsewhere = await agent("ines")
    assert FIRST not in await elsewhere.page("/desk/money")
    for action in ("credit", "give_back", "move"):
        assert (await elsewhere.post(f"/desk/suspense/{overpaid}/{action}", {"case": ids[SECOND]}))[0] == 404
    assert (await elsewhere.post(f"/desk/bank/{line.id}/assign", {"reference": FIRST}))[0] == 404
    desk = await agent("camille")
    path = f"/desk/suspense/{overpaid}/give_back"
    assert (await desk.post(path, {}, **{"X-CSRF": "no"}))[0] == 403
    assert (await desk.post(path, {}, Origin="https://else.example"))[0] == 403
    assert (await desk.post(path, {"confirm": "0" * 32}))[1]["code"] == "confirm_give_back"
    assert (await desk.post(path, {"confirm": 7}))[0] == 400
    stranger = await desk.client.post(f"/desk/suspense/{overpaid}/steal", json={})
    assert stranger.status == 404 and (await rows(demo, Suspense))[0].resolved_at is None


async def test_what_was_moved_is_taken_off_the_other_case_when_its_payment_goes_back(demo, agent, ids, overpaid):
    desk = await agent("camille")
    await both_steps(desk, f"/desk/suspense/{overpaid}/move", case=ids[SECOND])
    await pay(demo, ids, Move(ref="R1", e2e=FIRST, amount="400.00", sign="DBIT", reversal=True))
    assert await due(demo, ids[FIRST]) == 31245 and await due(demo, ids[SECOND]) == 126000 - 8755
    page = await desk.page("/desk/money?lang=en")
    assert "Moved, but the payment has gone back" in page and "€87.55" in page and SECOND in page
    (moved,) = await rows(demo, Attempt, Attempt.provider == "desk")
    path = f"/desk/moved/{moved.id}/undo"
    asked = await desk.post(path, {})
    assert asked[1]["code"] == "confirm_undo_move" and await due(demo, ids[SECOND]) == 126000 - 8755
    assert (await both_steps(desk, path))[0] == 200
    assert await due(demo, ids[SECOND]) == 126000 and (await check(demo))[1] == {}
    assert "Moved, but" not in await desk.page("/desk/money?lang=en")
    assert (await both_steps(desk, path))[1]["code"] == "worked_off"
    assert len(await rows(demo, Message, Message.text_id == "notice_payment_corrected")) == 1


async def test_money_that_was_moved_stands_as_long_as_its_payment_does(demo, agent, ids, overpaid):
    desk = await agent("camille")
    await both_steps(desk, f"/desk/suspense/{overpaid}/move", case=ids[SECOND])
    (moved,) = await rows(demo, Attempt, Attempt.provider == "desk")
    assert (await both_steps(desk, f"/desk/moved/{moved.id}/undo"))[1]["code"] == "worked_off"
    assert "Moved, but" not in await desk.page("/desk/money?lang=en")


async def test_two_agents_at_once_take_what_was_moved_back_once(demo, agent, ids, overpaid):
    desks = [await agent("camille"), await agent("camille")]
    await both_steps(desks[0], f"/desk/suspense/{overpaid}/move", case=ids[SECOND])
    await pay(demo, ids, Move(ref="R1", e2e=FIRST, amount="400.00", sign="DBIT", reversal=True))
    (moved,) = await rows(demo, Attempt, Attempt.provider == "desk")
    path = f"/desk/moved/{moved.id}/undo"
    token = (await desks[0].post(path, {}))[1]["confirm"]
    done = await asyncio.gather(*(desk.post(path, {"confirm": token}) for desk in desks))
    assert sorted(status for status, _ in done) == [200, 409]
    assert await due(demo, ids[SECOND]) == 126000 and (await check(demo))[1] == {}


async def test_a_return_that_names_nobody_undoes_the_payment_that_a_person_chooses(demo, agent, debtor, ids):
    await debtor("DEMO-1001")
    await pay(demo, ids, Move(ref="B1", text=("Virement de Léa",), amount="80.00"))
    (line,) = await rows(demo, BankLine)
    desk = await agent("camille")
    await both_steps(desk, f"/desk/bank/{line.id}/assign", reference="DEMO-1001")
    before = await due(demo, ids["DEMO-1001"])
    back = Move(ref="R1", text=("Rejet",), amount="80.00", sign="DBIT", returned=True, day="2026-11-20")
    await pay(demo, ids, back, Move(ref="R2", text=("Rejet",), amount="81.00", sign="DBIT", returned=True))
    page = await desk.page("/desk/money?lang=en")
    assert "It was this payment" in page and "No payment of this sum still stands" in page
    came_back, other = await rows(demo, BankLine, BankLine.kind == "return")
    path = f"/desk/bank/{came_back.id}/undo_payment"
    answer = await both_steps(desk, f"/desk/bank/{other.id}/undo_payment", origin=line.id)
    assert answer[1]["code"] == "no_such_payment"
    assert (await both_steps(desk, path, origin=10**9))[1]["code"] == "no_such_payment"
    assert (await both_steps(desk, path, origin=line.id))[0] == 200
    assert await due(demo, ids["DEMO-1001"]) == before + 8000 and (await check(demo))[1] == {}
    assert (await both_steps(desk, path, origin=line.id))[1]["code"] == "worked_off"
    assert {row.state for row in await rows(demo, BankLine, BankLine.minor == 8000)} == {"closed"}
    elsewhere = await agent("ines")
    assert (await elsewhere.post(f"/desk/bank/{other.id}/undo_payment", {"origin": line.id}))[0] == 404
    assert (await elsewhere.post("/desk/moved/1/undo", {}))[0] == 404


async def test_a_return_of_money_that_nobody_had_matched_leaves_no_trace_in_any_case(demo, agent, ids):
    await pay(demo, ids, Move(ref="B1", text=("Virement",), amount="80.00"))
    await pay(demo, ids, Move(ref="R1", text=("Rejet",), amount="80.00", sign="DBIT", returned=True))
    came, back = await rows(demo, BankLine)
    desk = await agent("camille")
    assert (await both_steps(desk, f"/desk/bank/{back.id}/undo_payment", origin=came.id))[0] == 200
    assert {row.state for row in await rows(demo, BankLine)} == {"closed"}
    assert not await rows(demo, LedgerEntry, LedgerEntry.kind == "payment")


async def test_a_payment_is_not_undone_by_a_movement_that_is_money_in(demo, agent, ids):
    await pay(demo, ids, Move(ref="B1", amount="80.00"), Move(ref="B2", amount="80.00"))
    one, two = await rows(demo, BankLine)
    desk = await agent("camille")
    answer = await both_steps(desk, f"/desk/bank/{one.id}/undo_payment", origin=two.id)
    assert answer[1]["code"] == "not_a_return"


async def test_a_movement_that_may_be_known_names_the_other_and_is_credited_after_a_warning(demo, agent, debtor, ids):
    await debtor("DEMO-1001")
    before = await due(demo, ids["DEMO-1001"])
    await pay(demo, ids, Move(e2e="DEMO-1001", amount="80.00"))
    await pay(demo, ids, Move(ref="B1", e2e="DEMO-1001", amount="80.00"), Move(ref="B2", amount="81.00"))
    desk = await agent("camille")
    page = await desk.page("/desk/money?lang=en")
    assert page.count("Perhaps known already: line 1 of a.xml, 2026-11-19 · DEMO-1001") == 1
    maybe, other = await rows(demo, BankLine, BankLine.state == "open")
    path = f"/desk/bank/{maybe.id}/assign"
    asked = await desk.post(path, {"reference": "DEMO-1001"})
    assert asked[1]["code"] == "confirm_assign_again" and "November" in str(asked[1])
    plain = await desk.post(f"/desk/bank/{other.id}/assign", {"reference": "DEMO-1001"})
    assert plain[1]["code"] == "confirm_assign" and await due(demo, ids["DEMO-1001"]) == before - 8000
    assert (await both_steps(desk, path, reference="DEMO-1001"))[0] == 200
    assert await due(demo, ids["DEMO-1001"]) == before - 16000 and (await check(demo))[1] == {}


async def test_what_names_nobody_in_one_form_is_not_credited_twice_by_hand_without_a_warning(demo, agent, debtor, ids):
    await debtor("DEMO-1001")
    await pay(demo, ids, Move(text=("Virement de Léa",), amount="80.00"))
    await pay(demo, ids, Move(ref="B1", e2e="DEMO-1001", amount="80.00"))
    (line,) = await rows(demo, BankLine, BankLine.state == "open")
    desk = await agent("camille")
    asked = await desk.post(f"/desk/bank/{line.id}/assign", {"reference": "DEMO-1001"})
    assert asked[1]["code"] == "confirm_assign_again"
