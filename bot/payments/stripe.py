"""Stripe behind the port of all payment providers: Checkout Sessions, by the official library."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import aiohttp
import stripe
import structlog
from stripe.params.checkout import SessionCreateParams

from bot.payments import stripe_state
from bot.service.ports import Order, ProviderState, ProviderUnavailable, Session
from bot.settings.accounts import StripeAccount, account_name
from bot.words.book import book

log = structlog.get_logger()

API_VERSION = "2026-10-28.endive"
"""Pinned: what a session takes and what it says change between versions. The library's own types are of this one."""
TIMEOUT = 6.0
"""Seconds for one request; the library repeats it with the same idempotency key."""
RETRIES = 2
ATTEMPT = "attempt"
"""The key of the metadata that bears our reference, on sessions, payments and their charges. Nothing else is told."""

_METHODS = {"card": "card", "sepa": "sepa_debit"}
_MOST_DISPUTES = 20


class Stripe:
    """Implements PaymentProvider. One account per creditor, by name; secrets come from the environment."""

    name = "stripe"

    def __init__(self, accounts: Mapping[str, StripeAccount], *, api_base: str = "") -> None:
        self._http = stripe.AIOHTTPClient(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        self._secrets = {name: account.webhook_secret.get_secret_value() for name, account in accounts.items()}
        self._clients = {
            name: stripe.StripeClient(
                account.api_key.get_secret_value(), http_client=self._http, stripe_version=API_VERSION,
                max_network_retries=RETRIES, base_addresses={"api": api_base.rstrip("/")} if api_base else None,
            )
            for name, account in accounts.items()
        }

    async def close(self) -> None:
        """Give its connections back."""
        closing: Callable[[], Awaitable[None]] = self._http.close_async
        await closing()

    async def open(self, order: Order) -> Session:
        """A Checkout Session for that attempt, whose public id is the idempotency key."""
        sessions = self._client(order.account).v1.checkout.sessions
        made = await _asked(sessions.create_async(_params(order), {"idempotency_key": order.public_id}))
        if not made.url:
            raise ProviderUnavailable("a session without a page")
        return Session(provider_ref=made.id, url=made.url)

    async def fetch(self, *, public_id: str, provider_ref: str, account: str) -> ProviderState:
        """What has become of it: the session, its payment and charge, and disputes where there are any."""
        del public_id
        client = self._client(account)
        session = await _asked(
            client.v1.checkout.sessions.retrieve_async(provider_ref, {"expand": ["payment_intent.latest_charge"]})
        )
        charge = stripe_state.charge_of(session)
        if charge is None or not charge.disputed:
            return stripe_state.read(session)
        listed = client.v1.disputes.list_async({"charge": charge.id, "limit": _MOST_DISPUTES})
        return stripe_state.read(session, (await _asked(listed)).data)

    async def expire(self, *, public_id: str, provider_ref: str, account: str) -> None:
        """Close it; one that is complete or expired already is left as it is."""
        del public_id
        sessions = self._client(account).v1.checkout.sessions
        try:
            await _asked(sessions.expire_async(provider_ref))
        except Refused:
            found = await _asked(sessions.retrieve_async(provider_ref))
            if found.status == "open":
                raise

    async def attempt_of(self, *, account: str, payment_intent: str) -> str | None:
        """Our reference on a payment that a dispute or a refund names; None for one that is not ours."""
        client = self._client(account)
        try:
            intent = await _asked(client.v1.payment_intents.retrieve_async(payment_intent))
        except Refused:
            return None
        named: str | None = intent.metadata.to_dict().get(ATTEMPT)
        return named

    def signed_by(self, body: bytes, header: str) -> str | None:
        """The name of the account whose secret signed these raw bytes lately, None: nobody's we know.

        By the library, in constant time. Lately means the real time: a demo's moved clock signs nothing at Stripe.
        """
        signer = None
        for name, secret in self._secrets.items():
            try:
                if secret and stripe.WebhookSignature.verify_header(body, header, secret, tolerance=TOLERANCE):
                    signer = name if signer is None else signer
            except (stripe.SignatureVerificationError, ValueError, TypeError):
                continue
        return signer

    def _client(self, account: str) -> stripe.StripeClient:
        client = self._clients.get(account_name(account))
        if client is None:
            log.error("payment.no_account", account=account)
            raise ProviderUnavailable("no key for the creditor's account")
        return client


TOLERANCE = 300
"""Seconds after which a signature is stale."""


class Refused(ProviderUnavailable):
    """Stripe answered, and the answer is no (400 or 404)."""


async def _asked[T](call: Awaitable[T]) -> T:
    """The answer. Raises Refused, or ProviderUnavailable for no answer, 429, 5xx and whatever has no sense.

    Only the kind of error is kept: its message may quote what was sent.
    """
    try:
        return await call
    except stripe.InvalidRequestError as error:
        log.warning("stripe.refused", code=error.code, param=error.param, request=error.request_id)
        raise Refused(f"refused: {error.code}") from None
    except stripe.StripeError as error:
        log.warning("stripe.error", kind=type(error).__name__, status=error.http_status, request=error.request_id)
        raise ProviderUnavailable(type(error).__name__) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        # The library wraps what goes wrong before the answer's body, not while it is read.
        log.warning("stripe.error", kind=type(error).__name__)
        raise ProviderUnavailable(type(error).__name__) from None


def _params(order: Order) -> SessionCreateParams:
    words = book()
    return {
        "mode": "payment",
        "allowed_payment_method_types": [_METHODS[one] for one in order.methods],
        "line_items": [{
            "quantity": 1,
            "price_data": {
                "currency": order.currency.lower(), "unit_amount": order.minor,
                "product_data": {"name": words.text("pay_item", order.lang)},
            },
        }],
        "payment_intent_data": {
            # For cards the end of the line only: its beginning, and a debit's whole line, are the account's own.
            "statement_descriptor_suffix": words.text("pay_statement", order.lang),
            "metadata": {ATTEMPT: order.public_id},
        },
        "client_reference_id": order.public_id,
        "metadata": {ATTEMPT: order.public_id},
        "adaptive_pricing": {"enabled": False},  # what is owed is owed in one currency
        "locale": order.lang,
        "expires_at": int(order.until.timestamp()),
        "success_url": order.return_url,
        "cancel_url": order.cancel_url,
    }
