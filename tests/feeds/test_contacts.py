"""Numbers of a file and numbers that a debtor has corrected: what they said themselves stays."""

from __future__ import annotations

from ledger import AURALIS
from sqlalchemy import select

from bot.store.tables import ContactPoint

LATER = "auralis_2026-11-23_full.csv"
OF_FILE, GIVEN, THIRD = "+33639982000", "+33639980555", "+33639982999"


def _later(data: bytes, told: bytes, instead: bytes) -> bytes:
    assert told in data
    return data.replace(b"20/11/2026", b"23/11/2026").replace(told, instead)


async def _corrected_at_the_desk(store) -> int:
    """The number of the file is closed, another stands instead; whose it is."""
    async with store.begin() as uow:
        old = await uow.session.scalar(select(ContactPoint).where(ContactPoint.value == OF_FILE))
        assert old is not None and old.whose == "own"
        old.whose = "closed"
        given = {"kind": "phone", "value": GIVEN, "whose": "own", "discretion": False}
        uow.session.add(ContactPoint(creditor_id="auralis", person_id=old.person_id, **given))
        await uow.commit()
        return old.person_id


async def _whose(store, person_id: int) -> dict[str, str]:
    async with store.begin() as uow:
        rows = await uow.session.scalars(
            select(ContactPoint).where(ContactPoint.person_id == person_id, ContactPoint.kind == "phone")
        )
        return {row.value: row.whose for row in rows}


async def test_a_number_closed_at_the_desk_is_not_opened_by_the_creditors_next_file(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    person = await _corrected_at_the_desk(store)
    data = _later(feed_bytes(AURALIS), b"client0@example.fr", b"client0b@example.fr")
    await importing("auralis", LATER, data=data)
    assert await _whose(store, person) == {OF_FILE: "closed", GIVEN: "own"}


async def test_a_third_number_of_a_file_does_not_close_the_one_they_gave_instead(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    person = await _corrected_at_the_desk(store)
    await importing("auralis", LATER, data=_later(feed_bytes(AURALIS), b"06 39 98 20 00", b"06 39 98 29 99"))
    assert await _whose(store, person) == {OF_FILE: "closed", GIVEN: "own", THIRD: "own"}


async def test_where_nobody_has_corrected_anything_the_creditors_newer_number_takes_over(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    async with store.begin() as uow:
        old = await uow.session.scalar(select(ContactPoint).where(ContactPoint.value == OF_FILE))
    await importing("auralis", LATER, data=_later(feed_bytes(AURALIS), b"06 39 98 20 00", b"06 39 98 29 99"))
    assert await _whose(store, old.person_id) == {OF_FILE: "former", THIRD: "own"}
