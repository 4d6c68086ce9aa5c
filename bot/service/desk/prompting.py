"""Beside the thread: the five prompts where somebody may need care, and what could help next.

Worked out from what the screen shows already; nothing is kept of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.debt import reading
from bot.debt.suggestions import State, Suggestion, suggestions
from bot.debt.vulnerability import calls_for_texas

if TYPE_CHECKING:
    from bot.service.desk.view import ConversationView

_CAUSE = "utter_hardship_"
_LATE = ("late", "missed")
_NEWEST = 10
"""Words of the debtor's, counted from the newest, that may tell what has happened."""


def _reasons(view: ConversationView) -> frozenset[str]:
    handover = view.handover
    return frozenset() if handover is None else frozenset((handover.reason, *handover.brief.get("also", ())))


def _helped(view: ConversationView) -> bool:
    """Whether somebody helps them: by a paper that holds, or with a code of theirs."""
    return any(line.holds for line in view.representatives) or any(one.stands for one in view.sharing.helpers)


def texas(view: ConversationView, said: frozenset[str]) -> bool:
    """Whether thank, explain, consent, ask and signpost stand beside this thread; `said`: ids of what was said."""
    if view.distress or view.conversation.memory.get("third_party"):
        return False
    causes = {one.removeprefix(_CAUSE) for one in said if one.startswith(_CAUSE)}
    theirs = [one for one in view.words if one.author == "you"][-_NEWEST:]
    return calls_for_texas(
        causes=causes.union(*(reading.causes_in(one.text, one.lang) for one in theirs)), reasons=_reasons(view),
        distress=str(view.conversation.memory.get("distress") or ""), helped=_helped(view),
    )


def next_best(view: ConversationView) -> tuple[Suggestion, ...]:
    """What could help now, for who holds the conversation."""
    return suggestions(state_of(view))


def state_of(view: ConversationView) -> State:
    """The screen's facts, as the rules want them."""
    memory, reasons = view.conversation.memory, _reasons(view)
    plan_late = {
        panel.view.case.id: sum(row.state in _LATE for row in panel.instalments)
        for panel in view.cases if panel.view.plan is not None
    }
    worst = max(plan_late, key=lambda case: plan_late[case], default=0)
    ours = [panel for panel in view.cases if panel.view.is_late]
    planning = view.planning
    return State(
        distress=view.distress, asked_about_danger=memory.get("distress") == "possible",
        child=memory.get("third_party") == "minor", third_party=memory.get("third_party") == "adult",
        identified=view.proof is not None and view.person is not None,
        hold_due=_hold_due(view), note=view.care is not None, note_due="vulnerability_review" in reasons,
        note_fits=view.texas, dispute_untold=_untold(view, reasons), dispute_open=_disputed(view),
        limitation_open=next(
            (p.view.case.id for p in ours if p.view.limitation in ("doubtful", "unknown") and p.view.plan is None), 0
        ),
        planned=planning is not None and planning.planned, late_instalments=plan_late.get(worst, 0), late_case=worst,
        late=any(p.view.offerable and p.view.plan is None for p in ours),
        budget_known=planning is not None and not planning.untold,
        carried=planning is not None and planning.offerable.minor > 0,
        plan_holds=planning is not None and bool(planning.offers),
        arrears=any(told.arrears for told in view.budgets[:1]), partner=bool(view.sharing.partners),
        referred=any(one.living or one.state == "asked" for one in view.sharing.referrals),
        helper="accommodation" in reasons and not _helped(view),
        call_wished=view.care is not None and view.care.care.propose_call,
        call_free=bool(view.slots) and view.call is None,
    )


def _hold_due(view: ConversationView) -> int:
    due = (line.hold.id for panel in view.cases for line in panel.holds if line.review_due and line.liftable)
    return next(due, 0)


def _untold(view: ConversationView, reasons: frozenset[str]) -> int:
    """The case of which a dispute was told that is not on record; 0: none, or on record already."""
    if not reasons & {"dispute_debt", "already_paid"} or view.disputes:
        return 0
    if any(one.closed_at is None for panel in view.cases for one in panel.disputes):
        return 0
    late = [panel for panel in view.cases if panel.view.is_late] or list(view.cases)
    return late[0].view.case.id if len(late) == 1 else 0


def _disputed(view: ConversationView) -> bool:
    return any(one.closed_at is None for panel in view.cases for one in panel.disputes)
