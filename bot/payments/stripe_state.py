"""What Stripe says of a session, in our words: pure reading of what was fetched."""

from __future__ import annotations

from collections.abc import Iterable

import stripe

from bot.debt.settling import state_of
from bot.service.ports import ProviderState

_WITHDRAWN = ("needs_response", "under_review")
_NOT_WITHDRAWN = ("won", "prevented", "warning_needs_response", "warning_under_review", "warning_closed")
_METHODS = {"card": "card", "sepa_debit": "sepa"}


def charge_of(session: stripe.checkout.Session) -> stripe.Charge | None:
    """The session's latest charge, None while there is none (or when it was not expanded)."""
    intent = session.payment_intent
    charge = intent.latest_charge if isinstance(intent, stripe.PaymentIntent) else None
    return charge if isinstance(charge, stripe.Charge) else None


def read(session: stripe.checkout.Session, disputes: Iterable[stripe.Dispute] = ()) -> ProviderState:
    """The state of our attempt. `session` with payment_intent.latest_charge expanded, `disputes` of that charge.

    A card that was refused leaves the session open: another may be tried there. `complete` and `unpaid` is a debit
    on its way (intent `processing`) or one that failed.
    """
    intent, charge = session.payment_intent, charge_of(session)
    if session.payment_status == "paid" and isinstance(intent, stripe.PaymentIntent):
        return _received(session, intent, charge, disputes)
    if session.status == "complete":
        waits = isinstance(intent, stripe.PaymentIntent) and intent.status in ("processing", "requires_action")
        state = "pending" if waits else "failed"
    else:
        state = "expired" if session.status == "expired" else "open"
    return ProviderState(
        public_id=session.client_reference_id or "", provider_ref=session.id, state=state,
        minor=session.amount_total or 0, currency=(session.currency or "").upper(), method=_method(charge),
    )


def _received(
    session: stripe.checkout.Session,
    intent: stripe.PaymentIntent,
    charge: stripe.Charge | None,
    disputes: Iterable[stripe.Dispute],
) -> ProviderState:
    refunded = charge.amount_refunded if charge is not None else 0
    disputed = lost = 0
    for dispute in disputes:
        if dispute.status == "lost":
            lost += dispute.amount
        elif _withdrawn(dispute):
            disputed += dispute.amount
    received = intent.amount_received
    return ProviderState(
        public_id=session.client_reference_id or "", provider_ref=session.id,
        state=state_of(received=received, refunded=refunded, disputed=disputed, lost=lost), minor=received,
        currency=intent.currency.upper(), method=_method(charge),
        returned_minor=min(refunded + disputed + lost, received),
    )


def _withdrawn(dispute: stripe.Dispute) -> bool:
    """Whether the bank has taken the money while the dispute lasts. An inquiry (`warning_…`) takes nothing.

    A status that is not known (an appeal, or a new one) is judged by what was moved for it.
    """
    if dispute.status in (*_WITHDRAWN, *_NOT_WITHDRAWN):
        return dispute.status in _WITHDRAWN
    return sum(moved.amount for moved in dispute.balance_transactions) < 0


def _method(charge: stripe.Charge | None) -> str | None:
    details = charge.payment_method_details if charge is not None else None
    return _METHODS.get(details.type, "other") if details is not None else None
