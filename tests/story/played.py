"""A story that was played: who and what the checks look at, and the checks by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.story.agent import LOGINS
from tests.story.cast import Part
from tests.story.facts import Facts, Row
from tests.story.player import Debtor
from tests.story.stories import Story
from tests.story.system import System


@dataclass(kw_only=True)
class Played:
    """One story, its debtor, and what was noted on the way. `since`: the demo's clock when it began."""

    story: Story
    system: System
    facts: Facts
    since: datetime
    part: Part | None = None
    debtor: Debtor | None = None
    strangers: list[Debtor] = field(default_factory=list)  # other browsers of people who may learn nothing
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def case(self) -> Part:
        """The case. Raises LookupError for a story without one."""
        if self.part is None:
            raise LookupError(f"{self.story.id} has no case")
        return self.part

    @property
    def conversation(self) -> int:
        """The debtor's conversation. Raises LookupError if nobody has written."""
        if self.debtor is None:
            raise LookupError(f"{self.story.id} has no debtor")
        return self.debtor.conversation_id

    async def told(self, conversation: int | None = None) -> list[Row]:
        """Everything said to the debtor after their first words: text, text_id, card, choices, author, lang, seq."""
        key = conversation or self.conversation
        return await self.facts.rows(
            "select text, text_id, card, choices, author, lang, seq from message where conversation_id = %s"
            " and author <> 'you' and seq > (select coalesce(min(seq), 0) from message"
            " where conversation_id = %s and author = 'you') and created_at >= %s order by seq", key, key, self.since,
        )

    async def typed(self, conversation: int | None = None) -> str:
        """Everything that the debtor has written, in lower case."""
        found = await self.facts.values(
            "select text from message where conversation_id = %s and author = 'you'", conversation or self.conversation
        )
        return "\n".join(found).lower()

    async def text_ids(self) -> list[str]:
        """Ids of the sentences said, in order."""
        return [str(row["text_id"]) for row in await self.told()]

    async def plans(self) -> list[Row]:
        """Plans of the person that were agreed since the story began."""
        return await self.facts.rows(
            "select * from plan where person_id = %s and agreed_at >= %s order by id", self.case.person_id, self.since
        )

    async def offers(self) -> list[Row]:
        """Offers made in this conversation since the story began, lightest rank first."""
        return await self.facts.rows(
            'select * from offer where conversation_id = %s and made_at >= %s order by "group", rank',
            self.conversation, self.since,
        )

    async def login(self) -> str:
        """The agent who answers for this conversation's creditor."""
        creditor = await self.facts.one("select creditor_id from conversation where id = %s", self.conversation)
        return LOGINS.get(str(creditor), "camille")


Found = str | None
"""What was found where something else was expected; None: it is as expected."""
Check = Callable[[Played, Any], Awaitable[Found]]
CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Enter a check under the name of its expectation."""

    def enter(function: Check) -> Check:
        if name in CHECKS:
            raise ValueError(f"two checks are called {name}")
        CHECKS[name] = function
        return function

    return enter


def differs(expected: object, found: object, detail: object = "") -> Found:
    """None if both are the same, else what was found."""
    return None if found == expected else f"{found!r}{f' ({detail})' if detail else ''}"
