"""Two rows of the same human in the chat: one budget, two threads; each tells of both, and settles its own."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.service.case.cases import cases_of, view_of
from bot.service.contact import contact, contact_points
from bot.service.contact.stop_scope import BUT_REMINDERS, EVERYTHING
from bot.service.feeds.export import do_not_contact
from bot.service.offer import offers
from bot.service.outside import numbers
from bot.service.plan import plan
from bot.service.tasks.handlers.own import may_go
from bot.service.tasks.tasks import run_due
from bot.service.thread.conversation import lock, remember
from bot.store.tables import (
    Agent,
    ContactPoint,
    ExportEvent,
    Handover,
    Hold,
    Instalment,
    Message,
    Offer,
    Person,
    PhoneLine,
    Plan,
    SamePerson,
)
from tests.plan_world import with_plan
from tests.thread_world import Thread, demo_of, open_thread

ONE, TWO = "DEMO-1001", "DEMO-1004"
MONTH = {
    "income": 160000, "benefits": 0, "household": [1, 0], "housing": 55000, "essentials": 70000, "other_debts": 10000,
    "enough_left": True,
}


async def _thread(database, reference: str) -> Thread:
    thread = await open_thread(database, f"browser-{reference}")
    await thread.prove(reference)
    return thread


@pytest.fixture
async def two(database) -> tuple[Thread, Thread]:
    """Both threads, linked; holds are lifted and both cases are late by as much."""
    await demo_of(database)
    threads = await _thread(database, ONE), await _thread(database, TWO)
    async with database.begin() as uow:
        first, second = [(await thread.row()).person_id for thread in threads]
        agents = (await uow.session.scalars(select(Agent.id).order_by(Agent.id).limit(2))).all()
        low, high = sorted((first, second))
        uow.session.add(
            SamePerson(
                creditor_id="maison", person_id=low, other_person_id=high, proposed_by=agents[0],
                confirmed_by=agents[1], proposed_at=uow.now, confirmed_at=uow.now,
            )
        )
        await uow.session.execute(Plan.__table__.delete().where(Plan.person_id.in_((first, second))))
        await uow.commit()
    return threads


async def _weigh(thread: Thread) -> list[Offer]:
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        remember(conversation, budget=dict(MONTH), errand="plan", sum_told=True)
        await offers.weigh(uow, conversation)
        await uow.commit()
        found = await uow.session.scalars(
            select(Offer).where(Offer.conversation_id == thread.key, Offer.kind == "plan").order_by(Offer.id)
        )
        return list(found)


async def _agree(thread: Thread, offer: Offer) -> list[str]:
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        remember(conversation, offer=offer.id)
        said = await plan.agree(uow, conversation)
        await uow.commit()
        return [one.text_id for one in said.says]


async def _a_month(two: tuple[Thread, Thread]) -> int:
    """The heaviest month of the living plans of both."""
    months: dict[str, int] = {}
    people = [(await thread.row()).person_id for thread in two]
    async with two[0].database.begin() as uow:
        rows = await uow.session.execute(
            select(Instalment.due_on, Instalment.minor).join(Plan, Plan.id == Instalment.plan_id)
            .where(Plan.state == "agreed", Plan.person_id.in_(people))
        )
        for day, minor in rows:
            months[f"{day:%Y-%m}"] = months.get(f"{day:%Y-%m}", 0) + minor
    return max(months.values())


def _offerable(offer: Offer) -> int:
    return int(offer.data["capacity"]["offerable"])


async def test_once_the_one_has_a_plan_the_other_is_offered_no_more_than_what_is_left(two, clock):
    clock.advance(timedelta(minutes=1))
    one, other = two
    first = await _weigh(one)
    assert first and (await _agree(one, first[-1]))[0] == "utter_plan_agreed"
    taken = await _a_month(two)
    left = await _weigh(other)
    assert taken > 0 and left
    whole = int(first[0].data["capacity"]["amount"])
    for offer in left:
        assert _offerable(offer) * 10 <= (whole - taken) * 8
        assert max(share["instalment"] for share in offer.data["shares"]) <= _offerable(offer)


async def test_both_say_yes_at_once_and_one_is_agreed(two, clock):
    clock.advance(timedelta(minutes=1))
    one, other = two
    offered = [(await _weigh(thread))[-1] for thread in two]
    async with one.database.begin() as uow:
        conversation = await lock(uow, one.key)
        remember(conversation, offer=offered[0].id)
        said = await plan.agree(uow, conversation)  # not kept yet
        second = asyncio.create_task(_agree(other, offered[1]))
        waiting = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
        async with asyncio.timeout(10), one.database.look() as looking:
            while not second.done() and not await looking.session.scalar(waiting):
                await asyncio.sleep(0.01)
        await uow.commit()
    assert said.says[0].text_id == "utter_plan_agreed" and await second == ["utter_offer_gone"]
    assert await _a_month(two) <= _offerable(offered[0])


async def test_an_offer_of_before_the_link_is_gone(two):
    offered = (await _weigh(two[0]))[-1]  # at the very moment of the link: not surely after it
    assert await _agree(two[0], offered) == ["utter_offer_gone"]


LINKED = {"utter_linked_case", "utter_linked_cases", "utter_linked_total", "utter_linked_budget"}


async def _balance(thread: Thread) -> list[Message]:
    thread.rasa.means["combien je dois"] = "ask_balance"
    await thread.change(sum_told=None, errand=None, errand_data=None, question=None)
    return await thread.say("combien je dois")


async def test_the_figures_of_both_are_told_with_what_is_late_in_all_and_the_question_is_about_their_own(two):
    one, _ = two
    async with one.database.begin() as uow:
        late = sum([
            view.overdue.minor for thread in two for view in await cases_of(uow, (await thread.row()).person_id)
        ])
    said = await _balance(one)
    words = "\n".join(message.text for message in said)
    assert ONE in words and TWO in words and words.index(TWO) < words.index(ONE)
    total = next(message.text for message in said if message.text_id == "utter_linked_total")
    assert f"{late // 100},{late % 100:02}" in re.sub(r"\s", "", total)
    assert said[-1].text_id == "utter_ask_sum_right"
    said = "\n".join(message.text for message in await _balance(two[1]))
    assert ONE in said and TWO in said


async def test_a_link_that_was_undone_or_only_proposed_tells_nothing_of_the_other(two, clock):
    one, _ = two
    for values in ({"ended_at": clock.now()}, {"ended_at": None, "confirmed_at": None, "confirmed_by": None}):
        async with one.database.begin() as uow:
            await uow.session.execute(SamePerson.__table__.update().values(values))
            await uow.commit()
        said = await _balance(one)
        words = "\n".join(message.text for message in said)
        assert "480" in words and TWO not in words and not LINKED & {message.text_id for message in said}


@pytest.mark.parametrize("reason", ["deceased", "identity_theft", "coerced_debt"])
async def test_what_may_be_somebody_elses_is_not_told_beside(two, reason):
    one, other = two
    async with one.database.begin() as uow:
        view = (await cases_of(uow, (await other.row()).person_id))[0]
        uow.session.add(Hold(
            creditor_id="maison", case_id=view.case.id, reason=reason, set_by="x", set_at=uow.now,
            review_on=uow.today(),
        ))
        await uow.commit()
    assert TWO not in "\n".join(message.text for message in await _balance(one))


async def test_nobody_hears_of_either_before_they_have_shown_who_they_are(two):
    thread = await open_thread(two[0].database, "browser-other", means={"combien je dois": "ask_balance"})
    said = "\n".join(message.text for message in await thread.say("combien je dois"))
    assert ONE not in said and TWO not in said and "480" not in said


async def test_a_plan_is_made_for_their_own_cases_and_no_row_gets_the_others(two):
    one, _ = two
    for offer in await _weigh(one):
        async with one.database.begin() as uow:
            mine = {str(view.case.id) for view in await cases_of(uow, (await one.row()).person_id)}
        assert {str(share["case"]) for share in offer.data["shares"]} <= mine


async def _stops(thread: Thread) -> None:
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        await contact.stop(uow, conversation, await cases_of(uow, conversation.person_id or 0))
        await uow.commit()


async def _keeps(thread: Thread) -> list[str]:
    async with thread.database.begin() as uow:
        said = await contact.keep_reminders(uow, await lock(uow, thread.key), {})
        await uow.commit()
        return [one.text_id for one in said.says]


async def _kept(database) -> tuple[int, set[str]]:
    """At how many contacts reminders come after a stop, and what do_not_contact.csv and the holds say."""
    async with database.begin() as uow:
        at = (await uow.session.scalars(select(ContactPoint).where(ContactPoint.reminders_kept_at.is_not(None)))).all()
        holds = (await uow.session.scalars(select(Hold).where(Hold.reason == "stop_contact"))).all()
        lines = await do_not_contact(uow, "maison", uow.today())
        told = {one.scope for one in lines if one.reason == "opt_out" and one.reference in (ONE, TWO)}
        return len(at), {hold.detail["scope"] for hold in holds if "scope" in hold.detail} | told


async def test_a_stop_on_the_one_ends_the_reminders_that_were_kept_on_the_other(two):
    await with_plan(two[0].database, ONE)
    await _stops(two[0])
    assert await _keeps(two[0]) == ["utter_reminders_kept"]
    assert (await _kept(two[0].database))[0] == 1
    await _stops(two[1])
    assert await _kept(two[0].database) == (0, {EVERYTHING})


async def test_a_stop_by_sms_from_the_number_of_the_one_does_too(two):
    await with_plan(two[0].database, ONE)
    await _stops(two[0])
    await _keeps(two[0])
    async with two[0].database.begin() as uow:
        person = (await two[1].row()).person_id
        uow.session.add(ContactPoint(creditor_id="maison", person_id=person, kind="phone", value="+33639980777"))
        line = PhoneLine(
            conversation_id=two[1].key, creditor_id="maison", channel="sms", account="", ours="",
            number="+33639980777", last_in_at=uow.now,
        )
        uow.session.add(line)
        await uow.flush()
        await numbers.bar(uow, await lock(uow, two[1].key), line, by="debtor")
        await uow.commit()
    assert (await _kept(two[0].database))[0] == 0


async def test_what_is_kept_after_the_stop_of_both_is_kept(two):
    await with_plan(two[0].database, ONE)
    await _stops(two[1])
    await _stops(two[0])
    assert await _keeps(two[0]) == ["utter_reminders_kept"]
    assert (await _kept(two[0].database))[0] == 1


async def _asked_by_a_stop(thread: Thread) -> list[str]:
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        said = await contact.stop(uow, conversation, await cases_of(uow, conversation.person_id or 0))
        await uow.commit()
        return [one.text_id for one in said.says]


async def _reminder_may_go(two: tuple[Thread, Thread], living: Plan) -> bool:
    async with two[0].database.begin() as uow:
        kept = await uow.session.get_one(Plan, living.id)
        to = await uow.session.get_one(ContactPoint, kept.reminder_to)
        verdict = await may_go(uow, await view_of(uow, kept.case_id), to, kind="reminder")
        return verdict.reason != "opted_out"


async def test_a_stop_on_the_one_asks_for_the_reminders_of_the_others_plan_as_well(two):
    living = await with_plan(two[0].database, TWO)
    assert await _asked_by_a_stop(two[0]) == ["utter_stopped_letters", "utter_ask_stop_reminders"]
    assert not await _reminder_may_go(two, living)  # until it is answered, everything has stopped
    assert await _keeps(two[0]) == ["utter_reminders_kept"]
    assert await _reminder_may_go(two, living)
    assert (await _kept(two[0].database))[1] == {BUT_REMINDERS}


async def test_the_reminders_of_both_are_kept_or_stopped_by_one_answer(two):
    plans = [await with_plan(two[0].database, reference) for reference in (ONE, TWO)]
    await _asked_by_a_stop(two[0])
    await _keeps(two[0])
    assert [await _reminder_may_go(two, one) for one in plans] == [True, True]
    async with two[0].database.begin() as uow:
        await contact.reminders_too(uow, await lock(uow, two[0].key), {})
        await uow.commit()
    assert [await _reminder_may_go(two, one) for one in plans] == [False, False]
    assert (await _kept(two[0].database))[1] == {EVERYTHING}


OLD, NEW = "+33639980666", "+33639980667"


async def _same_number(two: tuple[Thread, Thread], *, reminded: bool = True) -> tuple[int, int]:
    """OLD stands on both records, alone; reminders of the other's plan go there. (the first person, that plan)"""
    people = [(await thread.row()).person_id for thread in two]
    living = await with_plan(two[0].database, TWO) if reminded else None
    async with two[0].database.begin() as uow:
        if living is not None:
            await uow.session.execute(Plan.__table__.update().where(Plan.id == living.id).values(reminder_to=None))
        await uow.session.execute(ContactPoint.__table__.delete().where(ContactPoint.person_id.in_(people)))
        points = [ContactPoint(creditor_id="maison", person_id=key, kind="phone", value=OLD) for key in people]
        uow.session.add_all(points)
        await uow.flush()
        if living is not None:
            await uow.session.execute(
                Plan.__table__.update().where(Plan.id == living.id).values(reminder_to=points[1].id)
            )
        await uow.commit()
    return people[0], living.id if living is not None else 0


async def _replace(two: tuple[Thread, Thread], person_id: int, *, by: str | None, shared: bool = False) -> None:
    async with two[0].database.begin() as uow:
        person = await contact_points.locked(uow, await uow.session.get_one(Person, person_id))
        old = await contact_points.known(uow, person, "phone", OLD)
        if by is None:
            await contact_points.take_off(uow, person, old)
        else:
            await contact_points.put_on_file(
                uow, person, kind="phone", value=by, instead_of=old, shared=shared, checked=False
            )
        await uow.commit()


async def _goes_to(two: tuple[Thread, Thread], plan_id: int) -> ContactPoint | None:
    async with two[0].database.begin() as uow:
        kept = await uow.session.get_one(Plan, plan_id)
        return await uow.session.get(ContactPoint, kept.reminder_to) if kept.reminder_to else None


async def test_a_number_replaced_on_the_one_is_replaced_on_the_other_and_its_reminders_go_on(two):
    person, plan_id = await _same_number(two)
    await _replace(two, person, by=NEW, shared=True)
    to = await _goes_to(two, plan_id)
    assert (to.value, to.whose, to.person_id, to.discretion) == (NEW, "own", (await two[1].row()).person_id, True)
    async with two[0].database.begin() as uow:
        told = (await uow.session.scalars(select(ExportEvent).where(ExportEvent.kind == "contact_changed"))).all()
        assert {(one.payload["value"], one.payload["instead_of"]) for one in told} == {(NEW, OLD)} and len(told) == 2
        old = await uow.session.scalars(select(ContactPoint.whose).where(ContactPoint.value == OLD))
        assert old.all() == ["closed", "closed"]


async def test_a_stop_and_hours_of_the_other_hold_for_what_takes_its_place(two):
    person, plan_id = await _same_number(two)
    async with two[0].database.begin() as uow:
        row = await uow.session.scalar(
            select(ContactPoint).where(ContactPoint.value == OLD, ContactPoint.person_id != person)
        )
        row.opted_out_at, row.safe_hours = uow.now, {"from": "18:00", "to": "20:00"}
        await uow.commit()
    await _replace(two, person, by=NEW)
    to = await _goes_to(two, plan_id)
    assert to.value == NEW and to.opted_out_at is not None and to.safe_hours == {"from": "18:00", "to": "20:00"}


@pytest.mark.parametrize("why", ["taken_off", "somebody_else"])
async def test_where_nothing_takes_its_place_the_other_is_told_in_their_own_thread_and_asked(two, why):
    person, plan_id = await _same_number(two)
    other = (await two[1].row()).person_id
    async with two[0].database.begin() as uow:
        if why == "somebody_else":
            uow.session.add(
                ContactPoint(
                    creditor_id="maison", person_id=other, kind="phone", value=NEW, whose="somebody_else",
                )
            )
        await uow.session.execute(Hold.__table__.delete().where(Hold.person_id == other))
        await uow.commit()
    before = len(await two[0].messages())
    await _replace(two, person, by=None if why == "taken_off" else NEW)
    assert await _goes_to(two, plan_id) is None
    await run_due(two[0].database)
    said = [one for one in await two[1].messages() if one.text_id == "notice_reminders_lost"]
    assert len(said) == 1 and [c["data"]["reminder"] for c in said[0].choices] == ["none"]
    async with two[0].database.begin() as uow:
        reasons = await uow.session.scalars(select(Handover.reason).where(Handover.conversation_id == two[1].key))
    assert reasons.all() == ["reminders_lost"]  # nothing on file could bring them there
    assert len(await two[0].messages()) == before
