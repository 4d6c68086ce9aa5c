"""A person asks to be erased: what no rule keeps goes, once; what is owed or in hand stays, and they are told why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.debt.erasure import accounts_until, claims_until
from bot.debt.reading import asks_erasure
from bot.service.care.care import KIND
from bot.service.feeds.rows import _why_left_alone
from bot.service.retention import erasure
from bot.service.retention.erasure_letter import letter
from bot.service.tasks.tasks import run_due
from bot.service.thread.conversation import lock, open_conversation, remember
from bot.store.tables import (
    AuditLine,
    Base,
    BudgetVersion,
    Callback,
    Case,
    Consent,
    ContactPoint,
    Conversation,
    Handover,
    HelperAccess,
    LedgerEntry,
    LineStop,
    Marker,
    Message,
    Note,
    Party,
    Person,
    PhoneLine,
    Plan,
    Representative,
    Task,
)
from tests.demo_world import DAY, demo_world
from tests.thread_world import demo_of, ids, open_thread

SECRET = "je m'appelle Jeanne et je n'en peux plus"
ASKS = {"creditor_id": "maison", "reference": "DEMO-1003"}


@pytest.fixture
async def world(database):
    return await demo_world(database)


async def _person(uow, reference: str = "DEMO-1003") -> Person:
    return await uow.session.scalar(
        select(Person).join(Party, Party.person_id == Person.id).join(Case, Case.id == Party.case_id)
        .where(Case.reference == reference, Party.role == "borrower")
    )


@pytest.fixture
async def thread(world):
    """All that a person leaves behind; nothing is in hand. The key of their thread by telephone."""
    async with world.begin() as uow:
        person = await _person(uow)
        made = await open_conversation(uow, sender="a number", channel="sms", language="fr")
        made.person_id, made.creditor_id = person.id, person.creditor_id
        whose = {"creditor_id": person.creditor_id, "person_id": person.id}
        point = await uow.session.scalar(select(ContactPoint).where(ContactPoint.person_id == person.id))
        point.opted_out_at = uow.now
        consent = Consent(**whose, purpose=KIND, given_at=uow.now, text_id="x")
        budget = BudgetVersion(**whose, version=1, currency="EUR", data={"income": 100_000}, created_at=uow.now)
        uow.session.add_all([
            PhoneLine(conversation_id=made.id, channel="sms", account="", ours="", number=point.value,
                      last_in_at=uow.now),
            Message(conversation_id=made.id, seq=1, cid="cid-00000001", author="you", lang="fr", text=SECRET, fence=0,
                    created_at=uow.now, handled_at=uow.now),
            Note(conversation_id=made.id, agent_id=1, text=SECRET, at=uow.now), budget, consent,
            ContactPoint(**whose, kind="email", value="jeanne@old.example", whose="former"),
            Callback(**whose, conversation_id=made.id, number="+33639989999", starts_at=uow.now, state="done",
                     booked_by="debtor", made_at=uow.now),
            Representative(**whose, kind="relative", name="Marie", reach="+33639988888", authority_on=DAY, scope=[],
                           recorded_by="x", recorded_at=uow.now),
        ])
        await uow.flush()
        uow.session.add_all([
            Marker(**whose, kind=KIND, drivers=["health"], needs=[], level="x", source="x", noted_by="x",
                   consent_id=consent.id, created_at=uow.now, review_on=DAY),
            HelperAccess(**whose, conversation_id=made.id, code_hash="h", sections=["owe"], budget_id=budget.id,
                         made_at=uow.now, until=uow.now + timedelta(days=7)),
        ])
        made.last_seq = 1
        remember(made, turn_text=SECRET, care_asked={"ask": "n", "drivers": ["health"], "person": person.id})
        await uow.commit()
        return made.id


async def _settled(world) -> None:
    """Nothing is owed any more: the debt is paid, and its file closed."""
    async with world.begin() as uow:
        person = await _person(uow)
        await uow.session.execute(
            update(Case).where(Case.id.in_(select(Party.case_id).where(Party.person_id == person.id)))
            .values(state="settled")
        )
        await uow.commit()


async def _erase(world, *, batch: int = 200) -> dict[str, int]:
    rows: dict[str, int] = {}
    more = True
    async with world.begin() as uow:
        key = (await erasure.find(uow, **ASKS)).id
    while more:
        async with world.begin() as uow:
            step = await erasure.step(uow, key, actor="command", batch=batch)
            await uow.commit()
        more = step.more
        for kind, number in step.rows.items():
            rows[kind] = rows.get(kind, 0) + number
    return rows


async def _stored(world) -> str:
    """Every row of the store, as text."""
    async with world.begin() as uow:
        return "\n".join([
            str(row) for table in Base.metadata.sorted_tables
            for row in (await uow.session.execute(select(table))).all()
        ])


NEEDLESS = {"words", "memory", "notes", "helper_codes", "budgets", "care_note", "contacts", "call_numbers"}


async def test_while_a_debt_is_open_what_is_not_needed_goes_and_who_they_are_stays(world, thread):
    async with world.begin() as uow:
        person = await erasure.find(uow, **ASKS)
        now = await erasure.standing(uow, person)
        would = await erasure.count(uow, person, now)
    assert now.open_cases == ("DEMO-1003",) and not now.whole and set(would) == NEEDLESS
    assert await _erase(world) == would
    async with world.begin() as uow:
        person = await _person(uow)
        assert person.last_name and person.birth_date and person.postcode
        points = (await uow.session.scalars(select(ContactPoint).where(ContactPoint.person_id == person.id))).all()
        assert points and all(point.whose == "own" for point in points)
        assert (await uow.session.scalar(select(Representative))).name == "Marie", "still speaks for them"
        memory = (await uow.session.get_one(Conversation, thread)).memory
        assert not memory.get("turn_text") and not memory.get("care_asked")
        message = await uow.session.scalar(select(Message).where(Message.author == "you"))
        assert message.text == "(Message effacé, comme demandé.)"
        note = await uow.session.scalar(select(Marker))
        consent = await uow.session.scalar(select(Consent))
        assert (note.drivers, note.erased_by) == ([], "command") and consent.withdrawn_at
    stored = await _stored(world)
    assert SECRET not in stored and "'income': 100000" not in stored and "jeanne@old.example" not in stored
    assert await _erase(world) == {}, "once more changes nothing"


async def test_when_nothing_is_owed_nobody_is_known_any_more_and_the_books_stay(world, thread):
    await _settled(world)
    async with world.begin() as uow:
        person = await _person(uow)
        known = [person.last_name, person.postcode, str(person.birth_date)]
        number = await uow.session.scalar(
            select(ContactPoint.value).where(ContactPoint.person_id == person.id, ContactPoint.kind == "phone")
        )
        uow.session.add(LedgerEntry(
            creditor_id=person.creditor_id, case_id=(await uow.session.scalar(
                select(Party.case_id).where(Party.person_id == person.id))),
            kind="payment", minor=-100, at=uow.now, value_on=DAY, source_kind="t", source_key="t",
        ))
        await uow.commit()
        before = await uow.session.scalar(select(func.count()).select_from(LedgerEntry))
    rows = await _erase(world)
    assert rows["person"] == rows["numbers"] == rows["threads"] == rows["representatives"] == 1
    async with world.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == "DEMO-1003"))
        person = await _person(uow)
        assert (person.last_name, person.first_name, person.birth_date, person.postcode) == ("", "", None, None)
        assert case.state == "erased" and await uow.session.scalar(
            select(func.count()).select_from(LedgerEntry)
        ) == before
        assert await uow.session.scalar(
            select(func.count()).select_from(ContactPoint).where(ContactPoint.person_id == person.id)
        ) == 0
        assert (await uow.session.scalar(select(LineStop))).kind == "ours", "a stop is obeyed afterwards as well"
        line = await uow.session.scalar(select(AuditLine).where(AuditLine.verb == "person.erased"))
        assert line.data["stage"] == "whole" and line.data["rows"] == rows
        logged = str([(one.object_id, one.data) for one in (await uow.session.scalars(select(AuditLine))).all()])
        assert not [word for word in (*known, number, SECRET) if word in logged]
    stored = await _stored(world)
    assert not [one for one in (number, "Marie", "+33639988888", "+33639989999") if one in stored]
    assert await _erase(world) == {}, "once more changes nothing"


async def test_whoever_writes_from_that_number_again_is_somebody_new(world, thread):
    await _settled(world)
    await _erase(world)
    async with world.begin() as uow:
        again = await open_conversation(uow, sender="a number", channel="sms", language="fr")
        await uow.flush()
        assert again.id != thread and again.person_id is None


async def test_a_later_file_of_the_creditor_does_not_bring_the_person_back(world, thread):
    await _settled(world)
    await _erase(world)
    async with world.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == "DEMO-1003"))
        known = type("Known", (), {"case": case})
        assert _why_left_alone(None, known, await _person(uow), fresh=False) == "erased"
        case.state = "settled"  # one that somebody else has a part in is not erased
        assert _why_left_alone(None, known, await _person(uow), fresh=False) == "erased"


async def test_what_a_matter_in_hand_needs_stays_and_goes_when_it_is_over(world, thread, clock):
    async with world.begin() as uow:
        person, conversation = await _person(uow), await lock(uow, thread)
        uow.session.add(Handover(
            conversation_id=conversation.id, queue="complaint", reason="data_erasure", priority=5, opened_at=uow.now,
        ))
        await erasure.request(uow, person, actor="command")
        await uow.commit()
    await _settled(world)
    assert "words" not in await _erase(world)
    assert SECRET in await _stored(world)
    async with world.begin() as uow:
        assert not (await erasure.standing(uow, await _person(uow))).whole
        await uow.session.execute(update(Handover).values(closed_at=uow.now))
        await uow.commit()
    clock.advance(timedelta(days=31))
    for _ in range(3):
        await run_due(world)
    assert SECRET not in await _stored(world)
    async with world.begin() as uow:
        assert (await _person(uow)).last_name == ""
        done = await uow.session.scalar(select(Task).where(Task.kind == "erasure"))
        assert done.result == "erased"


async def test_a_plan_that_stands_keeps_the_budget_it_was_made_on(world, thread):
    async with world.begin() as uow:
        person = await _person(uow)
        case = await uow.session.scalar(select(Party.case_id).where(Party.person_id == person.id))
        uow.session.add(Plan(
            creditor_id=person.creditor_id, case_id=case, person_id=person.id, group="g", kind="plan", state="agreed",
            currency="EUR", agreed_at=uow.now, undo_until=uow.now,
        ))
        await uow.commit()
        now = await erasure.standing(uow, person)
        assert now.in_hand and now.claims_until == claims_until("FR", DAY)
    rows = await _erase(world)
    assert "words" not in rows and "notes" not in rows and rows["care_note"] == 1


async def test_a_crash_in_the_middle_is_taken_up_and_nothing_is_told_twice(world, thread, clock):
    async with world.begin() as uow:
        await erasure.request(uow, await _person(uow), actor="command")
        await uow.commit()
    async with world.begin() as uow:  # dies: nothing of this transaction is kept
        await erasure.step(uow, (await _person(uow)).id, actor="command")
    assert SECRET in await _stored(world)
    clock.advance(erasure.TAKES_OVER + timedelta(seconds=1))
    for _ in range(3):
        await run_due(world)
    assert SECRET not in await _stored(world)
    async with world.begin() as uow:
        lines = (await uow.session.scalars(select(AuditLine).where(AuditLine.verb == "person.erased"))).all()
        assert len(lines) == 1 and lines[0].actor == "system"
        found = await erasure.gone_before(uow, (await _person(uow)).id)
    assert set(found) == NEEDLESS


async def test_batches_go_on_until_nothing_is_left(world, thread):
    async with world.begin() as uow:
        for n in range(2, 8):
            uow.session.add(Message(
                conversation_id=thread, seq=n, cid=f"cid-{n:08d}", author="you", lang="en", text=SECRET, fence=0,
                created_at=uow.now, handled_at=uow.now,
            ))
        await uow.commit()
    assert (await _erase(world, batch=2))["words"] == 7
    assert SECRET not in await _stored(world)


async def test_nobody_elses_rows_are_touched(world, thread):
    async def others() -> list[str]:
        async with world.begin() as uow:
            mine = (await _person(uow)).id
            rows = await uow.session.execute(select(Person.__table__).where(Person.id != mine).order_by(Person.id))
            points = await uow.session.execute(
                select(ContactPoint.__table__).where(ContactPoint.person_id != mine).order_by(ContactPoint.id)
            )
            cases = await uow.session.execute(select(Case.__table__).where(Case.reference != "DEMO-1003"))
            return [*map(str, rows), *map(str, points), *sorted(map(str, cases))]

    before = await others()
    await _settled(world)
    await _erase(world)
    assert await others() == before


@pytest.mark.parametrize("paid", [False, True])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_letter_says_what_went_what_stays_why_and_until_when(world, thread, paid, lang):
    if paid:
        await _settled(world)
    async with world.begin() as uow:
        person = await erasure.find(uow, **ASKS)
        person.language = lang
        name, now = person.last_name, await erasure.standing(uow, person)
        await uow.commit()
    await _erase(world)
    async with world.begin() as uow:
        person = await erasure.find(uow, **ASKS)
        words = await letter(uow, person, now, await erasure.gone_before(uow, person.id), "DEMO-1003")
    assert "DEMO-1003" in words and name not in words and "{" not in words
    until = str(accounts_until("FR", DAY).year)
    assert until in words and "L123-22" in words and ("CNIL" in words or "ICO" in words)
    later = "s'effacera de lui-même" in words or "erased by itself" in words
    assert later is not paid
    gone = ("votre date de naissance", "your date of birth")
    assert any(one in words for one in gone) is paid


async def test_a_reference_that_nobody_has_is_said(world):
    async with world.begin() as uow:
        with pytest.raises(LookupError):
            await erasure.find(uow, creditor_id="maison", reference="NO-1")
        with pytest.raises(LookupError):
            await erasure.find(uow, **(ASKS | {"role": "guarantor"}))


SAYS = (
    "effacez mes données", "supprimez toutes mes données personnelles svp", "suprimé mes donné",
    "effacer toute mes info",
    "je veux que vous effaciez toutes les infos sur moi", "droit a l'effacement rgpd article 17", "effacez-moi",
    "j'exerce mon droit à l'oubli", "jveu kon efface tt ce ki me concerne", "je demande la suppression de mes données",
    "mes données doivent être supprimées", "delete my data", "please erase everything you have about me",
    "remove my personal information", "forget me", "i want to use my right to erasure", "delete all my details pls",
    "wipe all the information you hold on me",
)
SAYS_NOT = (
    "effacez ma dette", "supprimez les frais", "delete my debt please", "effacez mes dettes et mes données de retard",
    "vous avez quelles données sur moi ?", "corrigez mon adresse", "what data do you have on me", "je veux mes données",
    "retirez cette note", "supprimez les rappels par mail", "remove the fees from my account", "i forgot my number",
)


@pytest.mark.parametrize("text", SAYS)
def test_who_wants_their_data_gone_is_read(text):
    assert asks_erasure(text)


@pytest.mark.parametrize("text", SAYS_NOT)
def test_another_wish_is_not(text):
    assert not asks_erasure(text)


@pytest.mark.parametrize(("proven", "who"), [("DEMO-1003", False), (None, True)])
async def test_in_the_chat_they_are_told_plainly_and_a_person_sees_to_it(database, proven, who):
    means = {"effacez mes données": "data_rights", "quelles données avez-vous": "data_rights"}
    thread = await open_thread(await demo_of(database), means=means, proven=proven)
    said = ids(await thread.say("effacez mes données"))
    assert said[0] == "utter_erasure_asked" and ("utter_erasure_who" in said) is who
    call = (await thread.handovers())[0]
    assert (call.queue, call.reason) == ("complaint", "data_erasure")
    async with database.begin() as uow:
        waiting = await erasure.asked(uow, "maison")
        assert [reference for _, reference in waiting] == ([] if who else ["DEMO-1003"])
    assert ids(await thread.say("effacez mes données"))[0] == "utter_added_to_request"
    if not who:
        async with database.begin() as uow:
            await erasure.request(uow, await _person(uow), actor="command")
            assert await erasure.asked(uow, "maison") == []


async def test_to_see_ones_data_is_answered_as_before(database):
    thread = await open_thread(await demo_of(database), means={"quelles données avez-vous": "data_rights"})
    assert ids(await thread.say("quelles données avez-vous"))[0] == "utter_pass_on_data_rights"
