"""A conversation as an agent sees it: who it is, three short lines, cases, and the thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from bot.debt.suggestions import Suggestion
from bot.service.budget.budget import latest
from bot.service.case.cases import CaseView, cases_of
from bot.service.case.papers import Paper, papers_of
from bot.service.desk import brief, heard_budget, linking, noting, prompting, sharing
from bot.service.desk.agents import AgentAt, names_of
from bot.service.desk.danger import is_crisis, is_distress
from bot.service.desk.line import Line
from bot.service.desk.linking import Other
from bot.service.desk.noting import CarePanel
from bot.service.desk.panels import (
    BudgetLine,
    CasePanel,
    OfferLine,
    budgets_of,
    case_panel,
    contact_attempts,
    newest_breath,
    offer_line,
    offers_of,
)
from bot.service.desk.passing import colleagues
from bot.service.desk.queue import full_name
from bot.service.desk.representing import RepresentativeLine, shown
from bot.service.desk.sharing import Sharing
from bot.service.desk.wants import Said, wants
from bot.service.desk.weighing import Planning, planning
from bot.service.desk.written import NoteLine, Words, notes_of, words_of
from bot.service.handover.callbacks import free
from bot.service.handover.calls import booked
from bot.service.handover.handover import open_handover_of
from bot.service.handover.waiting import hours_of
from bot.service.identity.identify import proof_of
from bot.service.thread.conversation import currency_of
from bot.service.thread.story import Elsewhere, elsewhere
from bot.store.database import UnitOfWork
from bot.store.tables import (
    Alert,
    Callback,
    ContactAttempt,
    ContactPoint,
    Conversation,
    Dispute,
    Handover,
    IdentityProof,
    Message,
    Person,
)


@dataclass(frozen=True, kw_only=True)
class ConversationView:
    """Everything of one conversation; without a person there is no personal data in it."""

    conversation: Conversation
    handover: Handover | None
    alerts: tuple[Alert, ...]
    zone: str
    mine: bool
    holder: str
    distress: bool
    give_back: str  # plain, why (with a reason), stays (a person in danger is not handed to a machine)
    proof: IdentityProof | None
    person: Person | None
    name: str
    contacts: tuple[ContactPoint, ...]
    wants: tuple[Line, ...]  # what they want now: sum, day, contested part, their words
    happened: tuple[Line, ...]
    told: tuple[Line, ...]
    avoid: tuple[Line, ...]
    cases: tuple[CasePanel, ...]
    budgets: tuple[BudgetLine, ...]
    offers: tuple[OfferLine, ...]
    planning: Planning | None
    representatives: tuple[RepresentativeLine, ...]
    colleagues: dict[int, str]  # to whom it can be passed; only for who has it
    call: Callback | None  # to come, or due
    slots: tuple[datetime, ...]  # at which the person could be called; only for who has the conversation
    disputes: tuple[Dispute, ...]  # told before we knew of which case
    sharing: Sharing
    attempts: tuple[ContactAttempt, ...]
    now: datetime
    notes: tuple[NoteLine, ...]
    words: tuple[Words, ...]
    papers: tuple[Paper, ...]
    elsewhere: tuple[Elsewhere, ...]  # the same person on other devices
    same: tuple[Other, ...]  # other rows that stand, or may stand, for the same human
    care: CarePanel | None  # noted with consent: what helps, never why
    heard_budget: dict[str, str] = field(default_factory=dict)  # told while an agent held it; only for who has it
    texas: bool = False  # the five prompts stand beside the thread
    suggestions: tuple[Suggestion, ...] = ()  # what could help next; only for who has it


async def visible(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> Conversation:
    """The conversation as it is now, not locked. Raises LookupError alike for none and for one out of scope."""
    found = await uow.session.scalar(select(Conversation).where(Conversation.id == conversation_id, agent.scope()))
    if found is None:
        raise LookupError("no such conversation")
    return found


async def conversation_view(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> ConversationView:
    """All of it. The caller leaves the line that says who has looked (desk.looked). Raises LookupError."""
    conversation = await visible(uow, agent, conversation_id)
    person = await _person(uow, conversation)
    views = await cases_of(uow, person.id) if person is not None else []
    offers = list(await offers_of(uow, person.id)) if person is not None else []
    handover = await open_handover_of(uow, conversation)
    _, zone = await hours_of(uow, conversation)
    contacts = await _contacts(uow, person)
    disputes = await _disputes(uow, conversation)
    shared = await sharing.panel(uow, person)
    proof = await proof_of(uow, conversation)
    facts = brief.Facts(
        conversation=conversation, handover=handover, identified=proof is not None, views=views,
        offers=newest_breath(offers), disputes=disputes, referrals=shared.rows, contacts=contacts,
        said=await _said(uow, conversation),
    )
    mine = conversation.owner == "agent" and conversation.agent_id == agent.id
    names = await names_of(uow, set() if conversation.agent_id is None else {conversation.agent_id})
    care = await noting.panel(uow, person.id if person is not None else None)
    thread = await words_of(uow, conversation)
    said = [Said(text=one.text, lang=one.lang, answer=one.answer) for one in reversed(thread) if one.author == "you"]
    view = ConversationView(
        conversation=conversation, handover=handover, alerts=await _alerts(uow, conversation), zone=str(zone),
        mine=mine,
        holder=names.get(conversation.agent_id or 0, "") if conversation.owner == "agent" else "",
        distress=is_distress(conversation, handover), give_back=_give_back(conversation, handover), proof=proof,
        person=person, name=full_name(person),
        contacts=tuple(contacts),
        wants=wants(conversation, handover, disputes, said, uow.today(str(zone)), _currency(conversation, views)),
        happened=brief.happened(facts), told=brief.told(facts), avoid=brief.avoid(facts),
        cases=tuple([await case_panel(uow, v) for v in views]),
        budgets=tuple(await _budgets(uow, conversation, person, views)), sharing=shared,
        offers=tuple(offer_line(o, facts.offers, uow.now) for o in offers),
        disputes=tuple(d for d in disputes if d.case_id is None),
        attempts=tuple(await contact_attempts(uow, person.id)) if person is not None else (),
        now=uow.now, planning=await planning(uow, conversation, views),
        representatives=await shown(uow, conversation),
        colleagues=await colleagues(uow, agent, conversation) if mine else {},
        call=await booked(uow, conversation), care=care,
        slots=tuple(await free(uow, conversation)) if mine and not (care and care.care.no_calls) else (),
        notes=await notes_of(uow, conversation),
        words=thread,
        papers=tuple(await _papers(uow, person)), elsewhere=await elsewhere(uow, conversation),
        same=await linking.panel(uow, agent, person),
    )
    view = replace(view, texas=prompting.texas(view, facts.said))
    if not mine:
        return view
    since = handover.taken_at if handover is not None else None
    heard = heard_budget.heard(thread, since, _currency(conversation, views))
    return replace(view, suggestions=prompting.next_best(view), heard_budget=heard)


def _currency(conversation: Conversation, views: Sequence[CaseView]) -> str:
    return views[0].case.currency if views else currency_of(conversation)


def _give_back(conversation: Conversation, handover: Handover | None) -> str:
    if is_crisis(conversation, handover):
        return "stays"
    return "why" if handover is not None and handover.queue == "distress" else "plain"


async def _person(uow: UnitOfWork, conversation: Conversation) -> Person | None:
    if conversation.person_id is None or conversation.creditor_id is None:
        return None
    return await uow.session.get(Person, conversation.person_id)


async def _contacts(uow: UnitOfWork, person: Person | None) -> Sequence[ContactPoint]:
    if person is None:
        return ()
    rows = await uow.session.scalars(
        select(ContactPoint).where(ContactPoint.person_id == person.id).order_by(ContactPoint.id)
    )
    return rows.all()


async def _disputes(uow: UnitOfWork, conversation: Conversation) -> Sequence[Dispute]:
    rows = await uow.session.scalars(
        select(Dispute).where(Dispute.conversation_id == conversation.id).order_by(Dispute.id)
    )
    return rows.all()


async def _alerts(uow: UnitOfWork, conversation: Conversation) -> tuple[Alert, ...]:
    rows = await uow.session.scalars(
        select(Alert)
        .where(Alert.conversation_id == conversation.id, Alert.acknowledged_at.is_(None))
        .order_by(Alert.id)
    )
    return tuple(rows.all())


async def _budgets(
    uow: UnitOfWork, conversation: Conversation, person: Person | None, views: Sequence[CaseView]
) -> list[BudgetLine]:
    if person is None:
        return []
    currency = views[0].case.currency if views else "EUR"
    place = views[0].case.jurisdiction if views else ""
    return await budgets_of(uow, person.id, dict(conversation.memory.get("budget") or {}), currency, place)


async def _papers(uow: UnitOfWork, person: Person | None) -> list[Paper]:
    if person is None:
        return []
    found = await papers_of(uow, person.id)
    if await latest(uow, person.id) is not None:
        found += [Paper(kind="budget", key="current"), Paper(kind="budget_data", key="current")]
    return found


async def _said(uow: UnitOfWork, conversation: Conversation) -> frozenset[str]:
    rows = await uow.session.scalars(
        select(Message.text_id)
        .where(Message.conversation_id == conversation.id, Message.text_id.is_not(None))
        .distinct()
    )
    return frozenset(key for key in rows.all() if key)
