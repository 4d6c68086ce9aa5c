"""What the use cases need of the outside world, as protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol


class Clock(Protocol):
    """The time of day. A port, so that tests and the demo can move it."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        ...


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a provider is asked to take for one attempt. Asked again, every field is the same."""

    public_id: str
    account: str  # name of the creditor's account there; empty: the default one
    minor: int
    currency: str
    methods: tuple[str, ...]  # card, sepa
    lang: str
    return_url: str
    cancel_url: str
    until: datetime  # its page closes by itself then


@dataclass(frozen=True, kw_only=True)
class Session:
    """What a provider made for one attempt: its reference and where the debtor pays."""

    provider_ref: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ProviderState:
    """What the provider says of an attempt, fetched again and never taken from a webhook's body."""

    public_id: str
    provider_ref: str
    state: str  # open, pending, paid, partly_refunded, failed, expired, refunded, disputed, lost
    minor: int
    """What was asked for; once money has come, what came in."""
    currency: str
    method: str | None = None
    returned_minor: int = 0
    """What of it went back: refunded, or withdrawn for a dispute that is not won."""
    value_on: date | None = None  # the day the bank booked it, where that is not today


class PaymentProvider(Protocol):
    """Takes payments on a page of its own. Knows no names and no reasons: amount, currency, our reference."""

    name: str

    async def open(self, order: Order) -> Session:
        """Make a session for an attempt that is already stored. The same order again is the same session.

        Raises ProviderUnavailable, as all three do: nobody knows, ask again later.
        """
        ...

    async def fetch(self, *, public_id: str, provider_ref: str, account: str) -> ProviderState:
        """What has become of it now."""
        ...

    async def expire(self, *, public_id: str, provider_ref: str, account: str) -> None:
        """Close an open session; nothing happens if it is no longer open."""
        ...


class ProviderUnavailable(Exception):
    """The provider did not answer, or not with sense: ask again later. Adapters raise it for every such failure."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message that a provider has accepted."""

    provider_ref: str


@dataclass(frozen=True, kw_only=True)
class Via:
    """By which way a message goes: what only some providers need to know."""

    message_id: int = 0
    account: str = ""  # name of the provider's account; empty: the default one
    account_sid: str = ""
    sender: str = ""  # our own number; empty: the default one of the channel
    template: str = ""  # of WhatsApp: the approved template, and what fills it in
    values: Mapping[str, str] = field(default_factory=dict)
    lang: str = "fr"
    first: bool = False  # we write first: it is not an answer
    words: str = ""  # without the numbers of the choices, where these can be tapped
    taps: Sequence[Mapping[str, str]] = ()  # choices to tap: id and title
    tap_templates: Mapping[str, str] = field(default_factory=dict)
    tried_at: datetime | None = None  # an earlier try, which the provider may have accepted unheard


class Sender(Protocol):
    """Sends one message over one channel."""

    async def send(self, *, to: str, body: str, key: str, via: Via) -> Sent:
        """Hand it to the provider; a repeat (the same key) is harmless. Raises SendRefused for good, else retry."""
        ...


class SendRefused(Exception):
    """The provider will never take this message. `why`: opted_out, window (WhatsApp's day is over), refused."""

    def __init__(self, why: str = "refused") -> None:
        super().__init__(why)
        self.why = why


class MediaStore(Protocol):
    """Gives what debtors have sent beside words: it stays with the provider."""

    async def fetch(self, url: str, *, account: str, account_sid: str) -> tuple[str, bytes]:
        """Its type and content. Raises MediaUnavailable."""
        ...


class MediaUnavailable(Exception):
    """The provider does not give it (any more), or it is none of the provider's."""


class Rasa(Protocol):
    """Understanding and dialogue, behind its door on loopback."""

    async def turn(self, *, sender: str, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give it the debtor's (masked) words; its replies, in order. Raises RasaUnavailable."""
        ...

    async def parse(self, text: str) -> dict[str, Any]:
        """Intent and confidences of one text, without a conversation. Raises RasaUnavailable."""
        ...

    async def seed(
        self, *, sender: str, slots: Mapping[str, Any], fresh: bool = True, form_asks: str | None = None
    ) -> None:
        """Begin a conversation that Rasa has not seen, with these slots, in the budget's form if that asks for
        `form_asks`. Raises RasaUnavailable.

        `fresh` False: it has seen it, only the slots change, and the open question stays open.
        """
        ...


class RasaUnavailable(Exception):
    """Rasa did not answer in time, or not with sense."""
