"""The URL map of SMS and WhatsApp, on one screen."""

from __future__ import annotations

from aiohttp import web

from bot.channels.limits import Bucket
from bot.channels.twilio import telephone, webhook
from bot.channels.twilio.accounts import is_simulated
from bot.keys import SETTINGS


def add_routes(app: web.Application) -> None:
    """Put the telephone's doors on an application that holds SETTINGS, DATABASE and TURNS."""
    app[webhook.ANSWERS] = Bucket(per_second=1 / 20, burst=30)
    app.add_routes([
        web.post("/channels/twilio", webhook.message),
        web.post(webhook.STATUS, webhook.status),
    ])
    if is_simulated(app[SETTINGS]):
        telephone.add_routes(app)
