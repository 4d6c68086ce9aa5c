"""What an agent does in a conversation, each action by its name in the address."""

from __future__ import annotations

from aiohttp import web

from bot.desk import session
from bot.desk.call_actions import CALL_ACTIONS
from bot.desk.care_actions import CARE_ACTIONS
from bot.desk.person_actions import PERSON_ACTIONS
from bot.desk.plan_actions import PLAN_ACTIONS
from bot.desk.posted import Act, Body, cid_of, number_of, run, text_of, texts_of
from bot.desk.sharing_actions import SHARING_ACTIONS
from bot.service.desk import agents, by_hand, giving_back, holds, queue, record, send, work, writing
from bot.service.desk.agents import AgentAt
from bot.store.database import UnitOfWork


async def _take(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await work.take(uow, agent, key)
    return {}


async def _write(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`text`, `cid`; `sure` after a warning."""
    written = await writing.write_words(
        uow, agent, key, cid=cid_of(body), text=text_of(body, "text"), sure=body.get("sure") is True
    )
    return {"id": str(written.message.id), "seq": written.message.seq, "repeated": written.repeated}


async def _note(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    await writing.note(uow, agent, key, text_of(body, "text"))
    return {}


async def _hand_back(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`seen_seq`: the newest message on the agent's screen; `why`: of somebody who stood with those in danger."""
    seen = number_of(body, "seen_seq") if "seen_seq" in body else None
    await giving_back.hand_back(uow, agent, key, seen_seq=seen, why=text_of(body, "why"))
    return {}


async def _requeue(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await giving_back.requeue(uow, agent, key)
    return {}


async def _close(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`outcome`, `seen_seq`; perhaps `last_words` with `cid`, and `note`."""
    words = text_of(body, "last_words")
    await giving_back.close(
        uow, agent, key, outcome=text_of(body, "outcome"), seen_seq=number_of(body, "seen_seq"), last_words=words,
        cid=cid_of(body) if words.strip() else None, note=text_of(body, "note"), sure=body.get("sure") is True,
    )
    return {"rest": text_of(body, "outcome") in giving_back.CARE_OUTCOMES}


async def _lift(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    await holds.lift(uow, agent, key, hold_id=number_of(body, "hold"), why=text_of(body, "why"))
    return {}


async def _ease(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await holds.ease(uow, agent, key)
    return {}


async def _birth(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    born = await work.show_birth_date(uow, agent, key)
    return {"birth_date": born.isoformat() if born else None}


async def _record_payment(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`, `amount`, `day`, `method`, `note`, `cid`; `confirm` on the second step."""
    attempt = await by_hand.record(
        uow, agent, key, case_id=number_of(body, "case"), amount=text_of(body, "amount"), day=text_of(body, "day"),
        method=text_of(body, "method"), note=text_of(body, "note"), cid=cid_of(body), confirm=text_of(body, "confirm"),
    )
    return {"attempt": attempt.id}


async def _undo_payment(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`attempt`; `confirm` on the second step."""
    await by_hand.undo(
        uow, agent, key, attempt_id=number_of(body, "attempt"), confirm=text_of(body, "confirm")
    )
    return {}


async def _send_link(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`, `amount` (empty: the next instalment); `confirm` on the second step."""
    await send.link(
        uow, agent, key, case_id=number_of(body, "case"), amount=text_of(body, "amount"),
        confirm=text_of(body, "confirm"),
    )
    return {}


async def _send_papers(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await send.paper(uow, agent, key)
    return {}


async def _send_why(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await send.why(uow, agent, key)
    return {}


async def _record_dispute(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`, `kind`, `part` (empty: the whole)."""
    number = await record.record_dispute(
        uow, agent, key, case_id=number_of(body, "case"), kind=text_of(body, "kind"), part=text_of(body, "part")
    )
    return {"number": number}


async def _record_hold(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`, `reason`, `blocks` (what a reason of one's own stops)."""
    await record.record_hold(
        uow, agent, key, case_id=number_of(body, "case"), reason=text_of(body, "reason"),
        blocks=texts_of(body, "blocks"),
    )
    return {}


async def _record_limitation(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`case`, `until` (a day)."""
    await record.record_limitation(
        uow, agent, key, case_id=number_of(body, "case"), until=text_of(body, "until")
    )
    return {}


async def _rest(uow: UnitOfWork, agent: AgentAt, _key: int, _body: Body) -> Body:
    await agents.rest(uow, agent)
    return {}


ACTIONS: dict[str, Act] = {
    "take": _take, "write": _write, "note": _note, "hand_back": _hand_back, "requeue": _requeue, "close": _close,
    "lift": _lift, "ease": _ease, "birth": _birth,
    "record_payment": _record_payment, "undo_payment": _undo_payment,
    "send_link": _send_link, "send_papers": _send_papers, "send_why": _send_why, "rest": _rest,
    "record_dispute": _record_dispute, "record_hold": _record_hold,
    "record_limitation": _record_limitation,
    **PLAN_ACTIONS, **CALL_ACTIONS, **PERSON_ACTIONS, **SHARING_ACTIONS, **CARE_ACTIONS,
}


async def _acknowledge(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await queue.acknowledge(uow, agent, key)
    return {}


async def _act(request: web.Request) -> web.StreamResponse:
    one = ACTIONS.get(request.match_info["action"])
    if one is None:
        raise web.HTTPNotFound
    return await run(request, one)


async def _ack(request: web.Request) -> web.StreamResponse:
    return await run(request, _acknowledge)


act = session.opened_by(session.guarded(_act), "work")
"""POST /desk/c/<id>/<action>."""
acknowledge = session.opened_by(session.guarded(_ack), "work")
"""POST /desk/alert/<id>/ack."""
