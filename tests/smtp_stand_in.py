"""A stand-in for a mail server on loopback: takes, refuses and loses e-mails as a test wants."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default


@dataclass
class Taken:
    """One e-mail as it was handed over."""

    returned_to: str
    to: list[str]
    raw: bytes

    @property
    def mail(self) -> Message:
        return message_from_bytes(self.raw, policy=default)

    @property
    def words(self) -> str:
        found = self.mail
        assert isinstance(found, EmailMessage)
        return str(found.get_content()).replace("\r\n", "\n")


@dataclass
class StandIn:
    """`faults` are taken in order, one an e-mail: a code for its receiver (450, 550), ("data", 552), "lost" (taken,
    the answer never comes); None: it goes well.
    """

    faults: list[object] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    tls: bool = False
    server: asyncio.Server | None = None

    async def start(self) -> str:
        """Its address as the settings name it."""
        self.server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        return f"smtp://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        assert self.server is not None
        self.server.close()
        await self.server.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def tell(line: str) -> None:
            writer.write(line.encode() + b"\r\n")

        fault, sender, to = None, "", []
        tell("220 stand-in")
        while line := (await reader.readline()).decode().strip():
            self.commands.append(line.split(" ")[0].upper())
            word = line.upper()
            if word.startswith(("EHLO", "HELO")):
                tell("250 stand-in")
            elif word.startswith("MAIL FROM"):
                fault = self.faults.pop(0) if self.faults else None
                sender, to = line.split("<")[1].split(">")[0], []
                tell("250 ok")
            elif word.startswith("RCPT TO"):
                if isinstance(fault, int):
                    tell(f"{fault} no")
                else:
                    to.append(line.split("<")[1].split(">")[0])
                    tell("250 ok")
            elif word == "DATA":
                tell("354 go on")
                raw = (await reader.readuntil(b"\r\n.\r\n"))[:-3]
                if isinstance(fault, tuple):
                    tell(f"{fault[1]} no")
                    continue
                self.taken.append(Taken(sender, to, raw.replace(b"\r\n..", b"\r\n.")))
                if fault == "lost":
                    break
                tell("250 taken")
            else:
                tell("250 ok")
                if word == "QUIT":
                    break
        writer.close()
