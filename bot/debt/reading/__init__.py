"""The one reader of what people tell: amounts, dates, people, references, short answers. Pure functions."""

from bot.debt.reading.age import read_age
from bot.debt.reading.amount import Amount, with_role
from bot.debt.reading.amounts import read_amounts
from bot.debt.reading.answers import (
    agrees,
    doubts_sum,
    is_no,
    is_nothing,
    is_yes,
    keeps_to,
    only_identity,
    seems_right,
    yes_or_no,
)
from bot.debt.reading.births import read_birth_dates
from bot.debt.reading.causes import causes_in, read_cause
from bot.debt.reading.choices import pick_choice
from bot.debt.reading.contesting import contests, says_paid, says_so
from bot.debt.reading.dates import When, read_dates, read_stretch
from bot.debt.reading.fields import AMOUNTS, COSTS
from bot.debt.reading.hours import read_day_and_hour, read_hour
from bot.debt.reading.known_sums import asks_what_sum, cant_clauses, names_sum
from bot.debt.reading.masking import mask, mask_kept
from bot.debt.reading.pause_words import (
    asks_pause,
    asks_what_pause,
    asks_which_day,
    denies_pause,
    ends_pause,
    hedges,
    names_pause,
)
from bot.debt.reading.people import Household, read_count, read_household
from bot.debt.reading.placing import Doubt, Placed, place, takes_back
from bot.debt.reading.plain import LONGEST, same_words
from bot.debt.reading.plan_words import asks_plan, undoes_plan
from bot.debt.reading.questions import (
    asks_all,
    asks_if_changed,
    asks_if_unpaid,
    asks_parts,
    asks_receipt,
    asks_why_amount,
    asks_why_written,
    once_or_monthly,
    pays_now,
)
from bot.debt.reading.references import DEFAULT_PATTERNS, ReferencePattern, read_postcode, read_references
from bot.debt.reading.reminding import Reminding, changes_reminding, keeps_reminders, leaves_open, read_reminding
from bot.debt.reading.rest_words import asks_rest
from bot.debt.reading.spans import Span, read_span
from bot.debt.reading.stretches import Stretch, read_later, read_longer, read_so_long, wants_longer
from bot.debt.reading.terms import Terms, read_due_day, read_terms
from bot.debt.reading.trouble_words import read_months, skips_one
from bot.debt.reading.without import read_lodging, read_none_of

__all__ = [
    "AMOUNTS",
    "COSTS",
    "DEFAULT_PATTERNS",
    "LONGEST",
    "Amount",
    "Doubt",
    "Household",
    "Placed",
    "ReferencePattern",
    "Reminding",
    "Span",
    "Stretch",
    "Terms",
    "When",
    "agrees",
    "asks_all",
    "asks_if_changed",
    "asks_if_unpaid",
    "asks_parts",
    "asks_pause",
    "asks_plan",
    "asks_receipt",
    "asks_rest",
    "asks_what_pause",
    "asks_what_sum",
    "asks_which_day",
    "asks_why_amount",
    "asks_why_written",
    "cant_clauses",
    "causes_in",
    "changes_reminding",
    "contests",
    "denies_pause",
    "doubts_sum",
    "ends_pause",
    "hedges",
    "is_no",
    "is_nothing",
    "is_yes",
    "keeps_reminders",
    "keeps_to",
    "leaves_open",
    "mask",
    "mask_kept",
    "names_pause",
    "names_sum",
    "once_or_monthly",
    "only_identity",
    "pays_now",
    "pick_choice",
    "place",
    "read_age",
    "read_amounts",
    "read_birth_dates",
    "read_cause",
    "read_count",
    "read_dates",
    "read_day_and_hour",
    "read_due_day",
    "read_hour",
    "read_household",
    "read_later",
    "read_lodging",
    "read_longer",
    "read_months",
    "read_none_of",
    "read_postcode",
    "read_references",
    "read_reminding",
    "read_so_long",
    "read_span",
    "read_stretch",
    "read_terms",
    "same_words",
    "says_paid",
    "says_so",
    "seems_right",
    "skips_one",
    "takes_back",
    "undoes_plan",
    "wants_longer",
    "with_role",
    "yes_or_no",
]
