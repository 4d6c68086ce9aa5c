"""The policies of the brands: read once for everybody, and the one that a case is under."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from bot.debt.policy import Policy, load_policies, policy_on
from bot.service.case.cases import CaseView
from bot.settings import ROOT
from bot.words.book import NEEDS_REVIEW, book


class Sentences(frozenset[str]):
    """The ids of all sentences, and which of them a policy may have said for another."""

    __slots__ = ()

    def why_not(self, usual: str, instead: str) -> str:
        """Why not: words of safety, consent and law are the same for everybody, and what is told stays told."""
        if any(book().find(text_id, "fr").kind in NEEDS_REVIEW for text_id in (usual, instead)):
            return f"{usual} or {instead} is of safety, consent or law: the same for everybody"
        for lang in ("fr", "en"):
            if book().find(usual, lang).holes != book().find(instead, lang).holes:
                return f"{instead} does not tell the same values as {usual}"
        return ""


@cache
def sentences() -> Sentences:
    """Those of the book."""
    return Sentences(sentence.id for sentence in book())


@cache
def policies() -> tuple[Policy, ...]:
    """The policies of bot/policies, read once. Raises PolicyError, also for a sentence that is not in the book."""
    return load_policies(ROOT / "bot" / "policies", sentences())


def texts_of(brand_policy: str) -> list[str]:
    """The files of that policy as they are written, comments and all, the oldest first: for who reviews them."""
    named = re.compile(rf"^brand: *{re.escape(brand_policy)} *(#.*)?$", re.M)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot" / "policies").glob("*.yml"))]
    return [text for text in texts if named.search(text)]


def in_force(brand_policy: str, day: date) -> Policy | None:
    """The policy of that name in force on that day."""
    return policy_on(policies(), brand_policy, day)


def policy_of(view: CaseView, day: date) -> Policy | None:
    """The policy of the case's brand in force on that day."""
    return in_force(view.brand.policy, day)
