"""Less of one payment, once: what becomes of the rest is said before the yes; and what is next and left is answered."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.debt.reading.plans.left_words import asks_next_and_left
from bot.debt.reading.plans.part_of_one import HALF, read_part
from bot.store.tables import Case, ExportEvent, Instalment, Plan
from tests.thread_world import Thread, demo_of, ids, open_thread


@pytest.mark.parametrize(
    ("text", "lang", "minor"),
    [
        ("can i not just do 25 this month instead", "en", 2500), ("je peux payer que 25 ce mois ci", "fr", 2500),
        ("25 au lieu de 50 ce mois-ci svp", "fr", 2500), ("juste 10 en décembre", "fr", 1000),
        ("can i pay £20 instead of £50 this time", "en", 2000), ("jpeux metre 30e cette fois", "fr", 3000),
        ("la moitié ce mois-ci c'est possible ?", "fr", HALF), ("only half this month please", "en", HALF),
        ("i can only manage 15 for the next payment", "en", 1500),
    ],
)
def test_a_part_of_one_payment_is_read(text: str, lang: str, minor: int) -> None:
    assert read_part(text, language=lang, currency="EUR" if lang == "fr" else "GBP", whole=5000) == minor


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("can i pay 25 a month instead", "en"), ("25 par mois au lieu de 50", "fr"),
        ("25 for the next 3 payments", "en"),
        ("je peux payer 50 ce mois ci", "fr"), ("je peux payer 80 ce mois-ci", "fr"),
        ("40 maintenant et le reste le 5", "fr"),
        ("this month is hard", "en"), ("je gagne 900 ce mois ci", "fr"), ("i paid 25 this month", "en"),
        ("25 this month from now on", "en"), ("25 en décembre puis 50", "fr"),
    ],
)
def test_near_misses_are_none(text: str, lang: str) -> None:
    assert read_part(text, language=lang, currency="EUR" if lang == "fr" else "GBP", whole=5000) is None


@pytest.fixture
async def thread(database) -> Thread:
    """Who has a plan of six times 50, from 30 November on."""
    return await open_thread(await demo_of(database), proven="DEMO-1006")


async def rows(thread: Thread) -> list[tuple[date, int]]:
    async with thread.database.begin() as uow:
        found = await uow.session.scalars(
            select(Instalment).join(Plan, Plan.id == Instalment.plan_id).join(Case, Case.id == Plan.case_id)
            .where(Case.reference == "DEMO-1006", Instalment.state != "moved")
            .order_by(Instalment.due_on, Instalment.n)
        )
        return [(one.due_on, one.minor) for one in found]


@pytest.mark.parametrize("heard", ["propose_amount", "plan_trouble", "pay_now", "hardship_job_loss"])
@pytest.mark.parametrize("text", ["je peux payer que 25 ce mois ci", "la moitié ce mois-ci c'est possible ?"])
async def test_the_rest_is_spoken_of_and_goes_to_the_end_at_a_yes(thread, text, heard):
    thread.rasa.means[text] = heard
    before = await rows(thread)
    said = await thread.say(text)
    assert ids(said) == ["utter_can_pay_part", "utter_ask_move"], ids(said)
    assert "25,00" in said[0].text and "30 mai 2027" in said[0].text and await rows(thread) == before
    assert ids(await thread.say("oui")) == ["utter_part_set"]
    after = await rows(thread)
    assert after[0] == (before[0][0], 2500) and after[-1] == (date(2027, 5, 30), 2500)
    assert sum(minor for _, minor in after) == sum(minor for _, minor in before)
    async with thread.database.begin() as uow:
        assert list(await uow.session.scalars(select(ExportEvent.kind))).count("plan_changed") == 1


async def test_a_no_leaves_it_and_a_move_put_forward_before_may_become_a_part(thread):
    thread.rasa.means["je peux pas payer ce mois"] = "plan_trouble"
    before = await rows(thread)
    await thread.say("je peux pas payer ce mois")
    assert ids(await thread.say("juste 25 ce mois ci alors"))[0] == "utter_can_pay_part"
    assert ids(await thread.say("non")) == ["utter_plan_stays"] and await rows(thread) == before


async def test_a_month_that_is_named_is_the_one_and_the_split_can_be_put_back(thread):
    before = await rows(thread)
    said = await thread.say("si en janvier je suis en fin de mission je peux payer que 10")
    assert ids(said)[0] == "utter_can_pay_part" and "30 janvier 2027" in said[0].text
    await thread.say("oui")
    assert (date(2027, 1, 30), 1000) in await rows(thread)
    assert ids(await thread.say("remettez comme avant"))[-1] == "utter_ask_put_back"
    await thread.say("oui")
    assert await rows(thread) == before


async def test_too_small_a_part_is_no_part(thread):
    assert "utter_can_pay_part" not in ids(await thread.say("je peux payer que 49,90 ce mois ci"))


LEFT = [
    "sa y é jai payé. cest qd la suivante et il reste combien", "did that go thru? whats next one and whats left",
    "whats left after that? do i still owe the other 25 on the 8th", "c'est quand la prochaine et il reste combien ?",
    "j'ai payé, combien il reste après ça", "ok paid, when's the next one", "jai payer il me reste combien",
]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_next_and_left_is_read(text: str) -> None:
    assert asks_next_and_left(text)


@pytest.mark.parametrize(
    "text",
    ["j'ai payé le reste", "je vous ai tout payé", "il me reste 40 euros pour vivre", "how much do i owe",
     "i paid you"],
)
def test_other_words_are_no_such_question(text: str) -> None:
    assert not asks_next_and_left(text)


@pytest.mark.parametrize("text", LEFT)
@pytest.mark.parametrize("heard", ["already_paid", "ask_balance"])
async def test_it_is_answered_with_day_sum_and_what_is_left(thread, text, heard):
    thread.rasa.means[text] = heard
    said = await thread.say(text)
    assert ids(said)[-2:] == ["utter_next_payment", "utter_plan_left"], ids(said)
    whole = " ".join(one.text for one in said)
    assert "300" in whole and "30 " in whole


async def test_asked_while_a_part_is_put_forward_the_question_comes_back(thread):
    await thread.say("je peux payer que 25 ce mois ci")
    said = ids(await thread.say("et il reste combien après ça ?"))
    assert said == ["utter_next_payment", "utter_plan_left", "utter_ask_move"], said
    assert ids(await thread.say("oui")) == ["utter_part_set"]
