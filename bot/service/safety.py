"""Danger: looked for in every message, answered at once, never followed by a word of money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.debt import crisis
from bot.debt import safety as phrases
from bot.service import handover
from bot.service.cases import schedule_review
from bot.service.conversation import remember
from bot.service.handover_queues import PRIORITY
from bot.service.reply import HUMAN, NO, YES, Answer, say
from bot.service.saying import write
from bot.service.talk import likeliest
from bot.store.database import UnitOfWork
from bot.store.tables import Alert, Case, Conversation, Hold, Party

FIRST_CONTACT_HELD = timedelta(days=14)
_LOCATES = re.compile(r"[0-9@]")
ALERT_EVERY = timedelta(minutes=5)


async def crisis_protocol(uow: UnitOfWork, conversation: Conversation, *, source: str) -> Answer:
    """Explicit danger: the right line, a person first in every queue, an alert; no word of money.

    First contact is held and offers stop; who said it is never closed, sold to, or left with silence.
    """
    already = conversation.memory.get("distress") == "explicit"
    remember(conversation, distress="explicit", errand=None, errand_data=None)
    opened = await handover.open_handover(
        uow, conversation, queue="distress", reason="distress", actor=source, distress="explicit"
    )
    await sound_alert(uow, conversation, opened.id)
    await _hold(uow, conversation)
    first = "utter_crisis_again" if already else "utter_crisis"
    reach = () if already else say("utter_crisis_reach").says
    answer = say(first, card=crisis_card(conversation))
    return Answer(says=answer.says + reach).asking(None)


def crisis_card(conversation: Conversation) -> dict[str, object]:
    """The lines of the country, each one tap away; of every country where it is not known."""
    country = conversation.country or ("FR" if conversation.language == "fr" else None)
    return {"kind": "crisis_lines", "lines": crisis_lines(country, conversation.language)}


def crisis_lines(country: str | None, lang: str) -> list[dict[str, str | None]]:
    """Name, number to call, number to text, hours of each line."""
    return [
        {
            "name": one.name, "phone": one.phone if one.by == "call" else None,
            "text": one.phone if one.by == "text" else None, "hours": one.hours,
        }
        for one in crisis.lines(country, lang=lang)
    ]


async def sound_alert(uow: UnitOfWork, conversation: Conversation, handover_id: int | None) -> None:
    """Wake somebody, again and again until one acknowledges it; an alert that sounds already is enough."""
    waiting = await uow.session.scalar(
        select(Alert).where(Alert.conversation_id == conversation.id, Alert.acknowledged_at.is_(None))
    )
    if waiting is not None:
        return
    alert = Alert(
        conversation_id=conversation.id, handover_id=handover_id, kind="distress", raised_at=uow.now,
        times=1, last_at=uow.now,
    )
    uow.session.add(alert)
    await uow.flush()
    uow.schedule("on_call_alert", f"alert:{alert.id}:1", uow.now + ALERT_EVERY, alert=alert.id, n=1)
    uow.audit("alert.raised", "alert", alert.id, actor="system", creditor_id=conversation.creditor_id)
    uow.notify("alert", alert=alert.id)


async def _hold(uow: UnitOfWork, conversation: Conversation) -> None:
    if conversation.person_id is None or conversation.creditor_id is None:
        return
    known = await uow.session.scalar(
        select(Hold).where(
            Hold.person_id == conversation.person_id, Hold.reason == "distress", Hold.lifted_at.is_(None)
        )
    )
    if known is not None:
        return
    review = uow.today() + FIRST_CONTACT_HELD
    hold = Hold(
        creditor_id=conversation.creditor_id, person_id=conversation.person_id, reason="distress",
        set_by="system", set_at=uow.now, review_on=review,
    )
    uow.session.add(hold)
    await uow.flush()
    await schedule_review(uow, hold)
    cases = await uow.session.scalars(
        select(Case).join(Party, Party.case_id == Case.id).where(Party.person_id == conversation.person_id)
    )
    for case in cases.all():
        # The creditor learns that nobody may chase, and until when it is looked at again: never why.
        await uow.tell_creditor(case, "hold_set", reason="care", review_on=review.isoformat())


async def hold_if_in_distress(uow: UnitOfWork, conversation: Conversation) -> None:
    """Distress told before identity was proven holds as soon as we know whom."""
    if conversation.memory.get("distress") == "explicit":
        await _hold(uow, conversation)


async def possible(
    uow: UnitOfWork, conversation: Conversation, *, text: str = "", ranking: Sequence[str] = ()
) -> Answer:
    """Despair that may hide it: one gentle question, the lines given either way.

    What else the words may have meant is kept: after a "no" it is taken up again.
    """
    others = [name for name in ranking if name not in ("distress", "possible_distress")]
    remember(conversation, meant={"text": text[:2000], "ranking": others[:5]} if others else None)
    if conversation.memory.get("distress") == "explicit":
        return await crisis_protocol(uow, conversation, source="bot")
    remember(conversation, distress="possible", distress_asked_again=None)
    uow.audit("safety.asked", "conversation", conversation.id, actor="bot", creditor_id=conversation.creditor_id)
    heard = say("utter_possible_distress", card=crisis_card(conversation))
    return heard.then(say("utter_ask_distress", YES, NO, HUMAN)).asking("distress_check")


async def possible_without_turn(uow: UnitOfWork, conversation: Conversation, *, ask: bool, text: str = "") -> None:
    """Despair in words that no turn answers (beside a stop, after one, in a flood): a person reads them first of all.

    `ask`: something may be sent there; the question is asked, once as long as it is open. Where it can't be, somebody
    is woken: nobody else will ask.
    """
    if conversation.owner == "agent":
        await flag_to_agent(uow, conversation, kind="possible_distress")
    opened = await handover.open_handover(
        uow, conversation, queue="distress", reason="possible_distress", actor="system"
    )
    if not ask:
        await sound_alert(uow, conversation, opened.id)
    elif conversation.owner != "agent" and conversation.memory.get("question") != "distress_check":
        await write(uow, conversation, await possible(uow, conversation, text=text), author="system")
        remember(conversation, question="distress_check", seeded=None)  # the dialogue learns what was asked


async def not_in_danger(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """They said no: believed, the lines given all the same, and the pace is theirs."""
    remember(conversation, distress="said_no")
    uow.audit("safety.said_no", "conversation", conversation.id, actor="debtor")
    meant = conversation.memory.get("meant") or {}
    remember(conversation, meant=None)
    believed = say("utter_distress_no", card=crisis_card(conversation))
    errands = likeliest(meant.get("ranking") or (), str(meant.get("text") or ""), uow.today())
    if not errands:
        return believed.asking(None)
    return believed.then(say("utter_distress_no_then", *errands, HUMAN)).asking(None)


async def instead_of_dialogue(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """What a child, or somebody in distress who waits for a person, is answered whatever they write; else None.

    Nothing of the dialogue happens meanwhile: no question, no figure, no word of money.
    """
    child = conversation.memory.get("third_party") == "minor"
    if child and phrases.danger(text).kind in ("explicit", "possible"):
        return await crisis_protocol(uow, conversation, source="phrases")  # a child is not asked first
    if conversation.memory.get("distress") != "explicit":
        return say("utter_minor_again") if child else None
    opened = await handover.open_handover_of(uow, conversation)
    if opened is None or phrases.danger(text).kind is not None:
        return await crisis_protocol(uow, conversation, source="bot")
    if opened.reach is None or (_LOCATES.search(text) and not _LOCATES.search(opened.reach)):
        opened.reach = text[:500]  # "good night" is kept until a number comes
        uow.notify("handover", handover=opened.id, conversation=conversation.id)
        return say("utter_crisis_reach_noted")
    return say("utter_still_here")


async def before_going_on(uow: UnitOfWork, conversation: Conversation) -> Answer | None:
    """The question about suicide was passed over with something else: a person is told, and it is asked once more.

    None where it is not open, or has been asked twice: whoever will not answer it is not held up by it for ever.
    """
    if conversation.memory.get("distress") != "possible" or conversation.memory.get("question") != "distress_check":
        return None
    await handover.open_handover(uow, conversation, queue="distress", reason="distress_unanswered")
    if conversation.memory.get("distress_asked_again"):
        return None
    remember(conversation, distress_asked_again=True)
    again = say("utter_ask_distress_again", YES, NO, HUMAN, card=crisis_card(conversation))
    return again.asking("distress_check")


async def flag_to_agent(uow: UnitOfWork, conversation: Conversation, *, kind: str) -> None:
    """Danger in words meant for the agent: the agent's screen says so at once."""
    opened = await handover.open_handover_of(uow, conversation)
    if opened is not None:
        opened.brief = {**opened.brief, "danger": kind}
        if kind == "distress":
            opened.queue, opened.priority = "distress", PRIORITY["distress"]
    if kind == "distress":
        first = conversation.memory.get("distress") != "explicit"
        remember(conversation, distress="explicit")
        await sound_alert(uow, conversation, opened.id if opened else None)
        await _hold(uow, conversation)
        if first:  # the agent may be away from the screen: a fixed notice may appear in every state
            await write(uow, conversation, say("utter_crisis", card=crisis_card(conversation)), author="system")
    uow.notify("danger", conversation=conversation.id)
