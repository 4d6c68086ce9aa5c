"""One payment on a later day: the rest beside what is paid now, or a sum once; no figure of the month is made of it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.debt.reading.plans.later_once import read_once_later, read_rest_day
from tests.thread_world import demo_of, ids, open_thread

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [("40 maintenant et le reste a la paye le 5", date(2026, 12, 5)),
     ("40 now and the rest on the 15th", date(2026, 12, 15)),
     ("40 today, rest when i get paid 5th december", date(2026, 12, 5)), ("40 maintenant et le reste plus tard", None),
     ("je paye tout le 5", None)],
)
def test_the_day_of_the_rest(text, day):
    assert read_rest_day(text, today=TODAY, language="en" if "rest " in text and "le " not in text else "fr") == day


@pytest.mark.parametrize(
    ("text", "told"),
    [("56 le 5 decembre une fois", 5600), ("56€ en une fois le 5 décembre", 5600),
     ("the rest, 56, on 5 december", 5600),
     ("56 par mois le 5 décembre", None), ("je touche 1200 le 5 décembre", None), ("56 le 5", None),
     ("j'ai payé 56 une fois le 5 novembre", None), ("once", None),
     ("40 maintenant et le reste le 5 décembre", None)],
)
def test_a_sum_once_on_a_later_day(text, told):
    found = read_once_later(text, today=TODAY, language="en" if "the " in text else "fr", currency="EUR")
    assert (found and found[0]) == told and (found is None or found[1] == date(2026, 12, 5))


async def test_a_sum_now_and_the_rest_on_a_day(database):
    text = "40 maintenant et le reste a la paye le 5"
    thread = await open_thread(await demo_of(database), means={text: "propose_amount"}, proven="DEMO-1017")
    said = await thread.say(text)
    said += await thread.say("oui")
    assert any("40,00" in (m.card or {}).get("amount", m.text) for m in said), ids(said)
    assert ids(said)[-1] == "utter_open_errand"
    said = await thread.pick("/request_plan")
    assert ids(said)[0] == "utter_once_later_heard" and "56,40" in said[0].text and "5 décembre" in said[0].text
    assert (await thread.row()).memory["errand_data"] | {"start": ""} == {
        "minor": 5640, "every": "month", "times": 1, "start": ""
    }


async def test_a_sum_once_is_no_income(database):
    means = {"je veux payer en plusieurs fois": "request_plan"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1017")
    await thread.say("je veux payer en plusieurs fois")
    assert ids(await thread.say("oui"))[-1] == "utter_ask_income"
    said = await thread.say("56 le 5 decembre une fois")
    assert ids(said)[0] == "utter_once_later_heard" and "56,00" in said[0].text
    assert "income" not in ((await thread.row()).memory.get("budget") or {})
