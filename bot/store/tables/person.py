"""People, how they can be reached, and what has been proven of who they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, CreditorId, Key


class Person(Base):
    """Somebody known to one creditor. Names and birth date are personal data: erasable here, nowhere else."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_lookup", "birth_date", "postcode"),)
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    """The creditor's own key of the person, where the feed has one; else reference of the first case."""
    external_key: Mapped[str]
    last_name: Mapped[str] = mapped_column(default="")
    first_name: Mapped[str] = mapped_column(default="")
    birth_date: Mapped[date | None]
    postcode: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="fr")
    country: Mapped[str] = mapped_column(default="FR")


class Party(Base):
    """The part a person has in a case: borrower, co_borrower, guarantor, heir, guardian."""

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("case_id", "person_id", "role"),)
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(default="borrower")


class ContactPoint(Base):
    """A number or address: whose it is, proven or not, who else reads it, and whether it said stop."""

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("person_id", "kind", "value"), Index("ix_contact_value", "value"))
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]  # phone | email
    value: Mapped[str]  # E.164 or an address in lower case
    whose: Mapped[str] = mapped_column(default="own")
    proven_at: Mapped[datetime | None]
    """Somebody else may read it: no amount, brand or reason there, ever."""
    discretion: Mapped[bool] = mapped_column(default=False)
    safe_hours: Mapped[dict[str, Any] | None]
    opted_out_at: Mapped[datetime | None]
    """They have said stop, and then that the reminders of their plan may come all the same; any later stop ends it."""
    reminders_kept_at: Mapped[datetime | None]


class SamePerson(Base):
    """Two rows of one creditor that stand for the same human: proposed by one agent, linked by another, undone by any.

    Linked: confirmed and not ended. A person is in one link at most; whoever links has both rows locked.
    """

    __tablename__ = "same_person"
    __table_args__ = (
        CheckConstraint("person_id < other_person_id", name="order"),
        CheckConstraint("confirmed_by is null or confirmed_by <> proposed_by", name="two_people"),
        Index(
            "ix_same_person_pair", "person_id", "other_person_id", unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    confirmed_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    ended_at: Mapped[datetime | None]


class Representative(Base):
    """Somebody who may speak for the person, by a paper that was seen: what they may know, from when, until when."""

    __tablename__ = "representative"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]  # adviser, guardian, lawyer, relative
    """Name and how they are reached: personal data, erasable here."""
    name: Mapped[str]
    reach: Mapped[str]
    authority_on: Mapped[date]  # day of the paper
    until: Mapped[date | None]  # last day; null: until it is ended
    scope: Mapped[list[Any]]  # what they may know: bot.debt.representation.SECTIONS
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class IdentityProof(Base):
    """A level that a conversation has proven, until when; L1 reference and birth date, L2 a code as well."""

    __tablename__ = "identity_proof"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    level: Mapped[int]
    proven_at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ContactCode(Base):
    """A code that was sent to a contact on file, for L2 in one conversation: kept by a keyed hash, spent once."""

    __tablename__ = "contact_code"
    __table_args__ = (Index("ix_contact_code_person", "person_id", "sent_at"),)
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    contact_point_id: Mapped[int] = mapped_column(ForeignKey("contact_point.id"), index=True)
    salt: Mapped[str]
    code_hash: Mapped[str | None]  # null as soon as it opens nothing any more
    sent_at: Mapped[datetime]
    until: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    how: Mapped[str | None]  # given, tries, replaced, late


class IdentityFailure(Base):
    """Wrong guesses of one sender (a keyed hash, never a number): closes disclosure, never help."""

    __tablename__ = "identity_failure"
    sender: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    closings: Mapped[int] = mapped_column(default=0)
    closed_until: Mapped[datetime | None]


class FormerSession(Base):
    """A browser's session that has been turned to another when identity was proven: keyed hashes, never a cookie."""

    __tablename__ = "former_session"
    key: Mapped[str] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(index=True)  # what the browser is known by now
    csrf: Mapped[str]  # hash of the token in forms that its open pages still show
    until: Mapped[datetime]  # up to when the old cookie still leads to the thread


class PersonalLink(Base):
    """A link sent to a contact on file; it stands for the reference, never for the birth date."""

    __tablename__ = "personal_link"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Consent(Base):
    """A yes to keep one marker (cause, health, family): without it no marker exists, distress apart."""

    __tablename__ = "consent"
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    text_id: Mapped[str]
    text_version: Mapped[str | None]  # of the words that were read, in this language
    lang: Mapped[str | None]
    asked_by: Mapped[str | None]


class Marker(Base):
    """A vulnerability or cause kept with consent: may only add care. Distress needs none.

    Keys of bot/debt/vulnerability.yml, never words. One that is taken back is emptied: that there was one remains.
    """

    __tablename__ = "marker"
    __table_args__ = (
        Index("ix_marker_living", "person_id", "kind", unique=True, postgresql_where=text("erased_at is null")),
    )
    id: Mapped[Key]
    creditor_id: Mapped[CreditorId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    drivers: Mapped[list[Any]]
    level: Mapped[str] = mapped_column(default="")
    needs: Mapped[list[Any]]
    source: Mapped[str]
    noted_by: Mapped[str]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    created_at: Mapped[datetime]
    review_on: Mapped[date]
    asked_back_at: Mapped[datetime | None]
    """Taken back by who has shown a reference and a birth date alone: nobody reads why, and a person makes sure."""
    erased_at: Mapped[datetime | None]
    erased_by: Mapped[str | None]
