"""What a debtor can show to somebody who chases them: certificates of respite."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, CreditorId, Key


class Certificate(Base):
    """A code for one plan or one pause. It is no secret of ours: the creditor's call centre gets it in its file.

    Until when it holds is never kept here: that is read from the plan or the pause as they stand.
    """

    __tablename__ = "certificate"
    __table_args__ = (CheckConstraint("num_nonnulls(plan_id, pause_id) = 1", name="of_one"),)
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), unique=True)
    pause_id: Mapped[int | None] = mapped_column(ForeignKey("pause.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    """How often an agent looked it up: each time somebody had been chased in spite of it."""
    looked_up: Mapped[int] = mapped_column(default=0)
    last_looked_up_at: Mapped[datetime | None]
    last_looked_up_by: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
