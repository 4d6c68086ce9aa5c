"""What is owed, told apart: overdue, outstanding, next due; and whether it seems right. Then on with the errand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.debt.money import Money
from bot.service.case.cases import CaseView
from bot.service.dispute import contested
from bot.service.handover import handover
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import HUMAN, NO, YES, Answer, Choice, Say, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

DONT_KNOW = Choice(title_id="choice_dont_know", payload="/skip")


_SOMEBODY_ELSE = frozenset({"deceased", "minor"})
"""Holds under which whoever proves to be the debtor by what stands in a letter can't be them, or may not be asked."""


async def somebody_else(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer | None:
    """The debtor has died, or is a child: no figure is told, a person looks; None where it is neither."""
    known = {hold.reason for view in views for hold in view.holds}
    if not known & _SOMEBODY_ELSE:
        return None
    told = sorted(f"hold_{reason}" for reason in known & _SOMEBODY_ELSE)
    await handover.open_handover(uow, conversation, queue="legal", reason="hold", holds=told)
    answer = Answer()
    for text_id in told:
        answer = answer.then(say(f"utter_{text_id}"))
    return answer.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


_CONTESTED = frozenset({"dispute", "identity_theft", "coerced_debt", "wrong_person"})


def is_contested(view: CaseView) -> bool:
    """Whether all of it is contested, and nothing of it asked for until a person has looked."""
    return not view.may.debtor_may_pay and any(hold.reason in _CONTESTED for hold in view.holds)


def tell(
    conversation: Conversation,
    views: Sequence[CaseView],
    *,
    today: date,
    ask: bool = True,
    standing: Mapping[int, Answer] | None = None,
) -> Answer:
    """The three figures of each case, with the mentions a mandated collector owes (CPCE R124-4); then: right?

    `ask` is false where another question follows at once: two open questions at a time are one too many. `standing`:
    by case, what is agreed already (what_stands.of): a plan that lives is told first, and its sum not called overdue.
    """
    standing = standing or {}
    lang = conversation.language
    says: list[Say] = []
    if len(views) > 1:
        late = [v for v in views if v.is_late and v.plan is None]
        whole = sum((v.overdue for v in late[1:]), late[0].overdue) if late else None
        if whole is not None:
            says += say("utter_several_cases", count=str(len(views)), total=spoken.money(whole, lang)).says
    for view in views:
        says += _figures(view, lang, today, standing.get(view.case.id, Answer()))
    # Who is ashamed needs to hear it before the question, not after.
    if not any(v.is_late for v in views):
        told = Answer(says=tuple(says)).then(say("utter_not_late")) if ask else Answer(says=tuple(says))
        return told.then(before_arrears(views)) if ask else told
    if not ask:
        return Answer(says=tuple(says))
    right = say("utter_ask_sum_right", YES, NO, DONT_KNOW)
    return Answer(says=tuple(says)).then(right).asking("sum_right")


def tell_linked(
    conversation: Conversation, views: Sequence[CaseView], linked: Sequence[CaseView], *, today: date,
    standing: Mapping[int, Answer],
) -> Answer:
    """The figures of the same human's other row, before their own, and what is late on both together.

    They are told apart, for what is answered next is about their own: a plan for these is made with a person.
    """
    if not linked:
        return Answer()
    lang = conversation.language
    told = say("utter_linked_cases", count=str(len(linked))) if len(linked) > 1 else say("utter_linked_case")
    for view in linked:
        told = told.then(Answer(says=_figures(view, lang, today, standing.get(view.case.id, Answer()))))
    late = [view for view in (*views, *linked) if view.is_late and view.plan is None]
    if late:
        whole = sum((view.overdue for view in late[1:]), late[0].overdue)
        told = told.then(say("utter_linked_total", total=spoken.money(whole, lang)))
    return told.then(say("utter_linked_budget"))


def _figures(view: CaseView, lang: str, today: date, standing: Answer) -> tuple[Say, ...]:
    values = {
        "brand": view.brand.name, "reference": view.case.reference,
        "outstanding": spoken.money(view.outstanding, lang),
        "overdue": spoken.money(view.overdue, lang),
    }
    late = "utter_figures_late" if view.outstanding != view.overdue else "utter_figures_late_only"
    answer = say(late if view.is_late else "utter_figures_current", given=values)
    if view.overdue.minor < 0:
        answer = say("utter_figures_credit", given={**values, "overdue": spoken.money(-view.overdue, lang)})
    planned = view.is_late and view.plan is not None and bool(standing.says)
    answer = standing.then(say("utter_figures_left", given=values)) if planned else answer.then(standing)
    answer = answer.then(_not_whole(view, lang))
    # What the last file called "next" may have gone by: a day in the past is not told as one to come.
    waits = any(one.text_id == "utter_pause_covers" for one in standing.says)
    regular = view.case.state in ("current", "late") and not waits
    if view.next_due and view.next_due_on and view.next_due_on >= today and regular:
        amount, day = spoken.money(view.next_due, lang), spoken.day(view.next_due_on, lang)
        answer = answer.then(say("utter_read_back_beside" if planned else "utter_next_due", amount=amount, day=day))
    return answer.then(mentions(view, lang)).says if view.is_late else answer.says


def mentions(view: CaseView, lang: str) -> Answer:
    """What a mandated collector recalls in every contact (CPCE R124-4): for whom, and which letter came before."""
    if view.case.collector_role != "mandated_collector" or not view.case.letter_date:
        return Answer()
    return say(
        "utter_collector_mentions", creditor=view.creditor.name, brand=view.brand.name,
        day=spoken.day(view.case.letter_date, lang), reference=view.case.reference,
    )


def _not_whole(view: CaseView, lang: str) -> Answer:
    """What of these figures is disputed, and whether a part of them has not reached us."""
    answer = Answer()
    disputes = [hold for hold in view.holds if hold.reason == "dispute"]
    if view.is_late and disputes:
        part = sum(hold.part_minor or view.overdue.minor for hold in disputes)
        if part < view.overdue.minor:
            disputed = spoken.money(Money(part, view.case.currency), lang)
            answer = say("utter_figures_disputed", disputed=disputed)
        else:
            answer = say("utter_figures_disputed_whole")
    elif disputes:
        answer = say("utter_figures_checked")
    return answer.then(say("utter_figures_incomplete")) if "incomplete" in view.case.flags else answer


def before_arrears(views: Sequence[CaseView]) -> Answer:
    """Nothing is late yet: what can be done before it is."""
    data = {"case": views[0].case.id}
    return say(
        "utter_ask_before_arrears",
        Choice(title_id="choice_skip_next", payload="/request_pause", data={**data, "pause": "next"}),
        Choice(title_id="choice_other_day", payload="/change_due_date", data=data),
        HUMAN,
    ).asking("before_arrears")


def sum_wrong(conversation: Conversation) -> Answer:
    """No: what is wrong decides who looks at it."""
    remember(conversation, sum_right="no")
    return say(
        "utter_ask_what_is_wrong",
        Choice(title_id="choice_already_paid", payload="/already_paid"),
        Choice(title_id="choice_not_mine", payload="/identity_theft"),
        Choice(title_id="choice_wrong_amount", payload="/dispute_debt"),
        Choice(title_id="choice_too_old", payload="/dispute_debt", data={"ground": "too_old"}),
        Choice(title_id="choice_service", payload="/dispute_debt", data={"ground": "service"}),
    ).asking("what_is_wrong")


def ask_what_next() -> Answer:
    """The amounts are told and right: what now?"""
    return say(
        "utter_ask_what_next",
        Choice(title_id="choice_plan", payload="/request_plan"),
        Choice(title_id="choice_pay", payload="/pay_now"),
        Choice(title_id="choice_pause", payload="/request_pause"),
        HUMAN,
    ).asking("what_next")


async def what_stands_in_the_way(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]
) -> Answer | None:
    """When no late case may be planned: why, in plain words, and a person; None when one may."""
    late = [v for v in views if v.is_late]
    if not late or any(v.offerable for v in late):
        return None
    if any(v.plan for v in late) and all(v.plan or not v.offerable for v in late):
        return None
    told: list[str] = []
    for view in late:
        told += list(view.may.told) if not view.may.offers or not view.may.debtor_may_plan else []
        if view.limitation != "running" and "hold_limitation" not in told:
            told.append("hold_limitation_checked")
    await handover.open_handover(uow, conversation, queue=_queue(told), reason="hold", holds=sorted(set(told)))
    why = await _why(uow, conversation, told)
    if "hold_distress" in told:
        why = why.then(_wish_kept(conversation))
    return why.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


async def why_not(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Why nothing is asked for these cases now, in the words of what holds them, and nothing else."""
    return await _why(uow, conversation, [text_id for view in views for text_id in view.may.told])


async def _why(uow: UnitOfWork, conversation: Conversation, told: Sequence[str]) -> Answer:
    """Each reason once. A dispute is theirs where they have opened it; what another has contested, or the creditor's
    file says to be contested, is not called so.
    """
    answer = Answer()
    for text_id in dict.fromkeys(told):
        others = text_id == "hold_dispute" and not await contested.open_numbers(uow, conversation)
        answer = answer.then(say("utter_hold_dispute_open" if others else f"utter_{text_id}"))
    return answer


def _wish_kept(conversation: Conversation) -> Answer:
    """The sum they have named, said back: it is not lost on whoever looks at it with them."""
    wished = conversation.memory.get("errand_data") or {}
    if conversation.memory.get("errand") != "propose" or not wished.get("minor"):
        return Answer()
    amount = Money(int(wished["minor"]), currency_of(conversation))
    return say("utter_wish_kept", amount=spoken.money(amount, conversation.language))


PROCEDURES = (
    "hold_over_indebtedness", "hold_insolvency", "hold_debt_", "hold_individual_voluntary", "hold_breathing_space",
)


def under_procedure(views: Sequence[CaseView]) -> bool:
    """Whether a procedure says of all that is late what may be asked for, and by whom."""
    late = [view for view in views if view.is_late]
    return bool(late) and all(any(one.startswith(PROCEDURES) for one in view.may.told) for view in late)


async def law_first(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Under a procedure: what it stops, before any figure; else nothing."""
    return await why_not(uow, conversation, views) if under_procedure(views) else Answer()


def _queue(told: Sequence[str]) -> str:
    if any(one.startswith(PROCEDURES) for one in told):
        return "over_indebtedness"
    return "dispute" if any("dispute" in one for one in told) else "general"


