"""Another day of the month for a plan's payments: once or for good, asked where it is not told, done at a yes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.debt.reading import read_day_scope, read_due_day
from bot.store.tables import Case, ExportEvent, Instalment, Plan
from tests.service.test_wishes import MEANS, at_offers, offers
from tests.thread_world import Thread, demo_of, ids, open_thread

DAYS = [
    ("le 15 plutôt que le 12", "fr", 15), ("the 28th instead of the 1st", "en", 28), ("je préfère payer le 5", "fr", 5),
    ("du 12 au 15 svp", "fr", 15), ("from the 1st to the 28th", "en", 28), ("not the 1st, the 15th please", "en", 15),
    ("le 5 au lieu du 12 tous les mois", "fr", 5), ("le premier au lieu du 15", "fr", 1), ("le 20 pas le 12", "fr", 20),
    ("i want the 20th rather than the 12th", "en", 20), ("ça m'arrangerait le 10", "fr", 10),
    ("move my payments to the 3rd from now on", "en", 3), ("le 5 je peux pas, plutôt le 12", "fr", None),
    ("payer le 80", "fr", None), ("plutôt que le 12", "fr", None), ("50 instead of 80", "en", None),
]
SCOPES = [
    ("chaque mois", "always"), ("tous les mois", "always"), ("every month", "always"), ("from now on", "always"),
    ("le 5 pour toutes les échéances", "always"), ("pour de bon", "always"), ("the 28th of each month", "always"),
    ("juste ce mois ci", "once"), ("juste cette fois", "once"), ("just this time", "once"), ("once", "once"),
    ("this month only", "once"), ("exceptionnellement le 20", "once"), ("que ce mois-ci", "once"),
    ("le 15 plutôt que le 12", None), ("le 5 du mois", None), ("ce mois et tous les autres mois", None),
]


@pytest.mark.parametrize(("text", "language", "day"), DAYS)
def test_the_day_is_read_without_the_one_it_takes_the_place_of(text, language, day):
    assert read_due_day(text, language=language) == day


@pytest.mark.parametrize(("text", "scope"), SCOPES)
def test_once_or_for_good_is_read_where_it_is_told(text, scope):
    assert read_day_scope(text) == scope


WISHES = [text for text, _, day in DAYS if day] + [
    "le 5 tous les mois", "le 28 juste cette fois", "le 30", "le 15 chaque mois", "non plutôt le 10", "le 5",
]


@pytest.fixture
async def thread(database) -> Thread:
    """Who has a plan of six times 50, from 30 November on."""
    means = dict.fromkeys(WISHES, "change_due_date")
    return await open_thread(await demo_of(database), proven="DEMO-1006", means=means)


async def days(thread: Thread) -> list[date]:
    async with thread.database.begin() as uow:
        found = await uow.session.scalars(
            select(Instalment).join(Plan, Plan.id == Instalment.plan_id).join(Case, Case.id == Plan.case_id)
            .where(Case.reference == "DEMO-1006", Instalment.state != "moved").order_by(Instalment.due_on)
        )
        rows = list(found)
        assert all(row.minor == 50_00 for row in rows) and len(rows) == 6
        return [row.due_on for row in rows]


async def changed(thread: Thread) -> int:
    async with thread.database.begin() as uow:
        kinds = await uow.session.scalars(select(ExportEvent.kind).where(ExportEvent.reference == "DEMO-1006"))
        return list(kinds).count("plan_changed")


FIFTH = [date(2026, 12, 5), *(date(2027, month, 5) for month in range(1, 6))]


@pytest.mark.parametrize("text", [
    "le 15 plutôt que le 12", "the 28th instead of the 1st", "je préfère payer le 5", "ça m'arrangerait le 10",
])
async def test_where_it_is_not_told_it_is_asked_and_nothing_moves(thread, text):
    before = await days(thread)
    said = await thread.say(text)
    assert ids(said) == ["utter_ask_day_scope"] and len(said[0].choices) == 3
    assert await days(thread) == before and await thread.handovers() == []


@pytest.mark.parametrize("answer", ["tous les mois svp", "Chaque mois", "le deuxième", "dorénavant", "every month"])
async def test_every_month_moves_all_of_them_at_a_yes_with_the_dates_read_back(thread, answer):
    await thread.say("je préfère payer le 5")
    before = await days(thread)
    said = await thread.say(answer)
    assert ids(said) == ["utter_can_change_day", "utter_ask_move"] and await days(thread) == before
    said = await thread.say("oui")
    assert ids(said) == ["utter_day_changed"] and await days(thread) == FIFTH and await changed(thread) == 1
    assert await thread.handovers() == []


@pytest.mark.parametrize("answer", ["juste cette fois", "cette fois", "seulement ce mois-ci", "just this time"])
async def test_this_time_only_moves_the_next_one_alone(thread, answer):
    await thread.say("the 28th instead of the 1st")
    before = await days(thread)
    assert ids(await thread.say(answer)) == ["utter_can_move_sooner", "utter_ask_move"]
    assert ids(await thread.say("oui")) == ["utter_moved_sooner"]
    assert await days(thread) == [date(2026, 11, 28), *before[1:]]


@pytest.mark.parametrize("text", ["le 5 tous les mois", "le 5 au lieu du 12 tous les mois"])
async def test_what_is_told_for_good_is_not_asked(thread, text):
    assert ids(await thread.say(text)) == ["utter_can_change_day", "utter_ask_move"]
    await thread.say("oui")
    assert await days(thread) == FIFTH


async def test_what_is_told_for_once_is_not_asked(thread):
    assert ids(await thread.say("le 28 juste cette fois")) == ["utter_can_move_sooner", "utter_ask_move"]


async def test_a_no_changes_nothing(thread):
    before = await days(thread)
    await thread.say("le 5 tous les mois")
    assert ids(await thread.say("non")) == ["utter_plan_stays"]
    assert await days(thread) == before and await changed(thread) == 0


async def test_another_day_before_the_yes_keeps_that_it_is_for_good(thread):
    await thread.say("le 15 chaque mois")
    said = await thread.say("non plutôt le 10")
    assert ids(said) == ["utter_can_change_day", "utter_ask_move"] and "10 décembre" in said[0].text


async def test_the_day_that_it_has_already_is_said(thread):
    assert ids(await thread.say("le 30")) == ["utter_day_already"]


async def test_a_yes_to_dates_that_no_longer_hold_moves_nothing(thread):
    await thread.say("le 5 tous les mois")
    async with thread.database.begin() as uow:
        row = (await uow.session.scalars(select(Instalment).order_by(Instalment.due_on).limit(1))).one()
        row.paid_minor = 10_00
        await uow.commit()
    assert ids(await thread.say("oui")) == ["utter_choice_gone_plan"] and await changed(thread) == 0


async def test_after_three_changes_a_person_looks(thread):
    for text in ("le 5 tous les mois", "le 15 chaque mois", "le 5 tous les mois"):
        await thread.say(text)
        assert ids(await thread.say("oui")) == ["utter_day_changed"]
    assert ids(await thread.say("le 15 chaque mois"))[0] == "utter_plan_moved_often"


async def test_with_an_offer_on_the_table_its_day_changes(database):
    text = "le 15 plutôt que le 12"
    thread = await open_thread(await demo_of(database), proven="DEMO-1001", means={**MEANS, text: "change_due_date"})
    await at_offers(thread)
    before = len(await offers(thread))
    assert ids(await thread.say(text))[0] == "utter_due_day_weighed"
    new = (await offers(thread))[before:]
    assert new and all(share["first_due"].endswith("-15") for one in new for share in one.data["shares"])


async def test_without_a_plan_a_person_has_it(database):
    thread = await open_thread(
        await demo_of(database), proven="DEMO-1001", means={"le 15 plutôt que le 12": "change_due_date"}
    )
    said = await thread.say("le 15 plutôt que le 12")
    assert ids(said)[0] == "utter_due_day_noted" and "15" in said[0].text
    said = await thread.say("le 15 plutôt que le 12")
    assert ids(said)[0] == "utter_due_day_noted_again" and "15" in said[0].text
    assert ids(await thread.say("le 15 plutôt que le 12"))[0] == "utter_due_day_noted"
