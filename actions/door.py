"""The internal door: Rasa calls the custom actions here, on loopback, inside the server's own process."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection
from ruamel.yaml import YAML

log = structlog.get_logger()
LIMIT_SECONDS = 3.0
LARGEST_CALL = 8 * 1024 * 1024  # a long session carries its whole story
_DIGEST = "ours"
DOMAIN = Path(__file__).resolve().parent.parent / "domain"


@cache
def executor() -> ActionExecutor:
    """The SDK's executor with all actions.

    It is given the domain's slots and forms by us, so that Rasa need not send 300 KB with every call; the SDK would
    answer 449 to a call without a domain, which Rasa 3.6 does not know.
    """
    made = ActionExecutor()
    made.register_package("actions")
    slots: dict[str, Any] = {}
    forms: dict[str, Any] = {}
    for path in sorted(DOMAIN.glob("*.yml")):
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
        slots |= content.get("slots") or {}
        forms |= content.get("forms") or {}
    made.domain = {"slots": slots, "forms": forms}
    made.domain_digest = _DIGEST
    return made


async def webhook(request: web.Request) -> web.Response:
    """POST /webhook. Every failure is answered with words for the debtor: Rasa would swallow anything else."""
    body = await request.read()  # inflated by aiohttp where Rasa has deflated it
    call = json.loads(body)
    call["domain_digest"] = _DIGEST
    call.pop("domain", None)
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            result = await executor().run(call)
    except ActionExecutionRejection as rejected:
        return web.json_response({"error": str(rejected), "action_name": rejected.action_name}, status=400)
    except Exception:
        log.exception("action.failed", action=call.get("next_action"))
        return web.json_response(trouble(call))
    if result is None:
        return web.json_response({"events": [], "responses": []})
    return web.json_response(result.model_dump())


def trouble(call: dict[str, Any]) -> dict[str, Any]:
    """An apology, and for a form's question: the answer does not count as valid, it is asked again."""
    events: list[dict[str, Any]] = []
    if str(call.get("next_action", "")).startswith("validate_"):
        for event in reversed(call.get("tracker", {}).get("events", [])):
            if event.get("event") != "slot":
                break
            events.append({"event": "slot", "name": event["name"], "value": None})
    return {"events": events, "responses": [{"response": "utter_trouble"}]}


async def health(_: web.Request) -> web.Response:
    """GET /health."""
    return web.json_response({"status": "ok"})


def make_app() -> web.Application:
    """The application of the internal door."""
    executor()
    app = web.Application(client_max_size=LARGEST_CALL)
    app.router.add_post("/webhook", webhook)
    app.router.add_get("/health", health)
    return app
