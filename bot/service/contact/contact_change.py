"""A new number or address, told in the chat: a code to a contact on file first, then read back, then changed.

Its questions are answered where they arrive, before Rasa, which never sees a code or a number. What is open stands in
the conversation's memory as `contact_change`: {"person", "stage", "kind", "value", "shared", "to"}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.debt import contact_code as rules
from bot.debt import safety as phrases
from bot.debt.identity import Level
from bot.service.case.cases import CaseView
from bot.service.contact import contact_code, contact_points, contact_said
from bot.service.handover import handover
from bot.service.identity import identify, sharing
from bot.service.thread.conversation import newest, remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.service.thread.saying import write
from bot.service.turn.arrival import Arrival
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation, Person

HIDDEN_FOR = timedelta(hours=1)
"""So long after a code was sent, whatever looks like one is hidden before it is stored."""
MOST = 8
"""Numbers and addresses of one person that are changed without somebody looking."""


async def hide(uow: UnitOfWork, conversation: Conversation, text: str) -> str:
    """The words as they may be kept: without a code, where one was sent lately, from here, to whoever this thread
    belongs to, or to the very number or address that it comes from (a code is easily sent back where it arrived).
    """
    hidden = rules.hide_code(text)
    if hidden == text or _sent_within(uow, conversation, HIDDEN_FOR):
        return hidden
    return hidden if await contact_code.sent_lately(uow, conversation, HIDDEN_FOR) else text


def _sent_within(uow: UnitOfWork, conversation: Conversation, span: timedelta) -> bool:
    sent = conversation.memory.get("code_sent")
    return sent is not None and uow.now.timestamp() - float(sent) < span.total_seconds()


async def go_on(uow: UnitOfWork, conversation: Conversation, _: Sequence[CaseView]) -> Answer:
    """Who writes has proven reference and birth date: where a code may go, or straight on where it has been given."""
    told = conversation.memory.get("errand_data") or {}
    person = await _person(uow, conversation)
    flow = {"person": person.id, **({} if "value" not in told else {"kind": told["kind"], "value": told["value"]})}
    return await _next(uow, conversation, flow)


async def _next(uow: UnitOfWork, conversation: Conversation, flow: dict[str, Any]) -> Answer:
    """What is to be asked now. The conversation is locked, the person known and proven."""
    if not await sharing.may_share(uow, conversation):
        return await to_person(uow, conversation, {})  # somebody else may be asking in their name, or making them
    person = await _person(uow, conversation)
    if await contact_code.level(uow, conversation) < Level.L2:
        return await _where(uow, conversation, person, flow)
    there = await contact_points.known(uow, person, flow["kind"], flow["value"]) if "value" in flow else None
    if there is not None and there.whose == contact_points.OWN:
        flow = {key: flow[key] for key in flow if key not in ("kind", "value", "shared")}
        return say("notice_contact_known").then(_asking(conversation, flow, "value"))
    if there is not None and there.whose == "somebody_else":
        return await to_person(uow, conversation, {})
    if "value" not in flow:
        return _asking(conversation, flow, "value")
    if "shared" not in flow:
        return _asking(conversation, flow, "shared")
    return await _which(uow, conversation, person, flow)


def _asking(conversation: Conversation, flow: dict[str, Any], stage: str) -> Answer:
    remember(conversation, contact_change={**flow, "stage": stage}, errand="contact", errand_data=None)
    if stage == "value":
        return say("notice_contact_ask_value", _tap("choice_contact_keep", "contact_keep"), HUMAN).asking(None)
    shared = (
        _tap("choice_yes", "contact_shared", kind="yes", shared=True),
        _tap("choice_no", "contact_shared", kind="no", shared=False),
    )
    return say("notice_contact_ask_shared", *shared, contact=str(flow["value"])).asking(None)


async def _where(uow: UnitOfWork, conversation: Conversation, person: Person, flow: dict[str, Any]) -> Answer:
    points = await contact_code.able(uow, person)
    if not points:
        return say("notice_contact_no_way").then(await to_person(uow, conversation, {}))
    remember(conversation, contact_change={**flow, "stage": "where"}, errand="contact", errand_data=None)
    to = [
        _tap("choice_contact_to", "contact_code", values={"contact": rules.masked(one.kind, one.value)}, point=one.id)
        for one in points[:MOST]
    ]
    return say("notice_contact_where", *to, _tap("choice_contact_lost", "contact_other_way")).asking(None)


async def _which(uow: UnitOfWork, conversation: Conversation, person: Person, flow: dict[str, Any]) -> Answer:
    points = await contact_points.own(uow, person)
    if len(points) >= MOST:
        return await to_person(uow, conversation, {})
    remember(conversation, contact_change={**flow, "stage": "which"})
    same = [(one.id, {"contact": rules.masked(one.kind, one.value)}) for one in points if one.kind == flow["kind"]]
    instead = [_tap("choice_contact_instead", "contact_put", values=shown, point=key) for key, shown in same]
    beside, none = _tap("choice_contact_beside", "contact_put", point=0), _tap("choice_contact_keep", "contact_keep")
    return say("notice_contact_ask_which", *instead, beside, none, contact=str(flow["value"])).asking(None)


def _tap(
    title_id: str, do: str, *, kind: str = "", values: Mapping[str, str] | None = None, **data: object
) -> Choice:
    return Choice(title_id=title_id, payload="/choose_option", data={"do": do, **data}, kind=kind, values=values or {})


async def _person(uow: UnitOfWork, conversation: Conversation) -> Person:
    return await uow.session.get_one(Person, conversation.person_id)


async def to_code(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """Tapped: send a code to that contact."""
    flow = await _open(uow, conversation)
    if isinstance(flow, Answer):
        return flow
    points = await contact_code.able(uow, await _person(uow, conversation))
    point = next((one for one in points if one.id == data.get("point")), None)
    if point is None:
        return await _next(uow, conversation, flow)  # it can't be had any more, or never could
    refused = await contact_code.send(uow, conversation, point)
    if refused == "often":
        return say("notice_contact_code_often").then(await to_person(uow, conversation, {}))
    if refused == "soon":
        return _waiting("notice_contact_code_soon")
    remember(
        conversation, contact_change={**flow, "stage": "code", "to": point.id}, code_sent=str(uow.now.timestamp())
    )
    return _waiting("notice_contact_code_sent", contact=rules.masked(point.kind, point.value))


def _waiting(text_id: str, **values: str) -> Answer:
    again, other = _tap("choice_contact_again", "contact_again"), _tap("choice_contact_other_way", "contact_other_way")
    return say(text_id, again, other, given=values).asking(None)


async def again(uow: UnitOfWork, conversation: Conversation, _: Mapping[str, Any]) -> Answer:
    """Tapped: another code; where to is asked again, for it may be the contact that is wrong."""
    flow = await _open(uow, conversation)
    return flow if isinstance(flow, Answer) else await _next(uow, conversation, flow)


async def to_person(uow: UnitOfWork, conversation: Conversation, _: Mapping[str, Any]) -> Answer:
    """Another way: a person, who makes sure who it is by the rules of the desk."""
    _forget(conversation)
    if conversation.owner == "agent":
        return Answer()  # the person is there, and reads what was tapped
    return await handover.pass_on(uow, conversation, meaning="contact_change")


async def keep(_uow: UnitOfWork, conversation: Conversation, _: Mapping[str, Any]) -> Answer:
    """Tapped: nothing is changed after all. (The shape is that of every tap.)"""
    _forget(conversation)
    return say("notice_contact_kept").asking(None)


async def share(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """Tapped: whether somebody else reads what arrives there."""
    flow = await _open(uow, conversation)
    if isinstance(flow, Answer):
        return flow
    return await _next(uow, conversation, {**flow, "shared": bool(data.get("shared"))})


async def put(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """Tapped: the number or address goes on file, in place of one of the same kind (`point`) or beside them (0)."""
    flow = await _open(uow, conversation)
    if isinstance(flow, Answer):
        return flow
    ready = flow.get("stage") == "which" and await contact_code.level(uow, conversation) >= Level.L2
    ready = ready and await sharing.may_share(uow, conversation)
    person = await contact_points.locked(uow, await _person(uow, conversation))
    key = int(data.get("point") or 0)
    old = next((one for one in await contact_points.own(uow, person) if one.id == key), None) if key else None
    if not ready or (key and (old is None or old.kind != flow["kind"])):
        return await _next(uow, conversation, flow)
    there = await contact_points.known(uow, person, flow["kind"], flow["value"])
    if there is not None and there.whose not in (contact_points.CLOSED, "former"):
        return await _next(uow, conversation, flow)  # meanwhile, from elsewhere
    point = await contact_points.put_on_file(
        uow, person, kind=flow["kind"], value=flow["value"], instead_of=old, shared=bool(flow["shared"]),
        checked=False,
    )
    uow.audit(
        "contact.corrected", "contact_point", point.id, actor="debtor", creditor_id=person.creditor_id,
        conversation=conversation.id, checked="code", closed=old.id if old is not None else None,
    )
    told = old or await uow.session.get(ContactPoint, flow.get("to") or 0)
    if told is not None:
        await contact_code.tell_there(uow, conversation, told, key=f"{conversation.id}:{conversation.last_seq}")
    _forget(conversation)
    return say("notice_contact_changed").asking(None)


def _forget(conversation: Conversation) -> None:
    over = {"errand": None, "errand_data": None, "errand_over": True}
    is_mine = conversation.memory.get("errand") in (None, "contact")
    remember(conversation, contact_change=None, **(over if is_mine else {}))


async def _open(uow: UnitOfWork, conversation: Conversation) -> dict[str, Any] | Answer:
    """What is open here; or what is said instead: to who must prove again who they are, or where nothing is open."""
    if conversation.owner == "agent":
        return Answer()  # a person is there: it is theirs to go on with
    if not await identify.is_identified(uow, conversation):
        return await identify.ask(uow, conversation)
    flow = conversation.memory.get("contact_change")
    if not flow or flow.get("person") != conversation.person_id:
        return await go_on(uow, conversation, ())
    return dict(flow)


async def typed(arrival: Arrival) -> bool:
    """The code, or the new number or address, in the debtor's own words (a Reader)."""
    uow, conversation = arrival.uow, arrival.conversation
    flow = conversation.memory.get("contact_change")
    if not flow or conversation.owner == "agent" or conversation.memory.get("distress") in ("explicit", "possible"):
        return False
    answer = await _heard(uow, conversation, dict(flow), arrival.text)
    if answer is None:
        return False
    arrival.message.handled_at = uow.now
    await write(uow, conversation, answer, author="bot")
    return True


async def _heard(
    uow: UnitOfWork, conversation: Conversation, flow: dict[str, Any], text: str
) -> Answer | None:
    code, ours = rules.read_code(text) if flow.get("stage") == "code" else None, await _ours_was_last(uow, conversation)
    if code is not None and (ours or _sent_within(uow, conversation, rules.LASTS)):
        if not await identify.is_identified(uow, conversation):
            return await identify.ask(uow, conversation)
        return await _given(uow, conversation, flow, code)
    if phrases.asks_human(text) or not ours:
        return None
    if not await identify.is_identified(uow, conversation):
        return None
    if flow.get("stage") == "code" and contact_said.not_arrived(text):
        return _waiting("notice_contact_code_soon")
    if flow.get("stage") == "value":
        return await _told(uow, conversation, flow, text)
    return None


async def _told(uow: UnitOfWork, conversation: Conversation, flow: dict[str, Any], text: str) -> Answer | None:
    if contact_said.is_postal(text):
        return await to_person(uow, conversation, {})
    value = contact_said.read(text, (await _person(uow, conversation)).country)
    if value is not None:
        return await _next(uow, conversation, {**flow, "kind": value[0], "value": value[1]})
    if not contact_said.tries(text):
        return None
    return say("notice_contact_unread").then(_asking(conversation, flow, "value"))


async def _given(uow: UnitOfWork, conversation: Conversation, flow: dict[str, Any], code: str) -> Answer:
    result, left = await contact_code.give(uow, conversation, code)
    if result == "right":
        return say("notice_contact_proven").then(await _next(uow, conversation, flow))
    if result == "wrong":
        return _waiting("notice_contact_code_wrong", left=str(left))
    return _waiting("notice_contact_code_over" if result == "last" else "notice_contact_code_late")


async def _ours_was_last(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether one of these questions is the last thing that was said to them."""
    said = next((one for one in await newest(uow, conversation) if one.author != "you"), None)
    return said is not None and (said.text_id or "").startswith("notice_contact_")
