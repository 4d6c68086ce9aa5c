"""Numbers of a file and numbers that a debtor has corrected: what they said themselves stays."""

from __future__ import annotations

from ledger import AURALIS
from sqlalchemy import select

from bot.store.tables import ContactPoint

OLD, NEW = b"2026-11-20", b"2026-11-23"


async def _first_phone(store) -> ContactPoint:
    async with store.begin() as uow:
        found = await uow.session.scalar(
            select(ContactPoint).where(ContactPoint.kind == "phone").order_by(ContactPoint.id)
        )
    assert found is not None
    return found


async def _whose(store, person_id: int) -> dict[str, str]:
    async with store.begin() as uow:
        rows = await uow.session.scalars(
            select(ContactPoint).where(ContactPoint.person_id == person_id, ContactPoint.kind == "phone")
        )
        return {row.value: row.whose for row in rows}


async def test_a_number_closed_at_the_desk_is_not_opened_by_the_creditors_next_file(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    old = await _first_phone(store)
    async with store.begin() as uow:
        (await uow.session.get_one(ContactPoint, old.id)).whose = "closed"
        new = ContactPoint(
            creditor_id="auralis", person_id=old.person_id, kind="phone", value="+33639980555", whose="own",
            discretion=False,
        )
        uow.session.add(new)
        await uow.commit()
    data = feed_bytes(AURALIS).replace(OLD, NEW).replace(b"20/11/2026", b"23/11/2026")
    await importing("auralis", "auralis_2026-11-23_full.csv", data=data)
    assert await _whose(store, old.person_id) == {old.value: "closed", "+33639980555": "own"}


async def test_a_third_number_of_a_file_does_not_close_the_one_they_gave_instead(store, importing, feed_bytes):
    await importing("auralis", AURALIS)
    old = await _first_phone(store)
    async with store.begin() as uow:
        row = await uow.session.get_one(ContactPoint, old.id)
        row.value, row.whose = "+33639980444", "closed"  # the file goes on with a third one
        given = {"kind": "phone", "value": "+33639980555", "whose": "own", "discretion": False}
        uow.session.add(ContactPoint(creditor_id="auralis", person_id=old.person_id, **given))
        await uow.commit()
    data = feed_bytes(AURALIS).replace(OLD, NEW).replace(b"20/11/2026", b"23/11/2026")
    await importing("auralis", "auralis_2026-11-23_full.csv", data=data)
    assert await _whose(store, old.person_id) == {
        "+33639980444": "closed", "+33639980555": "own", old.value: "own",
    }
