"""No more calls: whoever has somebody else pick up at work still wants to read us. Calls alone are stopped.

We call nobody who has not asked for it; who does is the creditor, and is told in the file that its call centre uses.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.service.case.cases import CaseView, set_hold
from bot.service.outside.texting import OUTSIDE
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

HOLD = "no_calls"


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """It is known whose calls: the creditor is told of each case; written words go on, and how to end these is said."""
    for view in views:
        await set_hold(uow, view, HOLD, set_by="debtor")
    remember(conversation, errand=None, errand_data=None, errand_over=True, no_calls_asked=None)
    return say("utter_calls_stopped").asking(None)


def heard(conversation: Conversation, *, known: bool) -> Answer:
    """The wish is heard; before we know who writes nothing can be passed on, and that is said."""
    remember(conversation, no_calls_asked=True)
    if known:
        return Answer()
    outside = conversation.channel in OUTSIDE
    return say("utter_calls_heard").then(say("utter_calls_send_who" if outside else "utter_calls_needs_who"))
