"""Danger: looked for in every message, answered at once, never followed by a word of money."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from bot.debt import crisis, danger_answer
from bot.debt import safety as phrases
from bot.debt.partners import country_of
from bot.debt.reading.answers.feeling import says_better
from bot.service.case.cases import schedule_review
from bot.service.handover import handover
from bot.service.handover.handover_queues import PRIORITY
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Alert, Case, Conversation, Handover, Hold, Party

FIRST_CONTACT_HELD = timedelta(days=14)
_LOCATES = re.compile(r"[0-9@]")
_NUMBER = re.compile(r"(?:[0-9][ ./-]?){6,}|@")
_MONEY = re.compile(r"[€£]|\b(?:euros?|quid|pounds?|tenner|fiver|par mois|(?:a|per|each|every) month)\b", re.I)
ALERT_EVERY = timedelta(minutes=5)
_NAMED = {"fr": "FR", "en": "UK"}
"""The country whose lines our sentences name by their number."""
GOES_ON = "goes_on"
GO_ON = Choice(title_id="choice_go_on", payload="/affirm", data={"do": "after_crisis"})


async def crisis_protocol(uow: UnitOfWork, conversation: Conversation, *, source: str) -> Answer:
    """Explicit danger: the right line, a person first in every queue, an alert; no word of money.

    First contact is held and offers stop; who said it is never closed, sold to, or left with silence.
    """
    already = conversation.memory.get("distress") == "explicit"
    begun = None if already else {key: conversation.memory.get(key) for key in ("errand", "errand_data")}
    remember(
        conversation, distress="explicit", errand=None, errand_data=None, crisis_denied=None, gentle=None, question=None
    )
    if begun:
        remember(conversation, before_crisis=begun)
    opened = await handover.open_handover(
        uow, conversation, queue="distress", reason="distress", actor=source, distress="explicit"
    )
    await sound_alert(uow, conversation, opened.id)
    await _hold(uow, conversation)
    first = worded(conversation, "utter_crisis_again" if already else "utter_crisis")
    reach = () if already else say("utter_crisis_reach").says
    answer = say(first, card=crisis_card(conversation))
    return Answer(says=answer.says + reach).asking(None)


def worded(conversation: Conversation, text_id: str) -> str:
    """The words with the line by its number, where that is the line of the country; else those that point to the lines
    below: nobody in France is told to ring a number of another country's because they write English.
    """
    home = country_of(conversation.country)
    return f"{text_id}_below" if home is not None and home != _NAMED[conversation.language] else text_id


def crisis_card(conversation: Conversation) -> dict[str, object]:
    """The lines of the country, each one tap away; of every country where it is not known."""
    country = conversation.country or ("FR" if conversation.language == "fr" else None)
    return {"kind": "crisis_lines", "lines": crisis_lines(country, conversation.language)}


def lines_beside(conversation: Conversation) -> dict[str, object]:
    """The lines beside the gentle question and what follows it: all of them the first time, then the first of the
    country alone. The whole block, sent again, tells a frightened person that nobody has read them.
    """
    whole, shown = crisis_card(conversation), conversation.memory.get("lines_shown")
    remember(conversation, lines_shown=True)
    if not shown:
        return whole
    home = conversation.country or _NAMED[conversation.language]
    return {**whole, "lines": crisis_lines(home, conversation.language)[:1]}


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


async def instead_of_dialogue(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """What a child, or somebody in distress who waits for a person, is answered whatever they write; else None.

    Nothing of the dialogue happens meanwhile: no question, no figure, no word of money. Whoever has said plainly that
    it is not so, and has chosen to go on, goes on; the person who was alerted stays.
    """
    child, kind = conversation.memory.get("third_party") == "minor", phrases.danger(text).kind
    if child and kind in ("explicit", "possible"):
        return await crisis_protocol(uow, conversation, source="phrases")  # a child is not asked first
    if conversation.memory.get("distress") != "explicit":
        return say("utter_minor_again") if child else None
    denied = conversation.memory.get("crisis_denied")
    if not child and kind != "explicit" and denied != GOES_ON and danger_answer.denies(text):
        return await _denied(uow, conversation)
    if not child and kind not in ("explicit", "possible") and denied is None and says_better(text):
        return _better(uow, conversation)
    opened = await handover.open_handover_of(uow, conversation)
    if kind in ("explicit", "possible") or (opened is None and not denied):
        return await crisis_protocol(uow, conversation, source="bot")
    if denied == GOES_ON:
        return None
    return _way_on(conversation, text) if denied else _reach(uow, conversation, opened, text)


def _way_on(conversation: Conversation, text: str) -> Answer:
    """The way on once more; what they write meanwhile is kept, and heard when they take it."""
    kept = str(conversation.memory.get("after_crisis") or "")
    remember(conversation, after_crisis=f"{kept}\n{text}".strip()[:2000])
    return say("utter_crisis_denied_wait", GO_ON, HUMAN, card=crisis_card(conversation)).asking(None)


def _reach(uow: UnitOfWork, conversation: Conversation, opened: Handover | None, text: str) -> Answer:
    """Where somebody can reach them, in their own words; a sum of money is not that."""
    money = _MONEY.search(text) and not _NUMBER.search(text)
    if opened is None or money or (opened.reach and (_LOCATES.search(opened.reach) or not _LOCATES.search(text))):
        again = conversation.memory.get("still_here")
        remember(conversation, still_here=None if again else True)  # never the same words twice running
        return say("utter_still_here_more" if again else worded(conversation, "utter_still_here"))
    before = opened.reach
    opened.reach = text[:500]  # "good night" is kept until a number comes
    uow.notify("handover", handover=opened.id, conversation=conversation.id)
    numbered = before or _NUMBER.search(text)
    return say("utter_crisis_number_noted" if numbered else worded(conversation, "utter_crisis_reach_noted"))


def _better(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """They feel better, and would speak of something else: taken up; the person who was alerted sees it and stays."""
    remember(conversation, crisis_denied="said", crisis_better=True)
    uow.audit("safety.better", "conversation", conversation.id, actor="debtor", creditor_id=conversation.creditor_id)
    uow.notify("danger", conversation=conversation.id)
    return say("utter_crisis_better", GO_ON, HUMAN, card=lines_beside(conversation)).asking(None)


async def _denied(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """They say that they are not in danger: heard, said back, and the way on is one tap. The person who was alerted
    sees it, and it stays theirs to close; the hold stays.
    """
    again = bool(conversation.memory.get("crisis_denied"))
    remember(conversation, crisis_denied="said")
    if again:
        return say("utter_crisis_denied_wait", GO_ON, HUMAN, card=crisis_card(conversation)).asking(None)
    uow.audit("safety.denied", "conversation", conversation.id, actor="debtor", creditor_id=conversation.creditor_id)
    uow.notify("danger", conversation=conversation.id)
    return say("utter_crisis_denied", GO_ON, HUMAN, card=crisis_card(conversation)).asking(None)


def after_denial(conversation: Conversation) -> tuple[str, bool]:
    """They have chosen to go on: what they wrote while they waited, and whether an errand is taken up that was begun
    before.
    """
    kept, begun = str(conversation.memory.get("after_crisis") or ""), conversation.memory.get("before_crisis") or {}
    remember(conversation, crisis_denied=GOES_ON, after_crisis=None, before_crisis=None, choice=None, **begun)
    return kept, begun.get("errand") in ("hardship", "plan", "propose")


async def flag_to_agent(uow: UnitOfWork, conversation: Conversation, *, kind: str) -> None:
    """Danger in words meant for the agent: the agent's screen says so at once."""
    opened = await handover.open_handover_of(uow, conversation)
    if opened is not None:
        opened.brief = {**opened.brief, "danger": kind}
        if kind == "distress":
            opened.queue, opened.priority = "distress", PRIORITY["distress"]
    if kind == "distress":
        first = conversation.memory.get("distress") != "explicit"
        remember(conversation, distress="explicit", crisis_denied=None)
        await sound_alert(uow, conversation, opened.id if opened else None)
        await _hold(uow, conversation)
        if first:  # the agent may be away from the screen: a fixed notice may appear in every state
            told = say(worded(conversation, "utter_crisis"), card=crisis_card(conversation))
            await write(uow, conversation, told, author="system")
    uow.notify("danger", conversation=conversation.id)
