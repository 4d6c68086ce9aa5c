"""The books of one account at the stand-in for Stripe: sessions, payments, charges, refunds, disputes, events.

Objects have the shapes of stripe_objects.json (sample objects of the public repository stripe/openapi, MIT). What
happens here leaves an event with the object as it was then; nothing is sent by itself.
"""

from __future__ import annotations

import copy
import itertools
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.service.ports import Clock

SHAPES = json.loads((Path(__file__).parent / "stripe_objects.json").read_text(encoding="utf-8"))
_WITHDRAWN = ("needs_response", "under_review", "lost")


def shape(kind: str, **values: Any) -> dict[str, Any]:
    """A sample object with our values."""
    return {**copy.deepcopy(SHAPES[kind]), **values}


@dataclass
class Books:
    """One account. `happened` are its events in order."""

    clock: Clock
    name: str = ""
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    charges: dict[str, dict[str, Any]] = field(default_factory=dict)
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    happened: list[dict[str, Any]] = field(default_factory=list)
    _ids: Any = field(default_factory=itertools.count)

    @property
    def now(self) -> int:
        """Seconds of the tests' clock."""
        return int(self.clock.now().timestamp())

    def _id(self, prefix: str) -> str:
        return f"{prefix}_{self.name or 'main'}{next(self._ids)}"

    def _event(self, kind: str, thing: dict[str, Any]) -> None:
        self.happened.append(
            shape("event", id=self._id("evt"), type=kind, created=self.now, data={"object": copy.deepcopy(thing)})
        )

    def create(self, params: dict[str, Any]) -> dict[str, Any]:
        """A session, as its (checked) parameters say."""
        ref = self._id("cs_test")
        price = params["line_items"][0]["price_data"]
        session = shape(
            "checkout.session", id=ref, amount_total=price["unit_amount"], amount_subtotal=price["unit_amount"],
            currency=price["currency"], client_reference_id=params.get("client_reference_id"),
            metadata=params.get("metadata", {}), created=self.now, expires_at=params["expires_at"],
            payment_intent=None, payment_method_types=params["allowed_payment_method_types"], status="open",
            payment_status="unpaid", success_url=params["success_url"], cancel_url=params.get("cancel_url"),
            url=f"https://checkout.stripe.com/c/pay/{ref}", locale=params.get("locale"),
        )
        session["_intent_data"] = params.get("payment_intent_data", {})
        self.sessions[ref] = session
        return session

    def session(self, ref: str) -> dict[str, Any] | None:
        """The session as it is now: its time may be over."""
        found = self.sessions.get(ref)
        if found is not None and found["status"] == "open" and found["expires_at"] <= self.now:
            self._close(found)
        return found

    def expire(self, ref: str) -> bool:
        """Close an open one; False: it is not open."""
        found = self.session(ref)
        if found is None or found["status"] != "open":
            return False
        self._close(found)
        return True

    def _close(self, session: dict[str, Any]) -> None:
        session["status"], session["url"] = "expired", None
        self._event("checkout.session.expired", session)

    def pay(self, ref: str, method: str = "card", *, minor: int | None = None, currency: str | None = None) -> bool:
        """What a debtor does on the page: a card is charged at once, a debit is on its way. False: it is closed."""
        session = self.session(ref)
        if session is None or session["status"] != "open" or method not in session["payment_method_types"]:
            return False
        sum_, money = minor or session["amount_total"], currency or session["currency"]
        at_once = method == "card"
        intent = shape(
            "payment_intent", id=self._id("pi"), amount=sum_, currency=money, created=self.now,
            metadata=session["_intent_data"].get("metadata", {}), status="succeeded" if at_once else "processing",
            amount_received=sum_ if at_once else 0,
        )
        charge = shape(
            "charge", id=self._id("ch"), amount=sum_, amount_captured=sum_ if at_once else 0, currency=money,
            payment_intent=intent["id"], metadata=intent["metadata"], created=self.now, paid=True,
            status="succeeded" if at_once else "pending", captured=True,
        )
        charge["payment_method_details"]["type"] = method
        intent["latest_charge"] = charge["id"]
        self.intents[intent["id"]], self.charges[charge["id"]] = intent, charge
        session["status"], session["url"], session["payment_intent"] = "complete", None, intent["id"]
        session["payment_status"] = "paid" if at_once else "unpaid"
        self._event("checkout.session.completed", session)
        return True

    def refuse(self, ref: str) -> None:
        """A card that the bank refuses: the session stays open, and nobody is told by a session's event."""
        session = self.session(ref)
        if session is not None and session["status"] == "open":
            self._event("payment_intent.payment_failed", shape("payment_intent", id=self._id("pi")))

    def settle(self, ref: str, *, paid: bool) -> bool:
        """The bank's word on a debit. False: none is on its way."""
        session = self.sessions[ref]
        intent = self.intents.get(session["payment_intent"] or "")
        if intent is None or intent["status"] != "processing":
            return False
        charge = self.charges[intent["latest_charge"]]
        if paid:
            intent["status"], intent["amount_received"], charge["status"] = "succeeded", intent["amount"], "succeeded"
            session["payment_status"] = "paid"
            self._event("checkout.session.async_payment_succeeded", session)
        else:
            intent["status"], charge["status"], charge["paid"] = "requires_payment_method", "failed", False
            self._event("checkout.session.async_payment_failed", session)
        return True

    def charge_of(self, ref: str) -> dict[str, Any] | None:
        """The charge that has succeeded, of a session."""
        intent = self.intents.get(self.sessions[ref]["payment_intent"] or "")
        charge = self.charges[intent["latest_charge"]] if intent else None
        return charge if charge and charge["status"] == "succeeded" else None

    def refund(self, ref: str, minor: int) -> bool:
        """Give money back, so far as there is any left. False: nothing was given back."""
        charge = self.charge_of(ref)
        if charge is None or minor <= 0 or self._open_dispute(charge):
            return False
        if charge["amount_refunded"] + minor > charge["amount"] - self._disputed(charge):
            return False
        charge["amount_refunded"] += minor
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self._event("charge.refunded", charge)
        return True

    def refund_fails(self, ref: str, minor: int) -> bool:
        """The debtor's bank sends a refund back to us."""
        charge = self.charge_of(ref)
        if charge is None or not 0 < minor <= charge["amount_refunded"]:
            return False
        charge["amount_refunded"] -= minor
        charge["refunded"] = False
        refund = shape("refund", id=self._id("re"), amount=minor, charge=charge["id"], status="failed",
                       payment_intent=charge["payment_intent"])
        self._event("refund.failed", refund)
        return True

    def dispute(self, ref: str, *, inquiry: bool = False, minor: int | None = None) -> bool:
        """The debtor's bank asks back what has not been refunded. An inquiry takes no money."""
        charge = self.charge_of(ref)
        if charge is None or self._open_dispute(charge):
            return False
        left = charge["amount"] - charge["amount_refunded"] - self._disputed(charge)
        if left <= 0:
            return False
        dispute = shape(
            "dispute", id=self._id("dp"), amount=min(minor or left, left), charge=charge["id"], created=self.now,
            currency=charge["currency"], payment_intent=charge["payment_intent"],
            status="warning_needs_response" if inquiry else "needs_response",
        )
        self.disputes[dispute["id"]] = dispute
        charge["disputed"] = True
        self._event("charge.dispute.created", dispute)
        return True

    def close_dispute(self, ref: str, *, won: bool) -> bool:
        """The bank's word on the open dispute. False: none is open."""
        charge = self.charge_of(ref)
        dispute = self._open_dispute(charge) if charge else None
        if dispute is None:
            return False
        inquiry = dispute["status"].startswith("warning")
        dispute["status"] = "warning_closed" if inquiry else "won" if won else "lost"
        self._event("charge.dispute.closed", dispute)
        return True

    def disputes_of(self, charge: str) -> list[dict[str, Any]]:
        """The newest first, as Stripe lists them."""
        return [one for one in reversed(self.disputes.values()) if one["charge"] == charge]

    def _open_dispute(self, charge: dict[str, Any]) -> dict[str, Any] | None:
        closed = ("won", "lost", "warning_closed")
        return next((one for one in self.disputes_of(charge["id"]) if one["status"] not in closed), None)

    def _disputed(self, charge: dict[str, Any]) -> int:
        return sum(one["amount"] for one in self.disputes_of(charge["id"]) if one["status"] in _WITHDRAWN)

    def kept(self, ref: str) -> int:
        """What of a session's payment is with the creditor now (minor units)."""
        charge = self.charge_of(ref)
        return charge["amount"] - charge["amount_refunded"] - self._disputed(charge) if charge else 0
