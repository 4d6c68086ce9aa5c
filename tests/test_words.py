"""The book: whole in both languages, with the same holes; discreet where it must be; fit for SMS."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.debt.hold import permissions
from bot.debt.procedure import procedures
from bot.service.budget import budget
from bot.service.case import papers, recap
from bot.service.dispute import dispute
from bot.words.book import Book, book

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr", "en")
ID = re.compile(r"(?:utter|notice|choice|web|pay|paper)_[a-z0-9_]+")
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = set("^{}\\[~]|€")
LINK = "https://repit.example/l/" + "x" * 32

NOT_LATE = (
    "utter_figures_current", "utter_figures_credit", "utter_not_late", "utter_ask_before_arrears", "utter_next_due",
    "utter_can_wait", "utter_ask_wait_until", "utter_pause_covers", "utter_pause_status", "utter_nothing_due",
    "utter_to_person_nothing_overdue", "choice_skip_next", "choice_other_day",
)
"""What people hear who are not late."""
LATE = re.compile(r"retard|impay|arri[ée]r|overdue|arrears|late\b|missed|unpaid|d[ée]faut", re.I)

BEFORE_IDENTITY = (
    "notice_welcome", "notice_personal_link", "notice_mail_first", "notice_email_foot", "notice_message_waiting",
    "notice_reply_waiting", "notice_paper_waiting", "notice_email_subject",
    "notice_reminder", "notice_plan_review", "notice_pause_ends", "notice_instalment_late", "notice_reminders_lost",
    "utter_greet",
    "utter_ask_reference", "utter_ask_birth_date", "utter_identity_failed", "utter_identity_closed",
    "utter_identity_other_thread", "utter_lookup_intro", "utter_lookup_done", "utter_ask_lookup_name",
    "utter_ask_lookup_birth_date", "utter_ask_lookup_postcode", "utter_ask_origin", "utter_ask_if_bot",
    "utter_human_queued", "utter_human_soon", "utter_trouble", "notice_trouble", "utter_minor", "utter_minor_again",
    "utter_pass_on_third_party", "utter_not_understood", "pay_ask_title", "pay_ask_text", "choice_no_reference",
    "paper_missing_title", "paper_missing_text", "paper_calendar_name", "paper_foot",
    "web_title", "web_subtitle", "web_composer_hint", "web_hidden_text", "web_hidden_title",
)
"""What anybody may hear or see; notices and e-mails are read over a shoulder."""
DEBT = re.compile(
    r"\bdett|\bcr[ée]anc|\bimpay|\bretard|recouvrement|\bvous devez|\bdois (?!savoir)"
    r"|\brembours|\bdebt|\bowe|overdue|arrears"
    r"|collection|creditor|\binstal|[€£]|\beuro|\bplan de|your plan|votre plan|échéan", re.I
)
THREAD_ONLY = (
    "notice_plan_review", "notice_pause_ends", "notice_instalment_late", "notice_reminder", "notice_reply_waiting",
    "notice_reminders_lost",
)
"""Their words without a channel appear in the thread only, which is blank until identity is proven."""


@cache
def sources() -> tuple[tuple[Path, str], ...]:
    """Our own code, templates, scripts and rules."""
    found = [p for part in ("bot", "actions") for kind in ("py", "j2", "js") for p in (ROOT / part).rglob(f"*.{kind}")]
    found += [*(ROOT / "data" / "rules").glob("*.yml"), *(ROOT / "bot" / "debt").glob("*.yml")]
    return tuple((path, path.read_text(encoding="utf-8")) for path in sorted(found))


def strings(path: Path, text: str) -> Iterator[str]:
    """Whole strings of a Python file (docstrings left out), the text itself otherwise."""
    if path.suffix != ".py":
        yield from ID.findall(text)
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value):
            yield node.value


def prefixes() -> set[str]:
    """Beginnings of ids that code completes, e.g. f"utter_hardship_{cause}"."""
    found = set()
    for path, text in sources():
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                    found.add(str(node.values[0].value))
                if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
                    found.add(str(node.left.value))
        elif path.suffix in (".j2", ".js"):
            found |= set(re.findall(r"[\"'`]((?:web|pay|paper)_[a-z_]+_)(?:[\"'`]|\$)", text))
    return {one for one in found if ID.fullmatch(one.rstrip("_") + "_x") and one.count("_") >= 1}


def variations(words: Book, text_id: str) -> dict[tuple[str, str | None], str]:
    """Text by language and channel."""
    return {(s.lang, s.channel): s.text for s in words if s.id == text_id}


def test_every_sentence_is_in_both_languages_for_the_same_channels_with_the_same_holes():
    words: dict[tuple[str, str | None], dict[str, frozenset[str]]] = {}
    for one in book():
        words.setdefault((one.id, one.channel), {})[one.lang] = one.holes
    wrong = [key for key, langs in words.items() if set(langs) != set(LANGUAGES) or len(set(langs.values())) != 1]
    assert not wrong


def test_no_sentence_is_empty_stands_twice_or_keeps_a_stray_brace():
    seen = set()
    for one in book():
        key = (one.id, one.lang, one.channel)
        assert one.text.strip() and key not in seen, key
        seen.add(key)
        assert not re.search(r"[{}]", re.sub(r"\{\w+\}", "", one.text)), key


def test_every_id_that_code_rules_or_pages_name_is_in_the_book():
    known = {one.id for one in book()}
    told = {(str(path.relative_to(ROOT)), one) for path, text in sources() for one in strings(path, text)}
    begun = prefixes()
    missing = {
        (path, one) for path, one in told
        if one not in known and one not in begun and f"{one}_" not in begun
        and not any(k.startswith(one) for k in known)
        and not one.endswith("_") and one != "utter_action"  # Rasa's own word for the id of a response
    }
    assert not {m for m in missing if m[1].startswith(("utter_", "notice_", "choice_", "paper_"))}
    assert not {m for m in missing if m[0].endswith(".j2")}


def test_ids_that_are_put_together_exist_for_every_value():
    needed = [f"utter_dispute_{kind}" for kind in dispute.KINDS]
    needed += [text_id for row in procedures().values() for text_id in (row.said, row.held)]
    needed += [f"utter_human_day_{day}" for day in range(1, 8)]
    needed += [f"notice_{code}" for code in ("too_fast", "stale_choice", "too_long")]
    needed += [f"utter_nearest_{why}" for why in ("above_capacity", "policy", "start", "no_guideline")]
    needed += [f"utter_ask_{field}" for field in ("income", "benefits", "household", "housing", "essentials")]
    needed += [f"paper_{what}_{kind}" for what in ("link", "file") for kind in papers.KINDS]
    needed += [f"web_card_paper_{kind}" for kind in ("recap", "calendar", "certificate", "budget", "receipt")]
    needed += [f"paper_part_{part}" for part in recap.PARTS]
    needed += [f"paper_budget_{field}" for field in (*budget.FIELDS, "running_instalments")]
    needed += [f"paper_source_{source}" for source in ("told", "not_told", "skipped", "file")]
    needed += [f"paper_table_{kind}" for kind in ("seizable", "rsa", "essentials", "guideline")]
    needed += [f"paper_status_{status}" for status in ("official", "indicative", "demo")]
    needed += [f"paper_nature_{one}" for one in ("consumer_credit", "energy", "telecom", "rent", "other")]
    needed += [f"paper_right_data_{place}" for place in ("fr", "gb", "other")]
    holds = YAML(typ="safe").load((ROOT / "bot" / "debt" / "holds.yml").read_text(encoding="utf-8"))
    assert holds and permissions([], None).offers
    needed += sorted({f"utter_{one}" for one in re.findall(r"hold_[a-z_]+", str(holds))})
    missing = [one for one in needed if one not in book()]
    assert not missing


def test_every_hole_is_a_value_that_some_code_names():
    names: set[str] = set()
    for path, text in sources():
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.keyword) and node.arg:
                    names.add(node.arg)
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    names.add(node.value)
        else:
            names |= set(re.findall(r"\b[a-z_]+\b", text))
    lost = {(one.id, hole) for one in book() for hole in one.holes if hole not in names}
    assert not lost


def test_what_goes_out_by_sms_is_one_or_two_messages_of_the_plain_alphabet():
    found = [one for one in book() if one.channel == "sms"]
    assert found
    for one in found:
        text = one.text.replace("{link}", LINK)
        odd = set(text) - GSM - GSM_TWICE
        assert not odd, (one.id, one.lang, odd)
        units = len(text) + sum(c in GSM_TWICE for c in text)
        assert units <= 306, (one.id, one.lang, units)


@pytest.mark.parametrize("text_id", NOT_LATE)
def test_who_is_not_late_is_never_told_of_lateness(text_id):
    found = variations(book(), text_id)
    assert found and not [text for text in found.values() if LATE.search(re.sub(r"\{\w+\}", "", text))]


@pytest.mark.parametrize("text_id", BEFORE_IDENTITY)
def test_nothing_said_before_identity_implies_a_debt(text_id):
    found = variations(book(), text_id)
    outside = {k: v for k, v in found.items() if k[1] or text_id not in THREAD_ONLY}
    assert found and not {k: DEBT.search(v) for k, v in outside.items() if DEBT.search(v)}


def test_whatever_leaves_the_house_implies_no_debt():
    for one in book():
        if one.channel in ("sms", "email", "whatsapp"):
            assert not DEBT.search(one.text) and not LATE.search(one.text), (one.id, one.lang, one.channel)


def test_choices_fit_a_small_screen_and_never_use_a_carriers_word():
    for one in book():
        if one.id.startswith("choice_"):
            assert len(one.text) <= 40, (one.id, one.lang)
            assert one.text.strip().upper() not in {"STOP", "CANCEL", "END", "QUIT", "START", "UNSTOP"}, one.id


def test_names_of_files_are_plain_letters_and_tell_nothing():
    for one in book():
        if one.id.startswith("paper_file_"):
            assert re.fullmatch(r"[a-z]+", one.text) and not DEBT.search(one.text), (one.id, one.lang)


def test_the_law_stands_word_for_word_in_both_languages():
    for text_id in ("paper_law_second", "paper_law_third"):
        assert book().text(text_id, "fr") == book().text(text_id, "en")
    assert "sans titre exécutoire restent à la charge du créancier" in book().text("paper_law_second", "fr")
    assert book().text("paper_law_third", "fr").endswith("à la charge du débiteur de mauvaise foi.")


def test_words_of_care_hold_no_word_of_money_and_the_right_lines():
    for one in book():
        if one.id in ("utter_crisis", "utter_crisis_again", "utter_crisis_reach", "utter_crisis_reach_noted",
                      "utter_still_here", "utter_possible_distress", "utter_ask_distress"):
            assert not DEBT.search(one.text) and not re.search(r"pay|argent|money|dossier", one.text, re.I), one
            assert one.kind == "safety"
    for text_id in ("utter_crisis", "utter_crisis_again", "utter_possible_distress"):
        assert "3114" in book().text(text_id, "fr") and "116 123" in book().text(text_id, "en")
