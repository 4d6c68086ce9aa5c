"""Files that are not what they should be: one clear error, or one rejected line; never a crash, never a guess."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ledger import AURALIS, BRIGHT, VOLTA, everything

from bot.feeds.gather import gather
from bot.feeds.mapping import load
from bot.feeds.values import BadCell, amount, day, email, phone
from bot.service.feeds import FeedUnusable

FEEDS = Path(__file__).resolve().parent.parent / "data" / "feeds"
FILES = {"auralis": AURALIS, "volta": VOLTA, "brightloan": BRIGHT}
AUR = (FEEDS / AURALIS).read_bytes()
HEADER, LINE = AUR.splitlines(True)[0], AUR.splitlines(True)[2]


def auralis(data: bytes):
    return gather(AURALIS, data, load("auralis"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\r\n \r\n", "empty"),
        (AUR.replace(b"Benali", b"Ben\0ali"), "NUL"),
        (AUR.decode("cp1252").encode("utf-16"), "NUL"),
        (AUR.decode("cp1252").encode("utf-8"), "UTF-8"),
        (AUR.replace(b"Benali", b"Ben\x81ali"), "cp1252"),
        (b"%PDF-1.7 not a table at all\n", "header"),
        (b"PK\x03\x04" + b"x" * 500, "header"),
        (AUR.replace(b"Autres", b"Frais"), "Frais"),
        (AUR.replace(b";Autres", b""), "Autres"),
        (AUR.replace(b";Autres;", b";Nom;"), "twice"),
        (AUR.replace(b";", b","), "header"),
        (HEADER, "not one line"),
    ],
)
def test_a_file_that_is_no_such_file_is_one_clear_error(data, said):
    with pytest.raises(FeedUnusable, match=said):
        auralis(data)


def test_an_oversized_file_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr("bot.feeds.read.LARGEST_FILE", 1000)
    with pytest.raises(FeedUnusable, match="bytes"):
        auralis(AUR)


def test_a_utf8_file_in_another_encoding_is_said_to_be_so():
    data = (FEEDS / VOLTA).read_bytes().decode("utf-8-sig").encode("cp1252")
    with pytest.raises(FeedUnusable, match="utf-8"):
        gather(VOLTA, data, load("volta"))


@pytest.mark.parametrize("name", ["cases.csv", "auralis_2026-13-40_full.csv", "../auralis_2026-11-20_full.csv"])
def test_a_name_that_tells_no_kind_is_refused(name):
    with pytest.raises(FeedUnusable, match="name"):
        gather(name, AUR, load("auralis"))


@pytest.mark.parametrize("creditor", ["nobody", "../auralis", "", "AURALIS"])
def test_a_creditor_without_a_mapping_is_refused(creditor):
    with pytest.raises(FeedUnusable):
        load(creditor)


def verdict(line: bytes):
    return auralis(HEADER + line + b"\r\n").verdicts[0]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"576,09", b"", "bad_amount"),
        (b"576,09", b"5e9,00", "bad_amount"),
        (b"576,09", b"99999999999,00", "bad_amount"),
        (b"576,09", b"57,6,09", "bad_amount"),
        (b"576,09", "٥٧٦,٠٩".encode("cp1256", "ignore"), "bad_amount"),
        (b"26/10/2026", b"26-10-2026", "bad_date"),
        (b"26/10/2026", b"29/02/2026", "bad_date"),
        (b"12/06/1971", b"12/06/1571", "bad_date"),
        (b"12/06/1971", b"12/06/2071", "date_in_future"),
        (b"16/09/2026", b"16/09/2027", "date_in_future"),
        (b"20/11/2026", b"20/11/2062", "as_of_unlike_the_file"),
        (b"en retard", b"perdu", "unknown_status"),
        (b"en retard", "soldé".encode("cp1252"), "state_contradicts_amounts"),
        (b"en retard", "à jour".encode("cp1252"), "state_contradicts_amounts"),
        (b"1 326,32", b"-1 326,32", "bad_amount"),
        (b";59100;", b";98800;", "unknown_jurisdiction"),
        (b"AUR-70001", b"A" * 65, "no_reference"),
        (b"AUR-70001", b"\t", "no_reference"),
    ],
)
def test_an_absurd_cell_rejects_its_line_with_a_reason(old, new, reason):
    found = verdict(LINE.rstrip().replace(b"\xa0", b" ").replace(old, new))
    wanted = {reason} | ({"amounts_contradict"} if old == b"1 326,32" else set())
    assert found.result == "rejected" and found.reason in wanted


@pytest.mark.parametrize(
    "bad",
    [b'AUR-1;"open quotation', b'AUR-1;"a"b;c', b"AUR-1;too;few", b"x" * 30_000, b'"' * 101, b";" * 400],
)
def test_a_line_that_is_not_csv_costs_nobody_else_their_line(bad):
    rows = AUR.splitlines(True)
    feed = auralis(rows[0] + rows[1] + bad + b"\r\n" + b"".join(rows[2:]))
    assert feed.verdicts[0].result == "accepted"
    assert feed.verdicts[1].result == "rejected" and feed.verdicts[1].line == 3
    assert len(feed.cases) == 55


def test_a_quoted_line_break_is_part_of_its_cell():
    feed = auralis(HEADER + LINE.replace(b";Le;", b';"Le\r\nGrand";') + LINE.replace(b"70001", b"70099"))
    assert [verdict.line for verdict in feed.verdicts] == [2, 4]
    assert feed.verdicts[0].values.last_name == "Le Grand"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf")
@example(b'"')
def test_garbage_is_an_error_or_verdicts(data):
    for creditor, name in FILES.items():
        with pytest.raises(FeedUnusable):
            gather(name, data, load(creditor))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(sorted(FILES)))
def test_garbage_below_a_good_header_is_rejected_line_by_line(data, creditor):
    name = FILES[creditor]
    header = (FEEDS / name).read_bytes().splitlines(True)[0]
    try:
        feed = gather(name, header + data + b"\n", load(creditor))
    except FeedUnusable:
        return
    assert all(verdict.result == "rejected" for verdict in feed.verdicts) and not feed.cases


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=20, max_size=20))
def test_any_text_in_any_column_gives_a_verdict(cells):
    line = ";".join('"' + cell.replace('"', '""') + '"' for cell in cells).encode("cp1252", "ignore")
    try:
        feed = auralis(HEADER + line + b"\r\n")
    except FeedUnusable:
        return
    assert feed.verdicts


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=20))
def test_single_cells_are_read_or_refused(text):
    for creditor in FILES:
        mapping = load(creditor)
        with contextlib.suppress(BadCell):
            assert isinstance(amount(text, mapping.amounts), int)
        with contextlib.suppress(BadCell):
            day(text, mapping.dates)
        assert phone(text, mapping.phone_region) is None or text
        assert email(text) is None or "@" in text


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=-999_999_999, max_value=999_999_999))
def test_every_amount_is_read_back_to_the_cent(minor):
    sign, whole, cents = "-" if minor < 0 else "", abs(minor) // 100, abs(minor) % 100
    french = f"{sign}{whole:,}".replace(",", "\u00a0") + f",{cents:02d}"
    british = f"{sign}£{whole:,}.{cents:02d}"
    assert amount(french, load("auralis").amounts) == minor
    assert amount(british, load("brightloan").amounts) == minor
    assert amount(f"{sign}{whole}.{cents:02d}", load("volta").amounts) == minor


async def test_rejected_lines_leave_nothing_behind(store, importing):
    before = await everything(store, "auralis")
    broken = AUR.replace(b";en retard;", b";?;").replace("à jour".encode("cp1252"), b"?")
    report = await importing("auralis", "auralis_2026-11-20_delta.csv", data=broken)
    assert report.counts()["rejected"] > 50 and report.warnings
    after = await everything(store, "auralis")
    assert after["case"] - before["case"] == report.counts()["imported"] == 4
