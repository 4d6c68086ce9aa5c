"""Identity: proven by facts that the debtor gives, asked of everybody in the same words.

Nothing about a debt, nor that one exists, is told before. Failures close disclosure for one sender, never help,
and nobody can lock another out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select, update

from bot.debt import identity, reading
from bot.service import lookup, safety, story
from bot.service.conversation import remember
from bot.service.outside import private
from bot.service.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import (
    Case,
    Conversation,
    IdentityFailure,
    IdentityProof,
    Party,
    Person,
)

_OPEN_PROOF = (
    select(IdentityProof)
    .where(IdentityProof.conversation_id == bindparam("of"), IdentityProof.ended_at.is_(None))
    .order_by(IdentityProof.id.desc())
    .limit(1)
)
_WHO_OWE = ("borrower", "co_borrower")
_MANY = 12
PROLONGED = timedelta(minutes=1)
"""A proof's end is moved by so much at least: not written anew at every message of somebody who types quickly."""
NO_REFERENCE = Choice(title_id="choice_no_reference", payload="/no_reference")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a message gave towards proving identity."""

    only_facts: bool


async def proof_of(uow: UnitOfWork, conversation: Conversation) -> IdentityProof | None:
    """The proof that still holds, its end moved on by this activity; None: nothing may be disclosed."""
    found = await _newest(uow, conversation)
    if found is None or found.until <= uow.now:
        return None
    return found


async def _newest(uow: UnitOfWork, conversation: Conversation) -> IdentityProof | None:
    """Asked of the database once in a transaction: whoever changes a proof has the conversation locked, as we do."""
    if conversation.id not in uow.proofs:
        uow.proofs[conversation.id] = await uow.session.scalar(_OPEN_PROOF, {"of": conversation.id})
    found = uow.proofs[conversation.id]
    return found if found is not None and found.ended_at is None else None


async def stay(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Activity: a proof that holds is prolonged; one whose idle time has passed ends, and the thread is blanked.

    It may end up to a minute (`PROLONGED`) before the idle time is over, never after it.

    Returns whether identity is proven.
    """
    proof = await _newest(uow, conversation)
    if proof is None or _ended(uow, conversation, proof):
        return False
    until = identity.proof_until(uow.now, identity.Level(proof.level))
    if until is not None and until - proof.until >= PROLONGED:
        proof.until = until
    return True


async def expire(uow: UnitOfWork, conversation: Conversation) -> bool:
    """End a proof whose idle time has passed and blank the thread. Returns whether it did."""
    proof = await _newest(uow, conversation)
    return proof is not None and _ended(uow, conversation, proof)


def _ended(uow: UnitOfWork, conversation: Conversation, open_proof: IdentityProof) -> bool:
    if open_proof.until > uow.now:
        return False
    open_proof.ended_at = uow.now
    conversation.blank_before_seq = conversation.last_seq
    remember(conversation, sum_told=None)
    uow.notify("owner", conversation=conversation.id)
    return True


async def is_identified(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether amounts may be told in this conversation now: by telephone, only once nobody else reads along."""
    return private.may_tell(conversation) and await proof_of(uow, conversation) is not None


async def take_facts(uow: UnitOfWork, conversation: Conversation, text: str, *, guessing: bool = False) -> Facts:
    """Keep what a message of somebody not identified gives towards proof, and prove when all is there.

    The words themselves stay here. `guessing`: so many guesses came from this network that nothing is compared;
    help stays open.
    """
    language = conversation.language
    if conversation.memory.get("third_party"):
        return Facts(only_facts=False)
    references = reading.read_references(text)
    if references:
        remember(conversation, lookup_step=None, lookup=None)  # found after all: no more need to look it up
    step = conversation.memory.get("lookup_step")
    if step and conversation.memory.get("question") != "distress_check":
        return Facts(only_facts=await lookup.take(uow, conversation, step, text, guessing=guessing))
    births = reading.read_birth_dates(text, today=uow.today(), language=language)
    asked = conversation.memory.get("identity_asked")
    if references:
        remember(conversation, claimed_reference=references[0], failed_reference=None)
    again = conversation.memory.get("failed_reference")
    if births and again and not (references or conversation.memory.get("claimed_reference")):
        remember(conversation, claimed_reference=again)  # "no, sorry, 14/03/1985": the date was wrong, told with it
    if births and (references or asked == "birth_date" or conversation.memory.get("claimed_reference")):
        remember(conversation, claimed_birth=births[0].isoformat())
    if conversation.memory.get("claimed_reference") and conversation.memory.get("claimed_birth"):
        await _prove(uow, conversation, guessing=guessing)
    only = bool(references or births) and reading.only_identity(text, language)
    return Facts(only_facts=only)


async def _failures(uow: UnitOfWork, conversation: Conversation) -> IdentityFailure:
    row = await uow.session.get(IdentityFailure, conversation.sender, with_for_update=True)
    if row is None:
        row = IdentityFailure(sender=conversation.sender, count=0, closings=0)
        uow.session.add(row)
        await uow.flush()
    return row


async def _prove(uow: UnitOfWork, conversation: Conversation, *, guessing: bool = False) -> None:
    reference = str(conversation.memory["claimed_reference"])
    birth = date.fromisoformat(str(conversation.memory["claimed_birth"]))
    remember(conversation, claimed_birth=None)
    failure = await _failures(uow, conversation)
    known = identity.Failures(failure.count, failure.closed_until)
    if guessing or identity.closed(known, uow.now):
        remember(conversation, identity_result="closed")
        return
    person = await _party_of(uow, reference, birth)
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


async def _party_of(uow: UnitOfWork, reference: str, birth: date) -> Person | None:
    """Who of those who owe it says so. A guarantor, an heir or a guardian is let in by a person who sees papers."""
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
    if len(right) != 1 or len({case.id for _, case in found}) != 1:
        return None  # nobody, twins, or a reference that two creditors use: a person looks
    return right[0]


async def ask(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The question that is due next; the same words for everybody, known or not."""
    if conversation.memory.pop("identity_result", None) == "failed":
        return _failed(conversation)
    failure = await uow.session.get(IdentityFailure, conversation.sender)
    if failure is not None and identity.closed(identity.Failures(failure.count, failure.closed_until), uow.now):
        return _closed()
    if not private.may_tell(conversation) and await proof_of(uow, conversation) is not None:
        return await private.ask(uow, conversation)
    if conversation.memory.get("claimed_reference"):
        remember(conversation, identity_asked="birth_date")
        return say("utter_ask_birth_date").asking("identity")
    remember(conversation, identity_asked="reference")
    return say("utter_ask_reference", NO_REFERENCE, HUMAN).asking("identity")


def _failed(conversation: Conversation) -> Answer:
    remember(conversation, claimed_reference=None, identity_asked="reference")
    return say("utter_identity_failed", NO_REFERENCE, HUMAN).asking("identity")


def _closed() -> Answer:
    return say("utter_identity_closed", HUMAN).asking(None)


async def after_facts(uow: UnitOfWork, conversation: Conversation) -> Answer | None:
    """After facts were given: what came of them. None: identity is proven, and the errand goes on."""
    result = conversation.memory.pop("identity_result", None)
    remember(conversation)
    if await private.take_answer(uow, conversation):
        return None if private.may_tell(conversation) else await private.ask(uow, conversation)
    if result == "proven" or (result is None and await is_identified(uow, conversation)):
        return None
    if result == "closed":
        return _closed()
    if result == "failed":
        return _failed(conversation)
    if result == "other_thread":
        return say("utter_identity_other_thread", HUMAN).asking(None)
    if result == "looked_up":
        return say("utter_lookup_done", HUMAN).asking(None)
    if conversation.memory.get("lookup_step"):
        return lookup.ask_lookup(conversation)
    return await ask(uow, conversation)
