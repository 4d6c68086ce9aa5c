"""Two rows of the same human: linked by two people, undone by one, and while it stands a link only adds care."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text

from bot.debt.contact import Verdict
from bot.service.budget import running
from bot.service.case.cases import cases_of, set_hold
from bot.service.contact import contact_points
from bot.service.desk import linking
from bot.service.desk.agents import AgentAt
from bot.service.desk.work import DeskRefusal
from bot.service.feeds.export import do_not_contact
from bot.service.identity import same
from bot.service.tasks.handlers import hours
from bot.store.tables import (
    Agent,
    AgentBrand,
    AuditLine,
    Case,
    ContactPoint,
    Hold,
    Party,
    Person,
    Plan,
    SamePerson,
)

ONE, TWO, THREE = "DEMO-1001", "DEMO-1003", "DEMO-1004"


async def _person(uow, reference: str) -> Person:
    return await uow.session.scalar(
        select(Person).join(Party, Party.person_id == Person.id).join(Case, Case.id == Party.case_id)
        .where(Case.reference == reference, Party.role == "borrower")
    )


@pytest.fixture
async def twice(demo):
    """ONE, TWO and THREE stand for one human at one creditor, as far as their birth dates say."""
    async with demo.begin() as uow:
        first = await _person(uow, ONE)
        for reference in (TWO, THREE):
            one = await _person(uow, reference)
            assert one.creditor_id == first.creditor_id
            one.birth_date, one.first_name, one.last_name = first.birth_date, first.first_name, first.last_name
        await uow.commit()
    return demo


async def key_of(demo, reference: str) -> int:
    async with demo.begin() as uow:
        return (await _person(uow, reference)).id


async def rows(demo, table, *where):
    async with demo.begin() as uow:
        return list(await uow.session.scalars(select(table).where(*where).order_by(table.id)))


@pytest.fixture
async def proposed(agent, debtor, twice):
    """(conversation, pair, who has proposed, who may confirm)."""
    conversation = await debtor(ONE)
    camille, dominique = await agent("camille"), await agent("dominique")
    assert (await camille.do(conversation, "take"))[0] == 200
    status, body = await camille.do(conversation, "propose_same", reference=TWO.lower(), person=0)
    assert status == 200, body
    return conversation, body["pair"], camille, dominique


@pytest.fixture
async def linked(proposed, twice):
    conversation, pair, _, dominique = proposed
    assert (await dominique.do(conversation, "confirm_same", pair=pair))[0] == 200
    return proposed


async def test_one_proposes_another_confirms_and_both_records_say_so(proposed, twice):
    conversation, pair, camille, dominique = proposed
    assert (await camille.do(conversation, "confirm_same", pair=pair))[1]["code"] == "same_second"
    async with twice.begin() as uow:
        assert not await same.others(uow, await key_of(twice, ONE))
    assert "doit confirmer" in await camille.page(f"/desk/c/{conversation}")
    for _ in range(2):
        assert (await dominique.do(conversation, "confirm_same", pair=pair))[0] == 200
    page = await camille.page(f"/desk/c/{conversation}")
    assert TWO in page and "compte" in page
    one, two = await key_of(twice, ONE), await key_of(twice, TWO)
    lines = await rows(twice, AuditLine, AuditLine.verb.like("person.same_%"))
    assert [(line.verb, line.object_id) for line in lines] == [
        ("person.same_proposed", str(min(one, two))), ("person.same_proposed", str(max(one, two))),
        ("person.same_linked", str(min(one, two))), ("person.same_linked", str(max(one, two))),
    ]
    async with twice.begin() as uow:
        assert await same.others(uow, one) == [two] and await same.others(uow, two) == [one]


async def test_one_alone_undoes_it_at_once_and_twice_is_once(linked, twice):
    conversation, pair, camille, _ = linked
    for _ in range(2):
        assert (await camille.do(conversation, "end_same", pair=pair))[0] == 200
    async with twice.begin() as uow:
        assert not await same.others(uow, await key_of(twice, ONE))
    assert len(await rows(twice, AuditLine, AuditLine.verb == "person.same_undone")) == 2


async def test_a_dropped_proposal_can_not_be_confirmed_and_is_suggested_no_more(proposed, twice):
    conversation, pair, camille, dominique = proposed
    assert "Même date de naissance" in await camille.page(f"/desk/c/{conversation}")  # THREE
    assert (await dominique.do(conversation, "end_same", pair=pair))[0] == 200
    assert (await dominique.do(conversation, "confirm_same", pair=pair))[1]["code"] == "same_ended"
    assert TWO not in await camille.page(f"/desk/c/{conversation}")
    status, again = await camille.do(conversation, "propose_same", reference=TWO, person=0)
    assert status == 200 and again["pair"] != pair  # by name it can be


@pytest.mark.parametrize(("reference", "code"), [
    ("DEMO-9999", "same_not_found"), ("", "same_not_found"), ("DEMO-2001", "same_not_found"), (ONE, "same_itself"),
    ("DEMO-1002", "same_birth"),
])
async def test_who_can_not_be_the_same_is_refused(proposed, reference, code):
    conversation, _, camille, _ = proposed
    assert (await camille.do(conversation, "propose_same", reference=reference, person=0))[1]["code"] == code


async def test_two_with_a_part_in_one_case_are_two(proposed, twice):
    conversation, _, camille, _ = proposed
    async with twice.begin() as uow:
        three, case = await _person(uow, THREE), await uow.session.scalar(select(Case).where(Case.reference == ONE))
        uow.session.add(Party(creditor_id="maison", case_id=case.id, person_id=three.id, role="co_borrower"))
        await uow.commit()
    assert (await camille.do(conversation, "propose_same", reference=THREE, person=0))[1]["code"] == "same_case"


async def test_a_third_can_not_be_joined_to_a_pair(linked, twice, agent, debtor):
    conversation, _, camille, dominique = linked
    assert (await camille.do(conversation, "propose_same", reference=THREE, person=0))[1]["code"] == "same_linked"
    other = await debtor(THREE)
    await dominique.do(other, "take")
    assert (await dominique.do(other, "propose_same", reference=TWO, person=0))[1]["code"] == "same_linked"


async def test_nobody_else_s_proposal_is_reached_from_another_conversation(proposed, debtor):
    _, pair, _, dominique = proposed
    other = await debtor("DEMO-1002")
    assert (await dominique.do(other, "confirm_same", pair=pair))[0] == 404
    assert (await dominique.do(other, "end_same", pair=pair))[0] == 404


# What a link does


async def test_what_the_other_runs_is_counted_and_no_offer_goes_beyond_what_is_left(linked, twice):
    """The budget is the same; with the other's plan running, a month carries less by just that."""
    one, two = await key_of(twice, ONE), await key_of(twice, TWO)
    async with twice.begin() as uow:
        views = await cases_of(uow, one)
        before = await running.running_minor(uow, views)
        counted = await running.counted(uow, one, views)
        theirs = await running.running_minor(uow, await cases_of(uow, two))
        assert theirs > 0 and await running.running_minor(uow, counted) == before + theirs
        assert await running.counted(uow, two, await cases_of(uow, two)) != []


async def test_an_offer_made_before_the_link_or_before_the_others_plan_no_longer_stands(linked, twice, clock):
    one, two = await key_of(twice, ONE), await key_of(twice, TWO)
    async with twice.begin() as uow:
        assert await same.changed_since(uow, one, uow.now)  # the link was made at this moment
        clock.advance(timedelta(minutes=1))
        assert not await same.changed_since(uow, one, uow.now)
        case = await uow.session.scalar(select(Case).where(Case.reference == TWO))
        moment = uow.now
        clock.advance(timedelta(minutes=1))
        uow.session.add(
            Plan(creditor_id="maison", case_id=case.id, person_id=two, group="g", kind="plan", state="agreed",
                 currency="EUR", agreed_at=uow.now, undo_until=uow.now)
        )
        await uow.flush()
        assert await same.changed_since(uow, one, moment)
        assert not await same.changed_since(uow, two, moment)  # its own are known to be its own


async def test_a_stop_of_one_stops_both_and_a_hold_on_the_person_stands_on_both_but_one_on_a_case_does_not(
    linked, twice
):
    one, two = await key_of(twice, ONE), await key_of(twice, TWO)
    async with twice.begin() as uow:
        uow.session.add(
            Hold(creditor_id="maison", person_id=one, reason="distress", set_by="debtor", set_at=uow.now,
                 review_on=uow.today())
        )
        await set_hold(uow, (await cases_of(uow, one))[0], "stop_contact", set_by="debtor")
        await uow.flush()
        assert await same.stopped(uow, two) and not await same.stopped(uow, one)
        reasons = {hold.reason for view in await cases_of(uow, two) for hold in view.holds}
        assert "distress" in reasons and "stop_contact" not in reasons
        contact = await uow.session.scalar(select(ContactPoint).where(ContactPoint.person_id == two))
        verdict = await hours.ask(uow, contact, kind="own", holds=(), country="FR", time_zone="Europe/Paris")
        assert isinstance(verdict, Verdict) and verdict.reason == "opted_out"
        told = {(line.reference, line.reason) for line in await do_not_contact(uow, "maison", uow.today())}
        assert (TWO, "opt_out") in told and (TWO, "care") in told


async def test_once_undone_none_of_it_holds_any_more(linked, twice):
    conversation, pair, camille, _ = linked
    one, two = await key_of(twice, ONE), await key_of(twice, TWO)
    async with twice.begin() as uow:
        point = await uow.session.scalar(select(ContactPoint).where(ContactPoint.person_id == one))
        point.opted_out_at = uow.now
        await uow.commit()
    async with twice.begin() as uow:
        assert await same.stopped(uow, two)
    await camille.do(conversation, "end_same", pair=pair)
    async with twice.begin() as uow:
        assert not await same.stopped(uow, two)
        told = {(line.reference, line.reason) for line in await do_not_contact(uow, "maison", uow.today())}
        assert (TWO, "opt_out") not in told


async def test_a_number_that_somebody_reads_is_discreet_on_both(proposed, twice):
    conversation, pair, _, dominique = proposed
    one, two = await key_of(twice, ONE), await key_of(twice, TWO)
    async with twice.begin() as uow:
        await uow.session.execute(delete(ContactPoint).where(ContactPoint.person_id == two))
        for person, shared in ((one, True), (two, False)):
            uow.session.add(
                ContactPoint(creditor_id="maison", person_id=person, kind="phone", value="+33639980777",
                             discretion=shared)
            )
        await uow.commit()
    await dominique.do(conversation, "confirm_same", pair=pair)
    points = await rows(twice, ContactPoint, ContactPoint.value == "+33639980777")
    assert [point.discretion for point in points] == [True, True]


async def test_the_chat_tells_nothing_of_the_other(linked, twice):
    one = await key_of(twice, ONE)
    async with twice.begin() as uow:
        assert {view.case.reference for view in await cases_of(uow, one)} == {ONE}


# Who may see and link


async def _limited(demo, login: str, reference: str) -> None:
    """That agent sees the brand of this case alone."""
    async with demo.begin() as uow:
        brand = await uow.session.scalar(select(Case.brand_id).where(Case.reference == reference))
        key = await uow.session.scalar(select(Agent.id).where(Agent.login == login))
        uow.session.add(AgentBrand(agent_id=key, brand_id=brand))
        await uow.commit()


@pytest.fixture
async def other_brand(twice):
    """TWO's case is of another brand of the same creditor than ONE's."""
    async with twice.begin() as uow:
        mine = await uow.session.scalar(select(Case.brand_id).where(Case.reference == ONE))
        brands = select(Case.brand_id).where(Case.creditor_id == "maison", Case.brand_id != mine)
        other = await uow.session.scalar(brands)
        (await uow.session.scalar(select(Case).where(Case.reference == TWO))).brand_id = other
        await uow.commit()


async def test_who_sees_one_brand_neither_sees_nor_links_who_is_of_another(other_brand, twice, proposed, agent):
    conversation, pair, camille, dominique = proposed
    await dominique.do(conversation, "confirm_same", pair=pair)
    await camille.do(conversation, "requeue")
    await _limited(twice, "dominique", ONE)
    limited = await agent("dominique")
    page = await limited.page(f"/desk/c/{conversation}")
    assert ONE in page and TWO not in page
    assert (await limited.do(conversation, "end_same", pair=pair))[0] == 404
    assert (await limited.do(conversation, "confirm_same", pair=pair))[0] == 404
    await limited.do(conversation, "take")
    refused = await limited.do(conversation, "propose_same", reference=TWO, person=0)
    absent = await limited.do(conversation, "propose_same", reference="DEMO-9999", person=0)
    assert refused == absent and refused[1]["code"] == "same_not_found"
    by_key = await limited.do(conversation, "propose_same", reference="", person=await key_of(twice, TWO))
    assert by_key[1]["code"] == "same_not_found"


async def test_who_does_not_see_all_that_runs_proposes_no_plan_on_it(other_brand, twice, linked, agent):
    conversation, _, camille, _ = linked
    await camille.do(conversation, "requeue")
    await _limited(twice, "dominique", ONE)
    limited = await agent("dominique")
    await limited.do(conversation, "take")
    await limited.do(conversation, "record_budget", income="1200", benefits="0", housing="300", essentials="300",
                     other_debts="0", adults="1", children="0")
    status, body = await limited.do(conversation, "propose", amount="20", count="", every="month", first="",
                                    enough_left="yes", change=False, confirm="")
    assert (status, body["code"]) == (409, "hidden_cases")


# Many at once, on real transactions


async def somebody_waits(database, *, unless: asyncio.Task) -> None:
    """Until a transaction waits for a lock of another's, or the task is over without having waited."""
    waiting = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
    async with asyncio.timeout(10), database.look() as uow:
        while not unless.done() and not await uow.session.scalar(waiting):
            await asyncio.sleep(0.01)


async def _agents(demo) -> tuple[AgentAt, AgentAt]:
    async with demo.begin() as uow:
        found = {a.login: a for a in (await uow.session.scalars(select(Agent))).all()}
    return tuple(
        AgentAt(id=found[login].id, name=login, role="agent", creditors=frozenset({"maison"}), csrf="", token_hash="")
        for login in ("camille", "dominique")
    )


async def _at_once(demo, *calls):
    async def one(call):
        async with demo.begin() as uow:
            try:
                done = await call(uow)
            except (DeskRefusal, LookupError) as refusal:
                return getattr(refusal, "code", "gone")
            await uow.commit()
            return done

    return await asyncio.gather(*(one(call) for call in calls))


async def test_two_confirm_at_once_and_it_is_one_link(proposed, twice):
    conversation, pair, *_ = proposed
    _, dominique = await _agents(twice)
    third = replace(dominique, id=await _third(twice))
    await _at_once(twice, *[
        lambda uow, who=who: linking.confirm(uow, who, conversation, pair_id=pair)
        for who in (dominique, third, dominique)
    ])
    assert len(await rows(twice, AuditLine, AuditLine.verb == "person.same_linked")) == 2


async def _third(demo) -> int:
    async with demo.begin() as uow:
        return await uow.session.scalar(select(Agent.id).where(Agent.login.not_in(("camille", "dominique"))).limit(1))


@pytest.mark.parametrize("n", range(4))
async def test_confirmed_and_ended_at_once_leaves_no_link(proposed, twice, n):
    conversation, pair, *_ = proposed
    camille, dominique = await _agents(twice)
    calls = [
        lambda uow: linking.confirm(uow, dominique, conversation, pair_id=pair),
        lambda uow: linking.end(uow, camille, conversation, pair_id=pair),
    ]
    await _at_once(twice, *(calls if n % 2 else reversed(calls)))
    row, = await rows(twice, SamePerson)
    assert row.ended_at is not None
    verbs = {line.verb for line in await rows(twice, AuditLine, AuditLine.verb.like("person.same_%"))}
    assert ("person.same_undone" in verbs) == (row.confirmed_at is not None)


async def test_the_same_proposed_from_both_sides_at_once_is_one(twice, debtor, agent):
    conversations = [await debtor(ONE), await debtor(TWO)]
    camille = await agent("camille")
    for one in conversations:
        await camille.do(one, "take")
    me, _ = await _agents(twice)
    await _at_once(
        twice,
        lambda uow: linking.propose(uow, me, conversations[0], reference=TWO, person_id=0),
        lambda uow: linking.propose(uow, me, conversations[1], reference=ONE, person_id=0),
    )
    assert len(await rows(twice, SamePerson)) == 1


async def test_a_chain_confirmed_at_once_is_one_pair(twice, debtor, agent):
    """One-two and two-three, both proposed while nothing was linked: whoever comes second is refused."""
    first, third = await debtor(ONE), await debtor(THREE)
    desk = await agent("camille")
    for one in (first, third):
        await desk.do(one, "take")
    pairs = [(await desk.do(one, "propose_same", reference=TWO, person=0))[1]["pair"] for one in (first, third)]
    _, dominique = await _agents(twice)
    async with twice.begin() as uow:
        await linking.confirm(uow, dominique, first, pair_id=pairs[0])  # not kept yet
        second = asyncio.create_task(
            _at_once(twice, lambda other: linking.confirm(other, dominique, third, pair_id=pairs[1]))
        )
        await somebody_waits(twice, unless=second)
        await uow.commit()
    assert await second == ["same_linked"]
    async with twice.begin() as uow:
        where = (SamePerson.confirmed_at.is_not(None), SamePerson.ended_at.is_(None))
        assert await uow.session.scalar(select(func.count()).select_from(SamePerson).where(*where)) == 1


async def test_once_a_link_is_undone_no_number_of_the_one_is_left_on_the_others_file(linked, twice):
    conversation, pair, camille, _ = linked
    keys = [await key_of(twice, reference) for reference in (ONE, TWO)]
    old, new = "+33639980666", "+33639980667"
    async with twice.begin() as uow:
        uow.session.add_all(
            [ContactPoint(creditor_id="maison", person_id=key, kind="phone", value=old) for key in keys]
        )
        await uow.commit()
    async with twice.begin() as uow:
        person = await uow.session.get_one(Person, keys[0])
        await contact_points.put_on_file(
            uow, person, kind="phone", value=new, instead_of=await contact_points.known(uow, person, "phone", old),
            shared=False,
        )
        await uow.commit()
    there = await rows(twice, ContactPoint, ContactPoint.value == new)
    assert sorted((one.person_id, one.whose) for one in there) == sorted((key, "own") for key in keys)
    assert (await camille.do(conversation, "end_same", pair=pair))[0] == 200
    there = await rows(twice, ContactPoint, ContactPoint.value == new)
    assert {one.person_id: one.whose for one in there} == {keys[0]: "own", keys[1]: "former"}


async def test_every_look_at_the_others_cases_leaves_a_line_with_the_other_once_a_visit(linked, twice):
    conversation, _, camille, _ = linked
    async with twice.begin() as uow:
        await uow.session.execute(delete(AuditLine).where(AuditLine.verb == "person.seen_beside"))
        await uow.commit()
    assert TWO in await camille.page(f"/desk/c/{conversation}")
    await camille.page(f"/desk/c/{conversation}/view")
    lines = await rows(twice, AuditLine, AuditLine.verb == "person.seen_beside")
    other = str(await key_of(twice, TWO))
    assert [(line.object_kind, line.object_id, line.data) for line in lines] == [
        ("person", other, {"beside": conversation})
    ]
    await camille.page(f"/desk/c/{conversation}")
    assert len(await rows(twice, AuditLine, AuditLine.verb == "person.seen_beside")) == 2


async def test_who_is_only_suggested_is_seen_as_well(agent, debtor, twice):
    conversation = await debtor(ONE)
    camille = await agent("camille")
    assert TWO in await camille.page(f"/desk/c/{conversation}")
    lines = await rows(twice, AuditLine, AuditLine.verb == "person.seen_beside")
    assert {line.object_id for line in lines} >= {str(await key_of(twice, TWO))}
