"""What a word means, in a sentence or two, and nothing else: no dispute is opened by asking what limitation is."""

from __future__ import annotations

from bot.debt import reading
from bot.service.thread.reply import Answer, say
from bot.store.tables import Conversation

_TEXTS = {
    "schedule": "utter_word_schedule", "ficp": "utter_word_ficp", "bailiff": "utter_word_bailiff",
    "formal_notice": "utter_word_formal_notice", "ccj": "utter_word_ccj",
    "default_notice": "utter_word_default_notice", "instalment": "utter_word_instalment",
    "reference": "utter_what_reference",
}
SAID = tuple(_TEXTS.values())
"""After these the question that was open is asked again."""


def meaning(text: str) -> str | None:
    """The intent of such a question; None: it is none."""
    return "/faq_process" if reading.asks_word(text) is not None else None


def asked(conversation: Conversation, text: str) -> Answer | None:
    """The explanation, while whatever was asked stays asked; None: no word is asked for."""
    word = reading.asks_word(text)
    return None if word is None else say(_TEXTS[word]).asking(conversation.memory.get("question"))
