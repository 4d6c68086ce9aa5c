"""Other banks' CSV by their mapping: separators, encodings, ways to write a sum and its direction. Data, no code."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.feeds.bank.csv_file import load, read_csv
from bot.service.bank.records import Statement
from bot.service.feeds.records import FeedUnusable

IBAN = "FR76 9999 9000 0100 0000 0000 309"
PLAIN = """creditor: bank
encoding: {encoding}
separator: "{separator}"
columns: {{account: IBAN, booked_on: Date, {sums}, text: Libellé}}
ignored: []
dates: '(?P<day>\\d{{2}})[/.](?P<month>\\d{{2}})[/.](?P<year>\\d{{4}})'
amounts: {{decimal: "{decimal}", thousands: "{thousands}", sign: "{sign}"}}
currency: EUR
{more}
"""
AMOUNT, DIRECTION, COLUMNS = "amount: Montant", "amount: Montant, direction: Sens", "debit: Débit, credit: Crédit"
WORDS = "credit_words: [C, Crédit]\ndebit_words: [D, Débit]"


@pytest.fixture
def bank(tmp_path: Path):
    """`bank(data, separator=…)`: the file by a mapping of that form."""
    made = 0

    def read(data: bytes, *, separator: str = ";", encoding: str = "utf-8-sig", decimal: str = ",", thousands: str = "",
             sign: str = "", sums: str = AMOUNT, more: str = "") -> Statement:
        nonlocal made
        made += 1
        folder = tmp_path / str(made)
        folder.mkdir()
        text = PLAIN.format(encoding=encoding, separator=separator, decimal=decimal, thousands=thousands, sign=sign,
                            sums=sums, more=more)
        (folder / "bank.yml").write_text(text, encoding="utf-8")
        return read_csv("releve.csv", data, load("bank", folder))

    return read


def sheet(*cells: str, head: str = "Montant", separator: str = ";") -> str:
    """A file with those amounts, one a line."""
    lines = [separator.join(("IBAN", "Date", head, "Libellé"))]
    lines += [separator.join((IBAN, "19/11/2026", one, "prélèvement rejeté")) for one in cells]
    return "\n".join(lines) + "\n"


def sums(statement: Statement) -> list[tuple[str, int]]:
    return [(entry.kind, entry.minor) for entry in statement.entries]


@pytest.mark.parametrize("separator", [";", ",", "|", "\\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-15"])
def test_separator_and_encoding_are_the_mappings(bank, separator: str, encoding: str) -> None:
    sign = separator.replace("\\t", "\t")
    data = sheet("80.00", "-12.50", separator=sign).encode(encoding)
    told = bank(data, separator=separator, encoding=encoding, decimal=".")
    assert sums(told) == [("credit", 8000), ("out", 1250)] and told.entries[0].text == "prélèvement rejeté"


def test_a_file_with_a_byte_order_mark_is_read_where_the_mapping_expects_one_or_none(bank) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        assert sums(bank(sheet("80,00").encode(encoding))) == [("credit", 8000)]


@pytest.mark.parametrize(("sent", "expected"), [("cp1252", "utf-8"), ("utf-8", "cp1252"), ("utf-8", "iso-8859-1"),
                                                ("utf-16", "utf-8")])
def test_another_encoding_than_the_mappings_is_refused_whole(bank, sent: str, expected: str) -> None:
    with pytest.raises(FeedUnusable):
        bank(sheet("80,00").encode(sent), encoding=expected)


def test_another_separator_than_the_mappings_is_refused_whole(bank) -> None:
    with pytest.raises(FeedUnusable, match="header"):
        bank(sheet("80.00", separator=",").encode(), decimal=".")


@pytest.mark.parametrize(
    ("decimal", "thousands", "written"),
    [(",", " ", "1 234 567,80"), (",", r" \u00a0\u202f", "1\u00a0234\u202f567,80"), (",", ".", "1.234.567,80"),
     (".", ",", "1,234,567.80"), (".", "'", "1'234'567.80"), (",", "", "1234567,8")],
)
def test_decimals_and_thousands_are_the_mappings(bank, decimal: str, thousands: str, written: str) -> None:
    quoted = f'"{written}"'
    told = bank(sheet(quoted, f'"-{written}"', separator=",").encode(), separator=",", decimal=decimal,
                thousands=thousands)
    assert sums(told) == [("credit", 123456780), ("out", 123456780)]


@pytest.mark.parametrize(
    "written", ["1.234,50", "80.00", "1,234", "12 34,00", "80,00 €", "(80,00)", "80,-", "80,00-", ""]
)
def test_a_sum_that_is_written_otherwise_is_rejected_and_never_guessed(bank, written: str) -> None:
    told = bank(sheet(written, "1 080,00").encode(), thousands=" ")
    assert sums(told) == [("credit", 108000)] and told.rejected == ((2, "bad_amount"),)


@pytest.mark.parametrize(("written", "kind"), [("-80,00", "out"), ("+80,00", "credit"), ("80,00", "credit")])
def test_a_plus_may_stand_where_the_mapping_says_so(bank, written: str, kind: str) -> None:
    assert sums(bank(sheet(written).encode(), sign="+")) == [(kind, 8000)]


def test_a_column_of_directions_tells_money_in_and_out(bank) -> None:
    cells = ("80,00;C", "12,00;D", "-13,00;débit", "-14,00;C", "15,00;X", "16,00;")
    told = bank(sheet(*cells, head="Montant;Sens").encode(), sums=DIRECTION, more=WORDS)
    assert sums(told) == [("credit", 8000), ("out", 1200), ("out", 1300)]
    assert told.rejected == ((5, "amounts_contradict"), (6, "unknown_direction"), (7, "unknown_direction"))


def test_two_columns_tell_money_in_and_out(bank) -> None:
    cells = (";80,00", "12,00;", "-13,00;", "0,00;14,00", "15,00;15,00", ";", ";-16,00")
    told = bank(sheet(*cells, head="Débit;Crédit").encode(), sums=COLUMNS)
    assert sums(told) == [("credit", 8000), ("out", 1200), ("out", 1300), ("credit", 1400)]
    assert told.rejected == ((6, "amounts_contradict"), (7, "bad_amount"), (8, "amounts_contradict"))


def test_value_day_and_balance_are_read_where_the_mapping_names_them(bank) -> None:
    data = sheet("80,00;20/11/2026;1 080,00", head="Montant;Valeur;Solde").encode()
    (entry,) = bank(data, sums=f"{AMOUNT}, value_on: Valeur, balance: Solde", thousands=" ").entries
    assert (str(entry.value_on), entry.balance) == ("2026-11-20", 108000)


@pytest.mark.parametrize(
    ("columns", "more"),
    [("debit: Débit", ""), (f"{AMOUNT}, debit: Débit", ""), (DIRECTION, ""), (AMOUNT, WORDS),
     (DIRECTION, "credit_words: [C]\ndebit_words: [c]"), (f"{AMOUNT}, colour: Couleur", "")],
)
def test_a_mapping_that_tells_no_direction_or_two_is_an_error(bank, columns: str, more: str) -> None:
    with pytest.raises(ValueError, match=r"mapping bank\.yml"):
        bank(sheet("80,00").encode(), sums=columns, more=more)
