"""What debtors send beside words lies at Twilio; it is fetched from there with the account's own token."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import aiohttp

from bot.channels.twilio.accounts import account_named
from bot.service.ports import MediaUnavailable
from bot.settings import Settings

HOST = "api.twilio.com"
LARGEST = 20 * 1024 * 1024
_SECONDS = aiohttp.ClientTimeout(total=30, connect=5)
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}")


class TwilioMedia:
    """The port `MediaStore`."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        self._settings, self._session = settings, session

    async def fetch(self, url: str, *, account: str, account_sid: str) -> tuple[str, bytes]:
        """Type and content. Raises MediaUnavailable: not Twilio's address, gone, or far too large."""
        known = account_named(self._settings, account, account_sid)
        base = self._settings.twilio_api_base.rstrip("/")
        told = urlsplit(url)
        if known is None or told.scheme != "https" or told.netloc != HOST:
            raise MediaUnavailable("not an address of the provider")
        headers = {"Authorization": aiohttp.encode_basic_auth(known.sid, known.token)}
        target = base + told.path if base else url
        try:
            async with self._session.get(target, headers=headers, timeout=_SECONDS) as answer:
                content = await answer.content.read(LARGEST + 1)
                while len(content) <= LARGEST and not answer.content.at_eof():
                    content += await answer.content.read(LARGEST + 1 - len(content))
                if answer.status != 200 or len(content) > LARGEST:
                    raise MediaUnavailable(f"status {answer.status}")
                kind = answer.content_type.lower()
                return (kind if _TYPE.fullmatch(kind) else "application/octet-stream"), content
        except (aiohttp.ClientError, TimeoutError) as fault:
            raise MediaUnavailable(type(fault).__name__) from fault
