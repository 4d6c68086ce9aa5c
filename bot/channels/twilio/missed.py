"""What was written to us while nobody here answered: Twilio knocks once, so its own list is asked now and then."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog
from aiohttp import web
from sqlalchemy import func, select
from twilio.rest import Client

from bot.channels.twilio.accounts import Line, lines_of
from bot.channels.twilio.sender import Http
from bot.channels.twilio.webhook import MOST_MEDIA, address, take, text_of
from bot.keys import DATABASE, SETTINGS
from bot.service.outside import phone
from bot.store.database import UnitOfWork
from bot.store.tables import PhoneLine

log = structlog.get_logger()

MOST = 500
"""Messages to one of our numbers that are looked through at once."""
SLACK = timedelta(minutes=10)
"""So far back every look goes: their list may be a little behind, their clock beside ours."""
LONGEST_AWAY = timedelta(days=3)
_SEEN = 20_000
_HOST = "https://api.twilio.com"


class Missed:
    """Takes in what Twilio has and we have not. What we have is known by its MessageSid: no second effect."""

    def __init__(self, app: web.Application, http: aiohttp.ClientSession) -> None:
        self._app = app
        self._http = Http(http, app[SETTINGS].twilio_api_base)
        self._seen: deque[str] = deque(maxlen=_SEEN)  # looked at already: the store is not asked again
        self._looked_at: datetime | None = None

    async def catch_up(self) -> int:
        """Ask once for each of our numbers; how many messages this process had not looked at yet.

        One account's fault (a token that was changed) leaves the others alone; the next look goes as far back again.
        """
        async with self._app[DATABASE].look() as uow:
            since, now = self._looked_at or await _last_heard(uow), uow.now
            lines = await lines_of(uow, self._app[SETTINGS])
        new, all_well = 0, True
        for line in lines:
            try:
                new += await self._look(line, since - SLACK)
            except Exception as fault:  # whatever their library raises
                all_well = False
                log.warning("twilio.not_asked", account=line.account.name, error=type(fault).__name__)
        self._looked_at = now if all_well else since
        return new

    async def _look(self, line: Line, since: datetime) -> int:
        client = Client(line.account.sid, line.account.token, http_client=self._http)
        new, after = 0, since.astimezone(UTC)  # their library writes a "Z" behind whatever zone it is given
        found = await client.messages.list_async(to=line.address, date_sent_after=after, limit=MOST)
        told = [row for row in reversed(found) if row.direction == "inbound" and str(row.sid) not in self._seen]
        known = await self._known([(address(str(row.from_))[1], str(row.sid)) for row in told])
        for row in told:  # the oldest first, as they were written
            sid = str(row.sid)
            if sid in known:
                self._seen.append(sid)
                continue
            fields = {"MessageSid": sid, "From": str(row.from_), "To": str(row.to), "Body": row.body or ""}
            if int(row.num_media or 0):
                fields |= await self._media(client, sid)
            await self._take(line, fields, row.date_sent or row.date_created)
            self._seen.append(sid)
            new += 1
        return new

    async def _known(self, told: Sequence[tuple[str, str]]) -> set[str]:
        """Those that we have: in one go, after a restart most of them are, and somebody waits for the rest."""
        async with self._app[DATABASE].look() as uow:
            return await phone.already_in(uow, told)

    async def _media(self, client: Client, sid: str) -> dict[str, str]:
        """Pictures and voice notes as the webhook has them."""
        rows = await client.messages(sid).media.list_async(limit=MOST_MEDIA)
        fields = {"NumMedia": str(len(rows))}
        for n, row in enumerate(rows):
            fields[f"MediaContentType{n}"] = str(row.content_type)
            fields[f"MediaUrl{n}"] = _HOST + str(row.uri).removesuffix(".json")
        return fields

    async def _take(self, line: Line, fields: Mapping[str, str], sent_at: datetime | None) -> None:
        try:
            text = await text_of(self._app, line.account, fields, sent_at=sent_at)
        except web.HTTPException as refusal:
            log.warning("twilio.not_ours", sid=fields["MessageSid"], status=refusal.status)
            return
        if text is not None:
            await take(self._app, text)


async def _last_heard(uow: UnitOfWork) -> datetime:
    """When somebody last wrote by telephone: since then this installation may have been away."""
    last = await uow.session.scalar(select(func.max(PhoneLine.last_in_at)).where(PhoneLine.channel != "email"))
    return max(last, uow.now - LONGEST_AWAY) if last is not None else uow.now
