"""Accounts at Stripe, by the names that the environment and creditors' data give them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from dotenv import dotenv_values
from pydantic import SecretStr

_STRIPE = re.compile(r"STRIPE_(API_KEY|WEBHOOK_SECRET)_([A-Z0-9_]+)")


@dataclass(frozen=True)
class StripeAccount:
    """What one account at Stripe is used with."""

    api_key: SecretStr
    webhook_secret: SecretStr


def account_name(name: str) -> str:
    """An account's name as data say it and as names of the environment end: the same account for both."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower())


def stripe_accounts(default: StripeAccount) -> dict[str, StripeAccount]:
    """The accounts that have a key, by name (see account_name; empty: the default one)."""
    found = {"": {"API_KEY": default.api_key, "WEBHOOK_SECRET": default.webhook_secret}}
    for name, value in {**dotenv_values(".env"), **os.environ}.items():
        if (named := _STRIPE.fullmatch(name)) and value:
            found.setdefault(account_name(named[2]), {})[named[1]] = SecretStr(value)
    none = SecretStr("")
    accounts = {
        name: StripeAccount(api_key=kinds.get("API_KEY", none), webhook_secret=kinds.get("WEBHOOK_SECRET", none))
        for name, kinds in found.items()
    }
    return {name: one for name, one in accounts.items() if one.api_key.get_secret_value()}
