"""The demo's creditors, agents and debtors for a test: loaded once, then copied within the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from unittest import mock

import argon2
from sqlalchemy import text

from bot.service import demo
from bot.service.thread.conversation import lock, remember
from bot.store.database import Database
from bot.store.tables import Base, BudgetVersion

DAY = date(2026, 11, 20)
_kept: dict[tuple[str, date, datetime], str] = {}  # database, day and moment of loading: the schema that keeps the rows

_KEEP = """
do $$
declare it text;
begin
  create schema {schema};
  foreach it in array string_to_array('{names}', ' ') loop
    execute format('create table {schema}.%1$I as table public.%1$I', it);
  end loop;
end $$
"""
# Replica: the rows were checked when they were loaded, and the audit log is shut to everybody else.
_COPY = """
do $$
declare it text;
declare filled boolean;
declare numbered record;
begin
  set local session_replication_role = replica;
  foreach it in array string_to_array('{names}', ' ') loop
    execute format('select exists (select from {schema}.%I)', it) into filled;
    if filled then
      execute format('insert into public.%1$I overriding system value select * from {schema}.%1$I', it);
    end if;
  end loop;
  for numbered in select attrelid::regclass as it, attname from pg_attribute where attidentity <> '' loop
    execute format('select setval(pg_get_serial_sequence(%1$L, %2$L), max(%2$I)) from %1$s having max(%2$I) > 0',
                   numbered.it, numbered.attname);
  end loop;
end $$
"""


async def demo_world(database: Database, day: date = DAY) -> Database:
    """The emptied database with the demo's data, its dates counted from `day`."""
    key = (database.url, day, database.clock.now())
    names = " ".join(table.name for table in Base.metadata.sorted_tables)
    if (schema := _kept.get(key)) is not None:
        async with database.engine.begin() as connection:
            await connection.execute(text(_COPY.format(names=names, schema=schema)))
        return database
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # for speed: every test logs in anew
    with mock.patch.object(demo, "PasswordHasher", lambda: cheap):
        async with database.begin() as uow:
            await demo.load_demo(uow, day)
            await uow.commit()
    schema = f"demo_{len(_kept)}"
    async with database.engine.begin() as connection:
        await connection.execute(text(_KEEP.format(names=names, schema=schema)))
    _kept[key] = schema
    return database


async def budget_told(database: Database, conversation: int, told: Mapping[str, object]) -> None:
    """The conversation's person has told this month there, in EUR."""
    async with database.begin() as uow:
        row = await lock(uow, conversation)
        version = BudgetVersion(
            creditor_id=row.creditor_id, person_id=row.person_id, version=1, currency="EUR", data=dict(told),
            created_at=uow.now,
        )
        uow.session.add(version)
        await uow.flush()
        remember(row, budget_told=version.id)
        await uow.commit()
