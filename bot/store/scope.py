"""Who may see which rows, held by the database itself (row-level security).

What the desk does runs under a role of its own, for which every table that knows a creditor shows only rows of the
creditors (and brands) that the transaction was told. A query that forgets its filter finds nothing of anybody else's,
and a row of somebody else's can't be written. Everything besides the desk goes on as the tables' owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, event, func, select, text
from sqlalchemy.orm import Session

from bot.store.tables import Base

ROLE = "repit_desk"
POLICY = "desk_scope"
_WHOLE, _CREDITORS, _BRANDS = "repit.whole", "repit.creditors", "repit.brands"
_EXEMPT = frozenset({"agent_scope", "agent_brand", "brand"})
"""Who may see what is read before anything is known; names of brands are no secret among agents."""
_WRITTEN_ONCE = ("audit_line", "export_event", "helper_look", "ledger_entry", "referral_event")
"""What nobody at a desk may change or take away once it stands there, whatever the code would have them do."""
_BY = {
    "case_id": "case", "plan_id": "plan", "demand_id": "demand", "attempt_id": "attempt", "person_id": "person",
    "conversation_id": "conversation",
}
"""A row is seen with what it hangs on, the nearest first."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a transaction may see: creditors, of which some whole, and of the others these brands."""

    creditors: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    brands: frozenset[int] = frozenset()


class ScopedSession(Session):
    """A session whose every transaction begins under the scope that it was given, if any."""

    def limit_to(self, scope: Scope) -> None:
        """From here on, in this transaction and those after it."""
        self.info["scope"] = scope
        if self.in_transaction():
            _tell(self.connection(), scope)


@event.listens_for(ScopedSession, "after_begin")
def _begun(session: Session, _: Any, connection: Connection) -> None:
    if (scope := session.info.get("scope")) is not None:
        _tell(connection, scope)


def _tell(connection: Connection, scope: Scope) -> None:
    """For this transaction alone: the role and the settings go with it."""
    told = {
        _CREDITORS: scope.creditors, _WHOLE: scope.whole, _BRANDS: frozenset(str(one) for one in scope.brands),
    }
    connection.execute(
        select(
            func.set_config("role", ROLE, True),
            *(func.set_config(name, "{" + ",".join(f'"{one}"' for one in sorted(ones)) + "}", True)
              for name, ones in told.items()),
        )
    )


def secure(connection: Connection) -> None:
    """Role, rights and policies as the tables are now; what stands already is left alone. Part of every migration."""
    _role(connection)
    marks: dict[str, str] = {
        row[0]: row[1] or ""
        for row in connection.execute(
            text("select c.relname, obj_description(p.oid, 'pg_policy') from pg_policy p "
                 "join pg_class c on c.oid = p.polrelid where p.polname = :name"),
            {"name": POLICY},
        )
    }
    for name, condition in conditions():
        if marks.get(name) == condition:
            continue
        if name in marks:
            connection.execute(text(f'drop policy {POLICY} on "{name}"'))
        connection.execute(text(f'alter table "{name}" enable row level security'))
        connection.execute(text(f'create policy {POLICY} on "{name}" to {ROLE} using ({condition})'))
        quoted = condition.replace("'", "''")
        connection.execute(text(f"comment on policy {POLICY} on \"{name}\" is '{quoted}'"))


def _role(connection: Connection) -> None:
    """The role, if this database server has none yet; it can't log in, and may do what the tables' owner may."""
    connection.execute(
        text(
            f"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{ROLE}') then
                create role {ROLE} nologin;
              end if;
            exception when duplicate_object or unique_violation then null;  -- another database of this server, just now
            end $$
            """
        )
    )
    version = connection.dialect.server_version_info or (0,)
    membership = "set" if version >= (16,) else "member"
    if not connection.scalar(text(f"select pg_has_role(current_user, '{ROLE}', '{membership}')")):
        connection.execute(text(f"grant {ROLE} to current_user"))
    rights = "select, insert, update, delete on {} to " + ROLE
    if not connection.scalar(text("select has_schema_privilege(:role, current_schema(), 'usage')"), {"role": ROLE}):
        connection.execute(text(f"grant usage on schema public to {ROLE}"))
    missing = connection.scalars(
        text("select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' "
             "and not has_table_privilege(:role, oid, 'select')"),
        {"role": ROLE},
    ).all()
    for name in missing:
        connection.execute(text("grant " + rights.format(f'"{name}"')))
    for name in _WRITTEN_ONCE:
        if connection.scalar(text("select has_table_privilege(:role, to_regclass(:name), 'update, delete')"),
                             {"role": ROLE, "name": name}):
            connection.execute(text(f'revoke update, delete, truncate on "{name}" from {ROLE}'))


def conditions() -> Iterator[tuple[str, str]]:
    """Every table that belongs to somebody, and which of its rows are seen."""
    for table in Base.metadata.sorted_tables:
        if table.name not in _EXEMPT and (condition := _condition(table)):
            yield table.name, condition


def _condition(table: Table) -> str:
    if table.name == "creditor":
        return f"id = any({_told(_CREDITORS)})"
    hangs = _hangs(table)
    if "creditor_id" not in table.columns:
        return hangs
    owned = f"creditor_id = any({_told(_WHOLE)})"
    if hangs:
        owned += f" or (creditor_id = any({_told(_CREDITORS)}) and {hangs})"
    else:
        owned += f" or creditor_id = any({_told(_CREDITORS)})"
    # Nobody's yet: of somebody who is not identified.
    return f"creditor_id is null or {owned}" if table.columns["creditor_id"].nullable else owned


def _hangs(table: Table) -> str:
    """What a row of a creditor of which only some brands are seen must hang on."""
    if table.name == "case":
        return f"brand_id::text = any({_told(_BRANDS)})"
    if table.name == "person":
        return "exists (select from party where party.person_id = person.id)"
    if table.name == "same_person":  # a link shows that there is somebody: only to who sees both
        return " and ".join(
            f"exists (select from person seen where seen.id = same_person.{column})"
            for column in ("person_id", "other_person_id")
        )
    found = []
    for column, other in _BY.items():
        if column in table.columns and other != table.name:
            seen = f'exists (select from "{other}" seen where seen.id = "{table.name}".{column})'
            nullable = table.columns[column].nullable
            found.append(f"({column} is null or {seen})" if nullable else seen)
            if not nullable:
                break
    return " and ".join(found)


def _told(name: str) -> str:
    return f"coalesce(nullif(current_setting('{name}', true), ''), '{{}}')::text[]"
