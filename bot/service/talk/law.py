"""Short true answers in the middle of something: who owes when two have signed, what comes first, where the catch is.

They are the same for everybody, and tell nothing of anybody; what is open stays so.
"""

from __future__ import annotations

from bot.debt import reading
from bot.service.thread.reply import Answer, say
from bot.store.tables import Conversation

SAID = ("utter_law_both", "utter_law_first", "utter_law_not_concerned", "utter_law_time", "utter_catch")


def meaning(conversation: Conversation, text: str) -> str | None:
    """The intent of such a question; a yes to the sum with one beside it is the yes. None: it is none."""
    if reading.asks_law(text) is None:
        return "/faq_process" if reading.asks_catch(text) else None
    first = text.replace(",", ".").replace(";", ".").replace("!", ".").split(".")[0]
    agreed = conversation.memory.get("question") == "sum_right" and reading.seems_right(first)
    return "/affirm" if agreed else "/faq_process"


def beside(text: str) -> Answer:
    """The answer to a question of law in these words; nothing where there is none."""
    topic = reading.asks_law(text)
    return say(f"utter_law_{topic}") if topic is not None else Answer()


def asked(conversation: Conversation, text: str) -> Answer | None:
    """The same, while whatever was asked stays asked; None where there is none."""
    answer = beside(text)
    if not answer.says and reading.asks_catch(text):
        answer = say("utter_catch")
    return answer.asking(conversation.memory.get("question")) if answer.says else None
