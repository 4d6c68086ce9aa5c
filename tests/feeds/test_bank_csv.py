"""A bank's CSV by its mapping."""

from __future__ import annotations

import pytest

from bot.feeds.bank.cli import statement_of
from bot.service.feeds.records import FeedUnusable

IBAN = "FR76 9999 9000 0100 0000 0000 212"
HEAD = "IBAN;Date;Date de valeur;Montant;Devise;Type;Référence banque;Référence bout en bout;Libellé;Solde\n"


def line(amount: str = "80,00", *, what: str = "Virement reçu", ref: str = "B1", text: str = "loyer",
         day: str = "19/11/2026", iban: str = IBAN) -> str:
    return f"{iban};{day};{day};{amount};EUR;{what};{ref};;{text};1 000,00\n"


def read(text: str):
    return statement_of("volta", "releve.csv", text.encode("utf-8-sig"))


def test_signs_and_words_tell_money_in_money_out_and_what_went_back() -> None:
    told = read(HEAD + line("1 080,50") + line("-12,00", what="Frais", ref="B2") +
                line("-80,00", what="retour  VIREMENT", ref="B3"))
    assert [(e.line, e.kind, e.minor) for e in told.entries] == [
        (2, "credit", 108050), (3, "out", 1200), (4, "return", 8000)
    ]
    assert told.ibans == {"FR7699999000010000000000212"} and told.form == "csv"


def test_a_line_that_cannot_be_read_is_rejected_with_its_reason_and_the_others_count() -> None:
    told = read(HEAD + line() + line("80.00") + line(day="2026-11-19") + line("0,00"))
    assert len(told.entries) == 1
    assert told.rejected == ((3, "bad_amount"), (4, "bad_date"), (5, "bad_amount"))


@pytest.mark.parametrize(
    ("text", "why"),
    [(HEAD, "not one line"), (HEAD + line()[:-1], "middle of a line"), (HEAD + "FR76;19/11\n", "middle of a line"),
     ("IBAN;Date\n", "header"), ("\0", "NUL")],
)
def test_a_file_that_is_not_whole_is_refused(text: str, why: str) -> None:
    with pytest.raises(FeedUnusable, match=why):
        read(text)


def test_a_creditor_without_a_mapping_can_send_camt_only() -> None:
    with pytest.raises(FeedUnusable, match="no mapping"):
        statement_of("maison", "a.csv", HEAD.encode())
