"""The one reader of what people tell: amounts, dates, people, references, short answers. Pure functions."""

from bot.debt.reading.age import read_age
from bot.debt.reading.agreeing import asks_in_short, yes_in_its_words
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
from bot.debt.reading.masking import mask, mask_kept
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
from bot.debt.reading.silence import stops_calls_only, wants_messages_again
from bot.debt.reading.spans import Span, read_span
from bot.debt.reading.terms import Terms, read_due_day, read_terms
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
    "Terms",
    "When",
    "agrees",
    "asks_all",
    "asks_if_changed",
    "asks_if_unpaid",
    "asks_in_short",
    "asks_parts",
    "asks_plan",
    "asks_receipt",
    "asks_why_amount",
    "asks_why_written",
    "causes_in",
    "changes_reminding",
    "contests",
    "doubts_sum",
    "is_no",
    "is_nothing",
    "is_yes",
    "keeps_reminders",
    "keeps_to",
    "leaves_open",
    "mask",
    "mask_kept",
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
    "read_lodging",
    "read_none_of",
    "read_postcode",
    "read_references",
    "read_reminding",
    "read_span",
    "read_stretch",
    "read_terms",
    "same_words",
    "says_paid",
    "says_so",
    "seems_right",
    "stops_calls_only",
    "takes_back",
    "undoes_plan",
    "wants_messages_again",
    "with_role",
    "yes_in_its_words",
    "yes_or_no",
]
