"""A wish told with the reference is taken up once we know who writes, though the model hears only the facts."""

from __future__ import annotations

import pytest

from bot.debt.reading import beside_facts
from tests.thread_world import demo_of, ids, open_thread


@pytest.mark.parametrize(
    ("masked", "rest"),
    [
        ("DEMO-1007 DATE, je voudrais payer decembre maintenant", "je voudrais payer decembre maintenant"),
        ("can u stop the debit order this month, DEMO-1003, DATE", "can u stop the debit order this month"),
        ("deplacez moi l'echeance svp DEMO-1003 DATE", "deplacez moi l'echeance svp"),
        ("DEMO-1010 DATE. huissier passe lundi il a dit. que faire", "huissier passe lundi il a dit. que faire"),
        ("demo 2001 my brother died, i need a few weeks", "my brother died, i need a few weeks"),
        ("DEMO-1001 né le DATE", ""), ("bonjour, ma référence est DEMO-1001", ""), ("DATE", ""),
        ("je voudrais payer", ""), ("my ref is DEMO-2001 and my dob DATE", ""),
    ],
)
def test_the_words_beside_facts(masked, rest):
    assert beside_facts(masked) == rest


@pytest.mark.parametrize(
    ("text", "wish", "meaning", "errand"),
    [
        ("DEMO-1001 14/03/1985, j'ai besoin d'une pause", "j'ai besoin d'une pause", "request_pause", "pause"),
        ("je voudrais payer maintenant, DEMO-1001 14/03/1985", "je voudrais payer maintenant", "pay_now", "pay"),
        ("DEMO-1001. je peux payer en plusieurs fois", "je peux payer en plusieurs fois", "request_plan", "plan"),
    ],
)
async def test_it_is_taken_up_after_identification(database, text, wish, meaning, errand):
    means = {wish: meaning, text: "identify", text.replace("14/03/1985", "DATE"): "identify"}
    thread = await open_thread(await demo_of(database), means=means)
    await thread.say(text)
    if "14/03" not in text:
        await thread.say("14/03/1985")
    assert (await thread.row()).memory["errand"] == errand
    assert "utter_ask_what_next" not in ids(await thread.messages())


@pytest.mark.parametrize(
    "text", ["Je suis Grace Okafor Smith DEMO-1001 14/03/1985", "DEMO-1001 14/03/1985 merci beaucoup de tout"]
)
async def test_a_name_or_thanks_are_no_wish(database, text):
    means = {text.replace("14/03/1985", "DATE"): "identify", "Je suis Grace Okafor Smith": "nlu_fallback"}
    means["merci beaucoup de tout"] = "thank"
    thread = await open_thread(await demo_of(database), means=means)
    assert "utter_figures_late" in ids(await thread.say(text))


async def test_a_cry_beside_the_reference_is_heard(database):
    text = "DEMO-1001 14/03/1985 tout est trop lourd pour moi"
    means = {text.replace("14/03/1985", "DATE"): "identify", "tout est trop lourd pour moi": "possible_distress"}
    thread = await open_thread(await demo_of(database), means=means)
    assert "utter_ask_distress" in ids(await thread.say(text))
