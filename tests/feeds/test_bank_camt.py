"""CAMT.053 read without trust: every version, batches, returns; what is not whole is refused whole."""

from __future__ import annotations

import pytest

from bot.feeds.bank.camt import read_camt
from bot.feeds.bank.cli import statement_of
from bot.service.feeds.records import FeedUnusable
from tests.bank_files import IBAN, SPACE, VERSIONS, Move, camt


def read(data: bytes):
    return read_camt("maison", "a.xml", data)


@pytest.mark.parametrize("version", VERSIONS)
def test_all_versions_tell_the_same(version: str) -> None:
    moves = (
        Move(amount="80.00", ref="B1", rf="RF18539007547034", text=("loyer",)),
        Move(amount="12.5", sign="DBIT", ref="B2"),
        Move(amount="80", sign="DBIT", ref="B3", reversal=True, e2e="E1"),
        Move(amount="7.00", ref="B4", status="PDNG"),
        Move(amount="30.00", ref="B5", parts=(Move(amount="10.00", e2e="a"), Move(amount="20.00", e2e="b"))),
    )
    statement = read(camt(*moves, version=version, number=5))
    assert statement.ibans == {IBAN} and statement.pending == 1
    told = [(e.line, e.kind, e.minor, e.bank_ref, e.end_to_end) for e in statement.entries]
    assert told == [
        (1, "credit", 8000, "B1", "NOTPROVIDED"), (2, "out", 1250, "B2", "NOTPROVIDED"),
        (3, "return", 8000, "B3", "E1"), (4, "credit", 1000, "B5", "a"), (5, "credit", 2000, "B5", "b"),
    ]
    assert statement.entries[0].structured == "RF18539007547034" and statement.entries[0].text.strip() == "loyer"


def test_return_information_makes_money_out_a_return_without_the_indicator() -> None:
    assert read(camt(Move(sign="DBIT", returned=True))).entries[0].kind == "return"
    assert read(camt(Move(reversal=True))).entries[0].doubt == "payment_out_came_back"


@pytest.mark.parametrize("version", VERSIONS)
def test_the_banks_code_of_a_return_makes_money_out_a_return_without_the_indicator(version: str) -> None:
    moves = (Move(sign="DBIT", code="PMNT RCDT RRTN"), Move(sign="DBIT", code="PMNT RCDT RPCR"),
             Move(sign="DBIT", code="PMNT ICDT ESCT"), Move(code="PMNT ICDT RRTN"))
    entries = read(camt(*moves, version=version)).entries
    assert [entry.kind for entry in entries] == ["return", "return", "out", "credit"]
    assert entries[3].doubt == "payment_out_came_back"
    of_part = camt(Move(sign="DBIT")).replace(b"<RltdPties>", b"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>"
                                              b"<SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd><RltdPties>")
    assert read(of_part).entries[0].kind == "return"


def test_a_batch_whose_parts_do_not_make_its_sum_is_left_whole_for_a_person() -> None:
    parts = (Move(amount="10.00"), Move(amount="19.00"))
    (entry,) = read(camt(Move(amount="30.00", ref="B1", parts=parts))).entries
    assert (entry.minor, entry.doubt) == (3000, "batch_without_parts")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "move",
    [
        Move(amount="200.00", number="2", detailed="80.00", rf="RF18539007547034"),  # one of two is told
        Move(amount="200.00", number="2", rf="RF18539007547034"),
        Move(amount="200.00", detailed="80.00", rf="RF18539007547034"),
        Move(amount="80.00", number="two", rf="RF18539007547034"),
        Move(amount="30.00", number="3", parts=(Move(amount="10.00", rf="RF18539007547034"), Move(amount="20.00"))),
    ],
)
def test_a_batch_told_in_part_is_left_whole_for_a_person_with_what_was_written(move: Move, version: str) -> None:
    (entry,) = read(camt(move, version=version)).entries
    assert (f"{entry.minor / 100:.2f}", entry.doubt) == (move.amount, "batch_without_parts")
    assert "RF18539007547034" in entry.structured + entry.text


def test_a_part_that_goes_the_other_way_makes_no_payment_of_the_others() -> None:
    parts = (Move(amount="80.00"), Move(amount="20.00"))
    data = camt(Move(amount="100.00", parts=parts)).replace(
        b'<Amt Ccy="EUR">20.00</Amt>', b'<Amt Ccy="EUR">20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>')
    (entry,) = read(data).entries
    assert (entry.minor, entry.doubt) == (10000, "batch_without_parts")


def test_one_payment_that_says_its_sum_and_number_again_is_itself() -> None:
    (entry,) = read(camt(Move(amount="80.00", number="1", detailed="80.0"))).entries
    assert (entry.minor, entry.doubt) == (8000, "")


def test_parts_of_a_batch_with_the_batchs_own_number_are_told_apart() -> None:
    parts = (Move(amount="10.00", own_ref="B1"), Move(amount="20.00", own_ref="B1"))
    keys = [key for key, _ in read(camt(Move(amount="30.00", ref="B1", parts=parts))).keyed()]
    assert len(set(keys)) == 2


def test_two_equal_transfers_without_a_number_are_two_and_the_same_two_in_another_file() -> None:
    twice = read(camt(Move(), Move()))
    assert len({key for key, _ in twice.keyed()}) == 2
    overlapping = read(camt(Move(day="2026-11-18"), Move(), Move()))
    assert [key for key, _ in twice.keyed()] == [key for key, _ in overlapping.keyed()][1:]


def test_a_file_that_is_cut_off_anywhere_is_refused() -> None:
    whole = camt(Move(), Move(ref="B2"))
    for at in range(10, len(whole) - 1, 37):
        with pytest.raises(FeedUnusable):
            read(whole[:at])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (camt(Move(), closing="1079.00"), "closing balance"),
        (camt(Move(), number=2), "says that it has 2"),
        (camt(Move()).replace(b".053.001.08", b".052.001.08"), "not of a kind"),
        (camt(Move()).replace(SPACE.encode() + b"08", b""), "not of a kind"),
        (camt(Move(), version="03"), "not of a kind"), (camt(Move(), version="14"), "not of a kind"),
        (camt(Move(amount="80.005")), "amount"),
        (camt(Move(amount="-80.00"), opening=None), "amount"),
        (camt(Move(amount="1e3"), opening=None), "amount"),
        (camt(Move(day="2026-02-30"), opening=None), "day"),
        (camt(Move(sign="BOTH"), opening=None), "neither credit nor debit"),
        (camt(Move(currency=""), opening=None), "currency"),
        (b"", "empty"), (b"   \n", "empty"), (b"<", "not whole"),
        (camt(Move()).replace(b"UTF-8", b"klingon"), "encoding"),
        (f'<Document xmlns="{SPACE}08"></Document>'.encode(), "no statement"),
    ],
)
def test_what_is_not_whole_or_does_not_add_up_is_refused_whole(data: bytes, why: str) -> None:
    with pytest.raises(FeedUnusable, match=why):
        statement_of("maison", "a.xml", data)


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE Document [<!ENTITY a "b">]>', '<!DOCTYPE Document SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "<!DOCTYPE Document>",
    ],
)
def test_a_document_type_or_an_entity_is_refused_before_anything_is_expanded(head: str) -> None:
    with pytest.raises(FeedUnusable, match="document type"):
        read(camt(Move(text=("x",)), head=head))


def test_a_billion_laughs_and_a_bottomless_nest_are_refused_at_once() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(FeedUnusable):
        read(camt(Move(), head=f'<!DOCTYPE Document [<!ENTITY l0 "ha">{laughs}]>'))
    with pytest.raises(FeedUnusable, match="nests"):
        read(f'<Document xmlns="{SPACE}08">'.encode() + b"<a>" * 5000)


def test_elements_of_other_namespaces_are_left_out() -> None:
    foreign = b'<x:Ntry xmlns:x="urn:else"><Amt>1</Amt></x:Ntry></Stmt>'
    assert len(read(camt(Move()).replace(b"</Stmt>", foreign)).entries) == 1
