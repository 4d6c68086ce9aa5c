"""What each intent leads to, through the rules of the project and the SDK's executor."""

from __future__ import annotations

import pytest

from bot.words.book import book
from tests.rasa_stand_in import rules
from tests.thread_world import Thread, demo_of, ids, open_thread

PASSED_ON = {i for i, ways in rules().items() for _, action, _ in ways if action == "action_pass_on"}
CAUSES = sorted(i for i in rules() if i.startswith("hardship_"))


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means={"bof": "nlu_fallback"})


async def test_every_meaning_that_is_passed_on_says_so_in_words_of_its_own_and_queues_a_person(thread):
    assert PASSED_ON
    for meaning in sorted(PASSED_ON):
        words = {"contact_change": "j'ai déménagé", "legal_document": "un avocat m'a écrit"}.get(meaning, "bonjour")
        responses = await thread.act("action_pass_on", words, meaning)
        assert responses[0]["response"] == f"utter_pass_on_{meaning}"
        more = meaning in ("request_callback", "complaint")  # a call has a written twin, a complaint its number
        court = meaning == "legal_document"  # that nothing here stops a court, where help is, on which day it came
        assert len(responses) == (5 if court else 3 if more else 2)
    (opened,) = await thread.handovers()
    assert {opened.reason, *opened.brief["also"]} == PASSED_ON and (await thread.row()).owner == "waiting"


async def test_every_cause_is_met_with_a_sentence_of_its_own(thread):
    assert len(CAUSES) >= 14
    for cause in CAUSES:
        responses = await thread.act("action_hardship", "bonjour", cause)
        assert responses[0]["response"] == f"utter_{cause}", cause
    assert "hardship_marker" not in (await thread.row()).memory


@pytest.mark.parametrize("kind", ["dispute_debt", "already_paid", "identity_theft", "coerced_debt", "request_proof"])
async def test_whoever_contests_gets_a_number_at_once(thread, kind):
    responses = await thread.act("action_dispute", "ce n'est pas à moi", kind)
    assert [r["response"] for r in responses][:2] == [f"utter_dispute_{kind}", "utter_dispute_number"]
    assert responses[1]["number"].startswith("C-") and (await thread.handovers())[0].queue == "dispute"


async def test_not_understood_is_asked_otherwise_and_the_third_time_a_person_is_fetched(thread):
    said = [ids(await thread.say("bof"))[0] for _ in range(3)]
    assert said[0].startswith("utter_not_understood") and said[2] == "utter_not_understood_person"
    assert [h.reason for h in await thread.handovers()] == ["not_understood"]


async def test_the_language_asked_for_is_spoken_from_then_on(thread):
    thread.rasa.means["can we speak english"] = "set_language"
    (answer,) = await thread.say("can we speak english")
    assert answer.text_id == "utter_language_set" and answer.text == book().text("utter_language_set", "en")
    row = await thread.row()
    assert (row.language, row.language_fixed) == ("en", True)


async def test_another_language_is_passed_to_a_person_who_finds_an_interpreter(thread):
    thread.rasa.means["je parle espagnol"] = "set_language"
    assert ids(await thread.say("je parle espagnol"))[0] == "utter_pass_on_accommodation"
    assert ids(await thread.say("hablo español"))[0] == "notice_third_language_es"


async def test_every_response_of_an_action_is_in_the_book_with_its_values(thread):
    for reference in (None, "DEMO-1002"):
        if reference:
            await thread.prove(reference)
        for intent, ways in rules().items():
            for _, action, _ in ways:
                if not str(action).startswith("action_"):
                    assert str(action) in book(), (intent, action)
                    continue
                await thread.change(distress=None, third_party=None)
                for response in await thread.act(str(action), "50 euros par mois jusqu'en mars", intent):
                    for lang in ("fr", "en"):
                        values = {k: v for k, v in response.items() if isinstance(v, str)}
                        name = response["response"] or response["utter_action"]  # ours are rendered here
                        assert response["text"] or book().text(name, lang, values)
                        assert name in book()


async def test_what_was_asked_for_and_given_is_not_asked_for_again(thread):
    thread.rasa.means |= {"rappelez moi": "request_callback", "le soir surtout": "request_callback"}
    assert ids(await thread.say("rappelez moi"))[0] == "utter_pass_on_request_callback"
    assert ids(await thread.say("le soir surtout"))[0] == "utter_added_to_request"
    assert len(await thread.handovers()) == 1


async def test_to_a_sum_it_must_be_that_is_a_yes(thread):
    await thread.prove("DEMO-1001")
    thread.rasa.means |= {"combien je dois": "ask_balance"}
    assert ids(await thread.say("combien je dois"))[-1] == "utter_ask_sum_right"
    assert ids(await thread.say("ça doit être ça")) == ["utter_ask_what_next"]


@pytest.mark.parametrize("text", ["je ne sais pas trop", "J'hésite un peu", "I'm not sure"])
async def test_who_hesitates_before_a_plan_is_given_time_and_nothing_is_agreed(thread, text):
    await thread.prove("DEMO-1001")
    await thread.change(question="confirm_plan")
    assert ids(await thread.say(text)) == ["utter_need_time"]
    await thread.change(question="confirm_plan", offer=7)
    (said,) = await thread.say(text)
    assert said.text_id == "utter_need_time_offer" and said.choices[0]["data"] == {"offer": 7}


@pytest.mark.parametrize(
    "text", ["oui mais ça fait beaucoup quand même", "bof ok", "ok j'ai vu", "oui j'ai bien lu", "ok got it"]
)
async def test_only_a_plain_yes_or_a_tap_agrees_a_plan(thread, text):
    await thread.prove("DEMO-1001")
    thread.rasa.means[text] = "affirm"
    await thread.change(question="confirm_plan", offer=7, choice=None)
    (said,) = await thread.say(text)
    assert said.text_id == "utter_ask_confirm_again"
    assert [c["payload"] for c in said.choices] == ["/affirm", "/choose_option", "/need_time"]
    assert ids(await thread.say("oui")) == ["utter_offer_gone"]  # a plain one: the offer itself is looked at
