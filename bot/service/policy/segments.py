"""How a brand addresses a group of debtors: other words, another channel, another queue. Never other terms.

The group stands in the creditor's file, what it changes in the brand's policy. Before identity is proven everybody is
spoken to alike: an answer that differs would tell that there is a case.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from bot.debt.policy import Segment
from bot.service.handover.handover_queues import PRIORITY
from bot.service.policy.policies import in_force, policies
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Brand, Case, Creditor, Party

_ANY_ANSWERER = frozenset({"general", "hardship", "payment"})
"""Queues that a segment may change; law, danger, disputes and complaints have their own people."""


async def segment_of(uow: UnitOfWork, person_id: int | None) -> Segment | None:
    """What the policies change for this person: the segment of their first open case that has one."""
    if person_id is None or not any(policy.segments for policy in policies()):
        return None
    rows = await uow.session.execute(
        select(Case.segment, Brand.policy, Creditor.time_zone)
        .join(Party, Party.case_id == Case.id)
        .join(Brand, Brand.id == Case.brand_id)
        .join(Creditor, Creditor.id == Case.creditor_id)
        .where(
            Party.person_id == person_id, Case.segment.is_not(None), Case.state.not_in(("settled", "erased")),
        )
        .order_by(Case.reference)
    )
    for name, brand_policy, zone in rows:
        policy = in_force(brand_policy, uow.today(zone))
        found = policy.segments.get(str(name)) if policy is not None else None
        if found is not None:
            return found
    return None


def in_words_of(answer: Answer, segment: Segment | None) -> Answer:
    """The same answer in the segment's words; choices, values and order stay."""
    if segment is None or not segment.wording:
        return answer
    says = tuple(replace(one, text_id=segment.wording.get(one.text_id, one.text_id)) for one in answer.says)
    return replace(answer, says=says)


def queue_for(queue: str, segment: Segment | None) -> str:
    """Who answers: the segment's people, where that makes nobody wait behind others."""
    by = segment.answered_by if segment is not None else ""
    return by if by and queue in _ANY_ANSWERER and PRIORITY[by] <= PRIORITY[queue] else queue
