"""The recap and the certificate as they are read: sums to the cent, every day, who stands where, nobody else."""

from datetime import UTC, date, datetime

import pytest

from bot.debt.money import Money
from bot.papers import case, typeset
from bot.papers.blocks import LONGEST_NAME, Words, name
from bot.service.case.recap import Overdue, PauseCertificate
from bot.service.thread import spoken
from tests.papers.conftest import a_recap, flat, parties, reader, text_of
from tests.papers.reading import codes_on

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CHAT = "https://repit.example/"
LAW = "Les frais de recouvrement entrepris sans titre exécutoire restent à la charge du créancier"
MARKUP = (
    '#panic("x") $ x $ <label> @ref [b] *c* _d_ `e` // f /* g */ \\u{41} '
    '#read("/etc/passwd") #import "@preview/a:1.0.0"'
)


def pdf(told, lang: str = "fr") -> bytes:
    return typeset.set_pdf(case.recap(told, lang, CHAT), NOW)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_instalment_stands_on_it_and_the_total_is_their_sum(lang) -> None:
    told = a_recap(8034, 8034, 8033, 123456)
    words = text_of(pdf(told, lang))
    for line in told.lines:
        said = f"{spoken.day(line.due_on, lang)} {spoken.money(line.amount, lang)}".replace("\u00a0", " ")
        assert said in words
    total = spoken.money(Money(8034 + 8034 + 8033 + 123456), lang).replace("\u00a0", " ")
    assert f"Total {total}" in words


def test_a_camera_reads_where_to_pay_from_the_printed_recap() -> None:
    told = a_recap(8000, 8000)
    pages = typeset.set_pictures(case.recap(told, "fr", CHAT), NOW, ppi=150.0)
    assert [one for page in pages for one in codes_on(page)] == [CHAT]


def test_a_plan_of_sixty_instalments_keeps_every_one_over_the_pages_with_its_header_on_each() -> None:
    made = pdf(a_recap(*range(1001, 1061)))
    words = text_of(made)
    assert all(f"{minor // 100},{minor % 100:02d} €" in words for minor in range(1001, 1061))
    assert len(reader(made).pages) >= 3 and words.count("Date Montant") >= 2


def test_what_was_paid_and_what_is_left_are_told_apart() -> None:
    words = flat(pdf(a_recap(8000, 8000, paid=(8000, 1050))))
    assert "5 janvier 2027 10,50 € 80,00 €" in words and "Total 90,50 € 160,00 €" in words
    assert "Reste à payer dans ce plan : 69,50 €" in words


def test_principal_interest_and_the_rest_stand_apart_and_add_up() -> None:
    overdue = Overdue(
        parts={"principal": Money(43000), "interest": Money(3520), "other": Money(2480)}, corrections=Money(-1000),
        disputed=Money(0), total=Money(48000),
    )
    words = flat(pdf(a_recap(48000, overdue=overdue)))
    for said in ("Principal 430,00 €", "Intérêts 35,20 €", "Autres sommes prévues par le contrat 24,80 €",
                 "déjà pris en compte -10,00 €", "En retard 480,00 €"):
        assert said in words


def test_a_mandated_collector_makes_every_mention_that_the_law_asks_for() -> None:
    mandated = parties(
        role="mandated_collector", collector="Cabinet Mirabel", collector_address="3 place du Modèle, Lyon",
        address="12 rue des Exemples, Paris", letter_date=date(2026, 9, 14), letter_reference="L-0914",
    )
    words = flat(pdf(a_recap(48000, parties=mandated)))
    for said in ("Cabinet Mirabel, qui exerce une activité de recouvrement amiable", "3 place du Modèle, Lyon",
                 "Auralis Finance", "12 rue des Exemples, Paris", "un crédit à la consommation", LAW,
                 "du 14 septembre 2026, référence L-0914", "débiteur de mauvaise foi", "Comment payer"):
        assert said in words, said
    assert LAW in flat(pdf(a_recap(48000, parties=mandated), "en"))  # the law is French in both


@pytest.mark.parametrize("given", [{"role": "own_account"}, {"role": "purchaser"},
                                   {"role": "mandated_collector", "jurisdiction": "GB-EAW"}])
def test_nobody_else_makes_the_mentions_of_a_mandated_collector(given) -> None:
    assert LAW not in flat(pdf(a_recap(48000, parties=parties(**given))))


def test_rights_a_person_and_the_way_to_undo_are_on_it_and_undoing_only_as_long_as_it_can_be() -> None:
    words = flat(pdf(a_recap(48000, parties=parties(phone="09 72 00 00 00"))))
    for said in ("Annuler ce plan jusqu'au 4 décembre 2026", "RGPD, article 22", "réclamation", "cnil.fr", CHAT,
                 "09 72 00 00 00", "le lundi, de 9 h à 19 h"):
        assert said in words
    assert "Annuler ce plan" not in flat(pdf(a_recap(48000, undo_until=None)))


def test_no_certificate_stands_on_the_paper_of_a_plan_that_is_over() -> None:
    words = flat(pdf(a_recap(48000, paid=(48000,), state="completed", payable=False, code="", overdue=None)))
    assert "Certificat" not in words and "Ce plan est terminé" in words and "Comment payer" not in words


def test_where_paying_is_forbidden_nobody_is_told_how_to() -> None:
    words = flat(pdf(a_recap(48000, payable=False)))
    assert "aucun paiement ne vous est demandé" in words and "lien de paiement" not in words


def test_the_certificate_says_until_when_and_gives_the_code() -> None:
    assert "C-7K3M-9QXD-4" in flat(pdf(a_recap(48000))) and "jusqu'au 5 décembre 2026" in flat(pdf(a_recap(48000)))
    told = PauseCertificate(
        name="Léa Martin", parties=parties(), made_on=date(2026, 11, 20), until=date(2027, 1, 1), code="C-7K3M-9QXD-4"
    )
    words = flat(typeset.set_pdf(case.pause(told, "fr", CHAT), NOW))
    assert "C-7K3M-9QXD-4" in words and "jusqu'au 1er janvier 2027" in words and "AUR-70001" in words


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_paper_is_tagged_titled_and_in_its_language(lang) -> None:
    root = reader(pdf(a_recap(48000), lang)).trailer["/Root"]
    assert root["/Lang"] == lang and bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    title = reader(pdf(a_recap(48000), lang)).metadata.title
    assert title in ("Récapitulatif", "Summary")  # neutral: no name, no reference


def test_the_same_paper_at_the_same_moment_is_the_same_file() -> None:
    assert pdf(a_recap(48000)) == pdf(a_recap(48000))


@pytest.mark.parametrize("who", ["Łukasz Şahin", MARKUP, "שרה לוי", "محمد العربي", "O'Brien \\ & <b>x</b> %s {name}"])
def test_hostile_and_foreign_names_are_shown_as_they_are_and_harm_nothing(who) -> None:
    made = pdf(a_recap(8000, 8000, name=who, parties=parties(creditor=who, brand=who)))
    words = flat(made)
    assert "Total 160,00 €" in words and len(reader(made).pages) <= 3
    if who.isascii():
        assert "O'Brien" in words or '#panic("x")' in words


ENDLESS = ("x" * 5000, "a b " * 1250, "\u202egnitsob\u202c\u2066\u200f", "nul\x00bell\x07", "日本 😀", "\n\n\t")


@pytest.mark.parametrize("who", ENDLESS)
def test_names_without_end_that_steer_the_text_or_have_no_glyph_leave_the_sums_readable(who) -> None:
    made = pdf(a_recap(8000, 8000, name=who, parties=parties(creditor=who, brand=who, reference=who[:200])))
    words = flat(made)
    assert "5 décembre 2026 80,00 €" in words and "Total 160,00 €" in words and len(reader(made).pages) <= 4
    assert "/StructTreeRoot" in reader(made).trailer["/Root"]


def test_a_name_is_one_line_without_signs_that_steer() -> None:
    assert name("a\u202eb\x00c\nd") == "abc d" and len(name("y" * 5000)) == LONGEST_NAME


def test_hours_are_told_day_by_day_or_together() -> None:
    open_on = {"1": ["09:00", "19:00"], "2": ["09:00", "19:00"], "4": ["09:30", "12:00"]}
    assert case.hours(open_on, Words("fr")) == [
        "du lundi au mardi, de 9\u00a0h à 19\u00a0h", "le jeudi, de 9\u00a0h\u00a030 à 12\u00a0h"
    ]
    assert case.hours(open_on, Words("en"))[1] == "Thursday, 09:30 to 12:00" and case.hours({}, Words("fr")) == []


def test_the_template_can_fetch_nothing_and_read_nothing_beside_it(monkeypatch) -> None:
    for source in (b'#import "@preview/cetz:0.3.0"', b'#read("/../blocks.py")', b'#read("/etc/passwd")'):
        monkeypatch.setattr(typeset, "_template", lambda source=source: source)
        with pytest.raises(typeset.typst.TypstError):
            pdf(a_recap(48000))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_code_beside_the_ways_to_pay_opens_the_conversation_and_stands_only_where_one_may_pay(lang) -> None:
    told = {"fr": "ce code ouvre la conversation", "en": "this code opens the conversation"}[lang]
    assert told in flat(pdf(a_recap(8000, 8000), lang))
    assert told not in flat(pdf(a_recap(8000, 8000, payable=False), lang))
    blocks = [one for one in case.recap(a_recap(8000), lang, CHAT).blocks if one["kind"] == "code"]
    assert [CHAT in one["alt"] for one in blocks] == [True], "who hears the paper hears the address"
