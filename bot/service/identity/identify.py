"""Identity: asked of everybody in the same words, and how long what was proven (proving.py) holds.

Nothing about a debt, nor that one exists, is told before. Failures close disclosure for one sender, never help,
and nobody can lock another out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select

from bot.debt import identity, reading
from bot.service.identity import lookup, proving
from bot.service.outside import private
from bot.service.thread import beside_agent
from bot.service.thread.conversation import newest, remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, IdentityFailure, IdentityProof

_OPEN_PROOF = (
    select(IdentityProof)
    .where(IdentityProof.conversation_id == bindparam("of"), IdentityProof.ended_at.is_(None))
    .order_by(IdentityProof.id.desc())
    .limit(1)
)
PROLONGED = timedelta(minutes=1)
"""A proof's end is moved by so much at least: not written anew at every message of somebody who types quickly."""
NO_REFERENCE = Choice(title_id="choice_no_reference", payload="/no_reference")

MINE = Choice(title_id="choice_yes", payload="/third_party", data={"whose": "own_file"}, kind="yes")
NOT_MINE = Choice(title_id="choice_no", payload="/third_party", data={"whose": "for_another"}, kind="no")
"""Whose matter it is."""


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
    if proof is None or await _ended(uow, conversation, proof):
        return False
    _prolong(uow, proof)
    return True


async def stay_with_agent(uow: UnitOfWork, conversation: Conversation) -> None:
    """What an agent does there is activity as well: who waits for their answer must be able to read it.

    Not for ever: the debtor may have left the screen (`beside_agent.FOLLOWS`).
    """
    proof = await _newest(uow, conversation)
    if proof is None or await _ended(uow, conversation, proof):
        return
    if beside_agent.still_there(uow, conversation) and _prolong(uow, proof):
        uow.notify("owner", conversation=conversation.id)  # the page counts down by itself


def _prolong(uow: UnitOfWork, proof: IdentityProof) -> bool:
    until = identity.proof_until(uow.now, identity.Level(proof.level))
    if until is None or until - proof.until < PROLONGED:
        return False
    proof.until = until
    return True


async def expire(uow: UnitOfWork, conversation: Conversation) -> bool:
    """End a proof whose idle time has passed and blank the thread. Returns whether it did."""
    proof = await _newest(uow, conversation)
    return proof is not None and await _ended(uow, conversation, proof)


async def _ended(uow: UnitOfWork, conversation: Conversation, open_proof: IdentityProof) -> bool:
    if open_proof.until > uow.now:
        return False
    open_proof.ended_at = uow.now
    conversation.blank_before_seq = conversation.last_seq
    remember(conversation, sum_told=None)
    uow.notify("owner", conversation=conversation.id)
    await beside_agent.closed(uow, conversation)
    return True


async def is_identified(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether amounts may be told in this conversation now: by telephone, only once nobody else reads along; never to
    whoever has said that they are somebody else.
    """
    if conversation.memory.get("third_party"):
        return False
    return private.may_tell(conversation) and await proof_of(uow, conversation) is not None


async def take_facts(uow: UnitOfWork, conversation: Conversation, text: str, *, guessing: bool = False) -> Facts:
    """Keep what a message of somebody not identified gives towards proof, and prove when all is there.

    The words themselves stay here. `guessing`: so many guesses came from this network that nothing is compared;
    help stays open.
    """
    language = conversation.language
    if conversation.owner == "agent":
        remember(conversation, identity_result=None)  # of an earlier message: no turn has read it
    references = reading.read_references(text)
    if (another := _of_another(conversation, text, references)) is not None:
        return another
    if references:
        remember(conversation, lookup_step=None, lookup=None)  # found after all: no more need to look it up
    step = conversation.memory.get("lookup_step")
    # To an agent "bonjour" is no name: nobody asks for one there.
    if step and conversation.memory.get("question") != "distress_check" and conversation.owner != "agent":
        return Facts(only_facts=await lookup.take(uow, conversation, step, text, guessing=guessing))
    asked = conversation.memory.get("identity_asked")
    named = not (references or conversation.memory.get("claimed_reference") or conversation.owner == "agent")
    if named and await lookup.introduced(uow, conversation, text, guessing=guessing):
        return Facts(only_facts=reading.only_introduces(text, language))
    for_reference = not references and asked == "reference" and conversation.memory.get("question") == "identity"
    if for_reference and await lookup.told_at_once(uow, conversation, text, guessing=guessing):
        return Facts(only_facts=True)
    births = reading.read_birth_dates(text, today=uow.today(), language=language)
    if references:
        remember(conversation, claimed_reference=references[0], failed_reference=None)
    again = conversation.memory.get("failed_reference")
    if births and again and not (references or conversation.memory.get("claimed_reference")):
        remember(conversation, claimed_reference=again)  # "no, sorry, 14/03/1985": the date was wrong, told with it
    only = bool(references or births) and reading.only_identity(text, language)
    either_first = only and (asked is not None or conversation.owner == "agent")
    if births and (either_first or references or asked == "birth_date" or conversation.memory.get("claimed_reference")):
        remember(conversation, claimed_birth=births[0].isoformat())
    if conversation.memory.get("claimed_reference") and conversation.memory.get("claimed_birth"):
        await proving.prove(uow, conversation, guessing=guessing)
    return Facts(only_facts=only)


def _of_another(conversation: Conversation, text: str, references: Sequence[str]) -> Facts | None:
    """What stands there while they write for somebody else: that person's birth date proves nothing of whoever writes
    it, and a reference is no proof of anything. None: they write for themselves.
    """
    over = conversation.memory.get("third_party") == "adult" and reading.takes_over(text)
    for_another = reading.writes_for(text) and not over
    if over or (_own_after_all(conversation, text) and not for_another):
        remember(conversation, third_party=None)
    if references:
        remember(conversation, not_them=None)
    told = conversation.memory.get("third_party")
    if not (told or for_another or reading.tells_of_heir(text) is not None):
        return None
    if references and told != "minor":
        remember(conversation, claimed_reference=references[0])
    return Facts(only_facts=told == "adult" and reading.only_identity(text, conversation.language))


async def ask(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The question that is due next; the same words for everybody, known or not."""
    if conversation.memory.get("third_party") == "adult":
        return await _for_whom(uow, conversation)
    result = conversation.memory.pop("identity_result", None)
    if result == "failed":
        return _failed(conversation)
    if result == "looked_up":
        return _looked_up()
    failure = await uow.session.get(IdentityFailure, conversation.sender)
    if failure is not None and identity.closed(identity.Failures(failure.count, failure.closed_until), uow.now):
        return _closed()
    if not private.may_tell(conversation) and await proof_of(uow, conversation) is not None:
        return await private.ask(uow, conversation)
    if conversation.memory.get("claimed_reference"):
        remember(conversation, identity_asked="birth_date")
        dead = conversation.memory.get("of_dead")  # then it is not theirs
        return say("utter_ask_birth_date_whose" if dead else "utter_ask_birth_date").asking("identity")
    if conversation.memory.get("not_them"):
        return say("utter_wrong_person_rests", HUMAN).asking(None)
    remember(conversation, identity_asked="reference")
    return say("utter_ask_reference", NO_REFERENCE, HUMAN).asking("identity")


async def _for_whom(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Whose matter it is; asked just before, with what a relative can do."""
    last = next((one.text_id for one in await newest(uow, conversation) if one.author != "you"), None)
    words = "utter_ask_for_whom_ways" if last == "utter_ask_for_whom_again" else "utter_ask_for_whom_again"
    return say(words, MINE, NOT_MINE, HUMAN).asking("for_whom")


def _own_after_all(conversation: Conversation, text: str) -> bool:
    """Whether whoever was taken for another says, in words or to the question, that it is they themselves."""
    asked = conversation.memory.get("question") == "for_whom"
    return conversation.memory.get("third_party") == "adult" and (
        reading.says_own(text, asked=asked) or (asked and reading.own_file(text))
    )


def _failed(conversation: Conversation) -> Answer:
    remember(conversation, claimed_reference=None, identity_asked="reference")
    return say("utter_identity_failed", NO_REFERENCE, HUMAN).asking("identity")


def _looked_up() -> Answer:
    return say("utter_lookup_done", HUMAN).asking(None)


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
        return _looked_up()
    if conversation.memory.get("lookup_step"):
        return lookup.ask_lookup(conversation)
    return await ask(uow, conversation)
