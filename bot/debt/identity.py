"""Who is writing: levels of proof, failed attempts, idle time, and comparisons that tell nothing by their
time.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from itertools import combinations

ATTEMPTS = 5  # failures that close disclosure for a sender
FIRST_CLOSURE = timedelta(minutes=30)
LONGEST_CLOSURE = timedelta(days=7)  # doubling stops here: a mistaken debtor is not shut out of the summer
IDLE = timedelta(minutes=15)
WARNING = timedelta(minutes=2)

_TITLES = frozenset(
    ("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "mrs", "ms", "mx", "miss", "dr", "sir")
)
_OTHER_NAME = frozenset({"epouse", "ep", "nee", "ne", "veuve", "dit", "dite"})


class Level(IntEnum):
    """How sure we are: L0 nothing; L1 reference and birth date; L2 also a code sent to a contact on file."""

    L0 = 0
    L1 = 1
    L2 = 2


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed attempts of one sender since the last success, and until when disclosure is closed to that
    sender.

    It closes disclosure only: help, crisis lines, disputes and people stay open, and it belongs to the
    sender, never to a case, so that nobody can lock another out.
    """

    count: int = 0
    closed_until: datetime | None = None


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment


def closed(failures: Failures, now: datetime) -> bool:
    """True while nothing is compared for that sender. Raises ValueError for a naive instant."""
    return failures.closed_until is not None and _aware(now) < failures.closed_until


def after_failure(failures: Failures, now: datetime) -> Failures:
    """One failure more: every fifth closes the sender, for 30 minutes, then 60, 120 … (at most seven days).

    An attempt while closed is not compared with anything and so changes nothing. Raises ValueError for a
    naive instant.
    """
    if closed(failures, _aware(now)):
        return failures
    count = failures.count + 1
    if count % ATTEMPTS:
        return Failures(count, None)
    doublings = min(count // ATTEMPTS - 1, 10)
    return Failures(count, now + min(FIRST_CLOSURE * 2**doublings, LONGEST_CLOSURE))


def after_success(failures: Failures, *, same_claim: bool = True) -> Failures:
    """A success resets the count; `same_claim` False (the failures were about another reference) leaves it.

    Otherwise somebody with a case of their own could go on guessing about another's for ever.
    """
    return Failures() if same_claim else failures


def proof_until(last_activity: datetime, level: Level) -> datetime | None:
    """Until when a proof holds without a new message: 15 minutes (L1 and L2 alike); L0 has nothing to lose:
    None.

    Raises ValueError for a naive instant.
    """
    return _aware(last_activity) + IDLE if level > Level.L0 else None


def proven(level: Level, last_activity: datetime, now: datetime) -> Level:
    """The level that still holds at `now`; L0 from the end of the idle time on. Raises ValueError for naive
    instants.
    """
    until = proof_until(last_activity, level)
    return level if until is not None and _aware(now) < until else Level.L0


def _letters(text: str) -> str:
    """Letters and digits only, without accents or case; œ and æ in two letters."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in plain if sign.isalnum())


def _same(claimed: str, known: str) -> bool:
    """Equality of digests in constant time, so that neither length nor content shows."""
    return hmac.compare_digest(sha256(claimed.encode()).digest(), sha256(known.encode()).digest())


def matches(
    claimed_reference: str | None,
    claimed_birth_date: date | None,
    *,
    case_reference: str | None,
    case_birth_date: date | None,
) -> bool:
    """Whether reference and birth date are those of the case, with the same work whether or not there is
    such a case.

    References are compared by letters and digits ("aur 70001" is AUR-70001). What is missing on either side
    never matches: a case without a birth date cannot be proven to the assistant.
    """
    whole = bool(claimed_reference and claimed_birth_date and case_reference and case_birth_date)
    reference = _same(_letters(claimed_reference or ""), _letters(case_reference or ""))
    birth = _same(str(claimed_birth_date), str(case_birth_date))
    return whole & reference & birth


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What a creditor's file says about a person; the whole name in `last_name` where the file has one
    column.
    """

    first_name: str | None
    last_name: str
    birth_date: date | None
    postcode: str | None


def _words(name: str) -> list[str]:
    for dash in "-'’‐‑.":
        name = name.replace(dash, "")
    return [word for word in (_letters(part) for part in name.split()) if word and word not in _TITLES]


def _last_names(name: str) -> list[list[str]]:
    """The names a person may go by: "O'Connor; épouse L'Hôte" gives oconnor and lhote."""
    variants: list[list[str]] = [[]]
    for piece in name.replace(",", ";").replace("(", ";").replace(")", " ").split(";"):
        variants.append([])
        for word in _words(piece):
            if word in _OTHER_NAME:
                variants.append([])
            else:
                variants[-1].append(word)
    return [variant for variant in variants if variant]


def _without(words: list[str], part: str) -> list[list[str]]:
    """What is left of `words` after each run that spells `part` ("jean pierre" spells "jeanpierre")."""
    spans = combinations(range(len(words) + 1), 2)
    return [[*words[:i], "|", *words[j:]] for i, j in spans if "".join(words[i:j]) == part]


def _holds_all(words: list[str], parts: list[str]) -> bool:
    """True when every part is spelt by words of its own, in any order of the parts."""
    if not parts:
        return True
    return any(_holds_all(left, parts[1:]) for left in _without(words, parts[0]))


def lookup_matches(name: str, birth_date: date, postcode: str, person: PersonFacts) -> bool:
    """Whether a name (first and last in any order), a birth date and a postcode are those of the person on
    file.

    Accents, case, hyphens, apostrophes, titles and further first names do not count; birth date and
    postcode must be exact. A name on file without letters never matches. What is found may only be used to
    write to contacts on file.
    """
    words = _words(name)[:12]
    first = ["".join(_words(person.first_name))] if person.first_name else []
    named = False
    for last in _last_names(person.last_name):
        named |= _holds_all(words, [*first, "".join(last)]) or _holds_all(words, [*first, *last])
    born = _same(str(birth_date), str(person.birth_date))
    lives = bool(person.postcode) & _same(_letters(postcode), _letters(person.postcode or ""))
    return named & born & lives
