"""The running application between a stand-in for a mail server and people who write e-mails."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from sqlalchemy import select

from bot.service.outside.queueing import enqueue
from bot.signature import sign
from bot.store.tables import ContactPoint, Conversation, Handover, Message
from tests.outside_world import OutsideWorld
from tests.smtp_stand_in import StandIn, Taken

SECRET = "a secret of the tests, long enough for e-mails"
FROM = "bonjour@repit.example"
MINE = "demo1001@example.fr"
STRANGER = "somebody@example.org"
_ids = itertools.count(1)


def mail(
    text: str = "", *, to: str = FROM, sender: str = MINE, subject: str = "Re: Un message personnel vous attend",
    **headers: str,
) -> EmailMessage:
    """An e-mail as somebody's program writes it; names of headers with _ for -."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = f"Somebody <{sender}>", to, subject
    made["Message-ID"] = f"<{next(_ids)}@{sender.partition('@')[2]}>"
    made["Date"] = "Fri, 20 Nov 2026 10:00:00 +0100"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


@dataclass(kw_only=True)
class World(OutsideWorld):
    """With a mail server's stand-in."""

    smtp: StandIn

    async def post(self, raw: bytes, signature: str | None = None, secret: str = SECRET) -> int:
        """One request at the door; its status."""
        header = sign(secret, raw, self.clock.now()) if signature is None else signature
        url = self.server.make_url("/channels/email")
        async with self.http.post(url, data=raw, headers={"X-Repit-Signature": header}) as answer:
            return answer.status

    async def give(self, made: EmailMessage | bytes) -> list[Taken]:
        """An e-mail arrives; what goes out because of it."""
        before = len(self.smtp.taken)
        assert await self.post(made if isinstance(made, bytes) else made.as_bytes()) == 204
        await self.settle()
        return self.smtp.taken[before:]

    async def notice(self, address: str = MINE, key: str = "lookup:1") -> Taken:
        """We have written first; the e-mail that went."""
        async with self.database.begin() as uow:
            contact = await uow.session.scalar(
                select(ContactPoint).where(ContactPoint.value == address).order_by(ContactPoint.id).limit(1)
            )
            assert contact is not None
            await enqueue(
                uow, key=key, to=contact, channel="email", lang="fr", text_id="notice_personal_link",
                values={"link": "https://repit.example/l/x"},
            )
            await uow.commit()
        await self.deliver()
        return self.smtp.taken[-1]

    async def answer(self, text: str, to: Taken, **more: str) -> list[Taken]:
        """Somebody answers an e-mail of ours."""
        return await self.give(mail(text, to=str(to.mail["Reply-To"]), **more))

    async def wrote(self) -> list[Message]:
        return await self.all(Message, Message.author == "you")

    async def handovers(self) -> list[str]:
        return [row.reason for row in await self.all(Handover)]

    async def thread(self, address: str = MINE) -> Conversation:
        """The newest conversation with an address."""
        return await self.thread_of(address)
