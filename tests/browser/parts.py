"""What the browser tests and pictures play: day, file, words of letter_then_plan and three_in_the_morning."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

DAY = datetime.fromisoformat("2026-11-20T10:00+01:00")
NIGHT = datetime.fromisoformat("2026-11-21T03:00+01:00")
FEED = Path(__file__).resolve().parent.parent / "data" / "feeds" / "auralis_2026-11-20_full.csv"

FIRST_WORDS = "slt jai perdu mon taf jpeu plus payé"
BUDGET = {
    "sum_right": "oui", "income": "1450 de chomage", "benefits": "rien", "household": "seul", "housing": "480",
    "essentials": "environ 350", "other_debts": "60",
}
FIRST_WORDS_EN = "hiya lost my job last month and i cant pay you anymore"
BUDGET_EN = {
    "sum_right": "yes", "income": "1450 unemployment", "benefits": "nothing", "household": "on my own",
    "housing": "480", "essentials": "about 350", "other_debts": "60",
}
CRY = "a quoi bon continuer, ils seront mieux sans moi"
PAY = "#log a[href*='/pay/']"
