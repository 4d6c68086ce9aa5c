"""The URL map of payments, on one screen."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from bot.keys import PROVIDER
from bot.payments import after, pages, render, sandbox_pages, stripe_webhook, webhook
from bot.payments.limits import Limiter
from bot.payments.sandbox import Sandbox


def add_routes(app: web.Application) -> None:
    """Put the payment door on an application that holds SETTINGS, DATABASE and PROVIDER."""
    render.setup(app)
    app[pages.TRIES] = Limiter(times=10, seconds=60)
    app.cleanup_ctx.append(_deliveries)
    app.router.add_static("/pay/static", render.HERE / "static")
    app.add_routes([
        web.get("/pay/{token}", pages.show),
        web.post("/pay/{token}", pages.post),
        web.get("/pay/{token}/done", after.done),
        web.get("/pay/{token}/receipt", after.receipt),
        web.get("/pay/{token}/receipt.pdf", after.receipt_file),
        web.get("/sandbox/{ref}", sandbox_pages.show),
        web.post("/sandbox/{ref}", sandbox_pages.act),
        web.post("/webhooks/sandbox", webhook.receive),
        web.post("/webhooks/stripe", stripe_webhook.receive),
    ])


async def _deliveries(app: web.Application) -> AsyncIterator[None]:
    """The sandbox delivers its events in the background while the application runs."""
    provider = app[PROVIDER]
    if isinstance(provider, Sandbox):
        await provider.delivery.start()
    yield
    if isinstance(provider, Sandbox):
        await provider.delivery.stop()
