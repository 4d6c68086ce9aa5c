"""Rendering: the desk's templates, apart from those of other doors; every value is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web
from markupsafe import Markup

from bot.debt import representation, vulnerability
from bot.debt.hold import WHATS, rule_of
from bot.debt.money import Money
from bot.debt.promise import WAYS
from bot.desk import session
from bot.desk.words import AgentWords, canned_answers, texas_prompts
from bot.papers import qr
from bot.service.budget.budget import AMOUNTS
from bot.service.contact.contact_points import KINDS as CONTACT_KINDS
from bot.service.desk.contacts import CHECKED
from bot.service.desk.giving_back import CARE_OUTCOMES, OUTCOMES
from bot.service.desk.holds import REASONS
from bot.service.desk.queue import Queue, Waiting
from bot.service.desk.record import HOLDS
from bot.service.desk.view import ConversationView
from bot.service.desk.written import Words
from bot.service.dispute.dispute import KINDS

HERE = Path(__file__).parent
TEMPLATES: web.AppKey[jinja2.Environment] = web.AppKey("desk_templates", jinja2.Environment)
SCRIPT_WORDS = ("wait", "compose", "refusal", "state", "page", "thread")
"""Groups of words that the page's own script needs."""


def setup(app: web.Application) -> None:
    """Load the templates."""
    made = aiohttp_jinja2.setup(
        app, app_key=TEMPLATES, loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True,
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )
    # Part of the page itself: a picture of its own would be a second address that tells the secret.
    made.globals["qr"] = lambda address: Markup(qr.svg(address))  # noqa: S704  (drawn by us, no word of it is a value)


def part(app: web.Application, template: str, words: AgentWords, **values: Any) -> str:
    """A piece of a page."""
    context = {"t": words.text, "w": words, "lang": words.lang, "money": Money, **values}
    return app[TEMPLATES].get_template(template).render(context)


def page(
    request: web.Request, template: str, words: AgentWords, values: Mapping[str, Any], *, status: int = 200
) -> web.Response:
    """A whole page; a language that was asked for with it is remembered."""
    response = web.Response(
        text=part(request.app, template, words, **values), content_type="text/html", charset="utf-8", status=status
    )
    session.keep_language(request, response)
    return response


def queue_part(app: web.Application, words: AgentWords, queue: Queue, *, current: int | None) -> str:
    """The list of what waits."""
    return part(app, "_queue.html.j2", words, queue=queue, current=current)


def state_part(app: web.Application, words: AgentWords, view: ConversationView, names: list[str]) -> str:
    """Who has the conversation, and what can be done with it."""
    return part(app, "_state.html.j2", words, view=view, names=names)


def side_part(app: web.Application, words: AgentWords, view: ConversationView) -> str:
    """Person, cases, budget, offers, notes."""
    return part(app, "_side.html.j2", words, view=view, answers=canned_answers(), texas=texas_prompts())


def brief_part(app: web.Application, words: AgentWords, view: ConversationView) -> str:
    """The three short lines."""
    return part(app, "_brief.html.j2", words, view=view)


def words_part(app: web.Application, words: AgentWords, one: Words) -> str:
    """One message of the thread."""
    return part(app, "_message.html.j2", words, one=one)


def shell_values(words: AgentWords) -> dict[str, Any]:
    """What every page of the desk needs besides its content."""
    return {
        "script_words": {group: words.group(group) for group in SCRIPT_WORDS}, "answers": canned_answers(),
        "texas": texas_prompts(), "care": vulnerability.table(),
        "outcomes": OUTCOMES, "care_outcomes": CARE_OUTCOMES, "lift_reasons": REASONS, "dispute_kinds": KINDS,
        "holds_to_set": HOLDS, "promise_ways": WAYS, "budget_amounts": AMOUNTS,
        "contact_checks": CHECKED, "contact_kinds": CONTACT_KINDS,
        "representative_kinds": representation.KINDS, "sections": representation.SECTIONS,
        "whats": WHATS, "manual_stops": rule_of("manual").blocks,
    }


def queue_data(queue: Queue) -> dict[str, Any]:
    """The queue as plain values, for the socket and for programs."""
    return {
        "count": queue.count, "here": list(queue.here),
        "items": [_row(row) for row in queue.rows],
        "alerts": [
            {
                "id": a.id, "conversation": a.conversation_id, "kind": a.kind, "waiting_seconds": a.waiting_seconds,
                "sign": a.sign.kind, "since": a.sign.since, "channel": a.channel, "language": a.language,
            }
            for a in queue.alerts
        ],
    }


def _row(row: Waiting) -> dict[str, Any]:
    return {
        "handover": row.handover_id, "conversation": row.conversation_id, "queue": row.queue, "reason": row.reason,
        "priority": row.priority, "waiting_seconds": row.waiting_seconds, "language": row.language,
        "channel": row.channel, "taken_by": row.taken_name or None, "mine": row.mine,
        "unanswered": row.unanswered, "danger": row.danger, "contact": row.contact or None,
        "sign": row.sign.kind if row.sign else None, "since": row.sign.since if row.sign else None,
    }


def message_data(app: web.Application, words: AgentWords, one: Words) -> dict[str, Any]:
    """A message as plain values, and as it is shown."""
    return {
        "type": "message", "id": str(one.id), "seq": one.seq, "from": one.author, "name": one.name,
        "lang": one.lang, "text": one.text, "html": words_part(app, words, one),
    }
