""""Does anybody else read here?", put by the system where an agent has the thread: the bot is silent there."""

from __future__ import annotations

from bot.service.outside.texting import OUTSIDE
from bot.service.thread.conversation import FACTS, remember
from bot.service.thread.reply import Answer, Choice, say
from bot.store.tables import Conversation

TAP = "phone_shared"
"""What the choices do: answered as they arrive, since no turn follows."""


def asked_beside_agent(conversation: Conversation) -> Answer:
    """The question, with the words of whoever has just joined; nothing where it is answered, or on the web."""
    if conversation.channel not in OUTSIDE or conversation.memory.get("phone_shared") is not None:
        return Answer()
    remember(conversation, phone_asked=True)
    yes, no = (
        Choice(title_id=f"choice_{kind}", payload=FACTS, data={"do": TAP, "phone_shared": kind == "yes"}, kind=kind)
        for kind in ("yes", "no")
    )
    return say("utter_ask_phone_shared", yes, no)
