"""Identity proven: facts held against what is on file, failures counted, and what follows from a proof.

Failures close disclosure for one sender, never help, and nobody can lock another out.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select, update

from bot.debt import identity
from bot.service.care import needs, safety
from bot.service.outside import private
from bot.service.thread import story
from bot.service.thread.conversation import remember
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Conversation, IdentityFailure, IdentityProof, Party, Person

_WHO_OWE = ("borrower", "co_borrower")
_MANY = 12


async def _failures(uow: UnitOfWork, conversation: Conversation) -> IdentityFailure:
    row = await uow.session.get(IdentityFailure, conversation.sender, with_for_update=True)
    if row is None:
        row = IdentityFailure(sender=conversation.sender, count=0, closings=0)
        uow.session.add(row)
        await uow.flush()
    return row


async def prove(uow: UnitOfWork, conversation: Conversation, *, guessing: bool = False) -> None:
    """Hold the reference and birth date that were given against what is on file; `identity_result` in the
    conversation's memory says what came of it. `guessing`: nothing is compared.
    """
    reference = str(conversation.memory["claimed_reference"])
    birth = date.fromisoformat(str(conversation.memory["claimed_birth"]))
    remember(conversation, claimed_birth=None)
    failure = await _failures(uow, conversation)
    known = identity.Failures(failure.count, failure.closed_until)
    if guessing or identity.closed(known, uow.now):
        remember(conversation, identity_result="closed")
        return
    person = await _party_of(uow, reference, birth, relative=bool(conversation.memory.get("relative")))
    if person is not None and not await private.may_prove(uow, conversation, person):
        person = None
    if person is not None and conversation.person_id not in (None, person.id):
        # Somebody else's thread is open in this browser: nothing of it is shown, nothing is mixed.
        remember(conversation, identity_result="other_thread", claimed_reference=None)
        return
    if person is None:
        after = identity.after_failure(known, uow.now)
        failure.count, failure.closed_until = after.count, after.closed_until
        result = "closed" if identity.closed(after, uow.now) else "failed"
        missed = {*conversation.memory.get("missed_references", ()), reference.upper()}
        remember(
            conversation, identity_result=result, missed_references=sorted(missed)[:identity.ATTEMPTS],
            failed_reference=reference,
        )
        uow.audit("identity.failed", "conversation", conversation.id, actor="debtor", count=after.count)
        return
    # A case of one's own must not buy guesses at others'.
    own = set(conversation.memory.get("missed_references", ())) <= {reference.upper()}
    cleared = identity.after_success(known, same_claim=own)
    failure.count, failure.closed_until = cleared.count, cleared.closed_until
    remember(conversation, proven_seq=conversation.last_seq + 1)
    await prove_person(uow, conversation, person, level=1)


async def prove_person(uow: UnitOfWork, conversation: Conversation, person: Person, *, level: int) -> None:
    """Bind the conversation to the person; its thread becomes visible again."""
    until = identity.proof_until(uow.now, identity.Level(level))
    await uow.session.execute(
        update(IdentityProof)
        .where(IdentityProof.conversation_id == conversation.id, IdentityProof.ended_at.is_(None))
        .values(ended_at=uow.now)
    )
    proof = uow.proofs[conversation.id] = IdentityProof(
        creditor_id=person.creditor_id, person_id=person.id, conversation_id=conversation.id, level=level,
        proven_at=uow.now, until=until,
    )
    uow.session.add(proof)
    uow.proven.add(conversation.id)
    conversation.person_id, conversation.creditor_id = person.id, person.creditor_id
    conversation.country = person.country
    conversation.blank_before_seq = 0
    await private.know(uow, conversation, person)
    await needs.keep_discreet(uow, conversation)
    remember(conversation, identity_result="proven", claimed_reference=None, identity_asked=None, lookup_step=None)
    remember(conversation, failed_reference=None)
    uow.audit(
        "identity.proven", "conversation", conversation.id, actor="debtor", creditor_id=person.creditor_id,
        level=level,
    )
    await safety.hold_if_in_distress(uow, conversation)
    await story.join(uow, conversation)
    if private.may_tell(conversation):
        await story.carry(uow, conversation)
    uow.notify("owner", conversation=conversation.id)


async def withdraw(uow: UnitOfWork, conversation: Conversation, *, just_now: bool) -> None:
    """Whoever writes says that the matter is another's: what was proven with that person's facts counts no longer.

    `just_now`: by the very message that says so; nothing was told yet, and the thread is nobody's again.
    """
    ended = await uow.session.execute(
        update(IdentityProof)
        .where(IdentityProof.conversation_id == conversation.id, IdentityProof.ended_at.is_(None))
        .values(ended_at=uow.now)
        .returning(IdentityProof.id)
    )
    uow.proofs.pop(conversation.id, None)
    remember(conversation, identity_result=None, claimed_birth=None, sum_told=None, lookup_step=None, lookup=None)
    if not ended.all():
        return
    uow.audit(
        "identity.withdrawn", "conversation", conversation.id, actor="debtor", creditor_id=conversation.creditor_id
    )
    if just_now:
        conversation.person_id = None
    else:
        conversation.blank_before_seq = conversation.last_seq
    uow.notify("owner", conversation=conversation.id)


async def _party_of(uow: UnitOfWork, reference: str, birth: date, *, relative: bool) -> Person | None:
    """Who of those who owe it says so. A guarantor, an heir or a guardian is let in by a person who sees papers.

    `relative`: a husband or wife of somebody who owes, who can only be another of those who do.
    """
    rows = await uow.session.execute(
        select(Person, Case)
        .join(Party, Party.person_id == Person.id)
        .join(Case, Case.id == Party.case_id)
        .where(func.upper(Case.reference) == reference.upper(), Party.role.in_(_WHO_OWE))
        .limit(_MANY)
    )
    found = [(person, case) for person, case in rows.all()]
    right = [
        person for person, case in found
        if identity.matches(
            reference, birth, case_reference=case.reference, case_birth_date=person.birth_date
        )
    ]
    if relative and len(found) < len(_WHO_OWE):
        return None
    if len(right) != 1 or len({case.id for _, case in found}) != 1:
        return None  # nobody, twins, or a reference that two creditors use: a person looks
    return right[0]
