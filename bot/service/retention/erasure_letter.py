"""What the debtor is told of an erasure, as a letter: what is gone, what is kept, by which rule and until when."""

from __future__ import annotations

from collections.abc import Mapping

from bot.debt.erasure import years_of
from bot.service.retention.erasure import Standing
from bot.service.thread import spoken
from bot.store.database import UnitOfWork
from bot.store.tables import Creditor, Person
from bot.words.book import book

_TOLD: Mapping[str, tuple[str, ...]] = {
    "words": ("words", "distress_words", "memory", "reach", "notes", "mail_files", "sent_words"),
    "budget": ("budgets",),
    "care": ("care_note",),
    "shared": ("referral_sheets", "partner_links", "helper_looks", "helper_codes", "representatives"),
    "contacts": ("contacts", "numbers", "call_numbers"),
    "person": ("person",),
}
"""What the debtor reads of, and the kinds of rows that it stands for. Keys that nobody reads are not told of."""


async def letter(uow: UnitOfWork, person: Person, now: Standing, gone: Mapping[str, int], reference: str) -> str:
    """The words, ready to be put into a letter: it bears a reference and no name, for that may be gone."""
    lang, creditor = person.language, await uow.session.get_one(Creditor, person.creditor_id)
    today = spoken.day(uow.today(creditor.time_zone), lang)
    told = [_say(f"gone_{name}", lang) for name, kinds in _TOLD.items() if any(gone.get(kind) for kind in kinds)]
    parts = [
        creditor.name, _say("head", lang, day=today, reference=reference),
        _say("intro", lang),
        _listed(_say("gone", lang), told or [_say("gone_nothing", lang)]),
        _listed(_say("kept", lang), _kept(person, now)),
        _say("whole" if now.whole else "later", lang), _say("rights", lang),
    ]
    return "\n\n".join(parts) + "\n"


def _listed(head: str, lines: list[str]) -> str:
    return "\n".join([head, *(f"– {line}" for line in lines)])


def _kept(person: Person, now: Standing) -> list[str]:
    lang, years = person.language, years_of(person.country)
    found = []
    if now.open_cases:
        found.append(_say("kept_open", lang, references=spoken.listing(now.open_cases, lang)))
    if now.attended or now.in_hand:
        found.append(_say("kept_in_hand", lang))
    if now.accounts_until is not None:
        until = spoken.day(now.accounts_until, lang)
        found.append(_say("kept_accounts", lang, day=until, source=years.accounts_source))
    if now.claims_until is not None:
        until = spoken.day(now.claims_until, lang)
        found.append(_say("kept_decisions", lang, day=until, source=years.claims_source))
    return [*found, _say("kept_log", lang)]


def _say(name: str, lang: str, **values: str) -> str:
    return book().text(f"paper_erasure_{name}", lang, values)
