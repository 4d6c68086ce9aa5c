"""The migrations lead to the tables as the code has them, and the rules of who sees what stand on all of them."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from bot.store import migrate, scope
from bot.store.engine import sqlalchemy_url
from bot.store.tables import Base


def _ours(name: str | None, kind: str, _: object) -> bool:
    """Rasa's tracker store makes the table `turn` by itself, in whatever database it is given."""
    return kind != "table" or name != "turn"


def test_migrations_and_tables_are_the_same(database_url):
    engine = create_engine(sqlalchemy_url(database_url))
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": False, "include_name": _ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def _policies(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("select tablename, qual from pg_policies where policyname = 'desk_scope'"))
    return {row.tablename: row.qual for row in rows}


def test_every_table_that_knows_a_creditor_or_hangs_on_one_that_does_has_its_rule(database_url):
    engine = create_engine(sqlalchemy_url(database_url))
    with engine.connect() as connection:
        ruled = set(_policies(connection))
        on = set(connection.scalars(text("select relname from pg_class where relrowsecurity")))
    owned = {t.name for t in Base.metadata.sorted_tables if {"creditor_id", "conversation_id"} & set(t.columns.keys())}
    assert owned - scope._EXEMPT <= ruled == on
    assert {"message", "note", "alert", "creditor", "attempt", "instalment"} <= ruled
    engine.dispose()


def test_migrating_again_changes_no_rule_and_a_rule_that_has_changed_is_made_anew(database_url):
    engine = create_engine(sqlalchemy_url(database_url))
    with engine.begin() as connection:
        before = _policies(connection)
        connection.execute(text("comment on policy desk_scope on \"case\" is 'an older rule'"))
        connection.execute(text("alter policy desk_scope on \"case\" using (true)"))
    migrate.upgrade(database_url)
    with engine.connect() as connection:
        assert _policies(connection) == before
    engine.dispose()
