"""What was said in the first breath is not lost: a reference is kept, the debtor who takes over is known, a stranger's
language is nobody's wish.
"""

from __future__ import annotations

import pytest

from bot.debt import reading
from tests.thread_world import demo_of, ids, open_thread

NEIGHBOUR = "coucou cè pour mon voisin monsieur Girard il parle pas bien francais il veu payer 50"


@pytest.mark.parametrize(("text", "lang", "means"), [
    ("hiya got a letter off harbour sayin i owe summit. ref DEMO-2001", "en", "no_reference"),
    ("my ref is DEMO-2001 but i never opened your letters", "en", "no_reference"),
    ("salut ces noé aubert DEMO-1012 jai pas ouvert vos courriers desolé", "fr", "no_reference"),
    ("salut ces noé aubert DEMO-1012 jai pas ouvert vos courriers desolé", "fr", "nlu_fallback"),
])
async def test_a_reference_beside_other_words_is_taken_and_the_birth_date_asked(database, text, lang, means):
    thread = await open_thread(await demo_of(database), means={text: means}, lang=lang)
    said = ids(await thread.say(text))
    assert said[-1] == "utter_ask_birth_date" and not any("lookup" in one for one in said)
    assert ("utter_letters_closed" in said) is ("open" in text or "ouvert" in text)
    if "2001" in text:
        assert "utter_identified" in ids(await thread.say("23rd june 79"))


@pytest.mark.parametrize("text", [
    "c'est lui maintenant. bonjour moi girard thomas, DEMO-1014 5 mars 1980",
    "il peu ecrire lui meme la cest lui. bonjour moi girard thomas, DEMO-1014 5 mars 1980",
    "c'est moi maintenant, je suis thomas girard DEMO-1014 né le 5 mars 1980",
])
async def test_the_debtor_who_takes_over_is_identified(database, text):
    thread = await open_thread(await demo_of(database), means={NEIGHBOUR: "third_party", text: "wrong_person"})
    await thread.say(NEIGHBOUR)
    assert (await thread.row()).memory.get("third_party") == "adult"
    said = ids(await thread.say(text))
    assert "utter_pass_on_wrong_person" not in said and any(one.startswith("utter_figures") for one in said)


@pytest.mark.parametrize("text", [
    "c'est lui qui doit payer, moi je suis son voisin DEMO-1014 5 mars 1980",
    "je suis son fils, c'est lui DEMO-1014 5 mars 1980", "pas moi, c'est lui maintenant DEMO-1014 5 mars 1980",
])
async def test_whoever_still_writes_for_another_is_told_nothing(database, text):
    thread = await open_thread(await demo_of(database), means={NEIGHBOUR: "third_party", text: "third_party"})
    await thread.say(NEIGHBOUR)
    assert not any("figures" in one for one in ids(await thread.say(text)))


async def test_the_language_of_somebody_else_turns_none(database):
    thread = await open_thread(await demo_of(database), means={NEIGHBOUR: "third_party"})
    await thread.say(NEIGHBOUR)
    assert (await thread.row()).language == "fr"


@pytest.mark.parametrize(("text", "language"), [
    (NEIGHBOUR, None), ("ma mère comprend pas le français", None), ("he doesn't speak english", None),
    ("elle ne parle pas anglais, moi oui", None), ("je parle pas francais", "en"), ("i dont speak french", "en"),
    ("my wife speaks english but i dont understand french", "en"), ("sorry i no speak french", "en"),
    ("mon mari parle pas francais et moi je parle pas francais non plus", "en"), ("i don't speak english", "fr"),
])
def test_whose_language_it_is(text, language):
    wish = reading.language_wish(text)
    assert (wish.language if wish else None) == language
