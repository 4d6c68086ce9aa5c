"""Scope: an agent sees their creditors' conversations and nobody else's: no name, no case, no count."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.service.care import safety
from bot.service.identity.proving import prove_person
from bot.service.thread.conversation import lock
from bot.service.thread.saying import receive
from bot.store.tables import Alert, AuditLine, Case, Hold, Message, Party, Person

ACTIONS = {
    "take": {}, "write": {"cid": "12345678", "text": "bonjour"}, "note": {"text": "x"}, "hand_back": {},
    "requeue": {}, "close": {"outcome": "solved", "seen_seq": 99}, "lift": {"hold": 1, "why": "reviewed"}, "ease": {},
    "birth": {},
}


async def test_an_agent_of_volta_sees_no_name_case_or_count_of_maison(agent, debtor):
    conversation = await debtor("DEMO-1001", queue="hardship")
    ines, camille = await agent("ines"), await agent("camille")
    assert (await camille.queue())["count"] == 1
    found = await ines.queue()
    assert (found["count"], found["items"], found["alerts"]) == (0, [], [])
    for path in ("/desk", f"/desk/c/{conversation}"):
        page = await ines.page(path)
        assert not any(word in page for word in ("Morel", "DEMO-1001", "480,00", "Maison Claire", "1985"))


async def test_what_is_out_of_scope_answers_exactly_as_what_does_not_exist(agent, debtor):
    conversation = await debtor("DEMO-1001")
    ines = await agent("ines")
    for path in ("/desk/c/{}", "/desk/c/{}/view"):
        texts = []
        for key in (conversation, 999_999):
            answer = await ines.client.get(path.format(key))
            assert answer.status == 404
            texts.append((await answer.text()).replace(f"/desk/c/{key}", ""))
        assert texts[0] == texts[1]


@pytest.mark.parametrize("action", ACTIONS)
async def test_no_action_reaches_a_conversation_out_of_scope(agent, debtor, demo, row, action):
    conversation = await debtor("DEMO-1001")
    ines = await agent("ines")
    before = await row(conversation)
    foreign = await ines.do(conversation, action, **ACTIONS[action])
    absent = await ines.do(999_999, action, **ACTIONS[action])
    assert foreign == absent and foreign[0] == 404
    after = await row(conversation)
    assert (after.owner, after.last_seq, after.fence) == (before.owner, before.last_seq, before.fence)


async def test_a_foreign_alert_is_neither_seen_nor_acknowledged(agent, debtor, demo):
    conversation = await debtor("DEMO-1001", queue=None)
    async with demo.begin() as uow:
        await safety.crisis_protocol(uow, await lock(uow, conversation), source="phrases")
        await uow.commit()
        alert = await uow.session.scalar(select(Alert.id))
    ines, camille = await agent("ines"), await agent("camille")
    assert (await ines.queue())["alerts"] == []
    assert (await ines.post(f"/desk/alert/{alert}/ack", {}))[0] == 404
    assert len((await camille.queue())["alerts"]) == 1
    assert (await camille.post(f"/desk/alert/{alert}/ack", {}))[0] == 200
    assert (await camille.queue())["alerts"] == []


async def test_who_is_not_identified_is_everybodys_without_personal_data(agent, debtor, demo):
    words = "je suis né le 14/03/1985, mail jean@example.fr, tel 06 39 98 01 01"
    conversation = await debtor(None)
    async with demo.begin() as uow:  # past the masking at the door, as an older message may have come
        receive(uow, await lock(uow, conversation), cid="unmasked-1", text=words)
        await uow.commit()
    for login in ("ines", "camille"):
        desk = await agent(login)
        page = await desk.page(f"/desk/c/{conversation}")
        assert "Personne non identifiée" in page and "je suis né le" in page
        assert not any(word in page for word in ("14/03/1985", "jean@example.fr", "06 39 98 01 01"))


async def test_once_identified_it_leaves_the_queues_of_others_and_their_socket_says_so(agent, debtor, demo, row, hear):
    conversation = await debtor(None)
    ines = await agent("ines")
    assert (await ines.do(conversation, "take"))[0] == 200
    ws = await ines.socket()
    await ws.send_json({"type": "open", "conversation": conversation, "after": 0})
    await hear(ws, "state")
    async with demo.begin() as uow:
        person = await uow.session.scalar(
            select(Person).join(Party, Party.person_id == Person.id).join(Case, Case.id == Party.case_id)
            .where(Case.reference == "DEMO-1001")
        )
        await prove_person(uow, await lock(uow, conversation), person, level=1)
        await uow.commit()
    assert await hear(ws, "gone") == {"type": "gone"}
    after = await row(conversation)
    assert (after.owner, after.agent_id) == ("waiting", None), "nobody is left with an agent who cannot see them"
    assert (await ines.queue())["items"] == []
    camille = await agent("camille")
    assert [item["conversation"] for item in (await camille.queue())["items"]] == [conversation]
    await ws.close()


async def test_a_socket_of_volta_hears_nothing_of_maison(agent, debtor, writes, hear):
    ines, camille = await agent("ines"), await agent("camille")
    conversation = await debtor("DEMO-1001", queue=None)
    foreign, own = await ines.socket(), await camille.socket()
    for ws in (foreign, own):
        await hear(ws, "queue")
        await ws.send_json({"type": "open", "conversation": conversation, "after": 0})
    assert (await hear(own, "message"))["seq"] == 1
    assert await hear(foreign, "gone") == {"type": "gone"}
    await writes(conversation, "vous êtes là ?")
    while (await hear(own, "message"))["text"] != "vous êtes là ?":
        pass
    await foreign.send_json({"type": "ping"})
    heard = []
    while (frame := await foreign.receive_json())["type"] != "pong":
        heard.append(frame["type"])
    assert "message" not in heard
    await foreign.close()
    await own.close()


async def test_every_look_and_every_change_leaves_a_line_with_ids_and_no_words(agent, debtor, demo):
    conversation = await debtor("DEMO-1004")
    camille = await agent("camille")
    await camille.page(f"/desk/c/{conversation}")
    await camille.do(conversation, "take")
    await camille.do(conversation, "write", cid="12345678", text="bonjour madame")
    await camille.do(conversation, "note", text="elle est fatiguée")
    assert (await camille.do(conversation, "birth"))[1]["birth_date"] == "1990-05-21"
    async with demo.begin() as uow:
        hold = await uow.session.scalar(select(Hold.id).join(Case, Case.id == Hold.case_id).where(
            Case.reference == "DEMO-1004"))
    await camille.do(conversation, "lift", hold=hold, why="settled")
    await camille.do(conversation, "hand_back")
    async with demo.begin() as uow:
        lines = (await uow.session.scalars(select(AuditLine).where(AuditLine.actor.like("agent:%")))).all()
    verbs = {line.verb for line in lines}
    assert verbs >= {
        "agent.logged_in", "conversation.viewed", "handover.taken", "conversation.owner_changed", "message.written",
        "note.added", "person.birth_date_shown", "hold.lifted", "handover.closed",
    }
    said = str([line.data for line in lines])
    assert not any(word in said for word in ("bonjour", "fatiguée", "1990", "Benoît"))


async def test_words_of_another_thread_shown_beside_leave_a_line_of_that_thread_once_a_visit(agent, debtor, demo):
    other = await debtor("DEMO-1004", queue=None, text="je vous écris aussi d'ici")
    conversation = await debtor("DEMO-1004")
    camille = await agent("camille")
    assert "je vous écris aussi d&#39;ici" in await camille.page(f"/desk/c/{conversation}")
    await camille.page(f"/desk/c/{conversation}/view")
    async with demo.begin() as uow:
        lines = (await uow.session.scalars(
            select(AuditLine).where(AuditLine.verb == "conversation.seen_beside")
        )).all()
    assert [(line.object_id, line.data["beside"]) for line in lines] == [(str(other), conversation)]


async def test_the_birth_date_is_on_no_page_until_it_is_asked_for(agent, debtor):
    conversation = await debtor("DEMO-1001")
    camille = await agent("camille")
    page = await camille.page(f"/desk/c/{conversation}")
    assert "Camille Morel" in page and "DEMO-1001" in page
    assert not any(word in page for word in ("1985", "14/03", "14 mars"))


async def test_names_and_words_of_others_are_text_and_never_markup(agent, debtor, demo):
    nasty = '<img src=x onerror=alert(1)>"\'</script><script>alert(2)</script>'
    async with demo.begin() as uow:
        for person in await uow.session.scalars(select(Person)):
            person.first_name = nasty
        await uow.commit()
    conversation = await debtor("DEMO-1001", text=f"bonjour {nasty}")
    camille = await agent("camille")
    await camille.do(conversation, "take")
    status, written = await camille.do(conversation, "write", cid="12345678", text=nasty)
    await camille.do(conversation, "note", text=nasty)
    view = await (await camille.client.get(f"/desk/c/{conversation}/view")).json()
    pages = [await camille.page(f"/desk/c/{conversation}"), (await camille.queue())["html"], written["html"],
             view["state_html"], view["side_html"], view["brief_html"]]
    assert status == 200
    for page in pages:
        assert "<img" not in page and "<script>alert" not in page
    async with demo.begin() as uow:
        stored = (await uow.session.scalars(select(Message.text).where(Message.author == "agent"))).all()
    assert stored == [nasty], "the words are kept as they were written"
