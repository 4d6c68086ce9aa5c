"""Twilio's two doors: a message has come; a message of ours has got so far. Stored, then answered at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

import structlog
from aiohttp import web

from bot.channels.limits import Bucket
from bot.channels.twilio import signed
from bot.channels.twilio.accounts import Account, door_of, is_simulated
from bot.channels.twilio.sender import message_of
from bot.keys import DATABASE, SETTINGS, TURNS
from bot.service.outside import delivery, phone
from bot.service.outside.text import Text
from bot.service.thread.conversation import sender_key
from bot.service.turn import inbound
from bot.service.turn.turn import Turn
from bot.service.turn.turns import NotTaken

log = structlog.get_logger()

ANSWERS: web.AppKey[Bucket] = web.AppKey("answer_bucket", Bucket)
"""Answers to one number: two machines that answer each other must come to an end."""
_SID = re.compile(r"[A-Za-z]{2}[0-9A-Za-z]{8,62}")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_WHATSAPP = "whatsapp:"
STATUS = "/channels/twilio/status"
MOST_MEDIA = 10


async def message(request: web.Request) -> web.Response:
    """POST /channels/twilio: words, pictures, voice or a place from somebody's telephone."""
    account, fields = await signed.read(request)
    text = await text_of(request.app, account, fields)
    if text is not None:
        await take(request.app, text)
    return empty()


async def text_of(
    app: web.Application, account: Account, fields: Mapping[str, str], *, sent_at: datetime | None = None
) -> Text | None:
    """A message by its fields; None: of nobody who could be answered. Raises HTTPBadRequest, HTTPForbidden.

    `sent_at`: of one that comes late, when it was written.
    """
    channel, number = address(fields.get("From", ""))
    to_channel, ours = address(fields.get("To", ""))
    sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
    if not _SID.fullmatch(sid) or to_channel != channel:
        raise web.HTTPBadRequest(text="")
    if not _NUMBER.fullmatch(number):
        log.info("twilio.no_number", sid=sid)  # a name or a short code
        return None
    async with app[DATABASE].begin() as uow:
        door = await door_of(uow, app[SETTINGS], account, channel, ours)
    if door is None:
        raise signed.refused("sender")
    return Text(
        channel=channel, account=account.name, ours=ours, number=number, creditor_id=door.creditor_id, sid=sid,
        words=fields.get("Body", ""), tapped=fields.get("ButtonPayload") or fields.get("ListId") or "",
        media=media(fields), place=place(fields), sent_at=sent_at,
        closed=channel == "whatsapp" and not door.whatsapp,
        # Twilio answers STOP and START by itself where a carrier carries the words; the demo has none.
        carrier=channel == "sms" and not is_simulated(app[SETTINGS]),
    )


async def take(app: web.Application, text: Text) -> None:
    """Keep a message, its turn in the same transaction where that is possible, and wake whoever answers."""
    try:
        heard, turn = await _store(app, text)
    except NotTaken:
        log.exception("turn.not_taken", sid=text.sid)
        heard, turn = await _store(app, text, take_turn=False)  # whatever is wrong with it, it is not lost
    if heard.message is not None:
        app[TURNS].wake(heard.conversation.id, turn)


async def _store(
    app: web.Application, text: Text, *, take_turn: bool = True
) -> tuple[phone.Heard, Turn | None]:
    secret = app[SETTINGS].secret_key.get_secret_value()
    async with app[DATABASE].begin() as uow:
        slow = inbound.in_danger(text.words) or app[ANSWERS].take(sender_key(secret, "answer", text.number))
        heard = await phone.hear(uow, secret, text, answer=slow)
        turn = None
        if heard.message is not None and take_turn:
            turn = await app[TURNS].take(uow, heard.conversation, heard.message)
        await uow.commit()
    return heard, turn


async def status(request: web.Request) -> web.Response:
    """POST /channels/twilio/status: what has become of a message of ours; in any order, any number of times."""
    account, fields = await signed.read(request)
    sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
    told = fields.get("MessageStatus") or fields.get("SmsStatus") or ""
    code = fields.get("ErrorCode", "")
    ours = message_of(request.app[SETTINGS], account.sid, request.query.get("m", ""))
    if not _SID.fullmatch(sid):
        raise web.HTTPBadRequest(text="")
    await delivery.told(
        request.app[DATABASE], sid=sid, status=told, code=int(code) if re.fullmatch(r"[0-9]{1,6}", code) else 0,
        message_id=ours, account=account.name,
    )
    return empty()


def address(told: str) -> tuple[str, str]:
    """Channel and number of "+336…" or "whatsapp:+336…"."""
    if told.startswith(_WHATSAPP):
        return "whatsapp", told.removeprefix(_WHATSAPP)
    return "sms", told


def media(fields: Mapping[str, str]) -> list[Mapping[str, str]]:
    """Type and address of each picture or voice note."""
    told = fields.get("NumMedia", "0")
    count = int(told) if re.fullmatch(r"[0-9]{1,2}", told) else 0
    return [
        {"type": fields.get(f"MediaContentType{n}", "")[:100], "url": fields.get(f"MediaUrl{n}", "")[:500]}
        for n in range(min(count, MOST_MEDIA))
    ]


def place(fields: Mapping[str, str]) -> Mapping[str, str] | None:
    """A place that was shared: somebody in danger may tell where they are in no other way."""
    if not fields.get("Latitude") or not fields.get("Longitude"):
        return None
    return {
        "latitude": fields["Latitude"][:20], "longitude": fields["Longitude"][:20],
        "name": fields.get("Address", fields.get("Label", ""))[:200],
    }


def empty() -> web.Response:
    """Nothing to say right now: what we answer goes through the API, under the fence."""
    return web.Response(text='<?xml version="1.0" encoding="UTF-8"?><Response/>', content_type="text/xml")
