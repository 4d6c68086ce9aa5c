"""Much told in one breath: what has happened is met first, and every figure is kept."""

from __future__ import annotations

import pytest

from tests.thread_world import Thread, demo_of, ids, open_thread

BREATH = "j'ai perdu mon emploi, je touche 900 et mon loyer est 500"


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means={BREATH: "inform", "je touche 900": "inform"})


@pytest.mark.parametrize("heard_as", ["inform", "correct", "nlu_fallback"])
async def test_the_sentence_that_fits_the_cause_comes_first_and_the_figures_are_kept(thread, heard_as):
    thread.rasa.means[BREATH] = heard_as
    assert ids(await thread.say(BREATH)) == ["utter_hardship_job_loss", "utter_ask_reference"]
    draft = (await thread.row()).memory["budget"]
    assert (draft["income"], draft["housing"]) == (90000, 50000)


async def test_figures_alone_are_noted(thread):
    assert ids(await thread.say("je touche 900"))[0] == "utter_figures_noted"
