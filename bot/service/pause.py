"""Pauses: until a date or an event that the debtor names; and what is said when nothing can be carried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.debt import reading
from bot.debt.policy import Policy
from bot.service import certificates, handover, papers, partner, spoken
from bot.service.cases import CaseView, cases_of, set_hold
from bot.service.conversation import remember
from bot.service.instalments import at
from bot.service.policies import policy_of
from bot.service.referral import consent
from bot.service.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Hold, Pause

DEFAULT_PAUSE = timedelta(days=30)


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """A pause was asked for: until when? Said already, it is set."""
    data = conversation.memory.get("errand_data") or {}
    choice = conversation.memory.get("choice") or {}
    if choice.get("pause") == "next":
        remember(conversation, choice=None)
        return await _skip_next(uow, conversation, views)
    if data.get("until") or data.get("event"):
        until = date.fromisoformat(str(data["until"])) if data.get("until") else None
        return await grant(uow, conversation, views, until=until, event=data.get("event"))
    return say("utter_ask_pause_until", HUMAN).asking("pause_until")


def read_until(conversation: Conversation, text: str, today: date) -> dict[str, str]:
    """A date or an event in the debtor's words, for the errand's data."""
    for when in reading.read_dates(text, today=today, language=conversation.language):
        if when.day is not None and when.day > today:
            return {"until": when.day.isoformat()}
        if when.event:
            return {"event": when.event}
    alone = conversation.memory.get("question") == "pause_until"
    end = reading.read_stretch(text, today=today, language=conversation.language, alone=alone)
    return {"until": end.isoformat()} if end is not None and end > today else {}


async def _skip_next(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    coming = [(v.next_due_on, v) for v in views if v.next_due_on is not None]
    if not coming:
        return say("utter_ask_pause_until", HUMAN).asking("pause_until")
    day, first = min(coming, key=lambda one: one[0])
    return await grant(uow, conversation, [first], until=day + timedelta(days=28), event=None)


async def grant(
    uow: UnitOfWork,
    conversation: Conversation,
    views: Sequence[CaseView],
    *,
    until: date | None,
    event: str | None,
    agreed: bool = False,
) -> Answer:
    """Set it as far as the brand's policy lets the bot; what goes beyond is passed on with the rest granted.

    A pause that costs something (interest goes on, say) is told with what it does, and set only once `agreed`.
    """
    answer, longest_cut = Answer(), False
    lang = conversation.language
    allowed = _allowed(uow, views)
    if not agreed and any(policy.burdens("pause") for _, policy in allowed):
        return _ask_first(uow, conversation, allowed, until, event)
    for view, policy in allowed:
        today = uow.today(view.creditor.time_zone)
        running = await running_pause(uow, view)
        begun = running.set_at.astimezone(ZoneInfo(view.creditor.time_zone)).date() if running else today
        latest = begun + timedelta(days=policy.longest_pause_days)  # asked for again, it is one pause and not two
        end = min(until or today + DEFAULT_PAUSE, latest)
        longest_cut |= until is not None and until > latest
        pause = await set_pause(uow, view, conversation, end, event)
        answer = answer.then(say("utter_pause_set", brand=view.brand.name, day=spoken.day(pause.until, lang)))
    if not answer.says:
        return await handover.pass_on(uow, conversation, meaning="request_pause")
    if longest_cut:
        await handover.open_handover(uow, conversation, queue="hardship", reason="longer_pause_wished")
        answer = answer.then(say("utter_pause_longer_asked"))
    if not agreed:
        answer = answer.then(_effects(allowed))
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    card = await papers.card_for(uow, conversation, ("certificate",))
    return answer.then(say("utter_pause_after", card=card)).asking(None)


def _allowed(uow: UnitOfWork, views: Sequence[CaseView]) -> list[tuple[CaseView, Policy]]:
    """Cases that the bot may let rest, each with its policy."""
    found = []
    for view in views:
        policy = policy_of(view, uow.today(view.creditor.time_zone))
        if policy is not None and policy.longest_pause_days > 0 and view.may.debtor_may_plan:
            found.append((view, policy))
    return found


def _effects(allowed: Sequence[tuple[CaseView, Policy]]) -> Answer:
    """What the creditors have stated that a pause does, each sentence once."""
    answer = Answer()
    for text_id in dict.fromkeys(said for _, policy in allowed for said in policy.said("pause")):
        answer = answer.then(say(text_id))
    return answer


def _ask_first(
    uow: UnitOfWork,
    conversation: Conversation,
    allowed: Sequence[tuple[CaseView, Policy]],
    until: date | None,
    event: str | None,
) -> Answer:
    end = min(
        min(until or today + DEFAULT_PAUSE, today + timedelta(days=policy.longest_pause_days))
        for view, policy in allowed
        for today in [uow.today(view.creditor.time_zone)]
    )
    data = {
        "do": "pause", "until": until.isoformat() if until else None, "event": event,
        "cases": [view.case.id for view, _ in allowed],
    }
    yes = Choice(title_id="choice_yes", payload="/choose_option", data=data, kind="yes")
    no = Choice(title_id="choice_not_now", payload="/need_time", kind="no")
    asked = say("utter_ask_confirm_pause", yes, no, HUMAN, day=spoken.day(end, conversation.language))
    return _effects(allowed).then(asked).asking("offer")


async def confirmed(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The yes to a pause that costs something: set for the cases that were asked about, if it still may be."""
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None)
    views = [v for v in await cases_of(uow, conversation.person_id or 0) if v.case.id in picked.get("cases", ())]
    until = date.fromisoformat(str(picked["until"])) if picked.get("until") else None
    return await grant(uow, conversation, views, until=until, event=picked.get("event"), agreed=True)


async def set_pause(
    uow: UnitOfWork, view: CaseView, conversation: Conversation, until: date, event: str | None
) -> Pause:
    """A hold with its review, the pause, and the task that asks kindly when it ends; a running one is prolonged."""
    running = await running_pause(uow, view)
    if running is not None:
        return await _prolong(uow, view, running, until)
    hold = await set_hold(uow, view, "pause", set_by="debtor", until=until)
    pause = Pause(
        creditor_id=view.case.creditor_id, case_id=view.case.id, person_id=conversation.person_id or 0,
        hold_id=hold.id, until=until, event=event, set_at=uow.now,
    )
    uow.session.add(pause)
    await uow.flush()
    uow.schedule(
        "pause_end", f"pause_end:{pause.id}", at(until, view.creditor.time_zone),
        creditor_id=view.case.creditor_id, pause=pause.id,
    )
    uow.audit("pause.set", "pause", pause.id, actor="debtor", creditor_id=pause.creditor_id, until=until.isoformat())
    await certificates.for_pause(uow, pause, actor="debtor")
    return pause


async def running_pause(uow: UnitOfWork, view: CaseView) -> Pause | None:
    """The case's pause that has not ended."""
    found: Pause | None = await uow.session.scalar(
        select(Pause).where(Pause.case_id == view.case.id, Pause.state == "running").order_by(Pause.id.desc()).limit(1)
    )
    return found


async def _prolong(uow: UnitOfWork, view: CaseView, pause: Pause, until: date) -> Pause:
    """Never shortened; its task and the review of its hold find the new day by themselves."""
    if until > pause.until:
        pause.until = until
        hold = await uow.session.get_one(Hold, pause.hold_id)
        hold.review_on = until
        uow.audit(
            "pause.prolonged", "pause", pause.id, actor="debtor", creditor_id=pause.creditor_id, until=until.isoformat()
        )
        await uow.tell_creditor(view.case, "hold_set", reason="pause", review_on=until.isoformat(), part_minor=None)
    return pause


async def nothing_can_be_carried(
    uow: UnitOfWork,
    conversation: Conversation,
    views: Sequence[CaseView],
    until: date,
    *,
    said: str = "utter_nothing_expected",
) -> Answer:
    """Nothing is expected now: a pause, a partner by name, and a person if they like. Never an offer.

    `said` is the sentence that tells why (reasons.nothing_left). What a brand has stated of pauses is said; where it
    burdens, first, and the pause begins with the debtor's yes. Everybody else is protected even if they leave now.
    """
    lang = conversation.language
    remember(conversation, nothing_carried=True)  # who wants to pay all the same is asked once more
    late = [v for v in views if v.is_late and v.may.debtor_may_plan]
    named = await partner.name_partners(uow, conversation)
    stated = _allowed(uow, late)
    if any(policy.burdens("pause") for _, policy in stated):
        for view in late:  # where the bot may not ask, it protects as before
            if view not in [one for one, _ in stated]:
                await set_pause(uow, view, conversation, until, None)
        card = await papers.card_for(uow, conversation, ("budget",))
        opening = say("utter_nothing_left", card=card)
        return opening.then(named).then(_ask_first(uow, conversation, stated, until, None))
    for view in late:
        await set_pause(uow, view, conversation, until, None)
    card = await papers.card_for(uow, conversation, ("certificate", "budget"))
    opening = say(said, card=card, day=spoken.day(until, lang)).then(_effects(stated))
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    return opening.then(named).then(await consent.offer(uow, conversation)).asking(None)


