"""What the amounts of an answer come to: figures told, costs beside them, and what must be read back."""

from __future__ import annotations

from dataclasses import dataclass, field

UNNAMED_PART = "part"


@dataclass(frozen=True)
class Doubt:
    """What must be read back: of which field, which amounts in minor units, and why.

    why: currency, separator, magnitude, period; own (a household's, or before tax); aid (or an income?); place (of
    what?); range (between two: `minors` a month, `raws` as they were told); after_aid (is help with the rent taken
    off?); half (of somebody else's); now (a former income and a new one); same (as told before, where aids were
    asked); aid_inside (help with the rent among other aids). `beside`: a cost of its own: what was told of the field
    before is asked again.
    """

    field: str
    minors: tuple[int, ...]
    why: str
    beside: bool = False
    raws: tuple[int, ...] = ()


@dataclass
class Placed:
    """Minor units a month as they stand after the answer.

    `parts`: of what living costs, by kind ("food", "energy"; "part": unnamed), told before the whole was asked for.
    `arrears`: by kind; 0 where how much a month was not told. `costs`: by the debtor's own word, what no question asks
    for by name: counted on top of everything else, to be read back.
    """

    told: dict[str, int] = field(default_factory=dict)
    arrears: dict[str, int] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    costs: dict[str, int] = field(default_factory=dict)
    alimony: tuple[int, str] | None = None  # told, and counted as "paid" or "benefits"
    aid: int = 0  # help with the rent that was taken off what is told of it
    theirs: tuple[int, ...] = ()  # somebody else's income: counted nowhere, and said not to be
    reckoned: frozenset[str] = frozenset()  # fields of which the sum is none of the figures told
    named: frozenset[str] = frozenset()  # kinds that the told essentials are made of; none: they are told as a whole
