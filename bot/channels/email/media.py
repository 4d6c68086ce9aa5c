"""Files that came with an e-mail are kept here; those of a telephone lie with the provider."""

from __future__ import annotations

import re

from bot.service.outside.mail import KEPT
from bot.service.ports import MediaStore, MediaUnavailable
from bot.store.database import Database
from bot.store.tables import MailFile


class KeptFiles:
    """The port `MediaStore`: ours first, then the provider's."""

    def __init__(self, database: Database, provider: MediaStore) -> None:
        self._database, self._provider = database, provider

    async def fetch(self, url: str, *, account: str, account_sid: str) -> tuple[str, bytes]:
        """Type and content. Raises MediaUnavailable."""
        if not url.startswith(KEPT):
            return await self._provider.fetch(url, account=account, account_sid=account_sid)
        key = url.removeprefix(KEPT)
        async with self._database.begin() as uow:
            row = await uow.session.get(MailFile, int(key)) if re.fullmatch(r"[0-9]{1,15}", key) else None
        if row is None:
            raise MediaUnavailable("no such file")
        return row.type, row.content
