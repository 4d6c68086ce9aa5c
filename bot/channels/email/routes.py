"""The URL map of e-mail, on one screen."""

from __future__ import annotations

from aiohttp import web

from bot.channels.email import mailbox, webhook
from bot.channels.email.addresses import is_simulated
from bot.channels.limits import Bucket
from bot.keys import SETTINGS


def add_routes(app: web.Application) -> None:
    """Put the e-mails' door on an application that holds SETTINGS, DATABASE and TURNS."""
    app[webhook.ANSWERS] = Bucket(per_second=1 / 120, burst=20)
    app.add_routes([web.post(webhook.PATH, webhook.message)])
    if is_simulated(app[SETTINGS]):
        mailbox.add_routes(app)
