"""Begun on the web, continued by SMS, and back: one story for the agent, nothing shown to another device."""

from __future__ import annotations

import pytest
from phone_world import PHONE, STRANGER, World
from sqlalchemy import select

from bot.service.budget import budget
from bot.service.desk import view as desk_view
from bot.service.desk import work
from bot.service.desk.agents import AgentAt
from bot.service.outside.texting import URGENT
from bot.service.thread import story
from bot.service.thread.conversation import lock, remember
from bot.store.tables import Agent, ContactPoint, Conversation, Handover, Message
from tests.thread_world import Thread, ids, open_thread

DRAFT = {"income": 145_000, "household": [1, 0]}


async def on_the_web(phones: World, **memory: object) -> Thread:
    """A web thread of DEMO-1001 that goes on."""
    thread = await open_thread(phones.database, rasa=phones.rasa)
    await thread.send("bonjour")
    await thread.prove("DEMO-1001")
    await thread.change(**memory)
    return thread


async def agent_at(phones: World) -> AgentAt:
    async with phones.database.begin() as uow:
        row = await uow.session.scalar(select(Agent).where(Agent.login == "camille"))
        assert row is not None
    return AgentAt(
        id=row.id, name=row.name, role=row.role, creditors=frozenset({"maison"}), csrf="", token_hash=""
    )


async def taken(phones: World, agent: AgentAt, key: int) -> None:
    async with phones.database.begin() as uow:
        await work.take(uow, agent, key)
        await uow.commit()


async def by_sms(phones: World, number: str = PHONE) -> Conversation:
    """The debtor proves who they are by SMS, and that nobody reads along."""
    await phones.say("combien je dois", number)
    await phones.say("DEMO-1001 14/03/1985", number)
    await phones.say("non", number)
    return await phones.thread(number)


async def test_figures_told_on_the_web_are_not_asked_again_by_sms_and_never_shown(phones: World) -> None:
    await on_the_web(phones, budget=DRAFT)
    thread = await by_sms(phones)
    assert thread.memory["budget"] == DRAFT and thread.memory["budget_recalled"] is True
    async with phones.database.begin() as uow:
        row = await lock(uow, thread.id)
        remember(row, errand="plan")
        await budget.begin(uow, row)
        assert "income" not in budget.to_ask(row) and "housing" in budget.to_ask(row)
    assert not [body for body in phones.api.bodies() if "1 450" in body or "1450" in body]


async def test_what_is_told_here_counts_before_what_was_told_there(phones: World) -> None:
    await on_the_web(phones, budget=DRAFT)
    await phones.say("combien je dois")
    thread = await phones.thread()
    async with phones.database.begin() as uow:
        remember(await lock(uow, thread.id), budget={"income": 90_000})
        await uow.commit()
    await phones.say("DEMO-1001 14/03/1985")
    assert (await phones.thread()).memory["budget"] == {"income": 90_000, "household": [1, 0]}


async def test_no_word_of_the_web_thread_goes_to_the_telephone(phones: World) -> None:
    web = await on_the_web(phones)
    secret = "mon fils est malade et ma voisine le garde"
    await web.send(secret)
    await by_sms(phones)
    assert not [body for body in phones.api.bodies() if "voisine" in body]


async def test_what_they_were_about_goes_on_only_on_their_own_number_on_file(phones: World) -> None:
    async with phones.database.begin() as uow:
        person = await uow.session.scalar(select(ContactPoint.person_id).where(ContactPoint.value == PHONE))
    web = await on_the_web(phones)
    for number, whose, carried in ((STRANGER, "own", False), (PHONE, "somebody_else", False), (PHONE, "own", True)):
        await web.change(errand="pause", errand_data={"until": "2026-12-01"})
        async with phones.database.begin() as uow:
            contact = await uow.session.scalar(select(ContactPoint).where(ContactPoint.value == PHONE))
            assert contact is not None
            contact.whose = whose
            await uow.commit()
        await phones.say("bonjour", number)
        thread = await phones.thread(number)
        async with phones.database.begin() as uow:
            row = await lock(uow, thread.id)
            row.person_id = person
            remember(row, errand=None, phone_shared=False)
            await story.carry(uow, row)
            assert (row.memory.get("errand") == "pause") is carried


async def test_who_has_the_person_on_the_web_has_them_by_sms_and_the_bot_is_silent(phones: World) -> None:
    web, agent = await on_the_web(phones), await agent_at(phones)
    await taken(phones, agent, web.key)
    await phones.say("combien je dois")
    told = await phones.say("DEMO-1001 14/03/1985")
    thread = await phones.thread()
    assert (thread.owner, thread.agent_id) == ("agent", agent.id)
    assert len(told) == 1 and agent.name in told[0] and "autre lit" in told[0] and "1 Oui" in told[0]
    heard = len(phones.rasa.heard)
    assert await phones.say("vous êtes là ?") == [] and len(phones.rasa.heard) == heard
    (row,) = await phones.all(Handover, Handover.conversation_id == thread.id)
    assert (row.reason, row.taken_by) == ("same_person", agent.id)


async def test_an_agent_who_takes_one_thread_has_the_other_where_the_person_writes_now(phones: World) -> None:
    web, agent = await on_the_web(phones), await agent_at(phones)
    thread = await by_sms(phones)
    assert thread.owner == "bot"
    await taken(phones, agent, web.key)
    assert (await phones.thread()).agent_id == agent.id


async def test_a_thread_whose_proof_has_ended_is_left_alone(phones: World) -> None:
    web, agent = await on_the_web(phones), await agent_at(phones)
    await by_sms(phones)
    phones.clock.at = phones.clock.at.replace(hour=phones.clock.at.hour + 2)
    await taken(phones, agent, web.key)
    assert (await phones.thread()).owner == "bot"


async def test_somebody_else_s_thread_is_never_joined(phones: World) -> None:
    web, agent = await on_the_web(phones, budget=DRAFT), await agent_at(phones)
    await taken(phones, agent, web.key)
    await phones.say("combien je dois", "+33639980102")
    await phones.say("DEMO-1002 2 novembre 1992", "+33639980102")
    thread = await phones.thread("+33639980102")
    assert thread.owner == "bot" and not thread.memory.get("budget")


async def test_the_agent_sees_both_threads_with_what_was_said(phones: World) -> None:
    web, agent = await on_the_web(phones), await agent_at(phones)
    await by_sms(phones)
    async with phones.database.begin() as uow:
        view = await desk_view.conversation_view(uow, agent, web.key)
    (other,) = view.elsewhere
    assert other.channel == "sms" and ("you", "combien je dois") in [(who, text) for who, text, _ in other.words]


async def test_danger_in_either_thread_is_answered_there_at_once(phones: World) -> None:
    web, agent = await on_the_web(phones), await agent_at(phones)
    await by_sms(phones)
    told = await phones.say("je vais me suicider")
    assert any("3114" in one for one in told)
    await taken(phones, agent, web.key)
    messages = await phones.all(Message, Message.text_id.in_(URGENT))
    assert ids(messages)


async def joined(phones: World) -> AgentAt:
    """The debtor, whom an agent has on the web, has proven by SMS who they are."""
    web, agent = await on_the_web(phones), await agent_at(phones)
    await taken(phones, agent, web.key)
    await phones.say("combien je dois")
    await phones.say("DEMO-1001 14/03/1985")
    return agent


@pytest.mark.parametrize(
    ("words", "shared"),
    [("2", False), ("non", False), ("que moi", False), ("1", True), ("oui", True), ("non, mon fils", True)],
)
async def test_who_reads_along_is_asked_by_the_system_and_heard_though_an_agent_has_the_thread(
    phones: World, words: str, shared: bool
) -> None:
    await joined(phones)
    (said,) = await phones.say(words)
    thread = await phones.thread()
    assert thread.memory["phone_shared"] is shared and thread.owner == "agent"
    assert ("c'est noté" in said) is not shared and ("http" in said) is shared


async def test_other_words_are_the_agents_and_leave_the_question_open(phones: World) -> None:
    await joined(phones)
    assert await phones.say("vous avez vu mon message ?") == []
    assert "phone_shared" not in (await phones.thread()).memory
    assert await phones.say("2") == ["Merci, c'est noté. On peut parler ici."]


async def test_a_thread_in_which_it_was_answered_is_not_asked_again(phones: World) -> None:
    web, agent = await on_the_web(phones), await agent_at(phones)
    await by_sms(phones)
    before = len(phones.api.bodies())
    await taken(phones, agent, web.key)
    await phones.deliver()
    assert not [body for body in phones.api.bodies()[before:] if "autre lit" in body]
