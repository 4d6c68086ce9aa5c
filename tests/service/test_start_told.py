"""From when somebody would pay, with which first steps and how often: heard, kept, and read back with the offer."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.debt import reading
from bot.debt.reading import once_or_monthly, read_start, read_terms, starts_paying
from bot.store.tables import Offer, Pause
from tests.thread_world import Thread, demo_of, ids, open_thread

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("jpeu commencer le 10 decembre", date(2026, 12, 10)), ("a partir de janvier", date(2027, 1, 1)),
        ("payer a partir de janvier 20 puis 50", date(2027, 1, 1)),
        ("20 euros mais en commencant en fevrier", date(2027, 2, 1)),
        ("ba oui chaque moi, 20, le 10 fevrier", date(2027, 2, 10)),
        ("can i pay 20 a month from feb", date(2027, 2, 1)),
        ("45 € tous les mois à partir de mars, pas avant", date(2027, 3, 1)), ("pas avant mars", date(2027, 3, 1)),
        ("20 chaque mois dès le 5 janvier", date(2027, 1, 5)), ("starting next month", date(2026, 12, 1)),
        ("can we start on the 5th of jan", date(2027, 1, 5)), ("not before 15/02", date(2027, 2, 15)),
        ("premier paiement le 5 mars", date(2027, 3, 5)), ("je commence à payer le 10", date(2026, 12, 10)),
        ("debut janvier, 30 par mois", None), ("from 20 to 50", None), ("2 mois a partir d aujourdhui", None),
        ("je peux commencer par 20 puis 40", None), ("DEMO-1001, 14/03/1985, 20 par mois", None),
        ("20 par mois jusqu'au 10 mars", None), ("une pause jusqu'au 10 décembre", None),
    ],
)
def test_a_start_is_read(text: str, start: date | None) -> None:
    assert read_start(text, today=TODAY) == start


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("je peux payer à partir du 5 janvier", True), ("i could start paying in march", True),
        ("30 par mois à partir de mars", True), ("une pause, et je paye à partir de mars", False),
        ("je commence mon boulot le 10 janvier", False), ("je touche ma paye à partir de mars", False),
        ("a partir de janvier", False), ("je peux pas payer", False),
    ],
)
def test_only_a_start_of_paying_is_sure_by_itself(text: str, sure: bool) -> None:
    assert starts_paying(text, today=TODAY) is sure


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("50 par mois mais 20 le premier mois", (2000, 5000)),
        ("50 a month but only 20 the first month", (2000, 5000)),
        ("40 par mois, mais 10 les 2 premiers mois", (1000, 1000, 4000)), ("50 mais 60 le premier mois", ()),
        ("50 par mois le premier mois", ()),
    ],
)
def test_less_at_first_told_behind_the_sum(text: str, steps: tuple[int, ...]) -> None:
    assert read_terms(text, today=TODAY, language="fr").steps == steps


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("3 fois 100 a partir du 10 janvier", 3), ("on peut faire 2 fois 445?", 2), ("2x445", 2), ("3 times 100", 3),
        ("je peux faire 4 versements de 50", 4), ("three payments of 100", 3), ("je peux pas 3 fois 100", None),
        ("ca fait 3 fois que je dis 100", None), ("en 3 fois", None), ("2 fois par mois", None),
        ("3 fois 2 mois", None),
    ],
)
def test_so_many_times_a_sum(text: str, times: int | None) -> None:
    lang = "en" if "payments of" in text or "times" in text else "fr"
    assert read_terms(text, today=TODAY, language=lang).times == times


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("une seule", "once"), ("une fois", "once"), ("juste une seule fois", "once"), ("just the once pls", "once"),
        ("chaque moi", "month"), ("chq mois", "month"), ("ba oui chaque mois", "month"), ("chak moi", "month"),
        ("tous les mois jai dit", "month"), ("tous les quinze jours", "fortnight"), ("ts les 15j", "fortnight"),
        ("a fortnight", "fortnight"), ("every two weeks", "fortnight"), ("par semaine", "week"), ("weekly", "week"),
        ("une", None), ("le mois prochain", None), ("pas chaque mois", None), ("une fois que j'ai ma paye", None),
    ],
)
def test_the_words_of_how_often(text: str, told: str | None) -> None:
    assert once_or_monthly(text) == told


def test_a_fortnight_is_read_in_short_spelling() -> None:
    (told,) = reading.read_amounts("25 ts les 15j", language="fr", currency="EUR")
    assert told.period == "fortnight" and told.monthly_minor == 54_17


MEANS = {
    "perdu mon boulot": "hardship_job_loss", "30 euros": "propose_amount", "45 euros": "propose_amount",
    "3 fois 100 a partir du 10 janvier": "propose_amount", "on peut faire 2 fois 100?": "propose_amount",
    "20 par mois mais 10 le premier mois": "propose_amount", "25 ts les 15j": "propose_amount",
    "20 par mois": "propose_amount",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")


async def at_offers(thread: Thread) -> None:
    await thread.say("perdu mon boulot")
    for text in ("oui", "1380 de chomage", "rien", "seul avec un enfant", "310", "510"):
        await thread.say(text)
    assert ids(await thread.say("50"))[-1] == "utter_ask_offer"


async def newest(thread: Thread) -> Offer:
    async with thread.database.begin() as uow:
        return (await uow.session.scalars(select(Offer).order_by(Offer.id.desc()).limit(1))).one()


async def _least(thread: Thread) -> int:
    async with thread.database.begin() as uow:
        rows = await uow.session.scalars(select(Offer))
        return min(sum(share["instalment"] for share in row.data["shares"]) for row in rows)


@pytest.mark.parametrize(
    "words", ["{} euros mais en commencant en fevrier", "{} a partir de fevrier", "ok {} mais pas avant février"]
)
async def test_the_sum_of_an_offer_with_another_start_is_read_back_with_it(thread, words):
    await at_offers(thread)
    sum_ = str(await _least(thread) // 100)
    text = words.format(sum_)
    thread.rasa.means[text] = "propose_amount"
    said = await thread.say(text)
    assert ids(said)[-1] == "utter_ask_confirm_plan" and "utter_ask_month_or_once" not in ids(said), ids(said)
    offer = await newest(thread)
    assert {share["first_due"] for share in offer.data["shares"]} == {"2027-02-01"}
    assert "utter_plan_agreed" in ids(await thread.say("oui"))


@pytest.mark.parametrize(
    "words", ["attends non fevrier c ce que jai dit", "change la date au 1er fevrier", "no, from february"]
)
async def test_the_start_of_what_was_read_back_changes_at_a_word(thread, words):
    thread.rasa.means[words] = "change_due_date"
    await at_offers(thread)
    await thread.pick("offer")
    said = ids(await thread.say(words))
    assert said[-1] == "utter_ask_confirm_plan" and "utter_start_noted" in said, said
    assert (await newest(thread)).data["shares"][0]["first_due"] == "2027-02-01"


async def test_the_day_of_the_month_of_an_offer_changes_before_the_yes(thread):
    await at_offers(thread)
    await thread.pick("offer")
    assert ids(await thread.say("le 10 si possible"))[-1] in ("utter_ask_confirm_plan", "utter_ask_offer")
    assert (await newest(thread)).data["shares"][0]["first_due"].endswith("-10")


async def test_a_yes_with_the_day_that_was_read_back_changes_nothing(thread):
    await at_offers(thread)
    await thread.pick("offer")
    before = await newest(thread)
    first = date.fromisoformat(before.data["shares"][0]["first_due"])
    text = f"oui pour le {first.day}/{first.month:02d}"
    thread.rasa.means[text] = "affirm"
    await thread.say(text)
    assert (await newest(thread)).id == before.id


async def test_a_start_where_it_is_asked_how_often_says_each_month(thread):
    await thread.say("45 euros")
    said = ids(await thread.say("chaque mois a partir de mars jai dit"))
    assert "utter_start_noted" in said, said
    data = (await thread.row()).memory["errand_data"]
    assert (data["minor"], data["every"], data["start"]) == (45_00, "month", "2027-03-01")


@pytest.mark.parametrize(
    ("words", "every"), [("chaque moi", "month"), ("chq mois", "month"), ("tous les quinze jours", "fortnight")]
)
async def test_how_often_answered_in_words(thread, words, every):
    await thread.say("30 euros")
    await thread.say(words)
    data = (await thread.row()).memory["errand_data"]
    assert (data["minor"], data["every"]) == (30_00, every)


async def test_once_answered_in_words(thread):
    await thread.say("30 euros")
    await thread.say("une seule")
    assert (await thread.row()).memory.get("month_or_once") is None
    assert any(text_id in ("utter_payment_link", "utter_ask_sum_right") for text_id in ids(await thread.messages()))


async def test_a_fortnight_that_was_said_is_not_asked(thread):
    assert "utter_ask_month_or_once" not in ids(await thread.say("25 ts les 15j"))


async def whole_month(thread: Thread, said: list[str | None]) -> list[str | None]:
    for answer in ("oui", "2400 de salaire", "rien", "je vis seul", "400", "400", "rien", "oui"):
        if said[-1] in ("utter_ask_confirm_plan", "utter_ask_offer") or not str(said[-1]).startswith("utter_ask_"):
            break
        said = ids(await thread.say(answer))
    return said


async def test_so_many_times_is_kept_and_what_is_left_is_said(thread):
    said = ids(await thread.say("3 fois 100 a partir du 10 janvier"))
    assert "utter_ask_month_or_once" not in said
    assert (await whole_month(thread, said))[-1] == "utter_ask_confirm_plan"
    (share,) = (await newest(thread)).data["shares"]
    assert (share["total"], share["instalment"], share["first_due"]) == (300_00, 100_00, "2027-01-10")
    assert "utter_read_back_rest" in ids(await thread.messages())
    assert "utter_plan_agreed" in ids(await thread.say("oui"))


async def test_less_in_the_first_month_and_the_start_told_next_are_both_kept(thread):
    said = ids(await thread.say("20 par mois mais 10 le premier mois"))
    assert "utter_propose_heard_steps" in said
    said = ids(await thread.say("a partir de janvier"))
    assert "utter_ask_pause_until" not in said
    data = (await thread.row()).memory["errand_data"]
    assert (data["steps"], data["minor"], data["start"]) == ([10_00], 20_00, "2027-01-01")


async def test_a_start_told_amid_the_questions_is_kept_and_they_go_on(thread):
    await thread.say("20 par mois")
    assert ids(await thread.say("oui"))[-1] == "utter_ask_income"
    said = ids(await thread.say("a partir de janvier"))
    assert said[-1] == "utter_ask_income", said
    assert (await thread.row()).memory["errand_data"]["start"] == "2027-01-01"


async def test_a_day_while_a_pause_is_asked_about_is_its_end(thread):
    thread.rasa.means["j'ai besoin de souffler"] = "request_pause"
    said = ids(await thread.say("j'ai besoin de souffler"))
    if said[-1] == "utter_ask_sum_right":
        await thread.say("oui")
    await thread.say("le 10 decembre")
    async with thread.database.begin() as uow:
        assert (await uow.session.scalars(select(Pause.until).order_by(Pause.id.desc()))).first() == date(2026, 12, 10)


@pytest.mark.parametrize("words", ["2 mois a partir d aujourdhui", "2 mois à partir de maintenant", "2 mois"])
async def test_the_length_of_a_pause_that_begins_today_answers_until_when(thread, words):
    thread.rasa.means |= {"j'ai besoin de souffler": "request_pause", words: "propose_amount"}
    if ids(await thread.say("j'ai besoin de souffler"))[-1] == "utter_ask_sum_right":
        await thread.say("oui")
    await thread.say(words)
    async with thread.database.begin() as uow:
        until = (await uow.session.scalars(select(Pause.until).order_by(Pause.id.desc()))).first()
    assert until == date(2027, 1, 20)


async def test_a_length_told_with_the_wish_for_a_pause_is_not_asked_again(thread):
    thread.rasa.means["je peux mettre en pause 2 mois"] = "request_pause"
    said = ids(await thread.say("je peux mettre en pause 2 mois"))
    if said[-1] == "utter_ask_sum_right":
        said = ids(await thread.say("oui"))
    assert "utter_ask_pause_until" not in said and said[-1] == "utter_ask_confirm_pause", said
