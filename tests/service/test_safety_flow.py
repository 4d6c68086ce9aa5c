"""Danger: answered at once in every state, with Rasa up or down; nothing of money afterwards."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from ruamel.yaml import YAML
from sqlalchemy import select

from actions import door
from bot.debt import reading
from bot.service.handover.handover import open_handover
from bot.service.thread.conversation import change_owner, lock
from bot.store.tables import Agent, Alert, Handover, Hold, Task
from tests.rasa_stand_in import ROOT
from tests.thread_world import Thread, count, demo_of, disclosed, ids, open_thread, secrets_of

CRY = "jveux plus vivre"
DARK = "je suis au bout du rouleau"
ACTIONS = sorted(
    name for row in YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))["actions"] for name in row
)
CARE = {"utter_crisis", "utter_crisis_again", "utter_crisis_reach", "utter_crisis_reach_noted", "utter_still_here",
        "utter_still_here_more", "utter_crisis_number_noted"}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means={"combien je dois": "ask_balance", "bonjour": "greet"})


async def _agent_takes(thread: Thread) -> None:
    async with thread.database.begin() as uow:
        agent = await uow.session.scalar(select(Agent.id).where(Agent.login == "camille"))
        conversation = await lock(uow, thread.key)
        await open_handover(uow, conversation, queue="general", reason="asked")
        await change_owner(uow, conversation, "agent", agent_id=agent, actor="agent")
        await uow.commit()


async def test_a_cry_is_answered_before_any_turn_is_taken_and_with_rasa_down(thread):
    thread.rasa.down = True
    assert (await thread.send(CRY)).answered
    answers = (await thread.messages())[1:]
    assert ids(answers) == ["utter_crisis", "utter_crisis_reach"] and "3114" in answers[0].text
    assert answers[0].card["kind"] == "crisis_lines"
    assert [(h.queue, h.priority) for h in await thread.handovers()] == [("distress", 0)]
    assert await count(thread.database, Alert) == 1
    assert await count(thread.database, Task, Task.kind == "on_call_alert") == 1


async def test_a_cry_in_the_middle_of_a_burst_is_heard_and_answers_all_of_it(thread):
    await thread.send("bonjour")
    await thread.send(CRY)
    await thread.send("pardon")
    await thread.settle()
    said = ids(m for m in await thread.messages() if m.author != "you")
    assert said[:2] == ["utter_crisis", "utter_crisis_reach"] and set(said) <= CARE
    assert thread.rasa.heard == []


async def test_a_cry_cut_over_two_messages_is_heard(thread):
    answers = await thread.say("jveux", "mourir")
    assert ids(answers)[0] == "utter_crisis" and thread.rasa.heard == []


async def test_what_rasa_was_still_thinking_of_is_not_said_after_a_cry(thread):
    await thread.prove("DEMO-1001")
    thread.rasa.gate = asyncio.Event()
    await thread.send("combien je dois")
    thread.turns.wake(thread.key)
    await thread.rasa.asked.wait()
    await thread.send(CRY)
    thread.rasa.gate.set()
    await thread.settle()
    assert ids(m for m in await thread.messages() if m.author != "you") == ["utter_crisis", "utter_crisis_reach"]


async def test_a_cry_to_an_agent_is_flagged_the_lines_are_shown_once_and_the_bot_stays_silent(thread):
    await _agent_takes(thread)
    assert not (await thread.send(CRY)).answered
    await thread.settle()
    assert not (await thread.send(CRY)).answered
    await thread.settle()
    # The agent may be away from the screen: the fixed notice with the lines is the system's, not the bot's.
    assert [m.author for m in await thread.messages()] == ["you", "system", "you"]
    assert ids(m for m in await thread.messages() if m.author == "system") == ["utter_crisis"]
    (opened,) = await thread.handovers()
    assert (opened.queue, opened.brief["danger"]) == ("distress", "distress")
    assert await count(thread.database, Alert) == 1


async def test_a_cry_hidden_by_signs_nobody_sees_is_heard(thread):
    for text in ("je veux mou\u200brir", "je veux mou\x00rir", "je\u00ad veux mourir \ud83d"):
        other = await open_thread(thread.database, f"browser {text!r}")
        assert (await other.send(text)).answered, repr(text)


async def test_a_cry_at_the_end_of_a_message_far_too_long_is_heard(thread):
    assert (await thread.send("je raconte tout. " * 6000 + CRY)).answered
    assert (await thread.send("je raconte tout. " * 600 + CRY)).answered


@pytest.mark.parametrize("down", [False, True])
async def test_possible_danger_gets_one_gentle_question_and_the_lines(thread, down):
    thread.rasa.down = down
    answers = await thread.say(DARK)
    assert ids(answers) == ["utter_possible_distress", "utter_ask_distress"] and "3114" in answers[0].text
    assert [c["payload"] for c in answers[1].choices] == ["/affirm", "/deny", "/ask_human"]


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("yes", ["/affirm", "oui", "ouais"])
async def test_yes_to_the_question_is_the_crisis_protocol_even_with_rasa_down(thread, yes, down):
    await thread.say(DARK)
    thread.rasa.down = down
    answers = await (thread.pick(yes) if yes.startswith("/") else thread.say(yes))
    assert ids(answers)[0] == "utter_crisis"
    assert (await thread.handovers())[0].queue == "distress"


@pytest.mark.parametrize("down", [False, True])
async def test_no_to_the_question_is_believed_and_the_lines_are_given_all_the_same(thread, down):
    await thread.say(DARK)
    thread.rasa.down = down
    (answer,) = await thread.say("non")
    assert answer.text_id == "utter_distress_no" and answer.card["kind"] == "crisis_lines"
    assert (await thread.row()).memory["distress"] == "said_no"


@pytest.mark.parametrize("passed_over", ["DEMO-1001 14/03/1985", "je dois combien", "un huissier va venir ?"])
async def test_a_question_that_was_passed_over_is_asked_once_more_before_any_word_of_money(thread, passed_over):
    thread.rasa.means |= {"je dois combien": "ask_balance", "un huissier va venir ?": "faq_bailiff"}
    await thread.say(DARK)
    (again,) = await thread.say(passed_over)
    noted = passed_over.startswith("DEMO")
    assert again.text_id == ("utter_distress_facts_noted" if noted else "utter_ask_distress_short")
    assert again.card["kind"] == "crisis_lines"
    assert [c["payload"] for c in again.choices] == ["/affirm", "/deny", "/ask_human"]
    assert await thread.handovers() == []
    assert ids(await thread.say("je dois combien"))[0] == "utter_distress_goes_on"  # never a loop
    (opened,) = await thread.handovers()
    assert (opened.queue, opened.reason) == ("distress", "distress_unanswered")


async def test_asked_once_more_a_yes_and_a_no_count_as_the_first_time(thread):
    await thread.say(DARK)
    await thread.say("DEMO-1001 14/03/1985")
    assert ids(await thread.say("oui"))[0] == "utter_crisis"


async def test_words_of_possible_danger_come_before_a_choice_tapped_with_them(thread):
    thread.rasa.means["bof"] = "nlu_fallback"
    await thread.prove("DEMO-1001")
    await thread.say("combien je dois")
    await thread.send(DARK)
    await thread.tap("/affirm")
    before = (await thread.row()).last_seq
    await thread.settle()
    assert ids(await thread.messages(after=before))[0] == "utter_possible_distress"


async def test_after_a_cry_no_action_speaks_of_money_or_of_any_case(thread):
    await thread.prove("DEMO-1001")
    await thread.say("combien je dois")
    await thread.send(CRY)
    secrets = await secrets_of(thread.database)
    assert ACTIONS and set(ACTIONS) <= set(door.executor().actions)
    for action in ACTIONS:
        if action in ("action_not_in_danger",):
            continue  # only the answer "no" leads there, and the question is not asked any more
        for response in await thread.act(action, "je dois combien, je paye 50 euros", "affirm"):
            text = " ".join(str(v) for v in response.values())
            assert not disclosed(text.replace("3114", ""), secrets), (action, text)
            if action not in ("action_human", "action_possible_distress", "action_third_party", "action_set_language",
                              "action_crisis", "validate_budget_form"):
                assert (response["response"] or response["utter_action"]) in CARE, (action, response["response"])


async def test_after_a_cry_every_message_is_answered_with_care_whatever_it_says(thread):
    await thread.prove("DEMO-1001")
    await thread.say(CRY)
    said = []
    for text in ("06 39 98 01 01", "combien je dois", "je veux payer 50 euros", "merci", "non"):
        said += ids(await thread.say(text))
    still = ["utter_still_here", "utter_still_here_more"] * 2
    assert said == ["utter_crisis_number_noted", *still] and thread.rasa.heard == []
    assert (await thread.handovers())[0].reach == "06 39 98 01 01"


async def test_a_second_cry_raises_no_second_alert_and_no_second_handover(thread):
    await thread.say(CRY)
    assert ids(await thread.say("je vais me suicider"))[0] == "utter_crisis_again"
    assert await count(thread.database, Alert) == 1 and await count(thread.database, Handover) == 1


async def test_first_contact_is_held_as_soon_as_we_know_who_it_is(thread):
    await thread.say(CRY)
    assert await count(thread.database, Hold, Hold.reason == "distress") == 0
    await thread.prove("DEMO-1001")
    await thread.prove("DEMO-1001")
    assert await count(thread.database, Hold, Hold.reason == "distress") == 1


async def test_a_child_is_told_nothing_asked_nothing_and_stays_so(thread):
    thread.rasa.means["jai 12 ans, cest ma mere"] = "third_party"
    await thread.prove("DEMO-1001")
    assert ids(await thread.say("jai 12 ans, cest ma mere")) == ["utter_minor"]
    assert "conversation.third_party_minor" in await thread.audits()
    for text in ("elle doit combien", "DEMO-1001", "14/03/1985", "conseiller"):
        (answer,) = await thread.say(text)
        assert answer.text_id == "utter_minor_again" and not answer.choices
    secrets = await secrets_of(thread.database)
    for action in ACTIONS:
        for response in await thread.act(action, "elle doit combien", "affirm"):
            text = " ".join(str(v) for v in response.values())
            assert not disclosed(text.replace("3114", ""), secrets), (action, text)


@pytest.mark.parametrize("text", [CRY, DARK])
async def test_a_child_in_danger_is_heard(thread, text):
    thread.rasa.means["jai 12 ans"] = "third_party"
    await thread.say("jai 12 ans")
    assert ids(await thread.say(text))[0] == "utter_crisis"
    assert ids(await thread.say("combien elle doit"))[0] in CARE


async def test_no_and_tired_is_an_answer_and_the_question_is_not_asked_again(thread):
    await thread.say(DARK)
    assert ids(await thread.say("non, je suis juste épuisé"))[0] == "utter_distress_no_tired"


@pytest.mark.parametrize(
    "text", ["non mais j'y pense parfois", "non pas encore", "non, je suis juste au bout du rouleau"]
)
async def test_a_no_that_takes_itself_back_is_never_believed_as_one(thread, text):
    await thread.say(DARK)
    assert "utter_distress_no" not in ids(await thread.say(text))


@pytest.mark.parametrize(
    ("asks", "words", "intent"),
    [
        ("income", "900 de chômage mais à quoi bon continuer", "possible_distress"),
        ("income", "j'ai 900 et je compte les jours qui restent", "distress"),
        ("reference", "DEMO-1001 14/03/1985 je ne serai bientôt plus là", "distress"),
    ],
)
async def test_a_cry_beside_a_value_that_was_read_for_certain_is_heard_by_the_model(thread, asks, words, intent):
    thread.rasa.means["perdu mon boulot"] = "hardship_job_loss"
    await thread.say("perdu mon boulot")
    if asks == "income":
        await thread.say("DEMO-1001 14/03/1985")
        await thread.pick("/affirm")
    assert (await thread.messages())[-1].text_id == f"utter_ask_{asks}"
    thread.rasa.means[reading.mask(words, today=date(2026, 3, 2))] = intent
    expected = {"distress": "utter_crisis", "possible_distress": "utter_possible_distress"}[intent]
    assert ids(await thread.say(words))[0] == expected


async def test_an_answer_that_is_one_costs_no_second_look_and_changes_nothing(thread):
    thread.rasa.means["perdu mon boulot"] = "hardship_job_loss"
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    await thread.pick("/affirm")
    parsed = len(thread.rasa.parsed)
    assert ids(await thread.say("950 de chômage"))[-1] == "utter_ask_benefits"
    assert len(thread.rasa.parsed) == parsed
    assert ids(await thread.say("je touche 120 euros d'allocations"))[-1] == "utter_ask_household"
    assert len(thread.rasa.parsed) == parsed + 1
