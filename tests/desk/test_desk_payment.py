"""Cheques and cash at the desk: two steps, one effect, undone the same day; nothing outside one's scope."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.feeds.bank.cli import statement_of
from bot.service.bank import apply_statement
from bot.service.pay.ledger import check
from bot.store.database import Database
from bot.store.tables import Attempt, AuditLine, Case, Creditor, ExportEvent, LedgerEntry, Message, Receipt
from tests.bank_files import IBAN, Move, camt

FORM = {"amount": "80,00", "day": "2026-11-20", "method": "cheque", "note": "CH-0012345", "cid": "a-payment-0001"}


@pytest.fixture
async def case(demo: Database) -> int:
    async with demo.begin() as uow:
        return await uow.session.scalar(select(Case.id).where(Case.reference == "DEMO-1001"))


async def due(demo: Database, case: int) -> int:
    async with demo.begin() as uow:
        of_case = select(func.sum(LedgerEntry.minor)).where(
            LedgerEntry.case_id == case, LedgerEntry.account == "due"
        )
        return int(await uow.session.scalar(of_case))


async def rows(demo: Database, table: type, *where: Any) -> list[Any]:
    async with demo.begin() as uow:
        return list(await uow.session.scalars(select(table).where(*where)))


async def both_steps(desk, conversation: int, case: int, **changed: Any) -> tuple[int, dict[str, Any]]:
    form = {**FORM, "case": case, **changed}
    status, asked = await desk.do(conversation, "record_payment", **form)
    assert status == 409, asked
    return await desk.do(conversation, "record_payment", **form, confirm=asked["confirm"])


async def test_the_first_step_says_what_it_would_do_and_does_nothing(demo, agent, debtor, case):
    conversation, desk = await debtor("DEMO-1001"), await agent("camille")
    status, asked = await desk.do(conversation, "record_payment", **FORM, case=case)
    assert (status, asked["code"]) == (409, "confirm_payment")
    assert "80,00" in asked["text"] and "DEMO-1001" in asked["text"]
    assert await due(demo, case) == 48000 and not await rows(demo, Attempt)


async def test_the_second_step_goes_the_way_of_every_payment_once(demo, agent, debtor, case):
    conversation, desk = await debtor("DEMO-1001"), await agent("camille")
    status, done = await both_steps(desk, conversation, case)
    assert status == 200
    again = await desk.do(conversation, "record_payment", **FORM, case=case, confirm="")
    assert again == (200, done)  # a double click, a lost answer: the same payment
    assert await due(demo, case) == 40000
    (attempt,) = await rows(demo, Attempt)
    assert (attempt.provider, attempt.method, attempt.state) == ("desk", "cheque", "paid")
    (receipt,) = await rows(demo, Receipt)
    (told,) = await rows(demo, ExportEvent, ExportEvent.kind == "payment")
    assert told.payload["method"] == "cheque" and told.payload["receipt"] == receipt.number
    said = await rows(demo, Message, Message.text_id == "notice_payment_received")
    assert len(said) == 1 and receipt.number in said[0].text
    (line,) = await rows(demo, AuditLine, AuditLine.verb == "payment.recorded")
    assert line.data["note"] == "CH-0012345" and line.actor.startswith("agent:")
    assert (await check(demo))[1] == {}
    page = await desk.page(f"/desk/c/{conversation}?lang=en")
    assert 'data-dialog="undo"' in page and "cheque" in page


async def test_what_was_changed_after_the_first_step_is_asked_again(demo, agent, debtor, case):
    conversation, desk = await debtor("DEMO-1001"), await agent("camille")
    _, asked = await desk.do(conversation, "record_payment", **FORM, case=case)
    changed = {**FORM, "amount": "800,00"}
    status, again = await desk.do(conversation, "record_payment", **changed, case=case, confirm=asked["confirm"])
    assert (status, again["code"]) == (409, "confirm_payment_part") and not await rows(demo, Attempt)


async def test_the_same_sum_of_the_same_day_again_is_pointed_out(demo, agent, debtor, case):
    conversation, desk = await debtor("DEMO-1001"), await agent("camille")
    await both_steps(desk, conversation, case)
    _, asked = await desk.do(conversation, "record_payment", **{**FORM, "cid": "another-0001"}, case=case)
    assert asked["code"] == "confirm_payment_again"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": "0"}, "amount"), ({"amount": "-80"}, "amount"), ({"amount": "80.005"}, "amount"),
        ({"amount": "9999999"}, "amount"), ({"amount": "quatre-vingts"}, "amount"), ({"day": "2026-11-21"}, "day"),
        ({"day": "2026-01-01"}, "day"), ({"day": "hier"}, "day"), ({"method": "card"}, "method"),
        ({"note": "chèque de Léa Martin, elle pleurait"}, "note_of_ids"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(demo, agent, debtor, case, changed, code):
    conversation, desk = await debtor("DEMO-1001"), await agent("camille")
    status, answer = await desk.do(conversation, "record_payment", **{**FORM, **changed}, case=case)
    assert (status, answer["code"]) == (409, code) and "confirm" not in answer


async def test_malformed_foreign_and_out_of_scope_requests_change_nothing(demo, agent, debtor, case):
    conversation, other = await debtor("DEMO-1001"), await debtor("DEMO-1002")
    desk = await agent("camille")
    path = f"/desk/c/{conversation}/record_payment"
    assert (await desk.do(conversation, "record_payment", **{**FORM, "case": str(case)}))[0] == 400
    assert (await desk.do(conversation, "record_payment", **{**FORM, "cid": "x"}, case=case))[0] == 400
    assert (await desk.do(other, "record_payment", **FORM, case=case))[0] == 404  # not that person's case
    assert (await desk.post(path, {**FORM, "case": case}, **{"X-CSRF": "no"}))[0] == 403
    assert (await desk.post(path, {**FORM, "case": case}, Origin="https://else.example"))[0] == 403
    elsewhere = await agent("ines")  # sees other creditors only
    assert (await elsewhere.do(conversation, "record_payment", **FORM, case=case))[0] == 404
    assert (await elsewhere.do(conversation, "undo_payment", attempt=1))[0] == 404
    assert not await rows(demo, Attempt)


async def test_a_slip_is_undone_the_same_day_in_two_steps_and_the_debtor_hears_so(demo, agent, debtor, case):
    conversation, desk = await debtor("DEMO-1001"), await agent("camille")
    _, done = await both_steps(desk, conversation, case)
    status, asked = await desk.do(conversation, "undo_payment", attempt=done["attempt"])
    assert (status, asked["code"]) == (409, "confirm_undo") and await due(demo, case) == 40000
    for _ in range(2):
        again = await desk.do(conversation, "undo_payment", attempt=done["attempt"], confirm=asked["confirm"])
        assert again[0] == 200
    assert await due(demo, case) == 48000
    assert len(await rows(demo, LedgerEntry, LedgerEntry.kind == "reversal")) == 1
    assert len(await rows(demo, Message, Message.text_id == "notice_payment_corrected")) == 1
    assert (await check(demo))[1] == {}


async def test_the_day_after_it_can_be_undone_no_more(demo, agent, debtor, case, clock):
    conversation, desk = await debtor("DEMO-1001"), await agent("camille")
    _, done = await both_steps(desk, conversation, case)
    clock.at += timedelta(hours=16)
    desk = await agent("camille")
    status, answer = await desk.do(conversation, "undo_payment", attempt=done["attempt"])
    assert (status, answer["code"]) == (409, "undo_too_late") and await due(demo, case) == 40000


async def test_the_desk_and_the_bank_at_once_count_each_payment_once(demo, agent, debtor, case):
    conversation, desk = await debtor("DEMO-1001"), await agent("camille")
    async with demo.begin() as uow:
        found = await uow.session.get_one(Case, case)
        creditor = found.creditor_id
        (await uow.session.get_one(Creditor, creditor)).settings = {"transfer_iban": IBAN}
        await uow.commit()
    moves = [Move(ref=f"B{n}", e2e="DEMO-1001", amount="10.00") for n in range(6)]
    statement = statement_of(creditor, "a.xml", camt(*moves))
    recording = [
        both_steps(desk, conversation, case, cid=f"a-payment-{n:04}", amount=f"5,0{n}") for n in range(4)
    ]
    results = await asyncio.gather(
        apply_statement(demo, statement), apply_statement(demo, statement), *recording
    )
    assert sum(report.counts()["credited"] for report in results[:2]) == 6
    assert [status for status, _ in results[2:]] == [200] * 4
    assert await due(demo, case) == 48000 - 6 * 1000 - (500 + 501 + 502 + 503)
    assert (await check(demo))[1] == {}
