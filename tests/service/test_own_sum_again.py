"""A sum of the debtor's own, named after others: asked what must be asked, and nothing that is known."""

from __future__ import annotations

import pytest

from tests.service.test_wishes import offers
from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {
    "perdu mon boulot": "hardship_job_loss", "et si je paye 80 par mois ?": "propose_amount",
    "je peux mettre 30 par mois": "propose_amount", "je peux mettre 25 par mois": "propose_amount",
    "bof c'est la galère": "nlu_fallback", "faudra bien": "affirm", "ce sera jamais assez": "deny",
    "je prends celui d'en bas là": "choose_option", "c'est ça mais je pensais que c'était 300": "affirm",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")


async def at_offers(thread: Thread) -> None:
    await thread.say("perdu mon boulot")
    for text in ("oui", "1380 de chomage", "rien", "seul avec un enfant", "310", "510"):
        await thread.say(text)
    assert ids(await thread.say("50"))[-1] == "utter_ask_offer"


async def own_sum(thread: Thread) -> None:
    """A sum of one's own, with nothing but income and household told: is enough left?"""
    await thread.say("je peux mettre 30 par mois")
    await thread.say("oui")
    await thread.say("1380 de chomage")
    assert ids(await thread.say("seul"))[-1] == "utter_ask_enough_left"


async def test_who_has_told_the_whole_month_is_not_asked_what_it_leaves(thread):
    await at_offers(thread)
    said = ids(await thread.say("et si je paye 80 par mois ?"))
    assert "utter_ask_enough_left" not in said and "utter_budget_rest" not in said
    assert "utter_nearest_above_capacity" in said and said[-1] == "utter_ask_offer"


async def test_what_is_left_was_said_of_another_sum_and_is_asked_again(thread):
    await own_sum(thread)
    await thread.say("oui")
    assert ids(await thread.say("je peux mettre 25 par mois"))[-1] == "utter_ask_enough_left"


async def test_words_that_answer_nothing_leave_the_question_open(thread):
    await own_sum(thread)
    await thread.say("oui")
    await thread.say("je peux mettre 25 par mois")  # its slot bears the answer to the sum before
    assert ids(await thread.say("bof c'est la galère")) == ["utter_yes_or_no_will_do", "utter_ask_enough_left"]
    assert (await thread.row()).memory["budget"].get("enough_left") is None


async def test_only_a_plain_yes_says_that_enough_is_left(thread):
    await own_sum(thread)
    assert ids(await thread.say("faudra bien")) == ["utter_yes_or_no_will_do", "utter_ask_enough_left"]


async def test_a_no_in_any_words_says_that_it_is_too_much(thread):
    await own_sum(thread)
    await thread.say("ce sera jamais assez")
    assert (await thread.row()).memory["budget"]["enough_left"] is False


async def test_an_unclear_choice_brings_the_same_offers_and_makes_none(thread):
    await at_offers(thread)
    before = [one.id for one in await offers(thread)]
    said = await thread.say("je prends celui d'en bas là")
    assert ids(said) == ["utter_choice_unclear", "utter_ask_offer"] and said[-1].choices
    assert [one.id for one in await offers(thread)] == before


async def test_a_yes_that_thought_of_another_sum_hears_what_it_is_made_of(thread):
    await thread.say("perdu mon boulot")
    said = ids(await thread.say("c'est ça mais je pensais que c'était 300"))
    assert said == ["utter_origin_parts", "utter_origin_no_fees", "utter_sum_doubted", "utter_ask_sum_right"]
    assert ids(await thread.say("oui"))[-1] == "utter_ask_income"


async def test_what_comes_when_things_are_better_is_answered_and_the_offers_stay(thread):
    await at_offers(thread)
    said = ids(await thread.say("ah ok et kan jaurai retrouver du boulot ?"))
    assert said == ["utter_faq_if_things_change", "utter_ask_offer"]
