"""What is heard in the debtor's words before Rasa: danger, the language, and answers that can be read for certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.debt import reading
from bot.debt import safety as phrases
from bot.debt.language import language_of
from bot.debt.reading.needs import asks_about_bill
from bot.service import (
    budget,
    budget_draft,
    call_numbers,
    callbacks,
    court,
    either,
    heard_here,
    heard_plan,
    needs,
    reminders,
    safety,
    time_told,
    whereabouts,
    worries,
)
from bot.service.conversation import FACTS, currency_of, open_choices, remember
from bot.service.outside import private
from bot.service.outside.texting import OUTSIDE
from bot.service.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message

_UNSURE = re.compile(
    r"(?:(?:euh|ben|bof|well|hmm*)[\s,.]+)?(?:(?:je |j')?(?:ne )?sais pas(?: trop| encore)?|je suis pas s[ûu]re?"
    r"|j'?\s?h[ée]site(?: un peu| encore)?|(?:i'?m |i am )?not (?:so |quite )?sure(?: yet)?|i'?m in two minds"
    r"|i don'?t know(?: yet)?)[\s,.!]*",
    re.I,
)
"""Neither a yes nor a no to a plan: time is given, and nothing is agreed."""
_FIGURE = re.compile(r"\s*(?:n°|no|num[ée]ro|number|#)?\s*([1-9])\s*[.)!]*\s*", re.I)
_IN_WORDS = {
    "un": 1, "une": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4, "cinq": 5,
    "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9, "nine": 9,
}
BARE_ANSWER = 3
"""Words of which the reviewed list of phrases tells enough: "1450 de chômage", "oui c'est bon"."""
SHORT_ANSWER = 8
"""Words: a longer message says more than the answer, and is understood as a whole."""
ONE_WISH = 20
"""Words: a wish for no more calls, with its reason; a longer message holds more."""
_KIND_OF = {(True, False): "yes", (False, True): "no", (False, False): "", (True, True): ""}
_FREE = (None, "identity", "reminders")
"""Open questions under which a wish about reminders is no answer to something else."""


async def outright(uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]) -> Answer | None:
    """The answer to danger said outright in words cut over two messages; whole ones were answered on arrival."""
    if phrases.danger(typed(messages)).kind == "explicit":
        return await safety.crisis_protocol(uow, conversation, source="phrases")
    return None


def typed(messages: Sequence[Message]) -> str:
    """The debtor's own words: the titles of choices are ours."""
    return "\n".join(m.text for m in messages if m.payload in (None, FACTS))


def is_number(text: str) -> bool:
    """Whether a text is the number of a choice and nothing more."""
    return _FIGURE.fullmatch(text) is not None or text.strip(" .!)\n").lower() in _IN_WORDS


def follow_language(conversation: Conversation, text: str) -> None:
    """A whole sentence in the other language changes the conversation's, unless the debtor has chosen one."""
    told = language_of(text)
    if told and told != conversation.language and not conversation.language_fixed:
        conversation.language = told


async def what_rasa_hears(uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]) -> str:
    """Masked words, or the intent that the server has read for certain from the open question."""
    if phrases.danger(typed(messages)).kind == "possible":  # before a choice that came with it
        return "/possible_distress"
    chosen = next((m for m in reversed(messages) if m.payload and m.payload != FACTS), None)
    if chosen is not None and chosen.payload is not None:
        meant = (conversation.memory.get("choice") or {}).get("text")
        if meant:  # a meaning picked for words that were not understood: the words count, not the title
            remember(conversation, turn_text=str(meant), choice=None)
        return chosen.payload
    if all(m.payload == FACTS for m in messages):
        return FACTS
    words = "\n".join(m.text for m in messages if m.payload is None)  # facts beside other words have been read
    return await words_heard(uow, conversation, words)


async def words_heard(uow: UnitOfWork, conversation: Conversation, text: str) -> str:
    """The same of words in which danger was looked for."""
    remember(conversation, turn_text=text[:4000])
    asking, choices = await open_choices(uow, conversation)
    if private.reads(conversation, text):
        return FACTS
    chosen_now = _chosen(conversation, text, choices) or _yes_to(asking, text)
    chosen_now = chosen_now or await _reminders_changed(uow, conversation, text)
    if chosen_now is not None:
        data = chosen_now.get("data") or {}
        remember(conversation, choice=data, turn_text=str(data.get("text") or text)[:4000])
        return str(chosen_now["payload"])
    certain = known_by_heart(text) or _urgent(uow, conversation, text)
    certain = certain or _answer_to_open_question(uow, conversation, text, choices)
    if certain is None and whereabouts.wants_it_short(conversation, text):
        certain = "/faq_process"
    certain = certain or _cause_beside_figures(conversation, text) or _no_calls(text)
    certain = certain or await heard_here.meaning(uow, conversation, text)
    certain = certain or await heard_plan.meaning(uow, conversation, text)
    if certain is None and conversation.memory.get("call_number_asked") and call_numbers.names_one(text):
        certain = "/request_callback"
    if certain is None and (either.unclear(conversation, text) or _corrects_figures(conversation, text)):
        certain = "/inform"
    if certain is None and reading.asks_why_written(text, alone=True):
        certain = "/ask_origin"
    if certain is not None:
        return certain
    return reading.mask(text, today=uow.today()).lstrip("/ \t\n") or "…"


def _urgent(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of what can't wait. It is not known by heart: a cry for help may stand beside it."""
    if court.hears(conversation, text, uow.today()):
        return "/legal_document"
    if needs.hears(conversation, text, waits=conversation.owner == "waiting"):
        return "/ask_human"
    if needs.is_open(conversation) and asks_about_bill(text):
        return "/ask_balance"
    return worries.hears(conversation, text) or ("/request_callback" if callbacks.hears(conversation, text) else None)


def harmless(text: str) -> bool:
    """Whether a message holds nothing but words about a plan or a payment that are known by heart: no cry stands beside
    them, and the model, which knows little of "je veux me rétracter", need not look for one. Danger's own phrases go
    first.
    """
    if phrases.danger(text).kind in ("explicit", "possible"):
        return False
    return known_by_heart(text) is not None


def known_by_heart(text: str) -> str | None:
    """The intent of a message that says nothing but one of these; which of its wishes, the action reads for itself."""
    of_pause = (reading.asks_pause, reading.asks_what_pause, reading.ends_pause, reading.asks_which_day)
    if reading.asks_plan(text) or reading.undoes_plan(text) or any(says(text) for says in of_pause):
        return "/ask_plan_status"
    if reading.pays_now(text):
        return "/pay_now"
    asked = reading.asks_why_amount(text, alone=True) or reading.asks_receipt(text) or reading.asks_if_changed(text)
    return "/faq_process" if asked else None


def unheard(words: str, said: str, today: date) -> str:
    """The debtor's words, masked, where Rasa is told what they mean and would not hear them itself: a cry for help may
    stand beside an amount. Empty where there are none, or too few to hold more than the answer.
    """
    if not said.startswith("/") or said == "/possible_distress" or len(words.split()) <= BARE_ANSWER:
        return ""
    if harmless(words):
        return ""
    return reading.mask(words, today=today).lstrip("/ \t\n")


async def answers_question(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether these words are, for certain, the answer to what was asked last. Nothing is changed."""
    _, choices = await open_choices(uow, conversation)
    if conversation.memory.get("phone_asked") and private.others_read(text) is not None:
        return True
    if _chosen(conversation, text, choices) is not None:
        return True
    return _answer_to_open_question(uow, conversation, text, choices) is not None


def _chosen(conversation: Conversation, text: str, choices: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The choice that the words are for certain: one of those on offer, or of "each month, or once?" asked before."""
    if budget.picks(conversation, text):
        return None
    told = reading.once_or_monthly(text)
    asked: dict[str, dict[str, Any]] = conversation.memory.get("month_or_once") or {}
    # Identity and the sum may have been spoken of since that question: it is not forgotten.
    return (
        _reminder(conversation, text, choices) or picked(conversation, text, choices)
        or (asked.get(told) if told else None) or either.answered(conversation, text)
    )


def _reminder(conversation: Conversation, text: str, choices: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Where and when to be reminded, in words, while that is asked: one of the ways that are offered, else None."""
    offered = [c["data"]["reminder"] for c in choices if (c.get("data") or {}).get("reminder")]
    if not offered or len(text.split()) > SHORT_ANSWER:
        return None
    ways = [one for one in dict.fromkeys(offered) if one != "none"]
    later = any(c["data"].get("later") for c in choices if c.get("data"))
    if ways and reading.is_yes(text, strict=False):
        return _reminded(ways[0] if len(ways) == 1 else "which", None, later=later)
    if reading.is_no(text):
        return _reminded("none", None, later=later)
    told = reading.read_reminding(text, conversation.language)
    channel = told.channel or (offered[0] if told.days is not None else None)
    if channel not in offered:
        return None
    return _reminded(channel, told.days, later=later)


def _reminded(channel: str | None, days: int | None, *, later: bool) -> dict[str, Any]:
    return {"payload": "/choose_option", "data": {"reminder": channel, "days": days, "later": later}}


async def _reminders_changed(uow: UnitOfWork, conversation: Conversation, text: str) -> dict[str, Any] | None:
    """Reminders wished otherwise at any later time, in words, by somebody of whom we know that they have a plan.

    It is an errand: whoever must first prove again who they are need not say it twice.
    """
    busy = conversation.memory.get("budget_asked") or conversation.memory.get("question") not in _FREE
    if busy or conversation.person_id is None or len(text.split()) > SHORT_ANSWER:
        return None
    told = reading.changes_reminding(text, conversation.language)
    if told is None or not await reminders.living_plans(uow, conversation):
        return None
    changed = _reminded(told.channel, told.days, later=True)
    remember(conversation, errand="reminders", errand_data=changed["data"])
    return changed


def _other_time(uow: UnitOfWork, conversation: Conversation, text: str, choices: list[dict[str, Any]]) -> bool:
    """Whether another day or hour is told while times for a call are on offer."""
    if len(text.split()) > SHORT_ANSWER or not any((c.get("data") or {}).get("do") == "slot" for c in choices):
        return False
    return reading.read_day_and_hour(text, today=uow.today(), language=conversation.language) != (None, None)


def _answer_to_open_question(
    uow: UnitOfWork, conversation: Conversation, text: str, choices: list[dict[str, Any]]
) -> str | None:
    """The intent of a short answer with the value that was asked for: a day for a pause, an amount for an amount."""
    if _other_time(uow, conversation, text, choices):
        return "/request_callback"
    question = conversation.memory.get("question")
    asked = conversation.memory.get("budget_asked")
    if asked and not phrases.asks_human(text) and budget.answers(conversation, text, asked):
        return "/inform"
    if question == "confirm_plan" and _UNSURE.fullmatch(text.strip()):
        return "/need_time"
    if len(text.split()) > SHORT_ANSWER:
        return None
    told = time_told.answers(uow, conversation, text)
    if told is not None or question not in ("own_amount", "pay_amount"):
        return told
    amounts = reading.read_amounts(text, language=conversation.language, currency=currency_of(conversation))
    if any(amount.role not in (None, "offer", "arrears") for amount in amounts):
        return None
    terms = reading.read_terms(text, today=uow.today(), language=conversation.language)
    if len(amounts) != 1 and not (question == "own_amount" and terms.steps):
        return None
    return "/propose_amount" if question == "own_amount" else "/pay_now"


def _cause_beside_figures(conversation: Conversation, text: str) -> str | None:
    """The intent of what has happened, told in one breath with the month's figures, where nothing else was asked or
    said: as a meaning it loses to the figures, and who has just lost their work hears "noted".
    """
    if conversation.memory.get("budget_asked") or conversation.memory.get("question") not in (None, "identity"):
        return None
    cause = reading.read_cause(text, conversation.language)
    if cause is None:
        return None
    lang, currency = conversation.language, currency_of(conversation)
    told = budget_draft.read_into({}, text, asked=None, language=lang, currency=currency)
    return f"/hardship_{cause}" if told else None


def _no_calls(text: str) -> str | None:
    return "/stop_contact" if len(text.split()) <= ONE_WISH and reading.stops_calls_only(text) else None


def _yes_to(asking: Message | None, text: str) -> dict[str, Any] | None:
    """The choice that does what was asked about, where the answer is a yes in the question's own words. The yes to a
    plan, to danger and to a note are none of these: they have rules of their own.
    """
    if asking is None:
        return None
    does = [one for one in asking.choices if one.get("kind") == "yes" and (one.get("data") or {}).get("do")]
    if len(does) != 1 or not reading.yes_in_its_words(text, f"{asking.text} {does[0]['title']}"):
        return None
    yes: dict[str, Any] = does[0]
    return yes


def _corrects_figures(conversation: Conversation, text: str) -> bool:
    """Whether these words put a figure right, as they were asked to, while no question of the budget is open."""
    amid = bool(conversation.memory.get("budget_asked"))
    return not amid and len(text.split()) <= SHORT_ANSWER and budget.corrects(conversation, text)


def picked(conversation: Conversation, text: str, choices: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The choice that these words mean for certain: by its number, its title, its place or its kind."""
    if not choices:
        return None
    figure, numbered = _FIGURE.fullmatch(text), len(choices) > 1 and conversation.channel in OUTSIDE
    number = int(figure[1]) if figure is not None else _IN_WORDS.get(text.strip(" .!)\n").lower(), 0)
    if numbered and 0 < number <= len(choices):
        return choices[number - 1]  # "Répondez 1, 2 ou 3": the number, whatever figures the titles hold
    if figure is not None and len(choices) == 1:
        return None  # "1" answers the question itself; the one choice beside it is to pass
    titles, kinds = [c["title"] for c in choices], [c.get("kind", "") for c in choices]
    index = reading.pick_choice(text, titles, language=conversation.language, kinds=kinds)
    if index is not None:
        return choices[index]
    payloads = {c["payload"]: c for c in choices}
    said_yes = reading.seems_right if conversation.memory.get("question") == "sum_right" else reading.is_yes
    if "/affirm" in payloads and said_yes(text):
        return payloads["/affirm"]
    if "/deny" in payloads and reading.is_no(text):
        return payloads["/deny"]
    meant = _KIND_OF[reading.is_yes(text), reading.is_no(text)]
    of_kind = [c for c in choices if c.get("kind") == meant]
    return of_kind[0] if meant and len(of_kind) == 1 else None
