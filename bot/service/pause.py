"""Pauses: until a date or an event that the debtor names; and what is said when nothing can be carried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
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
_QUESTIONS = ("utter_ask_pause_until", "utter_ask_pause_until_again")
"""Never the same words twice."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Until when somebody would like to rest: a local day (`earliest`: the first that keeps to what was said), an event
    in their own words, or neither.
    """

    until: date | None = None
    earliest: date | None = None
    event: str | None = None

    def beyond(self, longest: date) -> bool:
        """Whether even the first day that would do lies after the longest pause."""
        return self.until is not None and (self.earliest or self.until) > longest


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """A pause was asked for: until when? Said already, it is set."""
    data = conversation.memory.get("errand_data") or {}
    choice = conversation.memory.get("choice") or {}
    if choice.get("pause") == "next":
        remember(conversation, choice=None)
        return await _skip_next(uow, conversation, views)
    if data.get("until") or data.get("event"):
        return await grant(uow, conversation, views, _wish(data))
    return await _ask_until(uow, conversation, views)


def _wish(data: Mapping[str, Any]) -> Wish:
    """What was kept of the wish, in an errand or a choice."""
    until, earliest = (date.fromisoformat(str(data[key])) if data.get(key) else None for key in ("until", "earliest"))
    return Wish(until=until, earliest=earliest, event=data.get("event"))


async def _ask_until(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Until when? Asked twice in different words; then a pause of our own length is put forward, for a yes."""
    data = conversation.memory.get("errand_data") or {}
    times = int(data.get("asked_until", 0))
    remember(conversation, errand_data={**data, "asked_until": times + 1})
    if times < len(_QUESTIONS):
        return say(_QUESTIONS[times], HUMAN).asking("pause_until")
    allowed = _allowed(uow, views)
    if not allowed:
        return await handover.pass_on(uow, conversation, meaning="request_pause")
    return _ask_first(uow, conversation, allowed, Wish())


def read_until(conversation: Conversation, text: str, today: date) -> dict[str, str]:
    """A date or an event in the debtor's words, for the errand's data.

    A month or a feast is told by its last day, `earliest` being the first that keeps to what was said.
    """
    told = reading.read_dates(text, today=today, language=conversation.language)
    day = next((when.day for when in told if when.day is not None and when.day > today), None)
    if day is not None:
        return {"until": day.isoformat(), "earliest": day.isoformat()}
    alone = conversation.memory.get("question") == "pause_until"
    span = reading.read_span(text, today=today, alone=alone)
    if span is not None:
        return {"until": span.last.isoformat(), "earliest": span.first.isoformat()}
    event = next((when.event for when in told if when.event), None)
    if event is not None:
        return {"event": event}
    end = reading.read_stretch(text, today=today, language=conversation.language, alone=alone)
    return {"until": end.isoformat(), "earliest": end.isoformat()} if end is not None and end > today else {}


async def _skip_next(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    coming = [(v.next_due_on, v) for v in views if v.next_due_on is not None]
    if not coming:
        return await _ask_until(uow, conversation, views)
    day, first = min(coming, key=lambda one: one[0])
    return await grant(uow, conversation, [first], Wish(until=day + timedelta(days=28), earliest=day))


async def grant(
    uow: UnitOfWork,
    conversation: Conversation,
    views: Sequence[CaseView],
    wish: Wish,
    *,
    agreed: bool = False,
) -> Answer:
    """Set it as far as the brand's policy lets the bot; what goes beyond is passed on to a person.

    A pause that costs something (interest goes on, say), that is shorter than wished for, or whose end was not told by
    a day, is told with what it does and why, and set only once `agreed`.
    """
    answer, lang = Answer(), conversation.language
    allowed = _allowed(uow, views)
    ends = [await _longest(uow, view, policy) for view, policy in allowed]
    cut = any(wish.beyond(end) for end in ends)
    if cut and not agreed:
        await handover.open_handover(uow, conversation, queue="hardship", reason="longer_pause_wished")
    if not agreed and allowed and (cut or wish.until is None or any(p.burdens("pause") for _, p in allowed)):
        return _ask_first(uow, conversation, allowed, wish, longest=min(ends) if cut else None)
    for (view, _), latest in zip(allowed, ends, strict=True):
        end = min(wish.until or uow.today(view.creditor.time_zone) + DEFAULT_PAUSE, latest)
        pause = await set_pause(uow, view, conversation, end, wish.event)
        answer = answer.then(say("utter_pause_set", brand=view.brand.name, day=spoken.day(pause.until, lang)))
    if not answer.says:
        return await handover.pass_on(uow, conversation, meaning="request_pause")
    if cut:
        answer = answer.then(say("utter_pause_longer_asked"))
    if not agreed:
        answer = answer.then(_effects(allowed))
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    card = await papers.card_for(uow, conversation, ("certificate",))
    return answer.then(say("utter_pause_after", card=card)).asking(None)


async def _longest(uow: UnitOfWork, view: CaseView, policy: Policy) -> date:
    """The last day that the bot may grant; asked for again, it is one pause and not two."""
    running = await running_pause(uow, view)
    zone = view.creditor.time_zone
    begun = running.set_at.astimezone(ZoneInfo(zone)).date() if running else uow.today(zone)
    return begun + timedelta(days=policy.longest_pause_days)


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
    wish: Wish,
    longest: date | None = None,
) -> Answer:
    """What it does, why it is no longer (`longest`) or of our own length, and one plain question."""
    lang = conversation.language
    end = min(
        min(wish.until or today + DEFAULT_PAUSE, today + timedelta(days=policy.longest_pause_days))
        for view, policy in allowed
        for today in [uow.today(view.creditor.time_zone)]
    )
    end = min(end, longest) if longest is not None else end
    data = {
        "do": "pause", "until": wish.until.isoformat() if wish.until else None, "event": wish.event,
        "earliest": wish.earliest.isoformat() if wish.earliest else None,
        "cases": [view.case.id for view, _ in allowed],
    }
    reason = Answer()
    if longest is not None:
        reason = say("utter_pause_longest", day=spoken.day(end, lang))
    elif wish.event:
        reason = say("utter_pause_no_day", event=wish.event)
    yes = Choice(title_id="choice_yes", payload="/choose_option", data=data, kind="yes")
    no = Choice(title_id="choice_not_now", payload="/need_time", kind="no")
    asked = say("utter_ask_confirm_pause", yes, no, HUMAN, day=spoken.day(end, lang))
    return reason.then(_effects(allowed)).then(asked).asking("offer")


async def confirmed(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The yes to a pause that costs something: set for the cases that were asked about, if it still may be."""
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None)
    views = [v for v in await cases_of(uow, conversation.person_id or 0) if v.case.id in picked.get("cases", ())]
    return await grant(uow, conversation, views, _wish(picked), agreed=True)


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
        return opening.then(named).then(_ask_first(uow, conversation, stated, Wish(until=until)))
    for view in late:
        await set_pause(uow, view, conversation, until, None)
    card = await papers.card_for(uow, conversation, ("certificate", "budget"))
    opening = say(said, card=card, day=spoken.day(until, lang)).then(_effects(stated))
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    return opening.then(named).then(await consent.offer(uow, conversation)).asking(None)


