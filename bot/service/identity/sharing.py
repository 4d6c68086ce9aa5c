"""When a debtor may let somebody else see anything: only they themselves, known, alone, and free to say so."""

from __future__ import annotations

from bot.service.case.cases import cases_of
from bot.service.identity.identify import is_identified
from bot.service.outside.private import may_tell
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

NOT_FREE = frozenset({"minor", "guardianship", "deceased", "wrong_person", "identity_theft", "coerced_debt"})
"""Holds under which a person of ours is needed first: it may be somebody else who asks, or somebody who makes them."""


async def may_share(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether what is known of this thread's person may be given to somebody else from here, at this moment."""
    if conversation.person_id is None or conversation.memory.get("third_party") or not may_tell(conversation):
        return False
    return await is_identified(uow, conversation) and await is_free(uow, conversation.person_id)


async def is_free(uow: UnitOfWork, person_id: int) -> bool:
    """Whether no hold says that somebody else may be asking in their name, or making them."""
    views = await cases_of(uow, person_id)
    return bool(views) and not any(hold.reason in NOT_FREE for view in views for hold in view.holds)
