"""Words that a telephone or mailbox was not told, because somebody else reads there or WhatsApp's day was over.

"An answer is waiting" has to be true: once they have proven in the web chat who they are, they read it there.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.service.outside.texting import OUTSIDE, may_be_read_by_others
from bot.service.outside.ways import INSTEAD
from bot.service.thread import story
from bot.service.thread.conversation import remember
from bot.service.thread.reply import say
from bot.service.thread.saying import say_again, write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message, OutboxMessage

MOST = 10
"""So many are brought, the newest of them; what was said before can be asked for."""


_EMPTY = (
    "utter_identified", "utter_ask_birth_date", "utter_ask_reference", "utter_ask_lookup_", "utter_not_understood",
    "utter_greet", "utter_thank", "utter_goodbye",
)
"""What says nothing by itself, elsewhere and later."""


async def bring(uow: UnitOfWork, conversation: Conversation) -> None:
    """Say here, once, what the same person's threads outside have not been told. Both must be theirs, proven.

    A thread that is locked at this moment keeps its words until the next proof.
    """
    if conversation.channel in OUTSIDE or conversation.person_id is None:
        return
    keys = [one.id for one in await story.siblings(uow, conversation) if one.channel in OUTSIDE]
    threads = await uow.session.scalars(
        select(Conversation)
        .where(Conversation.id.in_(keys))
        .order_by(Conversation.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    words = [message for thread in threads.all() for message in await _of(uow, thread)]
    if not words:
        return
    await write(uow, conversation, say("notice_withheld_here"), author="system")
    for message in sorted(words, key=lambda one: (one.created_at, one.id))[-MOST:]:
        say_again(uow, conversation, message, author=message.author)


async def _of(uow: UnitOfWork, thread: Conversation) -> list[Message]:
    """What was said in that thread since the last time and did not go there."""
    since = int(thread.memory.get("withheld_until") or 0)
    rows = await uow.session.scalars(
        select(Message)
        .where(Message.conversation_id == thread.id, Message.author != "you", Message.seq > since)
        .order_by(Message.seq)
    )
    said = list(rows)
    if not said:
        return []
    remember(thread, withheld_until=said[-1].seq)
    shared_from = int(thread.memory.get("shared_from") or 0) if thread.memory.get("phone_shared") else None
    instead = await _instead(uow, thread)
    return [
        one for one in said
        if not may_be_read_by_others(one) and not (one.text_id or "").startswith(_EMPTY)
        and (_row_of(one, instead) or (shared_from is not None and one.seq > shared_from))
    ]


async def _instead(uow: UnitOfWork, thread: Conversation) -> list[tuple[int, bool]]:
    """The first message of each row of the outbox, in order, and whether something else was sent instead of it."""
    rows = await uow.session.execute(
        select(OutboxMessage.key, OutboxMessage.text_id).where(
            OutboxMessage.conversation_id == thread.id, OutboxMessage.in_thread
        )
    )
    return sorted((int(key.split(":")[2]), text_id in INSTEAD) for key, text_id in rows.all() if key.count(":") > 2)


def _row_of(message: Message, rows: Sequence[tuple[int, bool]]) -> bool:
    """Whether the row that a message went in (the last that begins at it or before) was replaced."""
    return next((instead for first, instead in reversed(rows) if first <= message.seq), False)
