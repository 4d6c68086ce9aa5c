"""Partners and helpers at the desk: what runs, with its history; begun by an agent, agreed to by the debtor alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.debt import partners as directory
from bot.debt.referral import LIVING
from bot.service.desk.agents import AgentAt
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.identity import helper
from bot.service.identity.helper import Given
from bot.service.identity.identify import is_identified
from bot.service.identity.lookup import personal_link
from bot.service.identity.sharing import is_free
from bot.service.outside.private import may_tell
from bot.service.outside.texting import OUTSIDE
from bot.service.referral import consent, course
from bot.service.tasks.handlers.own import put_in_thread
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Creditor, Person, Referral, ReferralEvent

MOST_PARTNERS = 12


@dataclass(frozen=True, kw_only=True)
class ReferralLine:
    """One referral that was shown to the debtor, with what happened to it: (what, day, at)."""

    id: int
    partner: str
    number: str
    state: str
    at: datetime
    events: tuple[tuple[str, date | None, datetime], ...]

    @property
    def living(self) -> bool:
        """Whether a partner has it, and it can be taken back."""
        return self.state in LIVING


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """Who else has, or could have, something of this person's."""

    rows: tuple[Referral, ...] = ()  # partners that were only named as well
    referrals: tuple[ReferralLine, ...] = ()
    partners: tuple[directory.Partner, ...] = ()  # to whom they may be referred, the nearest first
    helpers: tuple[Given, ...] = ()


async def panel(uow: UnitOfWork, person: Person | None) -> Sharing:
    """All of it; empty while nobody is known."""
    if person is None:
        return Sharing()
    found = await uow.session.scalars(select(Referral).where(Referral.person_id == person.id).order_by(Referral.id))
    rows = found.all()
    creditor = await uow.session.get_one(Creditor, person.creditor_id)
    able = [
        one for one in directory.read()
        if directory.may_refer(one, today=uow.today(creditor.time_zone), creditor=creditor.id)
    ]
    near = directory.pick(able, country=person.country, postcode=person.postcode, limit=MOST_PARTNERS)
    return Sharing(
        rows=tuple(rows), referrals=await _lines(uow, [row for row in rows if row.state != "named"]), partners=near,
        helpers=tuple(await helper.given(uow, person.id)),
    )


async def _lines(uow: UnitOfWork, rows: Sequence[Referral]) -> tuple[ReferralLine, ...]:
    events = await uow.session.scalars(
        select(ReferralEvent)
        .where(ReferralEvent.referral_id.in_([row.id for row in rows]))
        .order_by(ReferralEvent.id)
    )
    by: dict[int, list[tuple[str, date | None, datetime]]] = {}
    for event in events.all():
        by.setdefault(event.referral_id, []).append((event.what, event.day, event.at))
    return tuple(
        ReferralLine(
            id=row.id, partner=row.partner, number=row.number or "", state=row.state, at=row.at,
            events=tuple(by.get(row.id, ())),
        )
        for row in reversed(rows)
    )


async def may_ask(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> Conversation:
    """The conversation, locked, of somebody known, alone and free to say yes or no.

    Raises DeskRefusal: not_yours, shared_phone, must_be_identified, third_party, not_free.
    """
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    if not may_tell(conversation):
        raise DeskRefusal("shared_phone")
    if conversation.memory.get("third_party"):
        raise DeskRefusal("third_party")
    if not await is_identified(uow, conversation):
        raise DeskRefusal("must_be_identified")
    if not await is_free(uow, conversation.person_id or 0):
        raise DeskRefusal("not_free")
    return conversation


async def refer(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, partner_id: str) -> None:
    """Ask the debtor, in the thread, whether that partner may look at this with them. Nothing is sent by this.

    Raises DeskRefusal: web_only (what is sent must be seen whole), referral_running; LookupError for no such partner.
    """
    conversation = await may_ask(uow, agent, conversation_id)
    if conversation.channel in OUTSIDE:
        raise DeskRefusal("web_only")
    known = await course.running(uow, conversation.person_id)
    if known is not None:
        raise DeskRefusal("referral_running", partner=known.partner)
    creditor = await uow.session.get_one(Creditor, conversation.creditor_id)
    partner = course.partner_of(creditor, partner_id, uow.today(creditor.time_zone))
    if partner is None:
        raise LookupError("no such partner")
    await write(uow, conversation, consent.ask(partner, by=agent.actor), author="system")
    uow.audit(
        "referral.proposed", "conversation", conversation.id, actor=agent.actor,
        creditor_id=conversation.creditor_id, partner=partner.id,
    )


async def withdraw(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, referral_id: int) -> None:
    """The debtor has asked the agent to take it back: the same as when they do it themselves. Twice has one effect.

    Raises LookupError for a referral of somebody else.
    """
    conversation = await reach(uow, agent, conversation_id)
    row = await course.locked(uow, referral_id, of=conversation)
    if row is None:
        raise LookupError("no such referral")
    if await course.withdraw(uow, conversation, row, actor=agent.actor):
        await put_in_thread(uow, conversation, "utter_referral_withdrawn", partner=row.partner)


async def offer_helper(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> None:
    """Show the debtor the way to a helper's code: they choose, they get it, they pass it on."""
    conversation = await may_ask(uow, agent, conversation_id)
    if conversation.channel in OUTSIDE:
        person = await uow.session.get_one(Person, conversation.person_id)
        told = say("notice_helper_offer_link", link=await personal_link(uow, person))
    else:
        told = say("notice_helper_offer", card={"kind": "access", "url": f"/access?lang={conversation.language}"})
    await write(uow, conversation, told, author="system")
    uow.audit(
        "helper.proposed", "conversation", conversation.id, actor=agent.actor, creditor_id=conversation.creditor_id
    )


async def end_helper(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, access_id: int) -> None:
    """Close a helper's access, for a debtor who asks for it or in danger. Twice has one effect."""
    conversation = await reach(uow, agent, conversation_id)
    if conversation.person_id is None:
        raise LookupError("nobody is known here")
    if await helper.end(uow, conversation.person_id, access_id, actor=agent.actor):
        await put_in_thread(uow, conversation, "utter_helper_ended")
