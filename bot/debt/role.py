"""What each role may do at the desk: one table, asked at every door.

Whose data they may do it with is another question: their creditors and brands, which the database holds.
"""

from __future__ import annotations

from typing import Literal, get_args

Doing = Literal[
    "own",  # one's own account: log out, password, second step, sessions
    "see",  # queue, conversations, cases, papers, what debtors have sent
    "work",  # take, write, note, pass on, hand back, record, propose plans, lift, work off money, certificates
    "lead",  # take a conversation back from a colleague, undo a colleague's record
    "review",  # words, policies, audit, samples of conversations and what they show
    "manage",  # accounts: whom there is, role, scope, password and second step made anew
]
DOINGS: tuple[Doing, ...] = get_args(Doing)

MAY: dict[str, frozenset[Doing]] = {
    "agent": frozenset({"own", "see", "work"}),
    "supervisor": frozenset({"own", "see", "work", "lead"}),
    # Sees no queue and no person's file: only the words of the conversations drawn for a sample.
    "compliance": frozenset({"own", "review"}),
    # Makes accounts and sees no debtor.
    "administrator": frozenset({"own", "manage"}),
}
ROLES: tuple[str, ...] = tuple(MAY)


def may(role: str, doing: Doing) -> bool:
    """Whether the role may do it. A role that the table does not know may nothing."""
    return doing in MAY.get(role, frozenset())


def needing_second_step(setting: str, *, production: bool) -> frozenset[str]:
    """The roles that must log in with a code as well: `all`, `none`, or some of them; empty: all in production.

    Raises ValueError for a role that the table does not know.
    """
    return _named(setting, empty=frozenset(ROLES) if production else frozenset())


def having_passwords(setting: str, *, elsewhere: bool) -> frozenset[str]:
    """The roles that may log in with a password: all where there is no other way (`elsewhere`: a log-in provider).

    Else `all`, `none`, or some of them; empty: all. Raises ValueError for a role that the table does not know.
    """
    told = _named(setting, empty=frozenset(ROLES))
    return told if elsewhere else frozenset(ROLES)


def _named(setting: str, *, empty: frozenset[str]) -> frozenset[str]:
    named = [one.strip().lower() for one in setting.split(",") if one.strip()]
    if not named:
        return empty
    if named in (["all"], ["none"]):
        return frozenset(ROLES) if named == ["all"] else frozenset()
    if unknown := sorted(set(named) - set(ROLES)):
        raise ValueError(f"no such role: {', '.join(unknown)} (there are {', '.join(ROLES)}, all, none)")
    return frozenset(named)
