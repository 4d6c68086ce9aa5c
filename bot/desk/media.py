"""A voice note or a picture that a debtor has sent: fetched from the provider when an agent opens it, kept nowhere."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy import select

from bot.desk import session
from bot.desk.session import AGENT
from bot.keys import MEDIA
from bot.service.outside.accounts import accounts_of
from bot.service.ports import MediaUnavailable
from bot.store.tables import Conversation, Message, PhoneLine

SHOWN = ("audio/", "image/jpeg", "image/png", "image/gif", "image/webp", "video/", "application/pdf")
"""Types that a browser may show; whatever else somebody sent is only ever downloaded."""


@session.for_agents("see")
async def show(request: web.Request) -> web.StreamResponse:
    """GET /desk/media/<message>/<n>. 404 alike for none, and for one of a conversation out of scope."""
    agent, key, n = request[AGENT], int(request.match_info["id"]), int(request.match_info["n"])
    async with session.work(request) as uow:
        row = (
            await uow.session.execute(
                select(Message, PhoneLine)
                .join(Conversation, Conversation.id == Message.conversation_id)
                .join(PhoneLine, PhoneLine.conversation_id == Conversation.id)
                .where(Message.id == key, Message.author == "you", agent.scope())
            )
        ).one_or_none()
        found = ((row[0].card or {}).get("media") or []) if row is not None else []
        if row is None or n >= len(found):
            raise web.HTTPNotFound(text="")
        accounts = await accounts_of(uow, row[1].creditor_id)
        uow.audit(
            "message.media_shown", "message", key, actor=agent.actor, creditor_id=row[1].creditor_id,
            conversation=row[0].conversation_id,
        )
        await uow.commit()
    sid = str(accounts.get("account_sid") or "")
    try:
        kind, content = await request.app[MEDIA].fetch(str(found[n]["url"]), account=row[1].account, account_sid=sid)
    except MediaUnavailable:
        raise web.HTTPBadGateway(text="") from None
    shown = kind.startswith(SHOWN)
    return web.Response(
        body=content, content_type=kind if shown else "application/octet-stream",
        headers={"Content-Disposition": "inline" if shown else "attachment"},
    )
