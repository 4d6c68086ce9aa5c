"""Payments of any provider, in one place: demands and links, attempts, events, receipts."""

from bot.service.pay.attempts import (
    NotNow,
    Started,
    ask_person,
    attempt_id,
    close_attempt,
    close_attempts,
    start_attempt,
)
from bot.service.pay.demands import NotPayable, demand_for_instalment, demand_for_sum, expire_for_hold
from bot.service.pay.payment_links import (
    LinkView,
    find_link,
    make_link,
    open_link,
    revoke_links,
    token_hash,
    view_link,
)
from bot.service.pay.receipts import read_number, receipt_for, receipt_of
from bot.service.pay.settlement import Event, ProviderUnavailable, Unsettled, apply_event, refresh

__all__ = [
    "Event", "LinkView", "NotNow", "NotPayable", "ProviderUnavailable", "Started", "Unsettled", "apply_event",
    "ask_person", "attempt_id", "close_attempt", "close_attempts", "demand_for_instalment", "demand_for_sum",
    "expire_for_hold", "find_link", "make_link", "open_link", "read_number", "receipt_for", "receipt_of", "refresh",
    "revoke_links", "start_attempt", "token_hash", "view_link",
]
