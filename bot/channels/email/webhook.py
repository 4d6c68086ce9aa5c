"""The door for e-mails: raw as they came, signed by whoever receives our mail; kept, then answered at once."""

from __future__ import annotations

import re

import structlog
from aiohttp import web

from bot.channels.email import addresses
from bot.channels.email.parse import Read, read
from bot.channels.limits import Bucket
from bot.keys import DATABASE, SETTINGS, TURNS
from bot.service.outside import delivery, mail
from bot.service.outside.phone import Heard
from bot.service.thread.conversation import sender_key
from bot.service.turn import inbound
from bot.service.turn.turn import Turn
from bot.service.turn.turns import NotTaken
from bot.settings import Settings
from bot.signature import verify, webhook_secret
from bot.store.tables import OutboxMessage

log = structlog.get_logger()

PATH = "/channels/email"
HEADER = "X-Repit-Signature"
LARGEST = 26 * 1024 * 1024
"""Bytes: somewhat more than mail servers take."""
ANSWERS: web.AppKey[Bucket] = web.AppKey("mail_answer_bucket", Bucket)
"""Answers to one address: two machines that answer each other must come to an end."""
_ANSWER = re.compile(r"\s*(?:re|r[ée]p|aw|sv|fwd?|tr)\s*:", re.I)


def secret_of(settings: Settings) -> str:
    """What signs e-mails; in the demo, without one, a secret that only this installation knows; empty: door closed."""
    told = settings.email_secret.get_secret_value()
    if told or settings.mode != "demo":
        return told
    return webhook_secret(settings.secret_key.get_secret_value(), "mail door")


async def message(request: web.Request) -> web.Response:
    """POST /channels/email: one e-mail, message/rfc822, with `X-Repit-Signature: t=SECONDS,v1=HEX`."""
    settings, database = request.app[SETTINGS], request.app[DATABASE]
    body = await _body(request)
    secret = secret_of(settings)
    if not secret or not verify(secret, body, request.headers.get(HEADER, ""), database.clock.now()):
        log.warning("email.refused", why="signature")
        raise web.HTTPForbidden(text="")
    await take(request.app, read(body))
    return web.Response(status=204)


async def _body(request: web.Request) -> bytes:
    told = request.content_length or 0
    parts, size = [], 0
    while told <= LARGEST and size <= LARGEST and not request.content.at_eof():
        parts.append(await request.content.read(LARGEST + 1 - size))
        size += len(parts[-1])
    if told > LARGEST or size > LARGEST:
        raise web.HTTPRequestEntityTooLarge(max_size=LARGEST, actual_size=max(told, size))
    return b"".join(parts)


async def take(app: web.Application, told: Read) -> None:
    """Keep an e-mail, its turn in the same transaction where that is possible; a report of failure ends a message."""
    settings = app[SETTINGS]
    if addresses.is_ours(settings, told.sender):
        log.warning("email.own", key=told.key)  # ours has come back: nobody is there
        return
    answers = addresses.message_of(settings, told.receivers)
    if told.failed:
        await _failed(app, answers)
        return
    letter = mail.Mail(
        cid=told.key, words=words_of(told), sender=told.sender, answers=answers, automatic=told.automatic,
        by_hand=told.by_hand, whole=told.whole, files=told.files,
    )
    try:
        heard, turn = await _store(app, letter)
    except NotTaken:
        log.exception("turn.not_taken", key=told.key)
        heard, turn = await _store(app, letter, take_turn=False)  # whatever is wrong with it, it is not lost
    if heard is None:
        log.info("email.machine", key=told.key)
    elif heard.message is not None:
        app[TURNS].wake(heard.conversation.id, turn)


def words_of(told: Read) -> str:
    """The subject is said as well, unless it only repeats ours: somebody may have written all of it there."""
    if not told.subject or _ANSWER.match(told.subject):
        return told.words
    return f"{told.subject}\n{told.words}".strip()


async def _failed(app: web.Application, message_id: int) -> None:
    async with app[DATABASE].begin() as uow:
        row = await uow.session.get(OutboxMessage, message_id) if message_id else None
        ref = row.provider_ref if row is not None and row.channel == "email" else None
    if ref is None:
        log.info("email.failure_of_nothing", message=message_id)
        return
    await delivery.told(app[DATABASE], sid=ref, status="undelivered", message_id=message_id)


async def _store(
    app: web.Application, letter: mail.Mail, *, take_turn: bool = True
) -> tuple[Heard | None, Turn | None]:
    secret = app[SETTINGS].secret_key.get_secret_value()
    async with app[DATABASE].begin() as uow:
        slow = inbound.in_danger(letter.words) or app[ANSWERS].take(sender_key(secret, "answer", letter.sender))
        heard = await mail.hear(uow, secret, letter, answer=slow)
        turn = None
        if heard is not None and heard.message is not None and take_turn:
            turn = await app[TURNS].take(uow, heard.conversation, heard.message)
        await uow.commit()
    return heard, turn
