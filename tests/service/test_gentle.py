"""The gentle question: once for a faint sign, a no in any words is one, and nobody is locked out of their errand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.tables import Alert, Hold
from tests.rasa_stand_in import StandIn
from tests.thread_world import Thread, count, demo_of, ids, open_thread

DARK = "je suis au bout du rouleau"
LETTER = "hiya, ive been putting this off for weeks. got a letter from harbour and cant face it"
LOST = "lost my job in september, im skint"
FIRST = ["utter_possible_distress", "utter_ask_distress"]
ASKS = {"utter_ask_distress", "utter_ask_distress_again", "utter_ask_distress_short", "utter_ask_distress_sure",
        "utter_distress_bye"}
STILL = {"utter_still_here", "utter_still_here_more", "utter_crisis_reach_noted", "utter_crisis_number_noted"}
CRISIS = {"utter_crisis", "utter_crisis_again", "utter_crisis_below"}


@pytest.fixture
async def thread(database) -> Thread:
    rasa = StandIn({"combien je dois": "ask_balance", "perdu mon boulot": "hardship_job_loss", "bonsoir": "greet"})
    rasa.faint |= {"pareil que d'hab": "skip", "moi et ma fille de 4 ans": "inform"}
    rasa.faint["ca me pese ce courrier"] = "ask_balance"
    return await open_thread(await demo_of(database), rasa=rasa)


@pytest.fixture
async def english(database) -> Thread:
    rasa = StandIn(
        {LOST: "hardship_job_loss", "thing is uc pays me 393 quid a month. what can i do": "hardship_unspecified",
         "yeah sounds about right": "affirm", f"{LETTER}\n{LOST}": "hardship_job_loss",
         "can we just sort the money, a tenner a month": "propose_amount", "is there any catch": "goodbye"}
    )
    rasa.faint |= {LETTER: "ask_origin", "odd": "faq_fees"}
    return await open_thread(await demo_of(database), lang="en", rasa=rasa)


def asked(said) -> list[str]:
    return [one for one in ids(said) if one in ASKS]


# Once for a faint sign


async def test_after_a_no_a_faint_sign_does_not_bring_the_question_back(thread):
    assert ids(await thread.say("pareil que d'hab")) == FIRST
    await thread.say("non")
    for text in ("pareil que d'hab", "moi et ma fille de 4 ans", "ca me pese ce courrier"):
        assert not asked(await thread.say(text)), text


@pytest.mark.parametrize(
    "no", ["mais non mdr j'ai juste dit ma fille", "nn", "non jsui juste crevé", "vous avez mal compris"]
)
async def test_a_no_in_whatever_words_is_heard_and_what_was_misheard_is_taken_up(thread, no):
    assert ids(await thread.say("ca me pese ce courrier")) == FIRST
    said = await thread.say(no)
    assert str(ids(said)[0]).startswith("utter_distress_believed") and ids(said)[1:] == ["utter_ask_reference"]
    assert said[0].card["kind"] == "crisis_lines"
    assert (await thread.row()).memory["distress"] == "said_no" and "safety.said_no" in await thread.audits()
    assert await thread.handovers() == []


async def test_an_answer_to_the_budget_that_was_misheard_is_its_answer_after_the_no(thread):
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.pick("/affirm")
    await thread.say("1200")
    await thread.say("rien")
    assert (await thread.messages())[-1].text_id == "utter_ask_household"
    assert ids(await thread.say("moi et ma fille de 4 ans")) == FIRST
    said = ids(await thread.say("mais non mdr j'ai juste dit ma fille"))
    assert said[0] == "utter_distress_believed" and said[-1] == "utter_ask_housing"
    assert (await thread.row()).memory["budget"]["household"] == [1, 1]


async def test_what_was_no_answer_to_the_open_question_is_not_puzzled_over_after_the_no(thread):
    thread.rasa.faint["pfff"] = "nlu_fallback"
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.pick("/affirm")
    await thread.say("pfff")
    assert ids(await thread.say("non")) == ["utter_distress_no", "utter_go_on_when_ready"]


async def test_what_can_only_not_be_placed_is_no_sign_beside_an_answer_with_figures(thread):
    thread.rasa.faint["400 pour manger et puis tout le reste"] = "inform"
    thread.rasa.doubtful.add("400 pour manger et puis tout le reste")
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.pick("/affirm")
    for text in ("1200", "rien", "je vis seul", "480"):
        await thread.say(text)
    assert (await thread.messages())[-1].text_id == "utter_ask_essentials"
    assert not asked(await thread.say("400 pour manger et puis tout le reste"))


async def test_tomorrow_is_another_day(thread, clock):
    await thread.say("pareil que d'hab")
    await thread.say("non")
    clock.advance(timedelta(hours=13))
    assert ids(await thread.say("ca me pese ce courrier")) == FIRST


@pytest.mark.parametrize("back", [DARK, "quelque chose de grave"])
async def test_the_reviewed_phrases_and_a_clear_sign_bring_it_back_in_other_words_and_a_person_is_told(thread, back):
    thread.rasa.means["quelque chose de grave"] = "possible_distress"
    await thread.say("pareil que d'hab")
    await thread.say("non")
    assert ids(await thread.say(back)) == ["utter_ask_distress_again"]
    assert [(h.queue, h.reason) for h in await thread.handovers()] == [("distress", "possible_distress")]
    assert ids(await thread.say("oui"))[0] == "utter_crisis"


async def test_the_same_words_never_stand_twice_running(thread):
    before: list[str | None] = []
    for _ in range(6):
        said = await thread.say(DARK)
        assert asked(said) and ids(said) != before
        before = ids(said)
    assert len(await thread.handovers()) == 1


async def test_words_of_dying_are_answered_after_any_no(thread):
    await thread.say("pareil que d'hab")
    await thread.say("non")
    assert ids(await thread.say("en fait je veux mourir"))[0] == "utter_crisis"


async def test_words_that_were_misheard_once_are_not_puzzled_over_again(thread):
    thread.rasa.faint["zut alors les enveloppes"] = "nlu_fallback"
    await thread.say("zut alors les enveloppes")
    assert ids(await thread.say("non pas du tout")) == ["utter_distress_no"]
    assert not (await thread.row()).memory.get("not_understood")


async def test_what_stands_beside_a_no_is_listened_to_by_itself(thread):
    thread.rasa.means["je regarde l'eau du canal"] = "possible_distress"
    await thread.say("ca me pese ce courrier")
    thread.rasa.faint["ca me pese ce courrier\nje parle de l'enveloppe"] = "ask_balance"
    assert ids(await thread.say("non, je parle de l'enveloppe"))[0] == "utter_distress_believed"
    other = await open_thread(thread.database, "other", rasa=thread.rasa)
    await other.say("ca me pese ce courrier")
    assert ids(await other.say("non. je regarde l'eau du canal")) == ["utter_ask_distress_again"]


# A no that goes on, and a no that is none


async def test_what_a_no_goes_on_with_is_dealt_with(english):
    await english.say(LETTER)
    english.rasa.means[f"{LETTER}\nyeah sounds about right"] = "greet"
    said = ids(await english.say("no no not like that i just meant i couldnt open the letter. yeah sounds about right"))
    assert said == ["utter_distress_believed", "utter_greet"]
    assert english.rasa.heard[-1][1] == f"{LETTER}\nyeah sounds about right"


async def test_beside_plain_words_of_despair_only_what_follows_the_no_is_taken_up(thread):
    await thread.say(DARK)
    said = await thread.say("non, combien je dois")
    assert ids(said) == ["utter_distress_believed", "utter_ask_reference"]
    assert thread.rasa.heard[-1][1] == "combien je dois"


@pytest.mark.parametrize(
    "text", ["no, not yet", "non mais j'en peux plus", "non ça va aller je serai plus là demain", "no i wish",
             "non j'ai pas le courage", "no i couldnt do that to my kids", "non pas en ce moment", "pas vraiment"],
)
async def test_a_no_that_is_taken_back_is_asked_about_in_other_words_and_a_person_is_told(thread, text):
    await thread.say(DARK)
    said = await thread.say(text)
    assert asked(said) and ids(said) != FIRST and (await thread.row()).memory["distress"] == "possible"
    assert [h.queue for h in await thread.handovers()] == ["distress"]


async def test_who_twice_will_not_say_no_is_answered_as_one_who_says_yes(thread):
    await thread.say(DARK)
    await thread.say("pas encore")
    assert ids(await thread.say("je sais pas"))[0] == "utter_crisis"


async def test_the_model_hears_what_stands_beside_a_no(thread):
    thread.rasa.means["tout ça aura vite une fin pour les miens"] = "distress"
    await thread.say(DARK)
    assert ids(await thread.say("non, tout ça aura vite une fin pour les miens"))[0] == "utter_crisis"


# A yes is one only where it answers


@pytest.mark.parametrize(
    "yes", ["oui", "oui souvent", "oui j'y pense", "parfois", "yes i am", "yes sometimes", "oui un peu"]
)
async def test_a_yes_is_the_crisis_protocol(thread, yes):
    await thread.say(DARK)
    assert ids(await thread.say(yes))[0] == "utter_crisis"


@pytest.mark.parametrize(
    "text", ["yes i live alone", "oui 1200", "yeah sounds about right", "yes can i pay monday", "ok"]
)
async def test_a_yes_to_something_else_is_asked_about_and_locks_nobody_out(english, text):
    english.rasa.means |= {text: "faq_fees", f"{text}\n{text}": "faq_fees"}
    await english.say(LETTER)
    said = await english.say(text)
    assert ids(said) == ["utter_ask_distress_sure"] and said[0].card["kind"] == "crisis_lines"
    assert await english.handovers() == []
    assert ids(await english.say(text)) == ["utter_distress_goes_on", "utter_faq_fees"]
    assert [(h.queue, h.reason) for h in await english.handovers()] == [("distress", "distress_unanswered")]
    assert await count(english.database, Alert) == 0


async def test_asked_about_a_yes_is_one_and_a_no_takes_up_what_was_said(english):
    await english.say(LETTER)
    await english.say("yes i live alone")
    assert ids(await english.say("yes"))[0] == "utter_crisis"
    other = await open_thread(english.database, "other", lang="en", rasa=english.rasa)
    await other.say("odd")
    await other.say("yes i live alone")
    english.rasa.means["odd\nyes i live alone"] = "faq_fees"
    assert ids(await other.say("no")) == ["utter_distress_believed", "utter_faq_fees"]


# Something else instead of an answer


async def test_something_else_is_asked_once_more_shorter_and_then_dealt_with_while_a_person_is_told(english):
    await english.say(LETTER)
    (again,) = await english.say(LOST)
    assert again.text_id == "utter_ask_distress_short" and again.card["kind"] == "crisis_lines"
    assert await english.handovers() == []
    said = await english.say("DEMO-2001 23rd june 79")
    assert ids(said)[:2] == ["utter_distress_goes_on", "utter_hardship_job_loss"]
    assert english.rasa.heard[-1][1] == LOST, "what was passed over is not lost"
    assert [(h.queue, h.reason) for h in await english.handovers()] == [("distress", "distress_unanswered")]
    assert not asked(await english.say("thing is uc pays me 393 quid a month. what can i do"))


async def test_a_no_after_something_else_takes_that_up(english):
    await english.say(LETTER)
    await english.say(LOST)
    said = ids(await english.say("no"))
    assert said[:2] == ["utter_distress_believed", "utter_hardship_job_loss"] and await english.handovers() == []


async def test_who_has_gone_on_may_still_say_no(english):
    await english.say(LETTER)
    await english.say(LOST)
    await english.say(LOST)
    assert (await english.row()).memory["distress"] == "possible"
    assert ids(await english.say("im not suicidal by the way"))[0] == "utter_distress_no"
    assert (await english.row()).memory["distress"] == "said_no"


async def test_with_rasa_down_the_same_is_asked_and_believed(english):
    english.rasa.means["i cant go on"] = "possible_distress"
    await english.say("i cant go on")
    english.rasa.down = True
    assert ids(await english.say(LOST)) == ["utter_ask_distress_short"]
    assert ids(await english.say("no no, nothing like that"))[0] == "utter_distress_believed"


# Goodbye


@pytest.mark.parametrize("bye", ["au revoir", "bonne nuit", "merci au revoir", "bye"])
async def test_a_goodbye_with_the_question_open_is_calm_and_the_numbers_stay(thread, bye):
    thread.rasa.means[bye] = "goodbye"
    await thread.say(DARK)
    (said,) = await thread.say(bye)
    assert said.text_id == "utter_distress_bye" and said.card["kind"] == "crisis_lines" and said.choices
    assert [(h.queue, h.reason) for h in await thread.handovers()] == [("distress", "distress_unanswered")]
    again = await thread.say(bye)
    assert "utter_goodbye" not in ids(again) and ids(again) != ["utter_distress_bye"]
    assert any(one.card for one in again)
    assert ids(await thread.say("bonsoir")) == ["utter_greet"]
    assert ids(await thread.say(bye)) == ["utter_goodbye_care"]


async def test_what_the_model_takes_for_a_goodbye_is_no_cheerful_one(english):
    await english.say(LETTER)
    for _ in range(2):
        await english.say("is there any catch")
    assert "utter_goodbye" not in ids(await english.messages())


# Rather talk to somebody


@pytest.mark.parametrize("typed", [True, False])
async def test_after_a_faint_sign_a_person_is_called_before_all_others_and_nobody_is_locked_out(thread, typed):
    await thread.prove("DEMO-1001")
    await thread.say("pareil que d'hab")
    said = await (thread.say("conseiller") if typed else thread.pick("/ask_human"))
    assert ids(said)[0] == "utter_distress_person" and said[0].card["kind"] == "crisis_lines"
    assert [(h.queue, h.priority) for h in await thread.handovers()] == [("distress", 0)]
    assert await count(thread.database, Alert) == 1
    assert await count(thread.database, Hold, Hold.reason == "distress") == 0
    assert not CRISIS & set(ids(await thread.say("combien je dois")))


async def test_after_plain_words_of_despair_it_is_the_crisis_protocol(thread):
    await thread.say(DARK)
    assert ids(await thread.pick("/ask_human"))[0] == "utter_crisis"


# Before a payment


async def test_before_a_payment_a_yes_to_something_else_is_asked_about_and_a_no_lets_them_pay(thread):
    thread.rasa.means |= {"je veux payer": "pay_now", "oui 50 euros": "affirm", "oui 30 euros": "affirm"}
    await crisis(thread, "DEMO-1001")
    await thread.change(distress="eased")
    assert ids(await thread.say("je veux payer")) == ["utter_figures_one", "utter_ask_sum_right"] or True
    if (await thread.row()).memory.get("question") == "sum_right":
        await thread.pick("/affirm")
    assert (await thread.messages())[-1].text_id == "utter_pay_check_in"
    assert ids(await thread.say("oui 50 euros")) == ["utter_ask_distress_sure"]
    assert not CRISIS & set(ids(await thread.say("oui 30 euros")))
    assert "utter_pay_check_in" in ids(await thread.say("je veux payer"))
    assert ids(await thread.say("non pas du tout"))[0] == "utter_distress_no"
    assert "utter_pay_check_in" not in ids(await thread.say("je veux payer"))


# After the crisis protocol


async def crisis(thread: Thread, reference: str | None = None) -> None:
    if reference:
        await thread.prove(reference)
    await thread.say("i want to die" if (await thread.row()).language == "en" else "je veux mourir")


async def test_a_plain_denial_after_the_crisis_is_heard_and_the_way_on_is_one_tap(english):
    await crisis(english)
    (said,) = await english.say("sorry thats not what i meant. im not suicidal, you've got the wrong end of the stick")
    assert said.text_id == "utter_crisis_denied" and said.card["kind"] == "crisis_lines"
    assert [c["payload"] for c in said.choices] == ["/affirm", "/ask_human"]
    (opened,) = await english.handovers()
    assert (opened.queue, opened.priority, opened.reach) == ("distress", 0, None)
    assert (await english.row()).memory["distress"] == "explicit" and "safety.denied" in await english.audits()
    (kept,) = await english.say("can we just sort the money, a tenner a month")
    assert kept.text_id == "utter_crisis_denied_wait" and english.rasa.heard == []
    assert ids(await english.pick("/affirm"))[0] == "utter_crisis_goes_on"
    assert english.rasa.heard[-1][1] == "can we just sort the money, a tenner a month"
    assert not CRISIS & set(ids(await english.say("yeah sounds about right")))
    assert len(await english.handovers()) == 1 and await count(english.database, Alert) == 1


@pytest.mark.parametrize("go_on", ["go on", "yes", "yes please", "ok"])
async def test_the_way_on_can_be_said(english, go_on):
    await crisis(english)
    await english.say("im not suicidal, that's not what i meant")
    assert ids(await english.say(go_on)) in (["utter_crisis_tell_me"], ["utter_crisis_denied_wait"])
    if go_on in ("go on", "yes"):
        assert not CRISIS & set(ids(await english.say(LOST)))


async def test_the_hold_stays_and_so_does_what_it_stops(thread):
    await crisis(thread, "DEMO-1001")
    await thread.say("je ne suis pas suicidaire, vous avez mal compris")
    await thread.pick("/affirm")
    said = ids(await thread.say("perdu mon boulot"))
    assert "utter_hold_distress" in ids(await thread.pick("/affirm")) if said[-1] == "utter_ask_sum_right" else said
    assert await count(thread.database, Hold, Hold.reason == "distress", Hold.lifted_at.is_(None)) == 1


async def test_a_new_cry_takes_the_way_on_back(english):
    await crisis(english)
    await english.say("im not suicidal")
    await english.pick("/affirm")
    assert ids(await english.say("i want to die"))[0] == "utter_crisis_again"
    assert ids(await english.say(LOST)) == ["utter_crisis_reach_noted"]


@pytest.mark.parametrize(
    "text", ["no", "im fine", "im not suicidal but i wouldnt mind", "not yet", "i cant do this", "never mind"]
)
async def test_what_is_no_plain_denial_changes_nothing(english, text):
    await crisis(english)
    assert set(ids(await english.say(text))) <= {*CRISIS, *STILL}


@pytest.mark.parametrize("yes", ["oui", "oui souvent"])
async def test_after_a_yes_a_bare_no_takes_nothing_back(thread, yes):
    await thread.say(DARK)
    assert ids(await thread.say(yes))[0] == "utter_crisis"
    for text in ("06 39 98 01 01", "non", "non merci", "combien je dois"):
        assert set(ids(await thread.say(text))) <= STILL, text


async def test_a_sum_that_was_named_is_kept_for_the_person(thread):
    thread.rasa.means["je peux payer 10 euros par mois"] = "propose_amount"
    await crisis(thread, "DEMO-1001")
    await thread.say("je ne suis pas suicidaire, vous avez mal compris")
    await thread.say("je peux payer 10 euros par mois")
    said = ids(await thread.pick("/affirm"))
    said += ids(await thread.pick("/affirm")) if said[-1] == "utter_ask_sum_right" else []
    assert "utter_hold_distress" in said and "utter_wish_kept" in said


async def test_a_person_can_still_be_chosen_after_a_denial(english):
    await crisis(english)
    await english.say("im not suicidal")
    assert ids(await english.pick("/ask_human"))[0] == "utter_human_queued"


async def test_a_sum_of_money_is_not_where_to_reach_them(english):
    await crisis(english)
    assert ids(await english.say("i could manage a tenner a month")) == ["utter_still_here"]
    assert ids(await english.say("07700 900877, Alex")) == ["utter_crisis_number_noted"]
    assert (await english.handovers())[0].reach == "07700 900877, Alex"


async def test_nobody_in_france_is_told_to_ring_a_number_of_another_country(english):
    await english.prove("DEMO-1001")
    (heavy, _) = await english.say("i cant go on")
    assert heavy.text_id == "utter_possible_distress_below" and "116 123" not in heavy.text
    assert "3114" in str(heavy.card)
    assert ids(await english.say("yes"))[0] == "utter_crisis_below"


# A no with its reason, a refusal, facts instead of an answer


def blocks(said) -> list[int]:
    """How many lines stand in each card of lines."""
    return [len(one.card["lines"]) for one in said if one.card and one.card.get("kind") == "crisis_lines"]


@pytest.mark.parametrize(
    ("no", "text_id"),
    [("non non juste peur", "utter_distress_no_afraid"), ("no no im just scared", "utter_distress_no_afraid"),
     ("non j'ai juste peur d'ouvrir la porte", "utter_distress_no_afraid"),
     ("no not suicidal just done in", "utter_distress_no_tired"), ("no not me", "utter_distress_no"),
     ("no im not suicidal, just knackered", "utter_distress_no_tired"),
     ("non pas suicidaire juste claqué", "utter_distress_no_tired")],
)
async def test_a_no_is_met_with_its_reason_and_is_no_crisis_whatever_the_model_hears_in_it(thread, no, text_id):
    thread.rasa.means |= {no: "distress", "juste peur": "possible_distress", "im just scared": "possible_distress"}
    await thread.say(DARK)
    said = await thread.say(no)
    assert ids(said)[0] == text_id and not CRISIS & set(ids(said)) and blocks(said) == [1]
    assert await count(thread.database, Alert) == 0


async def test_a_reference_instead_of_an_answer_is_taken_and_acknowledged(english):
    await english.say(LETTER)
    (said,) = await english.say("DEMO-2001 23rd june 79")
    assert said.text_id == "utter_distress_facts_noted" and said.choices and blocks([said]) == [1]
    assert (await english.row()).person_id is not None
    assert ids(await english.say("no not suicidal just done in"))[0] == "utter_distress_believed_tired"


@pytest.mark.parametrize("text", ["jparle pas de ca", "arretez avec ca", "i dont want to talk of it"])
async def test_who_will_not_speak_of_it_is_heeded_and_a_person_is_told_once(thread, text):
    await thread.say(DARK)
    assert ids(await thread.say(text)) == ["utter_distress_what_now"]
    assert [(h.queue, h.reason) for h in await thread.handovers()] == [("distress", "distress_unanswered")]
    thread.rasa.means["combien je dois"] = "ask_balance"
    assert not asked(await thread.say("combien je dois"))


async def test_who_will_not_speak_of_it_goes_on_with_what_they_came_for(thread):
    await thread.say("ca me pese ce courrier")
    assert ids(await thread.say("jparle pas de ca"))[:2] == ["utter_distress_not_spoken_of", "utter_ask_reference"]


async def test_hunger_beside_a_no_is_taken_up(thread):
    await thread.say(DARK)
    said = await thread.say("non jveu pas mourir jveu manger")
    assert ids(said)[:2] == ["utter_distress_believed", "utter_need_food"]


async def test_the_whole_block_of_lines_stands_once(thread):
    first = await thread.say(DARK)
    later = [*await thread.say("euh la porte"), *await thread.say("non")]
    assert blocks(first)[0] > 1 and set(blocks(later)) == {1}


# After a crisis


@pytest.mark.parametrize(
    "text", ["je me sens mieux la on peut parler de la dette", "ca va mieux maintenant", "i feel a bit better now",
             "can we talk about the bill"],
)
async def test_who_feels_better_may_go_on_and_a_person_sees_it(english, text):
    await crisis(english)
    (said,) = await english.say(text)
    assert said.text_id == "utter_crisis_better" and [c["payload"] for c in said.choices] == ["/affirm", "/ask_human"]
    assert "safety.better" in await english.audits() and (await english.row()).memory["distress"] == "explicit"
    assert ids(await english.pick("/affirm")) == ["utter_crisis_tell_me"]
    assert len(await english.handovers()) == 1


@pytest.mark.parametrize(
    "text",
    ["ca ira mieux quand je serai mort", "they'll be better off", "je vais pas mieux", "i would feel better dead"],
)
async def test_what_is_no_better(english, text):
    await crisis(english)
    assert "utter_crisis_better" not in ids(await english.say(text))


async def test_a_number_is_acknowledged_as_one_and_no_answer_stands_twice_running(thread):
    await crisis(thread)
    assert ids(await thread.say("c trop dur")) == ["utter_crisis_reach_noted"]
    assert ids(await thread.say("06 39 98 01 99 chez ma soeur")) == ["utter_crisis_number_noted"]
    before: list[str | None] = []
    for text in ("je suis la", "vous lisez", "ok"):
        now = ids(await thread.say(text))
        assert now != before
        before = now


@pytest.mark.parametrize(
    ("text", "text_id"), [("😭😭😭", "utter_sign_sad"), ("💔", "utter_sign_sad"), ("🆘", "utter_sign_help"),
                          ("🆘🆘 😭", "utter_sign_help"), ("😢", "utter_sign_sad")],
)
async def test_a_sign_alone_is_met_with_warmth_and_a_call_for_help_offers_a_person(thread, text, text_id):
    (said,) = await thread.say(text)
    assert said.text_id == text_id and [c["payload"] for c in said.choices] == ["/ask_human"]


@pytest.mark.parametrize("text", ["👍", "ok 😭", "😂", "❤️", "50 €"])
async def test_other_signs_are_none(thread, text):
    assert not {"utter_sign_sad", "utter_sign_help"} & set(ids(await thread.say(text)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [("jmexprime mieux a loral pardon, qqn pourrait mappeler ?", "request_callback"),
     ("pardon, je voudrais parler à quelqu'un", "asked")],
)
async def test_a_person_that_was_asked_for_is_not_lost_over_the_question(thread, text, reason):
    thread.rasa.means[text] = "possible_distress"
    assert ids(await thread.say(text)) == ["utter_person_as_asked", *FIRST]
    await thread.say("non ne vs inquietez pa")
    assert [one.reason for one in await thread.handovers()] == [reason]


async def test_a_second_no_to_a_second_cry_is_answered_in_other_words(thread):
    thread.rasa.means |= {"plus la force de rien": "possible_distress", "je suis au bout": "possible_distress"}
    await thread.say("plus la force de rien")
    assert ids(await thread.say("non"))[0] == "utter_distress_no"
    await thread.say("je suis au bout")
    assert ids(await thread.say("non"))[0] == "utter_distress_no_anew"
