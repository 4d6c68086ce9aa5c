"""Danger at the desk: what a line shows within seconds, who stands first, and how somebody found safe goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.service.care import safety
from bot.service.handover import handover
from bot.service.thread.conversation import lock, remember
from bot.service.thread.reply import NO, YES, say
from bot.service.thread.saying import receive, write
from bot.store.tables import AuditLine, Handover, Note


@pytest.fixture
def tells(demo):
    """Somebody writes, and is answered as by the safety of the dialogue: `crisis`, `possible`, `unanswered`, `no`."""

    async def one(conversation: int, text: str, *steps: str, payload: str | None = None) -> None:
        async with demo.begin() as uow:
            locked = await lock(uow, conversation)
            receive(uow, locked, cid=f"tells-{locked.last_seq}", text=text, payload=payload)
            for step in steps:
                if step == "crisis":
                    await write(uow, locked, await safety.crisis_protocol(uow, locked, source="bot"), author="system")
                elif step == "possible":
                    said = say("utter_possible_distress").then(say("utter_ask_distress", YES, NO))
                    await write(uow, locked, said, author="system")
                    remember(locked, distress="possible", question="distress_check")
                elif step == "unanswered":
                    await handover.open_handover(uow, locked, queue="distress", reason="distress_unanswered")
                else:
                    remember(locked, distress="said_no", question=None)
            await uow.commit()

    return one


async def _row(desk, conversation: int) -> dict:
    return next(row for row in (await desk.queue())["items"] if row["conversation"] == conversation)


async def test_an_alert_says_who_by_what_way_since_when_what_the_sign_was_and_the_words(agent, debtor, tells, clock):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, "je vais me tuer ce soir, tél 06 39 98 01 01", "crisis")
    clock.advance(timedelta(minutes=4))
    camille = await agent("camille")
    html = (await camille.queue())["html"]
    alert = html.split('class="alert')[1].split("</section>")[0]
    for told in ("site", "français", "4 min", "L&#39;a dit avec ses mots", "je vais me tuer ce soir"):
        assert told in alert, told
    assert "06 39" not in html, "numbers are masked"
    assert (await camille.queue())["alerts"][0]["sign"] == "said"


@pytest.mark.parametrize(("words", "steps", "sign", "since"), [
    ("je veux mourir", ("crisis",), "said", ""),
    ("i want to end my life", ("crisis",), "said", ""),
    ("recapitule moi mes chiffres", ("crisis",), "guess", ""),
    ("j'en peux plus de tout ça, à quoi bon continuer", ("possible", "unanswered"), "despair", "unanswered"),
    ("moi et ma fille de 4 ans", ("possible", "unanswered"), "guess", "unanswered"),
    ("moi et ma fille de 4 ans", ("possible", "unanswered", "no"), "guess", "said_no"),
])
async def test_a_line_tells_explicit_words_from_a_guess_and_what_was_answered(
    agent, debtor, tells, words, steps, sign, since
):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, words, *steps)
    camille = await agent("camille")
    row = await _row(camille, conversation)
    assert (row["sign"], row["since"]) == (sign, since)
    assert row["danger"] is (since != "said_no")
    assert words.split(",")[0].replace("'", "&#39;") in (await camille.queue())["html"]


@pytest.mark.parametrize(("answer", "payload", "sign"), [
    ("Oui", "/affirm", "yes"), ("oui", None, "yes"), ("yeah", None, "yes"),
    ("Parler à quelqu'un", "/ask_human", "rather"), ("conseiller", None, "rather"),
    ("recapitule moi mes chiffres", None, "guess"), ("je veux mourir", None, "said"),
])
async def test_an_answer_to_the_question_is_shown_as_one_with_what_it_began_with(
    agent, debtor, tells, answer, payload, sign
):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, "à quoi bon continuer", "possible")
    await tells(conversation, answer, "crisis", payload=payload)
    camille = await agent("camille")
    assert (await _row(camille, conversation))["sign"] == sign
    html = (await camille.queue())["html"]
    assert ("à quoi bon continuer" in html) is (sign in ("yes", "rather"))


async def test_who_has_said_no_stands_below_who_has_not_and_above_everybody_else(agent, debtor, tells, clock):
    calm = await debtor("DEMO-1001", queue=None)
    await tells(calm, "moi et mon chien", "possible", "unanswered", "no")
    legal = await debtor("DEMO-1002", queue="legal", reason="legal_document")
    clock.advance(timedelta(minutes=20))
    open_ = await debtor("DEMO-1003", queue=None)
    await tells(open_, "j'en peux plus", "possible", "unanswered")
    camille = await agent("camille")
    assert [row["conversation"] for row in (await camille.queue())["items"]] == [open_, calm, legal]
    html = (await camille.queue())["html"]
    assert html.count("À prendre en premier") == 1 and html.count("A dit non depuis") == 1


async def test_the_brief_of_who_has_said_no_does_not_say_that_they_did_not_answer(agent, debtor, tells):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, "moi et mon chien", "possible", "unanswered")
    camille = await agent("camille")
    assert "N&#39;a pas répondu" in await camille.page(f"/desk/c/{conversation}")
    await tells(conversation, "Non", "no", payload="/deny")
    page = await camille.page(f"/desk/c/{conversation}")
    assert "A répondu ne pas être en danger" in page and "N&#39;a pas répondu" not in page


async def test_words_read_in_the_queue_leave_one_line_for_each_agent(agent, debtor, tells, demo):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, "je veux mourir", "crisis")
    camille, dominique = await agent("camille"), await agent("dominique")
    for desk in (camille, camille, dominique):
        await desk.queue()
    async with demo.begin() as uow:
        seen = await uow.session.scalar(
            select(func.count()).select_from(AuditLine).where(
                AuditLine.verb == "conversation.words_in_queue", AuditLine.object_id == str(conversation)
            )
        )
    assert seen == 2


async def _taken(agent, conversation: int):
    camille = await agent("camille")
    assert (await camille.do(conversation, "take"))[0] == 200
    return camille


async def test_who_has_said_no_goes_back_with_a_reason_that_is_kept(agent, debtor, tells, row, demo):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, "70 at the end of each month", "possible", "unanswered", "no")
    camille = await _taken(agent, conversation)
    assert 'data-dialog="hand-back"' in await camille.page(f"/desk/c/{conversation}")
    assert (await camille.do(conversation, "hand_back"))[1]["code"] == "needs_why"
    assert (await camille.do(conversation, "hand_back", why="voulait payer 70 par mois"))[0] == 200
    after = await row(conversation)
    assert after.owner == "bot" and after.memory["distress"] == "said_no"
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(Note.text)) == "voulait payer 70 par mois"
        assert await uow.session.scalar(select(Handover.outcome)) == "handed_back"


async def test_who_has_not_answered_goes_back_once_the_agent_has_spoken_with_them(
    agent, debtor, tells, row, writes
):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, "moi et ma fille de 4 ans", "possible", "unanswered")
    camille = await _taken(agent, conversation)
    assert (await camille.do(conversation, "hand_back", why="fausse alerte"))[1]["code"] == "speak_first"
    await camille.do(conversation, "write", cid="12345678", text="Comment allez-vous ?")
    assert (await camille.do(conversation, "hand_back", why="fausse alerte"))[1]["code"] == "speak_first"
    await writes(conversation, "ça va, je parlais juste de ma fille")
    assert (await camille.do(conversation, "hand_back"))[1]["code"] == "needs_why"
    assert (await camille.do(conversation, "hand_back", why="parlait de sa fille"))[0] == 200
    after = await row(conversation)
    assert (after.owner, after.memory["distress"]) == ("bot", "eased")


async def test_a_crisis_keeps_its_rule_and_the_page_says_why(agent, debtor, tells, writes):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, "je veux mourir", "crisis")
    camille = await _taken(agent, conversation)
    await camille.do(conversation, "write", cid="12345678", text="Je suis là.")
    await writes(conversation, "merci")
    for _ in range(2):
        assert (await camille.do(conversation, "hand_back", why="va mieux"))[1]["code"] == "distress_stays"
        page = await camille.page(f"/desk/c/{conversation}")
        assert 'data-dialog="hand-back"' not in page and "reste avec une personne" in page
        await camille.do(conversation, "ease")


async def test_a_crisis_that_was_denied_and_found_untrue_by_an_agent_goes_back(agent, debtor, tells, demo, row):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, "recapitule moi mes chiffres", "crisis")
    async with demo.begin() as uow:
        remember(await lock(uow, conversation), crisis_denied="said")
        await uow.commit()
    camille = await _taken(agent, conversation)
    assert (await _row(camille, conversation))["since"] == "denied"
    assert (await camille.do(conversation, "hand_back", why="x"))[1]["code"] == "distress_stays"
    await camille.do(conversation, "ease")
    assert (await camille.do(conversation, "hand_back", why="voulait ses chiffres"))[0] == 200
    assert (await row(conversation)).owner == "bot"


async def test_who_has_said_no_is_closed_like_anybody_and_may_be_sent_what_they_asked_for(agent, debtor, tells, row):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, "moi et mon chien", "possible", "unanswered", "no")
    camille = await _taken(agent, conversation)
    seen = (await row(conversation)).last_seq
    assert (await camille.do(conversation, "close", outcome="solved", seen_seq=seen))[0] == 200


async def test_a_new_sign_is_not_answered_by_an_old_no(agent, debtor, tells, demo, row):
    conversation = await debtor("DEMO-1001", queue=None)
    await tells(conversation, "moi et mon chien", "possible", "unanswered", "no")
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        await handover.open_handover(uow, locked, queue="distress", reason="possible_distress", actor="system")
        await uow.commit()
    camille = await _taken(agent, conversation)
    assert (await _row(camille, conversation))["danger"]
    assert (await camille.do(conversation, "hand_back", why="x"))[1]["code"] == "speak_first"
