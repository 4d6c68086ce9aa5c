"""When somebody is at the desk, told to whoever asks."""

from __future__ import annotations

from datetime import time

from bot.debt import reading
from bot.service.handover import waiting
from bot.service.thread import spoken
from bot.service.thread.conversation import newest
from bot.service.thread.reply import HUMAN, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

SAID = ("utter_our_hours", "utter_our_hours_never")
_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of a question for our hours; None: it is none."""
    return "/faq_process" if await _asks(uow, conversation, text) else None


async def asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The days and hours; whatever was asked stays asked. None: they are not asked for."""
    if not await _asks(uow, conversation, text):
        return None
    lang, question = conversation.language, conversation.memory.get("question")
    hours, _ = await waiting.hours_of(uow, conversation)
    spans: dict[tuple[str, ...], list[int]] = {}
    for day in range(7):
        if told := hours.spans.get(str(day + 1)):
            spans.setdefault(tuple(told), []).append(day)
    if not spans:
        return say("utter_our_hours_never", HUMAN).asking(question)
    when = spoken.listing([_span(days, span, lang) for span, days in spans.items()], lang)
    return say("utter_our_hours", when=when).asking(question)


async def _asks(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    last = next((one.text_id for one in await newest(uow, conversation) if one.author != "you"), None)
    told = last in SAID or (last or "").startswith(("utter_human_", "notice_callback_"))
    return reading.asks_hours(text, told=told)


def _span(days: list[int], span: tuple[str, ...], lang: str) -> str:
    names = [_DAYS[lang][day] for day in days]
    in_a_row = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    if in_a_row:
        named = f"du {names[0]} au {names[-1]}" if lang == "fr" else f"{names[0]} to {names[-1]}"
    else:
        named = spoken.listing([f"le {one}" if lang == "fr" else one for one in names], lang)
    begins, ends = (spoken.hour(time.fromisoformat(one), lang) for one in span[:2])
    return f"{named}, de {begins} à {ends}" if lang == "fr" else f"{named}, {begins} to {ends}"
