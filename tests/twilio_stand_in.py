"""A stand-in for Twilio's API on loopback: messages are taken, listed, refused and lost as a test wants; and what
Twilio sends to us is signed with the official library.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from twilio.request_validator import RequestValidator

SID, TOKEN = "AC" + "1" * 32, "a token of the tests"
OTHER_SID, OTHER_TOKEN = "AC" + "2" * 32, "a token of another account"
OURS, OTHER_OURS, WHATSAPP = "+33939010001", "+33939010002", "+33939010003"
PUBLIC = "https://repit.example"
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_numbers = itertools.count(1)


def new_sid(prefix: str = "SM") -> str:
    """An id as Twilio makes them."""
    return f"{prefix}{next(_numbers):032x}"


@dataclass
class StandIn:
    """The API. `faults` are taken in order, one a try: a code of Twilio's, a status, "lost" (taken, the answer never
    comes), "hang"; None: it goes well.
    """

    now: Callable[[], datetime]
    faults: list[int | str | None] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    written: list[dict[str, Any]] = field(default_factory=list)  # to us, whether our webhook has heard it or not
    tries: int = 0
    base: str = ""

    def app(self) -> web.Application:
        """Four of its doors."""
        app = web.Application()
        path = "/2010-04-01/Accounts/{sid}/Messages.json"
        media = "/2010-04-01/Accounts/{sid}/Messages/{message}/Media/{media}"
        every = "/2010-04-01/Accounts/{sid}/Messages/{message}/Media.json"
        app.add_routes([
            web.post(path, self._create), web.get(path, self._list), web.get(media, self._media),
            web.get(every, self._every_medium),
        ])
        return app

    async def _create(self, request: web.Request) -> web.Response:
        self._check(request)
        self.tries += 1
        form = dict(await request.post())
        fault = self.faults.pop(0) if self.faults else None
        if fault == "hang":
            await asyncio.sleep(30)
        if isinstance(fault, int):
            status = fault if fault < 1000 else 400
            return web.json_response({"code": fault if fault > 1000 else 20000 + fault, "message": "no"}, status=status)
        row = {
            "sid": new_sid(), "to": form["To"], "from": form["From"], "body": form.get("Body"),
            "date_created": format_datetime(self.now().astimezone(UTC)), "status": "queued",
            "account_sid": request.match_info["sid"],
            "content_sid": form.get("ContentSid"), "content_variables": form.get("ContentVariables"),
            "callback": form.get("StatusCallback"),
        }
        self.taken.append(row)
        if fault == "lost":
            assert request.transport is not None
            request.transport.close()
        return web.json_response({k: v for k, v in row.items() if k != "callback"}, status=201)

    async def _list(self, request: web.Request) -> web.Response:
        self._check(request)
        asked = request.query
        since = datetime.fromisoformat(asked["DateSent>"]) if "DateSent>" in asked else None
        found = [
            {k: v for k, v in row.items() if k not in ("callback", "media")}
            for row in reversed([*self.taken, *self.written])
            if row["to"] == asked["To"] and asked.get("From") in (None, row["from"])
            and row["account_sid"] == request.match_info["sid"]
            and (since is None or parsedate_to_datetime(row["date_created"]) > since)
        ]
        return web.json_response({"messages": found, "next_page_uri": None, "page_size": 20})

    async def _every_medium(self, request: web.Request) -> web.Response:
        self._check(request)
        (row,) = [one for one in self.written if one["sid"] == request.match_info["message"]]
        prefix = f"/2010-04-01/Accounts/{row['account_sid']}/Messages/{row['sid']}/Media"
        listed = [
            {"sid": sid, "content_type": kind, "uri": f"{prefix}/{sid}.json"} for sid, kind in row["media"].items()
        ]
        return web.json_response({"media_list": listed, "next_page_uri": None, "page_size": 50})

    def write(self, number: str, body: str, *, to: str = OURS, account: str = SID, **media: str) -> dict[str, Any]:
        """Somebody writes to us, and our webhook never hears of it; `media`: their ids and types."""
        at = format_datetime(self.now().astimezone(UTC))  # as Twilio does, whose library reads no other zone
        row = {
            "sid": new_sid(), "to": to, "from": number, "body": body, "direction": "inbound", "status": "received",
            "date_created": at, "date_sent": at,
            "account_sid": account, "num_media": str(len(media)), "media": media,
        }
        self.written.append(row)
        return row

    async def _media(self, request: web.Request) -> web.Response:
        self._check(request)
        return web.Response(body=b"OggS a voice", content_type=request.query.get("type", "audio/ogg"))

    def _check(self, request: web.Request) -> None:
        told = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        assert told in (f"{SID}:{TOKEN}", f"{OTHER_SID}:{OTHER_TOKEN}"), "wrong credentials"
        assert told.startswith(request.match_info["sid"])

    def bodies(self, to: str | None = None) -> list[str]:
        """The words that were taken, in order."""
        return [row["body"] for row in self.taken if to is None or row["to"].endswith(to)]


def sms(number: str, body: str, **more: str) -> dict[str, str]:
    """The fields of a message as Twilio sends them."""
    return {
        "ToCountry": "FR", "MessageSid": new_sid(), "AccountSid": SID, "From": number, "To": OURS, "Body": body,
        "NumMedia": "0", "NumSegments": "1", "ApiVersion": "2010-04-01", **more,
    }


def signature(fields: Mapping[str, str], path: str = "/channels/twilio", token: str = TOKEN, base: str = PUBLIC) -> str:
    """Twilio's signature over address and fields."""
    return str(RequestValidator(token).compute_signature(base + path, dict(fields)))


@dataclass
class Twilio:
    """Twilio's side of the two doors."""

    session: aiohttp.ClientSession
    url: str
    api: StandIn

    async def post(
        self, fields: Mapping[str, str], path: str = "/channels/twilio", *, token: str = TOKEN, base: str = PUBLIC,
        signed: str | None = None,
    ) -> tuple[int, str]:
        """One request; its status and text."""
        header = signature(fields, path, token, base) if signed is None else signed
        async with self.session.post(
            self.url + path, data=urlencode(dict(fields)).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": header},
        ) as answer:
            return answer.status, await answer.text()

    async def text(self, number: str, body: str, **more: str) -> dict[str, str]:
        """Somebody sends an SMS; its fields."""
        fields = sms(number, body, **more)
        status, said = await self.post(fields)
        assert (status, said) == (200, EMPTY)
        return fields

    async def status(self, row: Mapping[str, Any], status: str, **more: str) -> None:
        """What became of a message of ours."""
        fields = {"MessageSid": row["sid"], "AccountSid": row["account_sid"], "MessageStatus": status, **more}
        token = TOKEN if row["account_sid"] == SID else OTHER_TOKEN
        path = str(row["callback"]).removeprefix(PUBLIC)
        assert (await self.post(fields, path, token=token))[0] == 200
