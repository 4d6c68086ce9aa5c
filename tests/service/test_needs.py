"""What can't wait: help first, a person, and no reference asked for; discretion; nobody is left without a word."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt.reading.care.needs import (
    asks_about_bill,
    names_joint_credit,
    names_violence,
    urgent_need,
    waits_for_somebody,
    wants_discretion,
)
from bot.store.tables import ContactPoint
from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {
    "j'ai deux enfants et plus rien": "hardship_unspecified", "jveu parlé a qqn": "ask_human",
    "je me suis séparée": "hardship_separation", "il est violent avec moi": "hardship_domestic_abuse",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("jai plus rien a manger et edf menace de couper", "food"), ("j'ai faim", "food"), ("frigo vide", "food"),
        ("on mange plus qu'une fois par jour", "food"), ("jai plus un euro et deux gosses", "food"),
        ("nothing to eat", "food"), ("I can't feed my kids", "food"), ("we have no food left", "food"),
        ("ils vont me couper l'électricité", "cut"), ("engie veut me couper le gaz", "cut"),
        ("they're going to cut off my electricity", "cut"), ("edf va couper demain", "cut"),
        ("plus de chauffage", "cut"), ("on m'a coupé l'eau", "water"), ("mon proprio veut m'expulser", "home"),
        ("je vais me retrouver à la rue", "home"), ("I'm being evicted", "home"), ("je dors dans ma voiture", "home"),
        ("500 pour manger", None), ("il me reste assez pour manger", None), ("j'ai pas faim", None),
        ("120 d'edf", None),
        ("gaz 60 électricité 90", None), ("pas de gaz, electricité 90", None), ("sans gaz, 80 d'electricité", None),
        ("no gas, electricity 60", None), ("ça coupe quand je clique sur le lien", None),
        ("non pas d'expulsion", None),
        ("je dors plus je mange plus je pleure tout le temps", None), ("je suis coupé du monde", None),
        ("sans emploi depuis juin", None), ("je mange chez ma mere", None),
        ("j ai plus rien a manger depuis avant hier", "food"), ("jveu manger", "food"), ("les petits ont faim", "food"),
        ("ou je peu avoir un colis a nantes", "food"), ("g plus rien a bouffer", "food"),
        ("on a pas mangé depuis hier", "food"), ("no food bank near me i walk everywhere", "food"),
        ("omg no! im just hungry", "food"), ("plus de lait pr mon bb", "food"), ("i just want to eat", "food"),
        ("ils coupent l electricité jeudi j ai un bb de 4 mois", "cut"), ("on a froid", "cut"),
        ("theyre cutting me off thursday ive a 4 month old", "cut"), ("no leccy since monday", "cut"),
        ("meter's run out", "cut"), ("engie va couper le gaz avant jeudi", "cut"), ("ils ont coupé l elec", "cut"),
        ("l expulsion oui, ya un jugement", "home"), ("mon colis est jamais arrivé", None),
        ("je bosse aux restos du coeur", None), ("je veux manger moins cher, 200 par mois", None),
        ("j ai froid dans le dos en lisant votre lettre", None), ("avant j'étais à la rue", None),
        ("je fais les courses pour manger 300", None), ("electricity 60 gas 40", None), ("400 food 90 electric", None),
        ("plus d'electricité que de gaz", None), ("housing 400, power 60 off peak", None),
    ],
)
def test_a_need_and_what_is_none(text, need):
    assert urgent_need(text) == need


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("je veux pas qu'il sache que j'écris", True), ("il doit pas savoir", True), ("si mon mari apprend", True),
        ("s'il voit ça il me tue", True), ("il fouille mon tel", True), ("i don't want him to know", True),
        ("he checks my phone", True), ("my husband mustn't find out", True), ("faut pas que ma femme sache", True),
        ("im writing for him he cant read english", False), ("il peut pas lire, je traduis pour mon pere", False),
        ("my dad can't read", False), ("il regarde mon tel", True), ("dont text me he reads my phone", True),
        ("je veux pas savoir", False), ("je veux savoir combien", False), ("je veux voir une personne", False),
        ("je veux pas que mon patron sache", False), ("he lives with me", False), ("il gagne 700", False),
    ],
)
def test_who_must_not_know(text, wished):
    assert wants_discretion(text) is wished


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("ya personne ?? jattend depuis 10 min", "left"), ("mais vous me laissez tomber quoi", "left"),
        ("c urgent", "pressing"), ("vous etes la ou pas la nuit ?", "hours"), ("is anyone there?", "anybody"),
        ("nobody answers", "left"), ("still waiting", "left"), ("c'est quoi vos horaires", "hours"),
        ("ya quelqu'un ?", "anybody"), ("il y a personne chez moi", None), ("personne d'autre", None),
        ("il n'y a personne", None), ("y a personne d'autre chez moi", None), ("laissez tomber", None),
    ],
)
def test_who_waits_for_somebody(text, what):
    assert waits_for_somebody(text) == what


@pytest.mark.parametrize(
    "text", ["pourriez-vous me laisser souffler quelques semaines", "vous pouvez me laisser le temps de voir",
             "peux-tu me laisser respirer un mois"]
)
def test_to_be_left_in_peace_for_a_while_is_not_to_feel_left(text):
    assert waits_for_somebody(text) is None


def test_other_words():
    assert asks_about_bill("et pour la dette je fais quoi") and not asks_about_bill("la dette est pas a moi")
    assert names_violence("il me frappe") and not names_violence("coup de main")
    assert names_joint_credit("le crédit est à nos deux noms") and not names_joint_credit("mon crédit auto")


async def test_hunger_gets_help_and_a_person_and_no_question_about_a_bill(thread):
    said = await thread.say("jai plus rien a manger et edf menace de couper")
    assert ids(said)[:2] == ["utter_need_food", "utter_need_no_hurry"] and "utter_ask_reference" not in ids(said)
    assert [h.reason for h in await thread.handovers()] == ["urgent_need"]
    assert ids(await thread.say("j'ai deux enfants et plus rien"))[0] == "utter_need_food_next"
    assert ids(await thread.say("et pour la dette je fais quoi"))[-1] == "utter_ask_reference"


async def test_a_need_amid_the_questions_comes_before_them(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    await thread.say("je me suis séparée")
    assert ids(await thread.say("oui"))[-1] == "utter_ask_income"
    assert ids(await thread.say("j'ai plus rien à manger"))[0] == "utter_need_food"
    assert (await thread.row()).memory.get("budget_asked") is None


async def test_discretion_is_promised_as_far_as_it_is_kept(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    said = await thread.say("je veux pas qu'il sache que j'écris, le crédit est à nos deux noms")
    assert ids(said)[:3] == ["utter_discreet", "utter_abuse_line", "utter_joint_credit"] and "3919" in said[1].text
    assert [(h.queue, h.reason) for h in await thread.handovers()] == [("legal", "discretion_wish")]
    await thread.say("DEMO-1001 14/03/1985")
    async with database.begin() as uow:
        person = (await thread.row()).person_id
        found = (await uow.session.scalars(select(ContactPoint).where(ContactPoint.person_id == person))).all()
        assert person is not None and found and all(one.discretion for one in found)


async def test_violence_names_the_line(thread):
    assert "utter_abuse_line" in ids(await thread.say("il est violent avec moi"))


async def test_who_asks_for_a_person_again_hears_that_they_are_not_forgotten(thread):
    assert ids(await thread.say("jveu parlé a qqn"))[0] == "utter_human_queued"
    for text in ("c urgent", "ya personne ?? jattend depuis 10 min", "mais vous me laissez tomber quoi"):
        said = ids(await thread.say(text))
        assert said[0] == "utter_still_waiting" and said[-1] == "utter_meanwhile" and len(said) == 3
    assert len(await thread.handovers()) == 1


async def test_is_anybody_there_at_night(thread):
    assert ids(await thread.say("vous etes la ou pas la nuit ?"))[0] == "utter_here"
    assert await thread.handovers() == []


async def test_hunger_goes_before_the_models_guess_at_despair_and_is_never_told_twice_alike(thread):
    said = "j ai plus rien a manger depuis avant hier"
    thread.rasa.faint[said] = "hardship_unspecified"
    thread.rasa.means |= {"pour les petits surtout": "possible_distress", said + " !": "possible_distress"}
    assert ids(await thread.say(said))[0] == "utter_need_food"
    before: list[str | None] = []
    parcel = "ou je peu avoir un colis a nantes"
    for text in ("pour les petits surtout", parcel, "jveu manger", "j'ai faim", said + " !"):
        now = ids(await thread.say(text))
        assert now and now != before and all(str(one).startswith("utter_need") for one in now), (text, now)
        before = now
    assert [h.reason for h in await thread.handovers()] == ["urgent_need"]


async def test_words_of_dying_still_go_before_hunger(thread):
    assert ids(await thread.say("j'ai faim et je veux mourir"))[0] == "utter_crisis"


async def test_what_the_model_hears_outright_goes_before_hunger(thread):
    thread.rasa.means["rien a manger, j'avale la boite"] = "distress"
    assert ids(await thread.say("rien a manger, j'avale la boite"))[0] == "utter_crisis"


async def test_a_cut_with_a_baby_and_what_is_said_next_of_it(thread):
    assert ids(await thread.say("ils coupent l electricité jeudi j ai un bb de 4 mois"))[0] == "utter_need_cut"
    assert ids(await thread.say("oui mais l electricité??"))[0] == "utter_need_cut_next"
    assert ids(await thread.say("il va faire froid on a que du chauffage elec"))[0] == "utter_need_heard"


async def test_an_eviction_that_a_judge_has_decided_is_not_told_that_it_needs_a_judge(thread):
    assert ids(await thread.say("on va me mettre dehors le 15 janvier"))[0] == "utter_need_home"
    assert ids(await thread.say("l expulsion oui, ya un jugement"))[0] == "utter_need_home_judged"
    assert ids(await thread.say("et pour mes enfants"))[0] == "utter_need_home_next"


WATCHED = [
    ("envoyez rien sur le tel surtout", "utter_nothing_sent_unknown"),
    ("dont text me he reads my phone", "utter_nothing_sent_unknown"),
    ("don't ring me, he listens", "utter_nothing_sent_unknown"),
    ("m'envoyez surtout pas de message sur le portable", "utter_nothing_sent_unknown"),
    ("je dois effacer la conv", "utter_hide_here"), ("how do i delete this chat", "utter_hide_here"),
    ("il ouvre mon courrier", "utter_no_letters"), ("just stop the letters coming to the house", "utter_no_letters"),
    ("faut rien m'envoyer par la poste a l ancienne adresse", "utter_no_letters"),
    ("don't tell the police please", "utter_who_is_told"), ("vous allez prevenir la police ?", "utter_who_is_told"),
]


@pytest.mark.parametrize(("text", "text_id"), WATCHED)
async def test_what_protects_somebody_who_is_watched_is_heard_and_a_person_is_told(thread, text, text_id):
    assert ids(await thread.say(text))[0] == text_id
    found = await thread.handovers()
    assert [h.reason for h in found] == ([] if text_id == "utter_hide_here" else ["discretion_wish"])


@pytest.mark.parametrize(
    "text", ["je veux effacer ma dette", "delete my account data", "dont text me before 9", "j'ai pas recu de courrier",
             "il est parti en vacances"],
)
async def test_what_is_no_such_wish(thread, text):
    assert not {"utter_hide_here", "utter_nothing_sent_unknown", "utter_no_letters"} & set(ids(await thread.say(text)))


async def test_a_beaten_woman_is_told_how_to_hide_and_never_that_nobody_sees_it(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    assert "utter_abuse_line" in ids(await thread.say("il est violent avec moi"))
    assert ids(await thread.say("je dois effacer la conv")) == ["utter_hide_here"]
    said = await thread.say("non vous comprenez pas il regarde mon tel")
    assert ids(said)[0] == "utter_discreet" and "montré" not in said[0].text and "utter_abuse_line" not in ids(said)
    assert ids(await thread.say("il regarde mon tel tout le temps")) == ["utter_discreet_again"]
    assert ids(await thread.say("is that on the record now")) == ["utter_who_is_told"]
    assert ids(await thread.say("envoyez rien sur le tel surtout")) == ["utter_nothing_sent_unknown"]
    (one,) = await thread.handovers()
    assert one.brief["violence"] and one.brief["no_phone"]
    await thread.say("DEMO-1001 14/03/1985")
    async with database.begin() as uow:
        person = (await thread.row()).person_id
        found = (await uow.session.scalars(select(ContactPoint).where(ContactPoint.person_id == person))).all()
        assert all(one.discretion for one in found)
        assert all(one.opted_out_at for one in found if one.kind == "phone")
        assert not any(one.opted_out_at for one in found if one.kind == "email")
