"""How and whether we write to somebody: stop at once, confirmed once; START undoes it.

A stop is for everything that we would write first. Whoever has a plan with reminders is asked once, with the
confirmation, whether these shall stop too: until they answer, they have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.debt.reading import wants_messages_again
from bot.debt.reading.text.plain import fold
from bot.service.case.cases import CaseView, lift_hold, set_hold
from bot.service.contact.reminders import plans_of
from bot.service.contact.stop_scope import BUT_REMINDERS, EVERYTHING, end_kept, keep, meant
from bot.service.identity import same
from bot.service.outside import private
from bot.service.outside.accounts import reminders_barred
from bot.service.outside.numbers import OWN_RESTART
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, Choice, say
from bot.service.thread.saying import write
from bot.service.turn.arrival import Arrival
from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, Conversation, Hold

TOO = Choice(title_id="choice_reminders_too", payload="/choose_option", data={"do": "reminders_too"}, kind="yes")
KEEP = Choice(title_id="choice_keep_reminders", payload="/choose_option", data={"do": "keep_reminders"}, kind="no")


Views = Sequence[CaseView]


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Views) -> Answer:
    """Nothing is sent any more that the debtor has not asked for; the creditor is told to do the same."""
    return say("utter_stopped").then(await stop(uow, conversation, views)).asking(None)


async def stop(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The same; what belongs to the confirmation: that letters may come, and the question of the reminders.

    What this has stopped is remembered in the thread: START there undoes it, and nothing else.
    """
    found = await uow.session.scalars(select(ContactPoint).where(ContactPoint.person_id == conversation.person_id))
    contacts = found.all()
    await end_kept(uow, contacts, [conversation.person_id or 0])
    points, held = [], []
    for point in contacts:
        if point.opted_out_at is None:
            point.opted_out_at = uow.now
            points.append(point.id)
    for view in views:
        before = {hold.id for hold in view.holds}
        hold = await set_hold(uow, view, "stop_contact", set_by="debtor", detail={"scope": EVERYTHING})
        hold.detail = {**hold.detail, "scope": EVERYTHING}
        held += [hold.id] if hold.id not in before else []
        await uow.tell_creditor(view.case, "stop", scope=EVERYTHING)
    known = conversation.memory.get("stopped") or {}
    again = known.get("person") == conversation.person_id
    private_here = private.may_tell(conversation)
    asks = private_here and not (again and known.get("asked")) and bool(await _reminded(uow, conversation))
    done = {
        "person": conversation.person_id, "holds": [*(known["holds"] if again else ()), *held],
        "points": [*(known["points"] if again else ()), *points], "asked": asks or bool(again and known.get("asked")),
    }
    remember(conversation, errand=None, errand_data=None, errand_over=True, stop_asked=None, stopped=done)
    letters = say("utter_stopped_letters") if private_here and not again else Answer()
    return letters.then(say("utter_ask_stop_reminders", TOO, KEEP)) if asks else letters


async def _reminded(uow: UnitOfWork, conversation: Conversation) -> list[ContactPoint]:
    """Where reminders of this human's plans go, if a wish of theirs is all that stops them. A stop on one of two
    linked rows stops the reminders of both: so both are asked about.
    """
    found: dict[int, ContactPoint] = {}
    others = await same.others(uow, conversation.person_id or 0)
    for plan in await plans_of(uow, conversation.person_id or 0, *others):
        if plan.reminder_channel == "none" or plan.reminder_to is None or plan.reminder_to in found:
            continue
        contact = await uow.session.get_one(ContactPoint, plan.reminder_to)
        if contact.whose == "own" and not await reminders_barred(uow, contact):
            found[contact.id] = contact
    return list(found.values())


async def keep_reminders(uow: UnitOfWork, conversation: Conversation, _: Mapping[str, Any]) -> Answer:
    """The answer: only the reminders of their plan come from now on."""
    found = await _reminded(uow, conversation) if _is_asked(conversation) else []
    for contact in found:
        if contact.opted_out_at is not None or await same.stopped(uow, contact.person_id):
            keep(uow, contact)
    if not found:
        return say("utter_reminders_not_kept").asking(None)
    await meant(uow, conversation, BUT_REMINDERS)
    return say("utter_reminders_kept").asking(None)


async def reminders_too(uow: UnitOfWork, conversation: Conversation, _: Mapping[str, Any]) -> Answer:
    """The other answer: nothing at all, as it has been since the stop."""
    if _is_asked(conversation):
        for contact in await _reminded(uow, conversation):
            contact.reminders_kept_at = None
        await meant(uow, conversation, EVERYTHING)
    return say("utter_reminders_stopped_too").asking(None)


def _is_asked(conversation: Conversation) -> bool:
    """Whether the question was asked of whoever this thread belongs to."""
    done = conversation.memory.get("stopped") or {}
    return bool(done.get("asked")) and done.get("person") == conversation.person_id


async def restart_on_web(arrival: Arrival) -> bool:
    """START, or words that take a stop back, in the web chat, by whoever has said stop there and is known. By telephone
    it is done before any other.

    (A Reader.)
    """
    uow, conversation, message = arrival.uow, arrival.conversation, arrival.message
    if not arrival.proven or conversation.channel != "web" or not conversation.memory.get("stopped"):
        return False
    if fold(message.text).text.strip(" .!").upper() not in OWN_RESTART and not wants_messages_again(message.text):
        return False
    await undo(uow, conversation)
    message.handled_at = uow.now
    await write(uow, conversation, say("utter_restarted"), author="system" if conversation.owner == "agent" else "bot")
    return True


async def undo(uow: UnitOfWork, conversation: Conversation) -> None:
    """START, in a thread that had stopped more than its own number: contacts and cases are as they were before."""
    done = conversation.memory.get("stopped") or {}
    remember(conversation, stopped=None, stop_asked=None)
    if not done or done.get("person") != conversation.person_id:
        return  # somebody else's by now
    points = await uow.session.scalars(
        select(ContactPoint).where(ContactPoint.id.in_(done["points"]), ContactPoint.whose == "own")
    )
    for point in points.all():
        point.opted_out_at = point.reminders_kept_at = None
    for contact in await _reminded(uow, conversation):
        if contact.opted_out_at is None and not await same.stopped(uow, contact.person_id):
            contact.reminders_kept_at = None  # of the other row: nothing stops it any more
    for key in done["holds"]:
        hold = await uow.session.get(Hold, key)
        if hold is not None and hold.case_id is not None and hold.lifted_at is None:
            case = await uow.session.get_one(Case, hold.case_id, with_for_update=True)
            await lift_hold(uow, case, hold, by="debtor", why="restarted")
