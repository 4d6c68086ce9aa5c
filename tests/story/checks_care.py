"""Expectations about disclosure, danger, language and words that must not fall."""

from __future__ import annotations

import json
import re

from bot.debt.hold import rule_of
from bot.debt.language import language_of
from tests.story.agent import Agent
from tests.story.facts import NotInTime, Row, until
from tests.story.played import Found, Played, check, differs

AMOUNT = re.compile(r"\d[\d\s.,]*(?:€|£|EUR\b|GBP\b|euros?\b|pounds?\b)|[€£]\s?\d")
MONEY = re.compile(
    r"€|£|\beuros?\b|\bpay|\bpaie|\bdett|\bsomme|\bmontant|\bplans?\b|\bmensualit|\béchéance|\brembours|\bdossier"
    r"|\bréférence|\bcréanci|\bdebt|\bmoney|\bowe", re.I,
)
OVERDUE = re.compile(
    r"\bretards?\b|\bimpay|\bsouffrance\b|\barri[ée]r|\boverdue\b|\barrears\b|\blate\b|\bbehind\b", re.I
)
SHORT_NAME = 3  # "Le" is a name and a word
ALERT_SECONDS = 20.0
LINK_SECONDS = 20.0


def all_words(row: Row) -> str:
    """Everything of a message that is shown: text, choices, card."""
    titles = " ".join(choice["title"] for choice in row["choices"])
    return f"{row['text']} {titles} {json.dumps(row['card'] or {}, ensure_ascii=False)}"


async def disclosed(played: Played, conversation: int) -> list[str]:
    """What of somebody's case was told in a conversation, though the debtor had not typed it themselves."""
    facts, typed = played.facts, await played.typed(conversation)
    secrets = await facts.values("select name from brand union select name from creditor")
    secrets += await facts.values('select reference from "case"')
    if played.part is not None:
        secrets += [one for one in played.part.name.split() if len(one) > SHORT_NAME]
    found = []
    for row in await played.told(conversation):
        words = all_words(row)
        found += [match.group() for match in AMOUNT.finditer(words)]
        found += [
            secret for secret in secrets
            if secret.lower() not in typed and re.search(rf"\b{re.escape(secret)}\b", words, re.I)
        ]
    return found


@check("nothing_disclosed")
async def nothing_disclosed(played: Played, expected: bool) -> Found:
    """No amount, brand, creditor, name or reference reached any of these browsers, and nobody was identified."""
    told: list[str] = []
    for browser in [played.conversation, *(one.conversation_id for one in played.strangers)]:
        told += await disclosed(played, browser)
    proven = await played.facts.one("select 1 from identity_proof where conversation_id = %s", played.conversation)
    if not await played.told():
        return "nothing was said at all"
    return differs(expected, not told and not proven, told or "identity was proven")


@check("no_further_question")
async def no_further_question(played: Played, expected: bool) -> Found:
    """Nothing is asked of a child."""
    asked = [one for one in await played.text_ids() if one.startswith("utter_ask") or one == "None"]
    answered = bool(await played.told())
    return differs(expected, answered and not asked, asked or "no answer")


@check("flag")
async def flag(played: Played, expected: str) -> Found:
    """Somebody looking at the conversation later finds who it was."""
    verbs = await played.facts.values(
        "select verb from audit_line where object_kind = 'conversation' and object_id = %s", str(played.conversation)
    )
    return None if f"conversation.{expected}" in verbs else f"{verbs}"


@check("crisis_line")
async def crisis_line(played: Played, expected: str) -> Found:
    """The number is in the first answer, as text or one tap away."""
    rows = await played.told()
    first = all_words(rows[0]) if rows else ""
    return None if re.search(rf"\b{expected}\b", first) else f"{first[:200]!r}"


@check("no_word_of_money")
async def no_word_of_money(played: Played, expected: bool) -> Found:
    """Whoever is in danger reads no word of money."""
    found = [match.group() for row in await played.told() for match in MONEY.finditer(all_words(row))]
    return differs(expected, not found, found)


@check("never_said_overdue")
async def never_said_overdue(played: Played, expected: bool) -> Found:
    """Who is not late is never called late."""
    found = [match.group() for row in await played.told() for match in OVERDUE.finditer(row["text"])]
    return differs(expected, not found, found)


@check("answers_in")
async def answers_in(played: Played, expected: str) -> Found:
    """Every answer is in that language: as recorded, and as it reads."""
    rows = await played.told()
    wrong = [r["text_id"] for r in rows if r["lang"] != expected or language_of(r["text"]) not in (None, expected)]
    return differs([], wrong) if rows else "no answer"


@check("on_call_alert")
async def on_call_alert(played: Played, expected: bool) -> Found:
    """An alert that nobody has acknowledged: on record, at the desk, and told to whoever is on call."""
    alert = await played.facts.one(
        "select id from alert where conversation_id = %s and kind = 'distress' and acknowledged_at is null",
        played.conversation,
    )
    if alert is None:
        return "no alert"
    async with Agent(played.system.base_url, await played.login()) as agent:
        shown = [one for one in (await agent.queue())["alerts"] if one["conversation"] == played.conversation]
    log = played.system.var / "log" / "oncall.log"

    async def sounded() -> bool:
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        return any(json.loads(line)["alert"] == alert for line in lines)

    try:
        heard = await until("the on-call alert", sounded, seconds=ALERT_SECONDS)
    except NotInTime:
        heard = False
    return differs(expected, bool(shown and heard), f"at the desk: {bool(shown)}, on call: {heard}")


@check("first_contact_held")
async def first_contact_held(played: Played, expected: bool) -> Found:
    """We do not write first to who has said it: at once where we know whom, else as soon as we do.

    The story's browser is nobody's: it is remembered there, and nothing goes out. A debtor who had proven who they
    are and says the same words (played besides) has the hold on record, with its review, and nobody chases.
    """
    memory = await played.facts.one("select memory from conversation where id = %s", played.conversation)
    known = played.notes.get("known_debtor")
    if known is None or memory.get("distress") != "explicit":
        return f"not remembered: {memory.get('distress')}"
    row = await played.facts.row(
        "select h.reason, h.review_on, h.person_id from hold h join conversation c on c.person_id = h.person_id"
        " where c.id = %s and h.lifted_at is null and h.reason = 'distress'", known.conversation_id,
    )
    if row is None or row["review_on"] is None:
        return "no hold with a review for a debtor we know"
    blocks = rule_of("distress").blocks
    sent = await played.facts.values(
        "select o.key from outbox o join contact_point c on c.id = o.contact_point_id"
        " join hold h on h.person_id = c.person_id and h.reason = 'distress' where h.person_id = %s and o.due_at > %s",
        row["person_id"], played.since,
    )
    held = {"we_write_first", "creditor_may_chase"} <= blocks and not sent
    return differs(expected, held, f"sent: {sent}")


@check("sender_closed_for_minutes")
async def sender_closed(played: Played, expected: int) -> Found:
    """Disclosure is closed for that sender, for so long, even to the right answer."""
    row = await played.facts.row(
        "select f.closed_until, f.count, c.last_debtor_at from identity_failure f"
        " join conversation c on c.sender = f.sender where c.id = %s", played.conversation,
    )
    if row is None or row["closed_until"] is None:
        return "open"
    minutes = round((row["closed_until"] - played.notes["closed_at"]).total_seconds() / 60)
    if played.notes.get("right_answer_refused") is not True:
        return f"closed for {minutes}, but the right answer is taken"
    return differs(expected, minutes)


@check("the_real_debtor_still_gets_in")
async def real_debtor_gets_in(played: Played, expected: bool) -> Found:
    """Nobody can lock another out: from another browser the right person is recognised."""
    other = played.notes["real_debtor"]
    person = await played.facts.one(
        "select person_id from identity_proof where conversation_id = %s and ended_at is null", other.conversation_id
    )
    return differs(expected, person == played.case.person_id)


@check("same_answer_for_a_made_up_person")
async def same_answer(played: Played, expected: bool) -> Found:
    """Somebody who does not exist is answered with the same sentences and choices in the same order."""

    async def heard(conversation: int) -> list[tuple[str, str, list[str]]]:
        rows = await played.told(conversation)
        return [(str(r["text_id"]), r["text"], [c["title"] for c in r["choices"]]) for r in rows]

    real, made_up = await heard(played.conversation), await heard(played.notes["made_up"].conversation_id)
    return differs(expected, bool(real) and real == made_up, [one[0] for one in made_up])


@check("link_sent_only_to_contacts_on_file")
async def link_on_file(played: Played, expected: bool) -> Found:
    """The link goes to that person's contacts, to nobody else, and for a made-up person nowhere."""
    sent = (
        "select o.to, o.body, c.person_id, c.value from outbox o left join contact_point c on c.id = o.contact_point_id"
        " where o.text_id = 'notice_personal_link' and o.due_at >= %s"
    )
    try:  # by a task, at its next round
        rows = await until("a link", lambda: played.facts.rows(sent, played.since), seconds=LINK_SECONDS)
    except NotInTime:
        rows = []
    theirs = [r for r in rows if r["person_id"] == played.case.person_id and r["to"] == r["value"]]
    right = [r for r in theirs if "/l/" in r["body"]]
    on_file = await played.facts.one(
        "select count(*) from contact_point where person_id = %s and opted_out_at is null", played.case.person_id
    )
    return differs(expected, bool(rows) and len(right) == len(rows) == on_file, f"{len(right)} of {len(rows)} right")
