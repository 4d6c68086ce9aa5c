"""A lower sum until a day: a first step, or asked what comes after; never dropped and never more than was named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.debt.reading import read_until
from bot.service.offer.first_until import Until
from tests.service.test_wishes import MEANS, at_offers
from tests.thread_world import Thread, demo_of, ids, open_thread

TODAY = date(2026, 11, 20)
UNTIL = [
    ("je peux mettre 20 jusqu'à pâques", date(2027, 3, 29)), ("25 until easter then 50", date(2027, 3, 29)),
    ("20 jusqu'en mars puis 50", date(2027, 3, 31)), ("i can do 15 till april", date(2027, 4, 30)),
    ("je peux payer 20 par mois jusqu'en avril", date(2027, 4, 30)), ("20€ until january", date(2027, 1, 31)),
    ("20 jusqu'au 15 mars et après 40", date(2027, 3, 15)), ("jusqu'a noel 10 puis 30", date(2026, 12, 25)),
    ("25 a month up to the end of february, after that 60", date(2027, 2, 28)),
    ("i can pay 20 until march 15th", date(2027, 3, 15)), ("10 jusqu'à la fin de l'année", date(2026, 12, 31)),
]
NOT_UNTIL = [
    "je peux payer jusqu'à 50", "50 d'ici pâques", "50 before easter", "je peux pas payer 50 jusqu'à pâques",
    "50 par mois", "up to 50 a month", "à partir de mars 50", "i can't pay until march", "20 jusqu'à nouvel ordre",
]


@pytest.mark.parametrize(("text", "day"), UNTIL)
def test_the_day_is_read(text: str, day: date) -> None:
    language = "en" if any(word in text for word in ("until", "till", "up to")) else "fr"
    assert read_until(text, today=TODAY, language=language) == day


@pytest.mark.parametrize("text", NOT_UNTIL)
def test_near_misses_name_no_such_day(text: str) -> None:
    assert read_until(text, today=TODAY, language="fr") is None


def test_the_steps_are_the_payments_up_to_that_day_and_never_raise_anything() -> None:
    march = Until(minor=20_00, day=date(2027, 3, 31), then=50_00)
    assert march.steps(TODAY, None, None) == (20_00,) * 4 + (50_00,)
    assert march.steps(TODAY, date(2027, 2, 5), None) == (20_00,) * 2 + (50_00,)
    falling = Until(minor=50_00, day=date(2027, 3, 31), then=20_00)
    assert falling.steps(TODAY, None, None) == () and falling.goes_on(TODAY, None, None) == 20_00
    too_long = Until(minor=20_00, day=date(2028, 12, 31), then=50_00)
    assert too_long.steps(TODAY, None, None) == () and too_long.goes_on(TODAY, None, None) == 20_00


@pytest.fixture
async def thread(database) -> Thread:
    means = {**MEANS, **{text: "propose_amount" for text, _ in UNTIL}, "50 jusqu'à paques puis 20": "propose_amount"}
    return await open_thread(await demo_of(database), proven="DEMO-1001", means=means)


async def proposed(thread: Thread) -> dict[str, Any]:
    return dict((await thread.row()).memory.get("errand_data") or {})


async def test_both_sums_are_the_first_step_and_what_follows(thread):
    await at_offers(thread)
    said = await thread.say("20 jusqu'en mars puis 50")
    assert ids(said)[0] == "utter_propose_heard_steps" and "utter_read_back_steps" in ids(said)
    assert (await proposed(thread))["steps"] == [20_00] * 4


async def test_one_sum_is_asked_what_comes_after_it_and_the_answer_joins_it(thread):
    said = await thread.say("je peux mettre 20 jusqu'à pâques")
    assert ids(said) == ["utter_ask_after_until"] and "29 mars 2027" in said[0].text
    assert ids(await thread.say("50"))[0] == "utter_propose_heard_steps"
    told = await proposed(thread)
    assert (told["minor"], told["steps"]) == (50_00, [20_00] * 4)


async def test_the_same_for_now_asks_for_no_more(thread):
    await at_offers(thread)
    await thread.say("i can do 15 till april")
    said = ids(await thread.say("the same for now"))
    assert said[0] == "utter_own_amount_holds" and (await proposed(thread))["minor"] == 15_00
    assert "steps" not in await proposed(thread)


async def test_what_would_fall_is_the_lower_sum_from_the_start(thread):
    assert ids(await thread.say("50 jusqu'à paques puis 20"))[0] == "utter_until_falls"
    assert (await proposed(thread))["minor"] == 20_00
