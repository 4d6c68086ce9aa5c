"""What people fear will be done to them, and plain matters that are no despair."""

from __future__ import annotations

import pytest

from bot.debt import safety
from bot.debt.reading import feared, plain_matter, sarcastic
from bot.debt.reading.text.plain_matter import dark_beside_need
from tests.thread_world import Thread, demo_of, ids, open_thread


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("je risque la prison si c faux?", "prison"), ("on va aller en prison ?", "prison"),
        ("can i go to jail for this", "prison"), ("ils peuvent prendre sur mon salaire?", "wages"),
        ("vous allez saisir mon salaire ?", "wages"), ("can they take my wages", "wages"),
        ("I am afraid, a man call me and say he take my TV", "taker"), ("il a dit qu'il prend ma tele", "taker"),
        ("huissier passe lundi il a dit. que faire", "announced"), ("bailiff coming tomorrow", "announced"),
        ("et l'huissier alors, lundi il rentre chez moi ??", "announced"), ("l huissier vient demain", "announced"),
        ("can u take money off my breathing space or not, the bailiffs are comin thursday", "announced"),
        ("on sonne tout le temps c'est qui", "door"), ("who keeps knocking", "door"),
        ("mon fils est en prison", None), ("je sors de prison", None), ("huissier est passé lundi", None),
        ("i pay a bailiff every month", None), ("jpaye deja 30 a un huissier ts les mois", None),
        ("j'ai recu un papier d'un huissier lundi", None), ("il prend sa voiture pour aller au boulot", None),
        ("prenez 30 sur mon salaire du mois", None), ("je prends le bus lundi", None),
        ("ils me prennent 50 sur mon compte", None), ("saisie sur salaire recue hier", None),
    ],
)
def test_what_is_feared(text, kind):
    assert feared(text) == kind


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("le notaire c maitre Durand a Reims, je refuse la succession on me reclame quand meme", True),
        ("chaque mois a partir de mars jai dit", True), ("from march every month i said", True),
        ("j ai dit oui au plan hier mais le loyer a augmenté", True), ("MERCI QUAND MEME DE NOUS POURRIR LA VIE", True),
        ("je peux plus payer chaque mois a quoi bon", False), ("35 euros par mois mais j'en peux plus", False),
        ("le notaire a tout, il ne manque que le corps, je veux mourir", False),
        ("merci de me pourrir la vie je vais mourir", False), ("i can't cope with the instalments any more", False),
        ("on sonne tout le temps", False), ("je pleure tous les mois", False),
    ],
)
def test_a_plain_matter_holds_nothing_dark(text, plain):
    assert plain_matter(text) is plain
    assert sarcastic("merci de votre aide") is False


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("j'ai fait une betise j ai dit oui au plan hier", "idiom"),
        ("jai fait une connerie jai pris un credit", "idiom"),
        ("j'ai fait une bêtise, j'ai signé", "idiom"), ("je vais faire une bêtise", "possible"),
        ("j'ai fait une betise", "possible"), ("j'ai fait une bêtise j'ai pris des cachets", "possible"),
    ],
)
def test_a_blunder_that_is_named_is_no_sign(text, kind):
    assert safety.danger(text).kind == kind


def test_what_stands_beside_hunger():
    assert dark_beside_need("i dnt feel anythin nt even hungry") and not dark_beside_need("j'ai plus rien à manger")


async def test_a_doubtful_sign_in_a_plain_matter_is_not_asked_about(thread):
    text = "je refuse la succession on me reclame quand meme"
    thread.rasa.faint[text] = "faq_fees"
    assert ids(await thread.say(text)) == ["utter_faq_fees"]
    thread.rasa.means["500 euros par mois et la riviere"] = "possible_distress"
    assert "utter_ask_distress" in ids(await thread.say("500 euros par mois et la riviere")), "a strong sign is"


async def test_sarcasm_is_anger_and_no_despair(thread):
    thread.rasa.faint["MERCI QUAND MEME DE NOUS POURRIR LA VIE"] = "thank"
    assert ids(await thread.say("MERCI QUAND MEME DE NOUS POURRIR LA VIE")) == ["utter_insult"]


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_who_is_told_that_a_bailiff_comes_never_hears_that_nobody_does(database, lang):
    thread = await open_thread(await demo_of(database), lang=lang)
    text = "huissier passe lundi il a dit. que faire" if lang == "fr" else "the bailiffs are comin thursday"
    said = await thread.say(text)
    assert ids(said)[:2] == ["utter_fear_announced", "utter_fear_person"]
    assert [(h.queue, h.reason) for h in await thread.handovers()] == [("legal", "bailiff_feared")]
    assert ids(await thread.say(text)) == ["utter_fear_again"]


async def test_breathing_space_stops_bailiffs(database):
    thread = await open_thread(await demo_of(database), lang="en")
    said = ids(await thread.say("can u take money off my breathing space or not, the bailiffs are comin thursday"))
    assert "utter_fear_breathing" in said
    other = await open_thread(database, "b2", lang="en", proven="DEMO-2002")
    assert "utter_fear_breathing" in ids(await other.say("bailiffs coming tomorrow"))


async def test_wages_prison_the_door_and_a_man_who_rings_are_answered_once_each(thread):
    for text, said in (
        ("ils peuvent prendre sur mon salaire?", "utter_fear_wages"), ("je risque la prison?", "utter_fear_prison"),
        ("on sonne tout le temps c'est qui", "utter_fear_door"), ("il a dit qu'il prend ma tele", "utter_fear_taker"),
        ("et il peut entrer ?", "utter_fear_come_in"), ("ils peuvent prendre sur mon salaire??", "utter_fear_again"),
    ):
        thread.rasa.faint[text] = "inform"
        assert ids(await thread.say(text))[0] == said
