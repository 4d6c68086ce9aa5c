"""Connections: they keep what they have prepared, and only the middle of a turn does not wait for the disk."""

from __future__ import annotations

from sqlalchemy import func, select, text

from bot.service.outside.outbox import deliver_due
from bot.service.tasks.handlers.upkeep import Warned, expire_proofs, return_dropped, return_left, sound_alerts
from bot.service.tasks.tasks import run_due
from bot.store.database import Database
from bot.store.tables import Case, Task


async def prepared(database: Database) -> set[str]:
    """The statements that the connection in use has prepared."""
    async with database.look() as uow:
        return set((await uow.session.scalars(text("select statement from pg_prepared_statements"))).all())


async def test_what_is_prepared_outlives_the_rounds_in_which_nothing_was_due(database) -> None:
    for _ in range(3):
        async with database.begin() as uow:
            await uow.session.execute(select(func.count()).select_from(Case))
            await uow.commit()
    kept = {one for one in await prepared(database) if 'FROM "case"' in one}
    assert kept
    await run_due(database)
    await deliver_due(database, {})
    for look in (sound_alerts, return_left, return_dropped):
        await look(database)
    await expire_proofs(database, Warned())
    assert kept <= await prepared(database)


async def test_one_connection_is_used_again_rather_than_all_in_turn(database) -> None:
    async def number() -> int:
        async with database.look() as uow:
            return await uow.session.scalar(select(func.pg_backend_pid()))

    async with database.look() as first, database.look() as second:
        await first.session.scalar(select(1))
        await second.session.scalar(select(1))
    assert len({await number() for _ in range(5)}) == 1


async def test_only_the_middle_of_a_turn_commits_without_waiting_for_the_disk(database) -> None:
    behind = database.unwaiting()
    try:
        async with behind.begin() as uow:
            uow.session.add(Task(kind="none", key="of a turn", due_at=uow.now, data={}, attempts=0))
            await uow.commit()
            assert await uow.session.scalar(text("show synchronous_commit")) == "off"
        async with database.look() as uow:
            assert await uow.session.scalar(select(Task.key)) == "of a turn"
            where = "select source from pg_settings where name = 'synchronous_commit'"
            assert await uow.session.scalar(text(where)) != "session"
    finally:
        await behind.close()
