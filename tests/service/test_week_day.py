"""A day of the week for the payments: of a plan that runs, of one on the table; and several dates of which any does."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.debt import reading
from bot.debt.reading.days.week_day import either_day, read_weekday, weekday_from
from bot.store.tables import Case, ExportEvent, Instalment, Plan
from tests.plan_world import with_plan
from tests.thread_world import Thread, demo_of, ids, open_thread

FRIDAY = [
    "i get paid fridays, move the first one to a friday please", "can i get it on a friday tho, thats when i get paid",
    "can you make it a friday", "plutôt un vendredi svp, c'est là que je suis payé", "jpeux le vendredi plutot",
    "vendredi", "on le passe au vendredi ?", "i get paid thursdays so make it friday",
    "not on a monday, friday is better",
    "je voudrais payer le vendredi",
]


@pytest.mark.parametrize("text", FRIDAY)
def test_a_weekday_is_read(text: str) -> None:
    assert read_weekday(text) == 4


@pytest.mark.parametrize(
    "text",
    [
        "friday the 25th", "vendredi 25 décembre", "i got paid last friday", "not on a friday please",
        "pas le vendredi svp",
        "lundi ou mardi je peux", "i lost my job on friday and everything is falling apart", "je peux payer le 5",
    ],
)
def test_near_misses_are_none(text: str) -> None:
    assert read_weekday(text) is None


def test_the_first_one_is_no_first_of_the_month() -> None:
    assert reading.read_due_day("move the first one to a friday please", language="en") is None
    assert reading.read_due_day("move the first payment to the 12th", language="en") == 12
    assert reading.read_due_day("mettez le premier au 12", language="fr") == 12
    assert reading.read_due_day("move it to the 1st", language="en") == 1
    assert reading.read_due_day("le premier du mois", language="fr") in (1, None)
    assert either_day("25th december or 1st jan whichever") and not either_day("le 25 decembre")
    assert weekday_from(date(2026, 12, 7), 4) == date(2026, 12, 11) == weekday_from(date(2026, 12, 11), 4)


@pytest.fixture
async def thread(database) -> Thread:
    """Who has a plan of 60.00 a month from Monday 7 December on."""
    await demo_of(database)
    await with_plan(database, "DEMO-1001")
    return await open_thread(database, proven="DEMO-1001")


async def rows(thread: Thread) -> list[date]:
    async with thread.database.begin() as uow:
        found = await uow.session.scalars(
            select(Instalment).join(Plan, Plan.id == Instalment.plan_id).join(Case, Case.id == Plan.case_id)
            .where(Case.reference == "DEMO-1001", Instalment.state != "moved").order_by(Instalment.due_on)
        )
        return [one.due_on for one in found]


@pytest.mark.parametrize("heard", ["change_due_date", "plan_trouble"])
@pytest.mark.parametrize("text", [FRIDAY[0], FRIDAY[3], FRIDAY[4]])
async def test_the_next_payment_goes_to_the_first_friday_behind_its_day_at_a_yes(thread, text, heard):
    thread.rasa.means[text] = heard
    before = await rows(thread)
    said = await thread.say(text)
    assert ids(said) == ["utter_can_move_to", "utter_ask_move"] and "11 " in said[0].text, ids(said)
    assert await rows(thread) == before
    assert ids(await thread.say("oui")) == ["utter_moved_to"]
    assert await rows(thread) == [date(2026, 12, 11), *before[1:]]


@pytest.mark.parametrize(
    "text",
    ["no day 1. i said friday, 25th december or 1st jan whichever", "le 25 décembre ou le 1er janvier peu importe"],
)
async def test_of_two_dates_that_will_do_the_first_with_room_is_put_forward(thread, text):
    thread.rasa.means |= {text: "choose_option", "changer de jour le 1er": "change_due_date"}
    assert ids(await thread.say("changer de jour le 1er"))[-1] == "utter_ask_day_scope"
    said = await thread.say(text)
    assert ids(said) == ["utter_can_move_to", "utter_ask_move"] and "25 " in said[0].text


async def test_words_that_choose_nothing_bring_the_question_back_and_never_that_nothing_is_agreed(thread):
    thread.rasa.means |= {"changer de jour le 1er": "change_due_date", "celui du milieu": "choose_option"}
    await thread.say("changer de jour le 1er")
    said = ids(await thread.say("celui du milieu"))
    assert said == ["utter_answer_unclear", "utter_ask_day_scope"], said


async def offered(thread: Thread) -> None:
    thread.rasa.means |= {"perdu mon boulot": "hardship_job_loss", "ok": "affirm"}
    await thread.say("perdu mon boulot")
    for text in ("oui", "1450 de salaire, je vis seul", "rien", "480", "350", "60"):
        await thread.say(text)


@pytest.mark.parametrize("text", [FRIDAY[3], FRIDAY[4], "can i get it on a friday tho, thats when i get paid"])
async def test_before_the_yes_the_plan_is_reckoned_from_the_friday_and_read_back(database, text):
    thread = await open_thread(await demo_of(database), proven="DEMO-1001", means={text: "change_due_date"})
    await offered(thread)
    await thread.pick("offer")
    said = await thread.say(text)
    assert ids(said)[0] == "utter_start_noted" and "25 " in said[0].text, [one.text for one in said]
    assert ids(said)[-1] in ("utter_ask_confirm_plan", "utter_ask_offer")


async def test_without_a_day_the_plan_stays_asked_and_a_plain_yes_agrees_it(database):
    text = "je peux changer le jour ?"
    thread = await open_thread(await demo_of(database), proven="DEMO-1001", means={text: "change_due_date"})
    await offered(thread)
    await thread.pick("offer")
    assert ids(await thread.say(text)) == ["utter_due_day_which", "utter_ask_confirm_plan"]
    assert ids(await thread.say("oui"))[0] == "utter_plan_agreed"
    async with thread.database.begin() as uow:
        assert "plan_agreed" in list(await uow.session.scalars(select(ExportEvent.kind)))


async def test_a_token_plan_takes_the_weekday_as_well_and_the_yes_after_it_agrees(database):
    texts = {"lost my job": "hardship_job_loss", FRIDAY[1]: "change_due_date", FRIDAY[0]: "change_due_date"}
    thread = await open_thread(await demo_of(database), lang="en", proven="DEMO-2003", means=texts)
    await thread.say("lost my job")
    for text in ("yes", "290 a week wages, two of us, no children", "none", "95 a week", "70 a week", "160"):
        await thread.say(text)
    await thread.pick("offer")
    assert (await thread.row()).memory["question"] == "confirm_plan", ids(await thread.messages())
    said = await thread.say(FRIDAY[1])
    assert ids(said)[0] == "utter_start_noted" and "25 December 2026" in said[0].text, ids(said)
    if ids(said)[-1] == "utter_ask_offer":
        said = await thread.pick("offer")
    assert ids(said)[-1] == "utter_ask_confirm_plan", [one.text for one in said]
    assert ids(await thread.say("yes"))[0] == "utter_plan_agreed"
    said = await thread.say(FRIDAY[0])
    assert "day 1" not in " ".join(one.text for one in said).lower() and said[-1].text_id != "utter_ask_day_scope"
