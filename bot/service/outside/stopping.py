"""STOP, START and every other wish for silence on a line: heard as it comes in, done here and now."""

from __future__ import annotations

from bot.debt import reading
from bot.debt import safety as phrases
from bot.debt.reading.text.plain import fold
from bot.service.case.cases import cases_of
from bot.service.contact import contact
from bot.service.identity import identify
from bot.service.outside import beside_stop, numbers
from bot.service.outside.text import Text, keep, with_media
from bot.service.outside.texting import BARRED, PHONES
from bot.service.thread import taps
from bot.service.thread.conversation import open_choices, remember
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, PhoneLine

NO_SMS = frozenset({"fr_no_sms", "en_no_sms"})
"""Phrases (bot/debt/phrases) for "no SMS"."""


async def told(uow: UnitOfWork, conversation: Conversation, words: str) -> phrases.Stop | None:
    """The wish for silence in these words; "no SMS", while ways to be reminded are on offer, only chooses another.

    After a stop, while it is asked whether reminders shall stop too, such words answer that.
    """
    stop = beside_stop.stop_in(words, conversation.channel)
    answers = stop is not None and (stop.kind == "ours" or conversation.channel not in PHONES)
    if answers and await taps.scope_is_asked(uow, conversation):
        return None
    if stop is not None and set(stop.matched) <= NO_SMS:
        _, choices = await open_choices(uow, conversation)
        if any((one.get("data") or {}).get("reminder") for one in choices):
            return None
    return stop


async def keyword(
    uow: UnitOfWork, conversation: Conversation, line: PhoneLine, text: Text, stop: phrases.Stop | None
) -> bool:
    """STOP and START, which carriers act on as well: done here and now. One that comes late undoes no later one."""
    if stop is not None and stop.kind == "carrier" and text.channel in PHONES:
        message = keep(uow, conversation, text)
        if text.media or text.place:
            await with_media(uow, conversation, text, message, quietly=True)
        if not await numbers.undone_since(uow, line, text.sent_at):
            first = line.barred_at is None and line.stopped_at is None
            await numbers.bar(uow, conversation, line, by="debtor")
            if first and not text.carrier and not text.closed:
                await write(uow, conversation, say(BARRED), author="system")
        return True
    # While it is asked what a stop is for, words answer that.
    if not _restarts(line, text, in_words=not await taps.scope_is_asked(uow, conversation)):
        return False
    keep(uow, conversation, text)
    late = await numbers.stopped_since(uow, line, text.sent_at)
    undone = not late and await numbers.restart(uow, conversation, line)
    if undone:
        await contact.undo(uow, conversation)
    if not late and not text.closed and (undone or not text.carrier):
        await write(uow, conversation, say("notice_restarted"), author="system")
    return True


def _restarts(line: PhoneLine, text: Text, *, in_words: bool) -> bool:
    """START, by itself or in French; after a stop that no carrier holds, in any words that take it back. What a carrier
    holds, only its own words undo.
    """
    word = fold(text.words).text.strip(" .!").upper()
    if line.barred_at is not None and text.carrier:
        return word in numbers.RESTART_BARRED
    if word in numbers.OWN_RESTART or (line.barred_at is not None and word in numbers.RESTART_BARRED):
        return True
    stopped = in_words and (line.barred_at is not None or line.stopped_at is not None)
    return stopped and phrases.danger(text.words).kind is None and reading.wants_messages_again(text.words)


async def stop(uow: UnitOfWork, conversation: Conversation, line: PhoneLine, *, quietly: bool) -> None:
    """Stopped at once, and confirmed once; on the cases too, now if we know whose, else as soon as we do."""
    first, told = await numbers.stop(uow, conversation, line), say("notice_stopped")
    if await identify.proof_of(uow, conversation) is not None and conversation.person_id is not None:
        told = told.then(await contact.stop(uow, conversation, await cases_of(uow, conversation.person_id)))
        if conversation.memory.get("question") != "distress_check":
            remember(conversation, question=None, budget_asked=None)  # what was asked before it is asked no longer
    else:
        remember(conversation, stop_asked=True)
    if first and not quietly:
        await write(uow, conversation, told, author="system")
