"""The frames of the chat's protocol: what a page may send, and what it is sent."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from bot.service.talk.interpreter import language_said
from bot.service.thread.conversation import STANDING
from bot.service.thread.saying import clean
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, Conversation, Handover, IdentityProof, Message
from bot.words.book import book

_STATE = (
    select(Conversation, IdentityProof)
    .outerjoin(
        IdentityProof, and_(IdentityProof.conversation_id == Conversation.id, IdentityProof.ended_at.is_(None))
    )
    .where(Conversation.id == bindparam("id"))
    .order_by(IdentityProof.id.desc())
    .limit(1)
)
_CID = re.compile(r"[0-9A-Za-z-]{8,64}")


class BadFrame(ValueError):
    """A frame that is not of the protocol; the message is a code for the client, `cid` its id where it has one."""

    def __init__(self, code: str, cid: str | None = None) -> None:
        super().__init__(code)
        self.cid = cid


def parse(data: str) -> dict[str, Any]:
    """A frame from a page as plain values. Raises BadFrame for whatever is not of the protocol."""
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        raise BadFrame("malformed") from None
    if not isinstance(frame, dict):
        raise BadFrame("malformed")
    kind = frame.get("type")
    if kind in ("ping", "typing"):
        return {"type": kind}
    if kind == "language" and frame.get("lang") in ("fr", "en"):
        return {"type": "language", "lang": frame["lang"]}
    cid, body = frame.get("cid"), frame.get("text" if kind == "message" else "id")
    if kind not in ("message", "choice") or not isinstance(cid, str) or not _CID.fullmatch(cid):
        raise BadFrame("malformed")
    if not isinstance(body, str):
        raise BadFrame("malformed", cid)
    if not clean(body).strip():
        raise BadFrame("empty", cid)
    return {"type": kind, "cid": cid, "body": body}


def as_frame(row: Message, names: dict[int, str]) -> dict[str, Any]:
    """A message as the protocol has it; of a choice the browser sees id, title, and whether it stands for good."""
    return {
        "type": "message", "id": str(row.id), "seq": row.seq, "from": row.author,
        "name": names.get(row.agent_id or 0), "lang": language_said(row.text_id, row.lang), "text": row.text,
        "cid": row.cid,
        "choices": [_choice(row, n, c) for n, c in enumerate(row.choices)],
        "card": row.card, "simple": book().simpler(row.text_id, row.lang, row.text),
    }


def _choice(row: Message, n: int, choice: dict[str, Any]) -> dict[str, Any]:
    shown = {"id": f"{row.id}.{n}", "title": choice["title"]}
    return {**shown, "standing": True} if choice.get("kind") == STANDING else shown


async def agent_names(uow: UnitOfWork, rows: list[Message]) -> dict[int, str]:
    """Names of the agents who wrote these messages, by key."""
    keys = {row.agent_id for row in rows if row.agent_id is not None}
    if not keys:
        return {}
    found = await uow.session.execute(select(Agent.id, Agent.name).where(Agent.id.in_(keys)))
    return {row.id: row.name for row in found}


@dataclass(frozen=True, kw_only=True)
class State:
    """What a page must know beside the messages: its frame, and the instant until which identity is proven."""

    conversation: Conversation
    frame: dict[str, Any]
    until: datetime | None


async def state_of(uow: UnitOfWork, conversation_id: int) -> State:
    """Who owns the conversation, whether identity is proven and for how long. Raises LookupError.

    Conversation and proof are read in one statement: between two, a proof may end and the thread be blanked.
    """
    row = (await uow.session.execute(_STATE, {"id": conversation_id})).one_or_none()
    if row is None:
        raise LookupError("no such conversation")
    conversation, proof = row
    identified = proof is not None and proof.until > uow.now
    waiting = None
    if conversation.owner == "waiting":
        waiting = await uow.session.scalar(
            select(func.count()).select_from(Handover).where(
                Handover.closed_at.is_(None), Handover.taken_at.is_(None)
            )
        )
    left = round((proof.until - uow.now).total_seconds()) if identified and proof else None
    frame = {
        "type": "state", "owner": conversation.owner, "identified": identified, "queue": waiting,
        "expires_in": left, "blank": not identified and (proof is not None or conversation.blank_before_seq > 0),
        "floor": conversation.blank_before_seq, "lang": conversation.language,
    }
    return State(conversation=conversation, frame=frame, until=proof.until if identified and proof else None)
