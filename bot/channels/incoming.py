"""What a page of the web chat sends: stored and acknowledged in one transaction with its turn, or refused kindly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web

from bot.channels.frames import BadFrame, parse
from bot.channels.limits import Bucket
from bot.channels.session import Session
from bot.channels.sockets import Socket
from bot.keys import DATABASE, TURNS
from bot.service.identity import browser, identify
from bot.service.thread.conversation import StaleChoice, lock
from bot.service.turn import inbound
from bot.service.turn.turn import Turn
from bot.service.turn.turns import NotTaken
from bot.store.tables import Conversation
from bot.words.book import book

log = structlog.get_logger()

GUESSES: web.AppKey[Bucket] = web.AppKey("guess_bucket", Bucket)
"""Wrong birth dates a network: a browser can forget its cookie, so the count of one session is not enough."""
MESSAGES: web.AppKey[Bucket] = web.AppKey("message_bucket", Bucket)
CONTROLS: web.AppKey[Bucket] = web.AppKey("control_bucket", Bucket)


async def take_frame(app: web.Application, page: Socket, session: Session, data: str) -> None:
    """One frame of a page: a message or choice is stored and acknowledged, then answered; a ping keeps identity."""
    try:
        frame = parse(data)
    except BadFrame as fault:
        await page.send({"type": "error", "cid": fault.cid, "code": str(fault)})
        return
    if frame["type"] in ("ping", "language"):
        if app[CONTROLS].take(session.sender_key):
            await (_stay(app, page) if frame["type"] == "ping" else _language(app, page, frame["lang"]))
        return
    if frame["type"] == "typing":
        await _typing(app, page, session)
        return
    if not _may_write(app, session, frame):
        await _refuse(app, page, frame, "too_fast")
        return
    try:
        try:
            stored = await _store(app, page, frame)
        except NotTaken:
            log.exception("turn.not_taken", conversation=page.conversation_id)
            stored = await _store(app, page, frame, take=False)  # whatever is wrong with it, it is not lost
    except StaleChoice:
        await _refuse(app, page, frame, "stale_choice")
        return
    await _tell(app, page, frame, stored)


async def _tell(app: web.Application, page: Socket, frame: dict[str, Any], stored: Stored) -> None:
    got, to_answer = stored.got, not stored.got.repeated and not stored.got.answered
    try:
        await page.send({"type": "ack", "cid": frame["cid"], "id": str(got.message.id)})
        await page.echo(got.message, stored.floor)
        if got.shortened:
            await _refuse(app, page, frame, "too_long")
        if stored.word:
            await page.send({"type": "session", "turn": stored.word})
        if to_answer and not got.told:
            await page.send({"type": "typing", "from": "bot"})
    finally:
        if to_answer:
            app[TURNS].wake(page.conversation_id, stored.turn)


def _may_write(app: web.Application, session: Session, frame: dict[str, Any]) -> bool:
    """Whether this is slow enough. A cry for help gets through a flood: it has a limit of its own."""
    if app[MESSAGES].take(session.sender_key):
        return True
    return inbound.in_danger(frame["body"]) and app[MESSAGES].take(f"danger:{session.sender_key}")


@dataclass(frozen=True)
class Stored:
    """What became of a message, up to where the thread is blanked now, and its turn if it could be begun at once."""

    got: inbound.Inbound
    floor: int
    turn: Turn | None
    word: str = ""
    """By which this page may have its browser's session turned: identity has just been proven over it."""


async def _store(app: web.Application, page: Socket, frame: dict[str, Any], *, take: bool = True) -> Stored:
    async with app[DATABASE].begin() as uow:
        conversation = await lock(uow, page.conversation_id)
        if frame["type"] == "message":
            guessing = app[GUESSES].empty(page.network)
            got = await inbound.text_in(
                uow, conversation, cid=frame["cid"], text=frame["body"], guessing=guessing
            )
            if got.guessed:
                app[GUESSES].take(page.network)
        else:
            got = await inbound.choice_in(uow, conversation, cid=frame["cid"], choice_id=frame["body"])
        word = browser.offer(conversation) if conversation.id in uow.proven else ""
        turn = None
        if take and not got.repeated and not got.answered:
            turn = await app[TURNS].take(uow, conversation, got.message)
        if not got.repeated:
            page.written.add(got.message.seq)  # before anybody hears of it
        try:
            await uow.commit()
        except BaseException:
            page.written.discard(got.message.seq)  # the number will be another message's
            raise
    return Stored(got, conversation.blank_before_seq, turn, word)


async def _refuse(app: web.Application, page: Socket, frame: dict[str, Any], code: str) -> None:
    async with app[DATABASE].look() as uow:
        conversation = await uow.session.get_one(Conversation, page.conversation_id)
        words = book().text(f"notice_{code}", conversation.language)
    await page.send({"type": "error", "cid": frame["cid"], "code": code, "text": words})


async def _stay(app: web.Application, page: Socket) -> None:
    async with app[DATABASE].begin() as uow:
        conversation = await lock(uow, page.conversation_id)
        await identify.stay(uow, conversation)
        await uow.commit()
    page.wake()


async def _typing(app: web.Application, page: Socket, session: Session) -> None:
    """The agent who holds the conversation sees that somebody is writing: that, and not a word of it."""
    if page.owner == "agent" and app[CONTROLS].take(f"typing:{session.sender_key}"):
        async with app[DATABASE].begin() as uow:
            uow.notify("typing", conversation=page.conversation_id, **{"from": "you"})
            await uow.commit()


async def _language(app: web.Application, page: Socket, language: str) -> None:
    async with app[DATABASE].begin() as uow:
        conversation = await lock(uow, page.conversation_id)
        conversation.language, conversation.language_fixed = language, True
        await uow.commit()
    page.wake()
