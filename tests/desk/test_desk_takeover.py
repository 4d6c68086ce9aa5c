"""Takeover: one winner, a silent bot, words once, nothing closed over unread words, a bot that knows afterwards."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from bot.service.care import safety
from bot.service.thread.conversation import lock
from bot.service.thread.reply import say
from bot.service.thread.saying import StaleFence, write, write_rendered
from bot.service.turn import inbound
from bot.store.tables import Alert, Conversation, ExportEvent, Handover, Hold, Message, Outcome


async def _texts(demo, conversation: int, author: str) -> list[str]:
    async with demo.begin() as uow:
        rows = await uow.session.scalars(
            select(Message.text).where(Message.conversation_id == conversation, Message.author == author)
            .order_by(Message.seq)
        )
        return list(rows.all())


async def _handover(demo, conversation: int) -> Handover:
    async with demo.begin() as uow:
        return await uow.session.scalar(
            select(Handover).where(Handover.conversation_id == conversation).order_by(Handover.id.desc())
        )


async def _crisis(demo, conversation: int) -> None:
    async with demo.begin() as uow:
        await safety.crisis_protocol(uow, await lock(uow, conversation), source="phrases")
        await uow.commit()


async def test_of_parallel_clicks_one_wins_and_the_others_are_told_who(agent, debtor, demo, row):
    conversation = await debtor("DEMO-1001")
    camille, dominique = await agent("camille"), await agent("dominique")
    answers = await asyncio.gather(*(desk.do(conversation, "take") for desk in (camille, dominique) * 3))
    lost = [body for status, body in answers if status == 409]
    assert len(lost) == 3 and {body["code"] for body in lost} == {"taken"}
    assert all("(demo)" in body["text"] for body in lost)
    assert sum("avec vous" in text for text in await _texts(demo, conversation, "system")) == 1
    after, handover = await row(conversation), await _handover(demo, conversation)
    assert (after.owner, after.agent_id) == ("agent", handover.taken_by) and handover.taken_at is not None


async def test_what_the_bot_thought_before_the_takeover_is_refused(agent, debtor, demo, row):
    conversation = await debtor("DEMO-1001")
    fence = (await row(conversation)).fence
    camille = await agent("camille")
    assert (await camille.do(conversation, "take"))[0] == 200
    for fence_held in (fence, (await row(conversation)).fence):
        async with demo.begin() as uow:
            locked = await lock(uow, conversation)
            with pytest.raises(StaleFence):
                await write_rendered(uow, locked, [{"text": "Payez !"}], fence=fence_held)
            with pytest.raises(StaleFence):
                await write(uow, locked, say("notice_trouble"), fence=fence_held)
    assert await _texts(demo, conversation, "bot") == []


async def test_a_message_sent_twice_is_said_once_even_at_the_same_time(agent, debtor, demo):
    conversation = await debtor("DEMO-1001")
    camille = await agent("camille")
    await camille.do(conversation, "take")
    sent = [camille.do(conversation, "write", cid="the-same-id", text="Bonjour, je suis là.") for _ in range(4)]
    answers = await asyncio.gather(*sent)
    assert {status for status, _ in answers} == {200} and len({body["id"] for _, body in answers}) == 1
    assert sum(not body["repeated"] for _, body in answers) == 1
    assert await _texts(demo, conversation, "agent") == ["Bonjour, je suis là."]


async def test_the_same_id_from_another_agent_or_the_debtor_is_another_message(agent, debtor, demo):
    conversation = await debtor("DEMO-1001")
    async with demo.begin() as uow:
        await inbound.text_in(uow, await lock(uow, conversation), cid="shared-id-1", text="de la personne")
        await uow.commit()
    camille, dominique = await agent("camille"), await agent("dominique")
    for desk, text in ((camille, "un"), (dominique, "deux")):
        assert (await desk.do(conversation, "take"))[0] == 200
        assert (await desk.do(conversation, "write", cid="shared-id-1", text=text))[0] == 200
        await desk.do(conversation, "requeue")
    assert await _texts(demo, conversation, "agent") == ["un", "deux"]


async def test_only_who_holds_it_writes_hands_back_or_closes(agent, debtor, demo):
    conversation = await debtor("DEMO-1001")
    camille, dominique = await agent("camille"), await agent("dominique")
    closing = {"outcome": "solved", "seen_seq": 99}
    actions = {"write": {"cid": "12345678", "text": "x"}, "hand_back": {}, "close": closing}
    for before in (False, True):
        if before:
            await dominique.do(conversation, "take")
        for action, body in actions.items():
            status, answer = await camille.do(conversation, action, **body)
            assert (status, answer["code"]) == (409, "not_yours")
    assert await _texts(demo, conversation, "agent") == []


async def test_handed_back_the_bot_speaks_again_and_knows_that_somebody_was_there(agent, debtor, demo, row):
    conversation = await debtor("DEMO-1001")
    camille = await agent("camille")
    await camille.do(conversation, "take")
    await camille.do(conversation, "write", cid="12345678", text="Bonjour, je suis là.")
    errand = (await row(conversation)).errand_no
    assert (await camille.do(conversation, "hand_back"))[0] == 200
    after, handover = await row(conversation), await _handover(demo, conversation)
    assert (after.owner, after.agent_id, after.errand_no) == ("bot", None, errand + 1)
    returned = after.memory["returned"]
    assert returned["outcome"] == "handed_back" and returned["handover"] == handover.id
    assert returned["from_seq"] < returned["to_seq"] and returned["changed"] == []
    assert handover.outcome == "handed_back" and handover.closed_at is not None
    assert "assistant automatique est de retour" in (await _texts(demo, conversation, "system"))[-1]
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        assert await write(uow, locked, say("notice_trouble"), fence=locked.fence)


async def test_the_bot_is_told_what_the_agent_has_changed(agent, debtor, demo, row):
    conversation = await debtor("DEMO-1004", queue="dispute")
    camille = await agent("camille")
    await camille.do(conversation, "take")
    async with demo.begin() as uow:
        hold = await uow.session.scalar(select(Hold).where(Hold.reason == "dispute"))
    assert (await camille.do(conversation, "lift", hold=hold.id, why="settled"))[0] == 200
    await camille.do(conversation, "hand_back")
    assert (await row(conversation)).memory["returned"]["changed"] == ["hold.lifted"]


async def test_handing_back_twice_has_one_effect(agent, debtor, demo):
    conversation = await debtor("DEMO-1001")
    camille = await agent("camille")
    await camille.do(conversation, "take")
    for _ in range(2):
        assert (await camille.do(conversation, "hand_back"))[0] == 200
    assert sum("de retour" in text for text in await _texts(demo, conversation, "system")) == 1


async def test_back_in_the_queue_a_colleague_takes_it_and_the_debtor_is_told(agent, debtor, demo, row):
    conversation = await debtor("DEMO-1001")
    camille, dominique = await agent("camille"), await agent("dominique")
    await camille.do(conversation, "take")
    assert (await camille.do(conversation, "requeue"))[0] == 200
    assert (await row(conversation)).owner == "waiting"
    assert any("a quitté la conversation" in text for text in await _texts(demo, conversation, "system"))
    assert (await dominique.do(conversation, "take"))[0] == 200


async def test_a_supervisor_returns_a_colleagues_conversation_an_agent_does_not(agent, debtor, row):
    conversation = await debtor("DEMO-1001")
    camille, dominique = await agent("camille"), await agent("dominique")
    await dominique.do(conversation, "take")
    assert (await camille.do(conversation, "requeue"))[1]["code"] == "not_yours"
    await dominique.do(conversation, "requeue")
    await camille.do(conversation, "take")
    assert (await dominique.do(conversation, "requeue"))[0] == 200
    assert (await row(conversation)).owner == "waiting"


async def test_nothing_is_closed_over_words_that_the_agent_has_not_seen(agent, debtor, writes, row):
    conversation = await debtor("DEMO-1001")
    camille = await agent("camille")
    await camille.do(conversation, "take")
    seen = (await row(conversation)).last_seq
    newest = await writes(conversation, "attendez, encore une chose")
    for action, body in (("close", {"outcome": "solved"}), ("hand_back", {})):
        status, answer = await camille.do(conversation, action, seen_seq=seen, **body)
        assert (status, answer["code"]) == (409, "debtor_wrote")
    assert (await camille.do(conversation, "close", seen_seq=newest, outcome="solved"))[0] == 200


async def test_the_last_words_are_stored_before_it_closes_or_nothing_happens(agent, debtor, demo, row):
    conversation = await debtor("DEMO-1001")
    camille = await agent("camille")
    await camille.do(conversation, "take")
    seen = (await row(conversation)).last_seq
    too_long = {"outcome": "solved", "seen_seq": seen, "cid": "12345678", "last_words": "x" * 4001}
    assert (await camille.do(conversation, "close", **too_long))[1]["code"] == "too_long"
    assert (await row(conversation)).owner == "agent" and (await _handover(demo, conversation)).closed_at is None
    body = {**too_long, "last_words": "Merci, à bientôt.", "note": "tout va bien"}
    assert (await camille.do(conversation, "close", **body))[0] == 200
    async with demo.begin() as uow:
        rows = (await uow.session.scalars(select(Message).where(Message.author.in_(("agent", "system")))
                                          .order_by(Message.seq.desc()).limit(2))).all()
        outcome = await uow.session.scalar(select(Outcome))
    assert [m.author for m in rows] == ["system", "agent"] and rows[1].text == "Merci, à bientôt."
    assert rows[1].fence < rows[0].fence, "said under the agent's own fence, before the owner changed"
    assert (outcome.errand, outcome.result) == ("handover", "solved")
    assert (await camille.do(conversation, "close", **body))[0] == 200, "a repeat has no second effect"
    assert await _texts(demo, conversation, "agent") == ["Merci, à bientôt."]


async def test_somebody_in_distress_is_not_handed_to_a_machine_nor_closed_as_solved(agent, debtor, demo, row):
    conversation = await debtor("DEMO-1001", queue=None)
    await _crisis(demo, conversation)
    camille = await agent("camille")
    await camille.do(conversation, "take")
    seen = (await row(conversation)).last_seq
    assert (await camille.do(conversation, "hand_back"))[1]["code"] == "distress_stays"
    for outcome, code in (("solved", "care_outcome"), ("no_answer", "care_outcome"), ("talked", "needs_note")):
        status, body = await camille.do(conversation, "close", outcome=outcome, seen_seq=seen)
        assert (status, body["code"]) == (409, code)
    closed = await camille.do(conversation, "close", outcome="talked", seen_seq=seen, note="sa sœur est là")
    assert closed[0] == 200
    assert (await row(conversation)).memory["distress"] == "explicit", "until somebody says that they are safe"


async def test_taking_it_answers_its_alert_and_a_new_one_must_be_answered_before_closing(
    agent, debtor, demo, row, writes
):
    conversation = await debtor("DEMO-1001", queue=None)
    await _crisis(demo, conversation)
    camille = await agent("camille")
    await camille.do(conversation, "take")
    async with demo.begin() as uow:
        assert (await uow.session.scalar(select(func.count()).where(Alert.acknowledged_at.is_(None)))) == 0
    seen = await writes(conversation, "je veux mourir")
    body = {"outcome": "talked", "seen_seq": seen, "note": "…"}
    assert (await camille.do(conversation, "close", **body))[1]["code"] == "alert_open"
    async with demo.begin() as uow:
        alert = await uow.session.scalar(select(Alert.id).where(Alert.acknowledged_at.is_(None)))
    await camille.post(f"/desk/alert/{alert}/ack", {})
    assert (await camille.do(conversation, "close", **body))[0] == 200


async def test_safe_again_the_hold_is_lifted_and_the_creditor_never_reads_of_distress(agent, debtor, demo, row):
    conversation = await debtor("DEMO-1001", queue=None)
    await _crisis(demo, conversation)
    camille = await agent("camille")
    await camille.do(conversation, "take")
    assert (await camille.do(conversation, "ease"))[0] == 200
    assert (await row(conversation)).memory["distress"] == "eased"
    async with demo.begin() as uow:
        hold = await uow.session.scalar(select(Hold).where(Hold.reason == "distress"))
        told = (await uow.session.scalars(select(ExportEvent))).all()
    assert hold.lifted_at is not None and "hold_lifted" in {event.kind for event in told}
    assert "distress" not in str([event.payload for event in told]) and "safe" not in str([e.payload for e in told])


async def test_an_agent_lifts_only_what_the_matrix_lets_them_and_only_of_this_debtor(agent, debtor, demo):
    conversation = await debtor("DEMO-1015")  # shared_phone; stop_contact is the debtor's alone
    camille = await agent("camille")
    async with demo.begin() as uow:
        case = await uow.session.scalar(select(Hold.case_id).where(Hold.reason == "shared_phone").order_by(Hold.id))
        own = Hold(creditor_id="maison", case_id=case, reason="stop_contact", set_by="debtor", set_at=uow.now,
                   review_on=uow.today())
        uow.session.add(own)
        await uow.commit()
        others = await uow.session.scalar(select(Hold.id).where(Hold.reason == "deceased"))
    assert (await camille.do(conversation, "lift", hold=own.id, why="reviewed"))[1]["code"] == "may_not_lift"
    assert (await camille.do(conversation, "lift", hold=others, why="reviewed"))[0] == 404
    assert (await camille.do(conversation, "lift", hold=own.id, why="parce que"))[1]["code"] == "lift_reason"


async def test_an_amount_to_somebody_not_identified_needs_a_second_look(agent, debtor, demo):
    conversation = await debtor(None)
    camille = await agent("camille")
    await camille.do(conversation, "take")
    body = {"cid": "12345678", "text": "Il vous reste 480 euros à payer"}
    assert (await camille.do(conversation, "write", **body))[1]["code"] == "not_identified"
    told = ("il reste 480 a payer", "votre dossier DEMO-1001", "ici Maison Claire", "1.572,45 en tout")
    for n, text in enumerate(told):
        tried = await camille.do(conversation, "write", cid=f"cid-{n}-told", text=text)
        assert tried[1]["code"] == "not_identified", text
    assert await _texts(demo, conversation, "agent") == []
    asked = ("appelez le 15 ou le 112", "je vous rappelle demain à 14 h", "votre nom et date de naissance ?")
    for n, text in enumerate(asked):
        assert (await camille.do(conversation, "write", cid=f"cid-{n}-asked", text=text))[0] == 200, text
    assert (await camille.do(conversation, "write", cid="12345679", text="Le 3114 répond jour et nuit."))[0] == 200
    assert (await camille.do(conversation, "write", sure=True, **body))[0] == 200
    identified = await debtor("DEMO-1001")
    await camille.do(identified, "take")
    assert (await camille.do(identified, "write", **body))[0] == 200


@pytest.mark.parametrize(
    ("action", "body"),
    [("write", {}), ("write", {"cid": "x", "text": "a"}), ("write", {"cid": 5, "text": "a"}),
     ("write", {"cid": "12345678", "text": ["a"]}), ("close", {"outcome": "solved"}),
     ("close", {"outcome": "solved", "seen_seq": True}), ("lift", {"hold": -1, "why": "reviewed"}),
     ("lift", {"hold": 2**70, "why": "reviewed"}), ("hand_back", {"seen_seq": "1"})],
)
async def test_a_malformed_action_is_refused_and_changes_nothing(agent, debtor, row, action, body):
    conversation = await debtor("DEMO-1001")
    camille = await agent("camille")
    await camille.do(conversation, "take")
    before = await row(conversation)
    assert (await camille.do(conversation, action, **body))[0] == 400
    after: Conversation = await row(conversation)
    assert (after.last_seq, after.fence, after.owner) == (before.last_seq, before.fence, before.owner)
