"""The cases of the same human's other row, told beside one's own while the link stands, and never after it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.service.case.cases import CaseView, cases_of
from bot.service.identity import same
from bot.store.database import UnitOfWork

_NEVER_BESIDE = frozenset({
    "minor", "guardianship", "deceased", "wrong_person", "identity_theft", "coerced_debt", "mandate_ended",
})
"""Holds under which it may be somebody else's after all, or not ours to speak of: a person looks first."""


async def beside(uow: UnitOfWork, person_id: int, own: Sequence[CaseView]) -> list[CaseView]:
    """What two agents have said to be this person's as well, by another row; not what both rows have a part in.

    Whoever hears of it has shown who they are for their own row; no link joins two birth dates.
    """
    known = {view.case.id for view in own}
    found = [view for other in await same.others(uow, person_id) for view in await cases_of(uow, other)]
    return [
        view for view in found
        if view.case.id not in known and not any(hold.reason in _NEVER_BESIDE for hold in view.holds)
    ]
