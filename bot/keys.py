"""What the doors find in the application: typed keys, filled by bootstrap alone."""

from __future__ import annotations

from aiohttp import web

from bot.service.ports import MediaStore, PaymentProvider, Rasa
from bot.service.turn.turns import Turns
from bot.settings import Settings
from bot.store.database import Database
from bot.store.listen import Listener

SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
DATABASE: web.AppKey[Database] = web.AppKey("database", Database)
PROVIDER: web.AppKey[PaymentProvider] = web.AppKey("provider", PaymentProvider)
RASA: web.AppKey[Rasa] = web.AppKey("rasa", Rasa)
MEDIA: web.AppKey[MediaStore] = web.AppKey("media", MediaStore)
LISTENER: web.AppKey[Listener] = web.AppKey("listener", Listener)
TURNS: web.AppKey[Turns] = web.AppKey("turns", Turns)
