"""By telephone a call goes to the number they write from, if it is theirs."""

from __future__ import annotations

from phone_world import PHONE, STRANGER, World
from sqlalchemy import select, update
from test_one_story import by_sms

from bot.store.tables import Callback, ContactPoint


async def called(phones: World, number: str) -> tuple[str | None, str | None]:
    """A call is wished for and the first time taken: the number beside the file, and the one on file."""
    phones.rasa.means["rappelez moi"] = "request_callback"
    await by_sms(phones, number)
    await phones.say("rappelez moi", number)
    await phones.say("1", number)
    (row,) = await phones.all(Callback)
    on_file = {point.id: point.value for point in await phones.all(ContactPoint)}
    return row.number, on_file.get(row.contact_point_id or 0)


async def test_whoever_writes_from_another_number_is_called_there(phones: World) -> None:
    assert await called(phones, STRANGER) == (STRANGER, None)


async def test_a_number_that_is_on_file_as_no_longer_theirs_is_not_called(phones: World) -> None:
    async with phones.database.begin() as uow:
        await uow.session.execute(update(ContactPoint).where(ContactPoint.value == PHONE).values(whose="former"))
        person = (await uow.session.scalars(select(ContactPoint.person_id).where(ContactPoint.value == PHONE))).one()
        uow.session.add(ContactPoint(
            creditor_id="maison", person_id=person, kind="phone", value="+33639980555", whose="own"
        ))
        await uow.commit()
    assert await called(phones, PHONE) == (None, "+33639980555")
