"""Every sentence that can go by SMS: the plain alphabet, two messages at most with its choices, no carrier's word."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from bot.debt import gsm
from bot.debt.safety import asks_stop
from bot.service.outside.numbers import RESTART_BARRED
from bot.service.outside.texting import numbered
from bot.service.talk.interpreter import SENTENCE
from bot.words.book import ROOT, Sentence, book

MOST = 2
EXCEPTIONS = {
    f"{SENTENCE}{lang}": "said once, with signs outside the plain alphabet: shorter would tell too little"
    for lang in ("ar", "pl", "ru", "tr", "uk")
} | {
    f"{SENTENCE}other": "said once, in both our languages, to whoever writes in a script that we have no words in",
    "utter_referral_consent": "asked in the web chat alone: what would be sent must be seen whole before a yes",
}
"""Ids that may be longer, each with its reason."""
TYPICAL = {
    "amount": "1 234,56 €", "total": "1 234,56 €", "overdue": "1 234,56 €", "outstanding": "12 345,67 €",
    "last_amount": "123,45 €", "sum": "1 234,56 €", "count": "24", "hour": "9 h", "name": "Camille",
    "brand": "Librairie Nova", "link": "https://repit.example/l/" + "x" * 32, "number": "114",
    "day": "vendredi 27 novembre 2026", "first": "5 décembre 2026", "last": "5 novembre 2028", "numbers": "1, 2 ou 3",
}
"""Values as long as they usually are."""


@cache
def choices_of() -> dict[str, list[list[str]]]:
    """Titles of the choices that code gives each sentence, as far as it names them; a list of them counts as three."""
    constants: dict[str, str] = {}
    calls: list[ast.Call] = []
    for part in ("bot", "actions"):
        for path in sorted((ROOT / part).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Assign) and (title := _title(node.value)) is not None:
                    constants |= {name.id: title for name in node.targets if isinstance(name, ast.Name)}
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                    calls.append(node)
    found: dict[str, list[list[str]]] = {}
    for call in calls:
        if not call.args or not isinstance(call.args[0], ast.Constant):
            continue
        titles: list[str] = []
        for one in call.args[1:]:
            if isinstance(one, ast.Starred):
                titles += ["choice_meaning_hardship_unspecified"] * 3
            elif isinstance(one, ast.Name):
                titles.append(constants.get(one.id, "choice_human"))
            elif (title := _title(one)) is not None:
                titles.append(title)
        found.setdefault(str(call.args[0].value), []).append(titles)
    return found


def _title(node: ast.expr) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Choice":
        for keyword in node.keywords:
            if keyword.arg == "title_id" and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return None


def filled(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda hole: TYPICAL.get(hole.group(1), "x" * 14), text)


def by_sms() -> list[Sentence]:
    """What can go by SMS: the SMS variation where there is one, else the general words."""
    ids = sorted({s.id for s in book() if s.id.startswith(("utter_", "notice_"))})
    return [book().find(one, lang, "sms") for one in ids for lang in ("fr", "en")]


def longest(sentence: Sentence) -> str:
    """The sentence with the longest set of choices that code gives it."""
    words = [filled(sentence.text)]
    for titles in choices_of().get(sentence.id, []):
        told = [filled(book().text(t, sentence.lang, dict.fromkeys(book().find(t, sentence.lang).holes, "x" * 12)))
                for t in titles if t in book()]
        if told:
            words.append(f"{filled(sentence.text)}\n{numbered(told, sentence.lang)}")
    return max((gsm.plain(one) for one in words), key=len)


def test_every_sentence_is_of_the_plain_alphabet_once_accents_are_taken_off() -> None:
    ours = [s for s in by_sms() if not s.id.startswith(SENTENCE)]  # another script has no plain form
    wrong = [(s.id, s.lang, set(gsm.plain(s.text)) - gsm.BASIC - gsm.TWICE) for s in ours]
    assert not [one for one in wrong if one[2]]


def test_every_sentence_fits_two_messages_with_its_choices_or_says_why_not() -> None:
    known = EXCEPTIONS
    long = {s.id: gsm.segments(longest(s)) for s in by_sms() if gsm.segments(longest(s)) > MOST}
    assert not {k: v for k, v in long.items() if k not in known}
    assert not set(known) - set(long), "an exception that is none any more"
    assert all(len(reason) > 20 for reason in known.values())


def test_the_code_s_choices_are_found_at_all() -> None:
    found = choices_of()
    assert ["choice_no_reference", "choice_human"] in found["utter_ask_reference"]
    assert ["choice_yes", "choice_no", "choice_human"] in found["utter_ask_distress"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_choice_is_a_word_that_a_carrier_acts_on(lang: str) -> None:
    for sentence in book():
        if sentence.id.startswith("choice_") and sentence.lang == lang:
            word = sentence.text.strip()
            stop = asks_stop(word)
            assert stop is None or stop.kind != "carrier", sentence.id
            assert word.upper() not in RESTART_BARRED - {"YES"}, sentence.id


def test_no_sentence_asks_to_answer_with_a_carrier_s_word() -> None:
    quoted = re.compile(r"(?:écrivez|répondez|envoyez|write|reply|text|send)\s+[«\"']?\s*(\w+)", re.I)
    for sentence in book():
        for word in quoted.findall(sentence.text):
            stop = asks_stop(word)
            assert stop is None or stop.kind != "carrier", (sentence.id, word)
