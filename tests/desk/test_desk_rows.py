"""What the database itself keeps apart: whatever the code asks, an agent's transaction sees and writes only its own."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text, true, update
from sqlalchemy.exc import ProgrammingError

from bot.service.desk.agents import AgentAt
from bot.store.scope import Scope
from bot.store.tables import (
    Agent,
    AgentBrand,
    AuditLine,
    Base,
    Brand,
    Case,
    Conversation,
    Creditor,
    Handover,
    LedgerEntry,
    Message,
    Note,
    Party,
    Person,
)

MAISON = Scope(creditors=frozenset({"maison"}), whole=frozenset({"maison"}))
VOLTA = Scope(creditors=frozenset({"volta"}), whole=frozenset({"volta"}))


async def test_a_query_without_any_filter_shows_nothing_of_another_creditor(demo, debtor):
    await debtor("DEMO-1001")
    async with demo.begin() as uow:
        everything = set(await uow.session.scalars(select(Case.creditor_id)))
        await uow.limit_to(MAISON)
        for table in Base.metadata.sorted_tables:
            if "creditor_id" in table.columns and table.name not in ("agent_scope", "brand"):
                found = set(await uow.session.scalars(select(table.c.creditor_id)))
                assert found <= {"maison", None}, table.name
        assert set(await uow.session.scalars(select(Creditor.id))) == {"maison"}
        assert await uow.session.scalar(select(func.count()).select_from(Case)) > 10
    assert len(everything) > 1, "and without the limit there is more"


async def test_a_forgotten_filter_at_the_desk_shows_nothing_of_another_creditor(agent, debtor, demo, monkeypatch):
    conversation = await debtor("DEMO-1001")
    ines, camille = await agent("ines"), await agent("camille")
    monkeypatch.setattr(AgentAt, "scope", lambda self: true())
    monkeypatch.setattr(AgentAt, "sees", lambda self, creditor_id: True)
    assert (await ines.queue())["items"] == []
    assert (await ines.client.get(f"/desk/c/{conversation}")).status == 404
    for action, body in (("take", {}), ("note", {"text": "x"}), ("birth", {})):
        assert (await ines.do(conversation, action, **body))[0] == 404
    assert len((await camille.queue())["items"]) == 1
    assert (await camille.do(conversation, "take"))[0] == 200


async def test_what_hangs_on_a_conversation_is_hidden_with_it_and_nobodys_is_everybodys(demo, debtor):
    known, unknown = await debtor("DEMO-1001"), await debtor(None)
    async with demo.begin() as uow:
        await uow.limit_to(VOLTA)
        for column in (Message.conversation_id, Handover.conversation_id, Conversation.id):
            found = set(await uow.session.scalars(select(column)))
            assert unknown in found and known not in found, column


async def test_a_row_of_another_creditor_can_neither_be_written_nor_changed(demo):
    async with demo.begin() as uow:
        await uow.limit_to(VOLTA)
        changed = await uow.session.execute(update(Person).where(Person.creditor_id == "maison").values(last_name="X"))
        assert changed.rowcount == 0
        uow.audit("case.seen", "case", 1, actor="agent:1", creditor_id="maison")
        with pytest.raises(ProgrammingError, match="row-level security"):
            await uow.commit()


@pytest.mark.parametrize("table", ["audit_line", "export_event", "ledger_entry", "helper_look", "referral_event"])
async def test_what_is_written_once_can_be_neither_changed_nor_taken_away_at_the_desk(demo, table):
    rows = Base.metadata.tables[table]
    column = next(iter(rows.columns))
    for statement in (rows.delete(), rows.update().values({column: column}), text(f"truncate {table}")):
        async with demo.begin() as uow:
            await uow.limit_to(MAISON)
            with pytest.raises(ProgrammingError, match="permission denied"):
                await uow.session.execute(statement)


async def test_the_limit_holds_for_every_transaction_of_the_unit_and_for_no_other_unit(demo):
    async with demo.begin() as uow:
        await uow.limit_to(VOLTA)
        await uow.commit()
        assert await uow.session.scalar(select(func.count()).select_from(Person)) == 0
        await uow.session.rollback()
        assert await uow.session.scalar(text("select current_user")) == "repit_desk"
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(Person)) > 10
        assert await uow.session.scalar(text("select current_user")) != "repit_desk"


async def test_without_a_scope_nothing_of_anybody_is_seen(demo):
    async with demo.begin() as uow:
        await uow.limit_to(Scope())
        for table in (Case, Person, LedgerEntry, Creditor):
            assert await uow.session.scalar(select(func.count()).select_from(table)) == 0


async def _limit_to_brand(demo, login: str, key: str) -> None:
    async with demo.begin() as uow:
        found = await uow.session.scalar(select(Agent.id).where(Agent.login == login))
        brand = await uow.session.scalar(select(Brand.id).where(Brand.key == key))
        uow.session.add(AgentBrand(agent_id=found, brand_id=brand))
        await uow.commit()


async def test_who_is_limited_to_a_brand_sees_its_cases_their_people_and_no_others(agent, debtor, demo):
    both, other, unlimited = await debtor("DEMO-1002"), await debtor("DEMO-1001"), await debtor(None)
    await _limit_to_brand(demo, "camille", "mobilia")
    camille = await agent("camille")
    assert {item["conversation"] for item in (await camille.queue())["items"]} == {both, unlimited}
    page = await camille.page(f"/desk/c/{both}")
    assert "DEMO-1002-B" in page and "260,00" in page and "312,45" not in page
    assert (await camille.client.get(f"/desk/c/{other}")).status == 404
    assert (await camille.do(both, "take"))[0] == 200


async def test_a_brands_limit_leaves_the_agents_other_creditors_whole(demo, debtor):
    async with demo.begin() as uow:
        mobilia = await uow.session.scalar(select(Brand.id).where(Brand.key == "mobilia"))
        await uow.limit_to(Scope(
            creditors=frozenset({"maison", "ukdemo"}), whole=frozenset({"ukdemo"}), brands=frozenset({mobilia}),
        ))
        cases = (await uow.session.scalars(select(Case))).all()
        assert {case.brand_id for case in cases if case.creditor_id == "maison"} == {mobilia}
        assert sum(case.creditor_id == "ukdemo" for case in cases) == 4
        seen = set(await uow.session.scalars(select(Person.id)))
        assert seen == set(await uow.session.scalars(select(Party.person_id)))


async def test_the_agents_line_is_written_under_the_limit(agent, debtor, demo):
    conversation = await debtor("DEMO-1001")
    camille = await agent("camille")
    await camille.do(conversation, "take")
    await camille.do(conversation, "note", text="vu")
    async with demo.begin() as uow:
        lines = set(await uow.session.scalars(select(AuditLine.verb).where(AuditLine.creditor_id == "maison")))
        assert {"handover.taken", "note.added"} <= lines
        assert await uow.session.scalar(select(func.count()).select_from(Note)) == 1
