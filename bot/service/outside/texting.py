"""What is said in a conversation by telephone or e-mail, as it leaves the house: joined, numbered, discreet.

Words are put in the outbox in the transaction that stores them. Those of one transaction (a turn) go as one message, by
SMS as several where it would be long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.debt import gsm
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message, OutboxMessage
from bot.words.book import book

PHONES = ("sms", "whatsapp")
OUTSIDE = (*PHONES, "email")
"""Channels whose words leave the house through the outbox."""
LONGEST = {"email": 20_000}
LONGEST_TEXT = 1_600
"""Signs that Twilio takes in one message; more than that goes in several."""
MOST_SEGMENTS = 2
"""By SMS sentences are joined up to so many of the carrier's messages; what one sentence needs, it has."""
REMINDER = "reminder:"
"""How keys of reminders of instalments begin."""
BARRED = "notice_barred"
"""The last words to a number that has said STOP where no carrier confirms it; nothing else goes there after them."""
CONFIRM_STOP = frozenset({BARRED, "notice_stopped", "utter_stopped_letters", "utter_ask_stop_reminders"})
"""What is still said after a stop, once."""
URGENT = frozenset({
    "utter_crisis", "utter_crisis_again", "utter_crisis_reach", "utter_possible_distress",
    "utter_crisis_below", "utter_crisis_again_below", "utter_possible_distress_below",
})
"""They wait for nothing that was queued before, and hold whoever owns the conversation by then."""
CLOSED = "notice_whatsapp_closed"
"""Where to write instead, said on WhatsApp where it is switched off."""
WHERE_CLOSED = URGENT | {CLOSED}
"""What may answer there all the same, within the day that their own message opens."""
UNINTRODUCED = URGENT | {BARRED, CLOSED}
"""They come without our first words about ourselves."""
DISCREET = frozenset({
    BARRED, CLOSED, "notice_stopped", "notice_restarted", "utter_phone_shared", "utter_human_queued",
    "utter_human_soon",
    "utter_human_today", "utter_human_tomorrow", "notice_agent_joined", "notice_voice_note", "notice_media",
    "notice_message_waiting", "notice_mail_first",
    "utter_stop_cases",
})
"""What may still be said on a phone that somebody else reads: nothing of a case, a sum or a reason."""


def send(uow: UnitOfWork, conversation: Conversation, message: Message) -> None:
    """Have what was just written there go out when (and only if) this transaction is kept."""
    asked: Message | None = None
    gathered = uow.outgoing.get(conversation.id)
    if gathered is not None:
        row, before, asked = gathered
        together = [*before, message]
        body = body_of(conversation, together, asked=asked)
        if _goes_together(conversation, together, body):
            _fill(row, conversation, together, body)
            uow.outgoing[conversation.id] = (row, together, asked)
            return
        if conversation.channel == "sms":  # the choices stay with what is said last
            asked = _asking(_sayable(conversation, before)) or asked
            _fill(row, conversation, before, body_of(conversation, before, with_choices=False))
    body = body_of(conversation, [message], asked=asked)
    for n, piece in enumerate(pieces(body, _longest(conversation))):
        row = OutboxMessage(
            key=f"thread:{conversation.id}:{message.seq}:{n}", creditor_id=conversation.creditor_id, in_thread=True,
            conversation_id=conversation.id, channel=conversation.channel, to="", lang=message.lang,
            text_id=message.text_id or "", text_version=message.text_version or "", state="queued",
            due_at=uow.now, attempts=0, taps={},
        )
        _fill(row, conversation, [message], piece)
        uow.session.add(row)
        uow.outgoing[conversation.id] = (row, [message], asked)
    if n:  # the rest of long words is followed by nothing in the same message
        uow.outgoing.pop(conversation.id)
    uow.notify("outbox", conversation=conversation.id)


def _goes_together(conversation: Conversation, messages: Sequence[Message], body: str) -> bool:
    """Whether these words of one turn are one message: by SMS only as long as that can be read on a small screen.

    Lines of help go whole, and before all else.
    """
    if len(body) > _longest(conversation):
        return False
    of_help = any(m.text_id in URGENT for m in messages)
    return conversation.channel != "sms" or of_help or gsm.segments(body) <= MOST_SEGMENTS


def _longest(conversation: Conversation) -> int:
    return LONGEST.get(conversation.channel, LONGEST_TEXT)


def pieces(body: str, longest: int = LONGEST_TEXT) -> list[str]:
    """The words in as few messages as they need, cut between lines or words."""
    cut: list[str] = []
    while len(body) > longest:
        at = max(body.rfind("\n", 0, longest), body.rfind(" ", 0, longest))
        at = at if at > 0 else longest
        cut.append(body[:at])
        body = body[at:].lstrip()
    return [*cut, body]


def _fill(row: OutboxMessage, conversation: Conversation, messages: Sequence[Message], body: str) -> None:
    row.body = body
    urgent = next((m.text_id for m in messages if m.text_id in URGENT), None)
    confirms = next((m.text_id for m in messages if m.text_id in CONFIRM_STOP), None)
    if confirms is not None:
        row.text_id = confirms  # the one thing that is still said after a stop
    if urgent is not None:
        row.text_id, row.fence = urgent, None
    elif messages[-1].author == "bot":
        row.fence = messages[-1].fence
    asking = _asking(_sayable(conversation, messages))
    row.taps = {}
    if conversation.channel == "whatsapp" and asking is not None:
        row.taps = {"words": body_of(conversation, messages, with_choices=False), "choices": taps_of(asking)}


def _asking(messages: Sequence[Message]) -> Message | None:
    return next((m for m in reversed(messages) if m.choices), None)


def body_of(
    conversation: Conversation, messages: Sequence[Message], *, with_choices: bool = True, asked: Message | None = None
) -> str:
    """The words of these messages as one, the choices of the last question numbered.

    `asked`: that question, if it was put in a message before.
    """
    channel, lang = conversation.channel, conversation.language
    said = _sayable(conversation, messages)
    parts = [_with_card(m) for m in said]
    if len(said) < len(messages):
        parts.append(book().text("notice_private_elsewhere", lang, channel=channel))
    asking = _asking(said) or asked
    if asking is not None and with_choices:
        parts.append(numbered([str(c["title"]) for c in asking.choices], lang))
    between = "\n\n" if channel == "email" else "\n"
    body = between.join(dict.fromkeys(part for part in parts if part))
    return gsm.plain(body) if channel == "sms" else body


def _sayable(conversation: Conversation, messages: Sequence[Message]) -> list[Message]:
    shared = bool(conversation.memory.get("phone_shared"))
    return [m for m in messages if not shared or may_be_read_by_others(m)]


def may_be_read_by_others(message: Message) -> bool:
    """Whether words tell nothing of a case to whoever else reads that phone. Lines of help always may."""
    if message.text_id is None or message.text_id not in book():
        return False
    return message.text_id in DISCREET or book().find(message.text_id, message.lang).kind == "safety"


def numbered(titles: Sequence[str], lang: str) -> str:
    """ "Répondez 1, 2 ou 3 :" and the choices. One alone is no number: "1" may answer the question itself."""
    if len(titles) == 1:
        return book().text("notice_or_write", lang, {"title": titles[0]}, "sms")
    figures = [str(n) for n in range(1, len(titles) + 1)]
    last = book().text("notice_or", lang, {"before": ", ".join(figures[:-1]), "last": figures[-1]}, "sms")
    opening = book().text("notice_answer_with", lang, {"numbers": last}, "sms")
    return "\n".join([opening, *(f"{n} {title}" for n, title in zip(figures, titles, strict=True))])


def taps_of(message: Message) -> list[dict[str, str]]:
    """Choices for a channel that can show them: what comes back when one is tapped, and its title."""
    return [{"id": f"{message.seq}.{n}", "title": str(c["title"])} for n, c in enumerate(message.choices)]


def _with_card(message: Message) -> str:
    card: Mapping[str, Any] = message.card or {}
    lines = [message.text]
    if card.get("kind") == "payment_link":
        lines.append(str(card["url"]))
    elif card.get("kind") == "crisis_lines":
        lines += [_line(one, message.lang) for one in card["lines"] if _number(one) not in message.text]
    elif card.get("kind") == "partners":
        lines += [_contact(one) for one in card["partners"]]
    return "\n".join(lines)


def _number(line: Mapping[str, Any]) -> str:
    return str(line.get("phone") or line.get("text") or "")


def _line(line: Mapping[str, Any], lang: str) -> str:
    number = _number(line)
    if line.get("text") and not line.get("phone"):
        number = book().text("notice_by_text", lang, {"number": number}, "sms")
    return f"{line['name']} : {number}" if lang == "fr" else f"{line['name']}: {number}"


def _contact(partner: Mapping[str, Any]) -> str:
    return " ".join(str(partner[key]) for key in ("name", "phone", "website") if partner.get(key))
