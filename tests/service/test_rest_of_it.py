""" "And the rest?": told with what is left beside the link, and nothing set by a "perhaps" that follows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.tables import Demand, Pause
from tests.thread_world import Thread, demo_of, ids, open_thread

PAYS = {"je veux payer 40 euros": "propose_amount", "dans 2 semaines peut etre": "request_pause"}


@pytest.fixture
async def linked(database) -> Thread:
    """Who has been given a link for 40 of 96.40."""
    thread = await open_thread(await demo_of(database), means=PAYS, proven="DEMO-1017")
    await thread.say("je veux payer 40 euros")
    await thread.say("une seule fois")
    assert "utter_payment_link" in ids(await thread.say("oui"))
    return thread


async def test_the_sum_tapped_before_the_figures_were_told_is_the_one_the_link_is_for(linked):
    async with linked.database.begin() as uow:
        assert list(await uow.session.scalars(select(Demand.minor).where(Demand.kind == "own_amount"))) == [40_00]


@pytest.mark.parametrize(
    "text",
    [
        "merci et pour le reste ?", "et le reste ?", "ok et le reste je fais comment", "comment je paye le reste",
        "merci, le reste c'est quand", "et pour le solde", "super et pour les 56 euros qui restent ?",
        "what about the rest", "thanks and the rest?", "how do i pay the rest",
    ],
)
async def test_the_rest_is_what_the_link_leaves(linked, text):
    linked.rasa.means[text] = "thank"
    said = await linked.say(text)
    assert ids(said) == ["utter_rest_after_link", "utter_ask_what_next"]
    assert "40" in said[0].text and "56" in said[0].text and "Mobilia" in said[0].text and said[1].choices


async def test_a_perhaps_about_the_rest_is_read_back_and_sets_nothing(linked):
    linked.rasa.means["merci et pour le reste ?"] = "thank"
    await linked.say("merci et pour le reste ?")
    said = await linked.say("dans 2 semaines peut etre")
    assert ids(said)[-1] == "utter_ask_confirm_pause" and "4 décembre 2026" in said[-1].text
    assert "Mobilia" in said[-1].text
    person = (await linked.row()).person_id
    async with linked.database.begin() as uow:
        assert await uow.session.scalar(select(Pause.id).where(Pause.person_id == person)) is None
    assert ids(await linked.say("non"))[0] == "utter_need_time"


@pytest.mark.parametrize("text", ["merci", "le reste ok", "je paie le reste en juin", "je reste chez ma mère"])
async def test_other_words_are_no_such_question(linked, text):
    linked.rasa.means[text] = "thank"
    assert "utter_rest_after_link" not in ids(await linked.say(text))
