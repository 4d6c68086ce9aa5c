"""A pause until money comes, with the sum noted; while one runs, an earlier payment is taken."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.debt import reading
from bot.service.case.cases import cases_of
from bot.service.pause.pause import set_pause
from bot.service.thread.conversation import lock
from bot.store.tables import Pause
from tests.thread_world import Thread, demo_of, ids, open_thread

TODAY = date(2026, 11, 23)
FIFTH, MARCH, FEBRUARY = date(2027, 1, 5), date(2027, 3, 31), date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "until", "minor"),
    [
        ("g un heritage de 3000 qui arrive en mars, jpeux attendre mars", MARCH, None),
        ("je peut payer 480 le 5 janvier quand jai ma prime, dici la 0", FIFTH, 480_00),
        ("i get my bonus on 5 january, can i wait till then", FIFTH, None),
        ("je touche ma prime le 5 janvier je paierai tout", FIFTH, None),
        ("my tax refund comes in february, i can pay then", FEBRUARY, None), ("rien avant le 5 janvier", FIFTH, None),
        ("nothing until the 5 january", FIFTH, None),
    ],
)
def test_money_that_is_to_come_is_read(text: str, until: date, minor: int | None) -> None:
    told = reading.read_lump(text, today=TODAY, language="en" if " i " in f" {text} " else "fr", currency="EUR")
    assert told is not None and (told.until, told.minor) == (until, minor)


@pytest.mark.parametrize(
    "text",
    [
        "j'ai recu une prime de 200 le 5", "j'ai pas de prime", "prime d'activité 90 par mois", "40 le 5 janvier",
        "je paie l'assurance 30 par mois", "une prime peut être un jour, je paierai",
    ],
)
def test_near_misses_are_no_lump(text: str) -> None:
    assert reading.read_lump(text, today=TODAY, language="fr", currency="EUR") is None


def test_an_offer_to_pay_earlier_is_read() -> None:
    for text in (
        "non pas prolonger, payer avant noel. 100 le 15 decembre", "id rather pay early", "can i pay 50 now anyway",
        "jai dit pause mais jpeux payer un peu plus tot si vs voulez", "je veux donner 100 le 15 dec",
    ):
        assert reading.offers_early(text)
    for text in ("je peux pas payer avant", "prolonger de 2 mois", "20 par mois je peux payer", "jusqu'au 15 décembre"):
        assert not reading.offers_early(text)


@pytest.mark.parametrize(
    "text",
    ["je suis en pause non ?", "alors c bon pour ma pause ?", "am i paused right?", "ma pause est bien mise ?",
     "is my pause set?", "c'est bon pour la pause ?"],
)
def test_a_question_about_the_pause_is_read(text: str) -> None:
    assert reading.asks_pause(text) and not reading.asks_pause("c bon une pause de 2 mois")


async def resting_thread(database) -> Thread:
    thread = await open_thread(await demo_of(database), proven="DEMO-1001")
    async with database.begin() as uow:
        row = await lock(uow, thread.key)
        for view in await cases_of(uow, row.person_id or 0):
            await set_pause(uow, view, row, FIFTH, None)
        await uow.commit()
    return thread


@pytest.mark.parametrize("text", ["je suis en pause non ?", "alors c bon pour ma pause ?"])
async def test_a_pause_that_runs_is_told(database, text):
    thread = await resting_thread(database)
    thread.rasa.means[text] = "request_pause"
    said = ids(await thread.say(text))
    assert said[0] == "utter_pause_status" and "utter_ask_pause_until" not in said, said


async def test_that_there_is_none_is_told(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1001")
    said = ids(await thread.say("alors c bon pour ma pause ?"))
    assert said[0] == "utter_pause_none", said


@pytest.mark.parametrize(
    "text", ["non pas prolonger, payer avant noel. 100 le 15 decembre", "je veux donner 100 le 15 dec"]
)
@pytest.mark.parametrize("asked", [False, True])
async def test_an_earlier_payment_is_taken_while_a_pause_runs(database, text, asked):
    thread = await resting_thread(database)
    thread.rasa.means |= {text: "request_pause", "plus longtemps": "request_pause"}
    if asked:
        await thread.say("plus longtemps")
    said = ids(await thread.say(text))
    if "utter_payment_link" not in said:
        assert "utter_ask_sum_right" in said or "utter_ask_pay_amount" in said, said
        said = ids(await thread.say("oui"))
    assert "utter_payment_link" in said, said
    person = (await thread.row()).person_id
    async with database.begin() as uow:
        assert set(await uow.session.scalars(select(Pause.until).where(Pause.person_id == person))) == {FIFTH}


@pytest.mark.parametrize("known", [True, False])
async def test_until_the_money_comes_a_pause_is_asked_about_and_the_sum_noted(database, known):
    thread = await open_thread(await demo_of(database), proven="DEMO-1001" if known else None)
    text = "je peut payer 480 le 5 janvier quand jai ma prime, dici la 0"
    thread.rasa.means[text] = "propose_amount"
    said = ids(await thread.say(text))
    assert "utter_sum_for_then" in said and "utter_ask_month_or_once" not in said, said
    for answer in ("DEMO-1001 14/03/1985", "oui"):
        if said[-1] != "utter_ask_confirm_pause":
            said = ids(await thread.say(answer))
    assert said[-1] == "utter_ask_confirm_pause", said
    await thread.say("oui")
    async with database.begin() as uow:
        (pause,) = await uow.session.scalars(select(Pause).where(Pause.until == FIFTH))
        assert "480" in str(pause.event)


async def test_what_comes_after_the_longest_pause_goes_to_a_person_as_well(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1001")
    text = "g un heritage de 3000 qui arrive en mars, jpeux attendre mars"
    thread.rasa.means[text] = "out_of_scope"
    said = ids(await thread.say(text))
    if said[-1] == "utter_ask_sum_right":
        said = ids(await thread.say("oui"))
    assert said[-1] == "utter_ask_confirm_pause", said
