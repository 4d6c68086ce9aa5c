from __future__ import annotations

from ledger import AURALIS, CUT, case_of, everything, sums
from sqlalchemy import select

from bot.store.tables import ImportRun


def _without(data: bytes, *references: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(True) if line.split(b";")[0] not in references)


async def test_a_file_cut_short_is_refused_whole_for_both_reasons(store, importing):
    await importing("auralis", AURALIS)
    before = await everything(store, "auralis")
    report = await importing("auralis", CUT)
    assert len(report.refused) == 2 and not report.lines
    assert await everything(store, "auralis") == before
    async with store.begin() as uow:
        runs = await uow.session.scalars(select(ImportRun.result).order_by(ImportRun.id))
        assert list(runs) == ["imported", "refused"]


async def test_a_file_without_an_end_of_line_is_refused_even_when_nothing_is_there_to_settle(importing, feed_bytes):
    report = await importing("auralis", AURALIS, data=feed_bytes(AURALIS).rstrip())
    assert report.refused


async def test_a_few_cases_that_a_full_file_no_longer_names_are_settled(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    shorter = _without(feed_bytes(AURALIS), b"AUR-70040", b"AUR-70041", b"")
    report = await importing("auralis", "auralis_2026-11-22_full.csv", data=shorter)
    assert report.settled == ["AUR-70040", "AUR-70041"]
    assert (await case_of(store, "AUR-70041")).state == "settled"
    assert await sums(store, "AUR-70041") == (0, 0)


async def test_more_than_five_percent_absent_settles_nobody(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    shorter = _without(feed_bytes(AURALIS), b"AUR-70040", b"AUR-70041", b"AUR-70042", b"")
    report = await importing("auralis", "auralis_2026-11-22_full.csv", data=shorter)  # 3 of 54 open
    assert report.refused and (await case_of(store, "AUR-70041")).state == "late"


async def test_a_rejected_line_still_names_its_case(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    broken = feed_bytes(AURALIS).replace(b"140,21;1,89", b"14O,21;1,89")  # AUR-70009
    report = await importing("auralis", "auralis_2026-11-22_full.csv", data=broken)
    assert not report.settled and (await case_of(store, "AUR-70009")).state == "late"


async def test_while_a_line_bears_no_reference_absent_cases_are_left_alone(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    nameless = feed_bytes(AURALIS).replace(b"AUR-70040;", b";")
    report = await importing("auralis", "auralis_2026-11-22_full.csv", data=nameless)
    assert not report.settled and any("AUR-70040" in warning for warning in report.warnings)
    assert (await case_of(store, "AUR-70040")).state == "current"


async def test_a_full_file_of_one_creditor_touches_no_other(store, importing, feed_bytes):
    before = await everything(store, "maison")
    await importing("auralis", AURALIS)
    assert await everything(store, "maison") == before
