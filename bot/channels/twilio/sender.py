"""Sending through Twilio's own client, from the creditor's account and number; the event loop is never blocked."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
import structlog
from twilio.base.exceptions import TwilioRestException
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.twilio.accounts import account_named, default_senders
from bot.service.ports import SendRefused, Sent, Via
from bot.service.thread.conversation import sender_key
from bot.settings import Settings

log = structlog.get_logger()

OPTED_OUT = 21610
WINDOW_OVER = 63016
FOR_GOOD = frozenset({
    21211,  # no such number
    21212,  # no such sender of ours
    21214,  # can't be reached
    21217,  # no telephone number
    21265,  # a short code
    21408,  # no permission for that region
    21606,  # that sender can't send
    21612,  # no route
    21614,  # a landline
    21617,  # longer than is taken
    63003,  # nobody on WhatsApp there
    63024,  # no valid recipient
})
"""Codes after which no further try helps. Everything else (429, 5xx, a fault of the network) is tried again."""
NEWEST = 20
"""So many messages to the number are looked through for one that was accepted without our hearing it."""
SLACK = timedelta(seconds=10)  # between their clock and ours
CALLBACK = "/channels/twilio/status"
_SECONDS = aiohttp.ClientTimeout(total=20, connect=5)
MOST_BUTTONS, BUTTON_TITLE = 3, 20
MOST_ROWS, ROW_TITLE = 10, 24
LONGEST_BODY = 1_024
"""WhatsApp's limits: quick replies, rows of a list, and the words above them."""


class Http:
    """Their client's requests over our session, at the address that settings name; numbers are not logged."""

    is_async = True

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session, self._base = session, base.rstrip("/")

    async def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002  (their signature; ours is set once)
        allow_redirects: bool = False,
    ) -> Response:
        """One request; as their own client answers it."""
        if self._base:
            told = urlsplit(uri)
            uri = self._base + told.path + (f"?{told.query}" if told.query else "")
        told_by = dict(headers or {})
        if auth:
            told_by["Authorization"] = aiohttp.encode_basic_auth(*auth)
        async with self._session.request(
            method.upper(), uri, params={k: str(v) for k, v in (params or {}).items()}, data=data, headers=told_by,
            timeout=_SECONDS, allow_redirects=allow_redirects,
        ) as answer:
            return Response(answer.status, await answer.text(), answer.headers)


class NoAccount(Exception):
    """The account has no id or no token here, or the channel no sender: nothing can be sent."""


class TwilioSender:
    """The port `Sender` for one channel."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession, channel: str) -> None:
        self._settings, self._channel = settings, channel
        self._http = Http(session, settings.twilio_api_base)
        self._callback = settings.base_url + CALLBACK

    async def send(self, *, to: str, body: str, key: str, via: Via) -> Sent:  # noqa: ARG002  (the port's signature)
        """Hand it to Twilio. Of a repeat it is first asked whether they have it already: they know no keys."""
        account = account_named(self._settings, via.account, via.account_sid)
        ours = via.sender or default_senders(self._settings).get(self._channel, "")
        if account is None or not ours:
            raise NoAccount(via.account or "default")
        client = Client(account.sid, account.token, http_client=self._http)
        receiver, sender = self._address(to), self._address(ours)
        callback = f"{self._callback}?m={marked(self._settings, account.sid, via.message_id)}"
        content = self._content(body, via)
        try:
            if via.tried_at is not None:
                known = await self._accepted(client, receiver, sender, body, via)
                if known is not None:
                    return Sent(provider_ref=known)
            made = await client.messages.create_async(
                to=receiver, from_=sender, status_callback=callback, **content
            )
        except TwilioRestException as fault:
            log.warning("twilio.not_sent", message=via.message_id, status=fault.status, code=fault.code)
            if fault.code == OPTED_OUT:
                raise SendRefused("opted_out") from None
            if fault.code == WINDOW_OVER:
                raise SendRefused("window") from None
            if fault.code in FOR_GOOD:
                raise SendRefused("refused") from None
            raise
        return Sent(provider_ref=str(made.sid))

    def _address(self, number: str) -> str:
        return f"whatsapp:{number}" if self._channel == "whatsapp" else number

    def _content(self, body: str, via: Via) -> dict[str, object]:
        if via.template:
            return {"content_sid": via.template, "content_variables": json.dumps(dict(via.values))}
        if self._channel == "whatsapp" and (tapped := with_taps(via)) is not None:
            return {"content_sid": tapped[0], "content_variables": json.dumps(tapped[1])}
        return {"body": body}

    async def _accepted(self, client: Client, to: str, sender: str, body: str, via: Via) -> str | None:
        """Whether an earlier try of this very message has been accepted: the same words to the same number since."""
        since = via.tried_at - SLACK if via.tried_at else None
        for one in await client.messages.list_async(to=to, from_=sender, limit=NEWEST, page_size=NEWEST):
            made = one.date_created
            if one.body == body and since is not None and made is not None and made >= since:
                return str(one.sid)
        return None


def marked(settings: Settings, account_sid: str, message_id: int) -> str:
    """Key of a message of ours as it comes back with its status: signed, and only good for that account."""
    told = sender_key(settings.secret_key.get_secret_value(), "status", f"{account_sid}|{message_id}")
    return f"{message_id}.{told[:32]}"


def message_of(settings: Settings, account_sid: str, mark: str) -> int:
    """The key in such a mark; 0 where it is none of ours, or another account's."""
    key, _, _ = mark.partition(".")
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        return 0
    good = marked(settings, account_sid, int(key))
    return int(key) if hmac.compare_digest(good.encode(), mark.encode()) else 0


def with_taps(via: Via) -> tuple[str, dict[str, str]] | None:
    """The template (by its ContentSid) that shows these choices as buttons or a list, and what fills it in.

    None without one for so many, or where a title or the words are longer than WhatsApp shows: numbered instead.
    """
    count = len(via.taps)
    if count == 0:
        return None
    buttons = count <= MOST_BUTTONS and all(len(tap["title"]) <= BUTTON_TITLE for tap in via.taps)
    rows = count <= MOST_ROWS and all(len(tap["title"]) <= ROW_TITLE for tap in via.taps)
    name = f"buttons_{count}" if buttons else f"list_{count}" if rows else ""
    sid = via.tap_templates.get(name) or (via.tap_templates.get(f"list_{count}") if rows else None)
    words = via.words
    if not sid or not words or len(words) > LONGEST_BODY:
        return None
    filled = {"1": words}
    for n, tap in enumerate(via.taps):
        filled[str(2 + 2 * n)], filled[str(3 + 2 * n)] = tap["title"], tap["id"]
    return sid, filled
