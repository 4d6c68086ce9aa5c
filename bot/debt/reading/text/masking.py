"""What may leave the server for Rasa: card numbers, accounts, birth dates, addresses and phones hidden."""

from __future__ import annotations

import re
from datetime import date

from bot.debt.reading.text.plain import LONGEST, Plain, fold, with_digits
from bot.debt.reading.who.births import can_be_birth, full_date_spans

_OVERLAP = 200
"""Characters: longer than any value that is hidden."""
CARD, IBAN, DATE, MAIL, PHONE, NUMBER = "CARTE", "IBAN", "DATE", "MAIL", "TEL", "NUMERO"
_IBAN_LENGTHS = {
    "fr": 27, "mc": 27, "gb": 22, "de": 22, "be": 16, "es": 24, "it": 27, "nl": 18, "pt": 25, "lu": 20,
    "ie": 22, "ch": 21, "pl": 28, "ro": 24, "at": 20, "lt": 20, "ee": 20, "mt": 31, "gi": 23, "sm": 27,
}  # fmt: skip
_IBAN_START = re.compile(r"(?<![a-z0-9])([a-z]{2})[0-9]{2}")
_MAIL = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")
_RUN = re.compile(r"[0-9]+(?:[ .\n-]{1,2}[0-9]+)*")
_PHONE = re.compile(
    r"(?<![0-9a-z])(?<![0-9][.,/-])(?:"
    r"(?:\+|00) ?[1-9][0-9]{0,2}(?:[ .()/-]{0,2}[0-9]){7,12}"
    r"|0[1-9](?:[ ./-]?[0-9]{2}){4}"
    r"|0[0-9]{2,4}[ -]?[0-9]{3}[ -]?[0-9]{3,4}"
    r"|[67][0-9]{8}"
    r")(?![0-9])"
)
_SOCIAL_SECURITY = re.compile(
    r"(?<![0-9a-z])[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]"
    r"|[2-9][0-9]) ?[0-9][0-9ab] ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{2})?(?![0-9a-z])"
)


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(d), 10)) if i % 2 else int(d) for i, d in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0


def _like_a_card(groups: list[str]) -> bool:
    """Whether digits grouped so may be a card's, not amounts told in a row: all together, or evenly cut."""
    sizes = [len(group) for group in groups]
    even = len(set(sizes[:-1])) <= 1 and sizes[0] in (2, 4) and sizes[-1] <= sizes[0]
    return len(groups) == 1 or even or sizes in ([4, 6, 5], [4, 6, 4], [8, 8], [6, 10], [6, 13])


def _cards(plain: Plain) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for run in _RUN.finditer(plain.text):
        groups = list(re.finditer(r"[0-9]+", run[0]))
        at = 0
        while at < len(groups):
            taken = _card_from(groups, at)
            if taken:
                found.append((run.start() + groups[at].start(), run.start() + groups[taken - 1].end(), CARD))
            elif len(groups[at][0]) >= 13:
                found.append((run.start() + groups[at].start(), run.start() + groups[at].end(), NUMBER))
            at = taken or at + 1
    return found


def _card_from(groups: list[re.Match[str]], at: int) -> int:
    """Index after the last group of a card number that begins with group `at`; 0 if none does."""
    best, digits = 0, ""
    for index in range(at, min(len(groups), at + 10)):
        digits += groups[index][0]
        if len(digits) > 19:
            break
        if len(digits) >= 13 and _luhn(digits) and _like_a_card([g[0] for g in groups[at : index + 1]]):
            best = index + 1
    return best


def _ibans(plain: Plain) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for match in _IBAN_START.finditer(plain.text):
        length = _IBAN_LENGTHS.get(match[1])
        if length is None or (found and match.start() < found[-1][1]):
            continue
        end, taken = match.start(), ""
        while end < len(plain.text) and len(taken) < length:
            char = plain.text[end]
            if char.isalnum() and char.isascii():
                taken += char
            elif char not in " -." or len(taken) < 4:
                break
            end += 1
        if _mostly_digits(taken):
            kept = plain.text[match.start() : end].rstrip(" -.")
            found.append((match.start(), match.start() + len(kept), IBAN))
    return found


def _mostly_digits(taken: str) -> bool:
    """An account number even when mistyped or cut short: ten digits or more, letters in the minority."""
    digits = sum(char.isdigit() for char in taken)
    return digits >= 10 and digits * 5 >= len(taken) * 3


def _dates(plain: Plain, today: date) -> list[tuple[int, int, str]]:
    spans = full_date_spans(plain, today)
    # a date that reads as impossible may be a birth date mistyped or told month first
    return [(s, e, DATE) for s, e, day in spans if day is None or can_be_birth(day, today)]


def private_spans(plain: Plain, today: date) -> list[tuple[int, int, str]]:
    """Where private values stand in the plain text, in order, none overlapping, each with its mask."""
    found = [(m.start(), m.end(), MAIL) for m in _MAIL.finditer(plain.text)]
    for more in (
        _ibans(plain),
        _cards(plain),
        [(m.start(), m.end(), NUMBER) for m in _SOCIAL_SECURITY.finditer(plain.text)],
        [(m.start(), m.end(), PHONE) for m in _PHONE.finditer(plain.text)],
        _dates(plain, today),
    ):
        found += [one for one in more if not any(one[0] < end and start < one[1] for start, end, _ in found)]
    return sorted(found)


def mask_kept(text: str, *, today: date) -> str:
    """The text as it is kept for the people who answer, in its whole length.

    Card numbers, accounts, social security numbers and past full dates are hidden. Telephone numbers and addresses
    stay: they are how somebody in distress, or who asks to be called, says where to be reached.
    """
    return _masked(text, today, kept=(PHONE, MAIL))


def mask(text: str, *, today: date) -> str:
    """The text as Rasa may see it, cut to the characters that are read at all.

    Card numbers become CARTE, accounts IBAN, past full dates (a birth date is one, in words too) DATE, e-mail
    addresses MAIL, phone numbers TEL, social security and other long numbers NUMERO. Amounts, references and days
    without a year stay.
    """
    return _masked(text[:LONGEST], today, kept=())


def _masked(text: str, today: date, *, kept: tuple[str, ...]) -> str:
    spans: list[tuple[int, int, str]] = []
    # windows overlap: what lies across the edge of one lies whole in the next
    for at in range(0, max(len(text) - _OVERLAP, 1), LONGEST - _OVERLAP):
        spans += [(at + first, at + last, mask) for first, last, mask in _private(text[at : at + LONGEST], today)]
    out: list[str] = []
    done = 0
    for first, last, instead in sorted(spans, key=lambda span: (span[0], -span[1])):
        if instead in kept or last <= done:
            continue
        out += [text[done:first], instead] if first >= done else []
        done = last
    return "".join([*out, text[done:]])


def _private(text: str, today: date) -> list[tuple[int, int, str]]:
    """Where private values stand in `text`, in its own characters; dates also with their numbers in words."""
    plain = fold(text)
    found = [(*plain.span(start, end), mask) for start, end, mask in private_spans(plain, today)]
    for language in ("fr", "en"):
        worded = with_digits(plain, language, ordinals=True)
        if worded.worded:
            found += [
                (*worded.span(start, end), mask) for start, end, mask in _dates(worded, today)
                if any(start <= at < end for at in worded.worded)
            ]
    return found
