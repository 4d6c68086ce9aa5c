"""/healthz: alive; /readyz: able to serve (database, Rasa); /metrics: Prometheus."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import func, select

from bot.channels.rasa import RasaClient
from bot.keys import DATABASE, RASA
from bot.store.tables import Handover, Message


async def alive(_: web.Request) -> web.Response:
    """GET /healthz."""
    return web.json_response({"status": "alive"})


async def ready(request: web.Request) -> web.Response:
    """GET /readyz: 200 when database and Rasa answer, else 503 and which one does not."""
    rasa = request.app[RASA]
    parts = {
        "database": await request.app[DATABASE].alive(),
        "rasa": await rasa.alive() if isinstance(rasa, RasaClient) else True,
    }
    return web.json_response(parts, status=200 if all(parts.values()) else 503)


async def metrics(request: web.Request) -> web.Response:
    """GET /metrics: the process's own figures, and how many wait."""
    lines = [generate_latest().decode()]
    async with request.app[DATABASE].look() as uow:
        waiting = await uow.session.execute(
            select(Handover.queue, func.count())
            .where(Handover.closed_at.is_(None), Handover.taken_at.is_(None))
            .group_by(Handover.queue)
        )
        unanswered = await uow.session.scalar(
            select(func.count()).select_from(Message).where(Message.handled_at.is_(None))
        )
    lines.append("# TYPE repit_handovers_waiting gauge\n")
    lines += [f'repit_handovers_waiting{{queue="{queue}"}} {count}\n' for queue, count in waiting.all()]
    lines.append(f"# TYPE repit_messages_unanswered gauge\nrepit_messages_unanswered {unanswered or 0}\n")
    ahead = (request.app[DATABASE].clock.now() - datetime.now(UTC)).total_seconds()
    lines.append(f"# TYPE repit_clock_ahead_seconds gauge\nrepit_clock_ahead_seconds {ahead:.0f}\n")
    return web.Response(body="".join(lines).encode(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def add_routes(app: web.Application) -> None:
    """Health and figures; the proxy in front keeps /metrics inside."""
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)
