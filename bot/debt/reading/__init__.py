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
from bot.debt.reading.asked_back import (
    asks_about_check,
    asks_noted,
    asks_reference,
    asks_where_proof,
    has_letter,
)
from bot.debt.reading.asked_law import LawQuestion, asks_law, names_bill, vague_paper
from bot.debt.reading.asked_limit import asks_limit
from bot.debt.reading.asked_sums import asks_parts, asks_receipt, asks_why_amount
from bot.debt.reading.asked_words import asks_word
from bot.debt.reading.beside_facts import beside_facts
from bot.debt.reading.births import read_birth_dates
from bot.debt.reading.call_times import asks_call, asks_hours, read_call_time, short_number
from bot.debt.reading.causes import causes_in, read_cause
from bot.debt.reading.choices import pick_choice
from bot.debt.reading.contesting import contests, says_paid, says_so
from bot.debt.reading.dates import When, read_dates, read_stretch
from bot.debt.reading.disputing import goes_on_with_rest, means_all, pays_share, read_disputed, says_how_paid
from bot.debt.reading.fields import AMOUNTS, COSTS
from bot.debt.reading.hours import read_day_and_hour, read_hour
from bot.debt.reading.household_answer import names_people, read_household_answer
from bot.debt.reading.known_sums import asks_what_sum, cant_clauses, names_sum
from bot.debt.reading.language_wish import LanguageWish, beside_language, language_wish
from bot.debt.reading.loosely import no_figure, parted, pick_figure, varies
from bot.debt.reading.masking import mask, mask_kept
from bot.debt.reading.narrower import (
    asks_if_written,
    asks_stop_word,
    permits,
    stop_not_kept,
    stops_texts_only,
)
from bot.debt.reading.not_that import not_that
from bot.debt.reading.on_behalf import (
    about_relative,
    guarded,
    hard_news,
    helped_by,
    may_be_own,
    own_file,
    relative_of,
    says_its_me,
    tells_death,
    writes_for,
)
from bot.debt.reading.pause_words import (
    asks_pause,
    asks_what_pause,
    asks_which_day,
    denies_pause,
    ends_pause,
    hedges,
    names_pause,
)
from bot.debt.reading.pay_words import asks_all, once_or_monthly, pays_now
from bot.debt.reading.people import Household, read_count, read_household
from bot.debt.reading.placed import Doubt, Placed
from bot.debt.reading.placing import place, takes_back
from bot.debt.reading.plain import LONGEST, mentions, same_words
from bot.debt.reading.plan_words import asks_plan, undoes_plan
from bot.debt.reading.questions import asks_if_changed, asks_if_unpaid, asks_why_written
from bot.debt.reading.references import DEFAULT_PATTERNS, ReferencePattern, read_postcode, read_references
from bot.debt.reading.reminding import Reminding, changes_reminding, keeps_reminders, leaves_open, read_reminding
from bot.debt.reading.rest_words import asks_rest
from bot.debt.reading.silence import stops_calls_only, wants_messages_again
from bot.debt.reading.spans import Span, read_span
from bot.debt.reading.stopping import StopWish, read_stop
from bot.debt.reading.stretches import Stretch, read_later, read_longer, read_so_long, wants_longer
from bot.debt.reading.terms import Terms, read_due_day, read_terms
from bot.debt.reading.trouble_words import read_months, skips_one
from bot.debt.reading.who_writes import (
    asks_number_from,
    asks_whose_birth,
    asks_why_birth,
    hands_over,
    has_leave,
    has_none,
    is_no_name,
    leaves_closed,
    refuses_birth,
    says_own,
    still_for_another,
)
from bot.debt.reading.wishing import changes_sum, comes_in_or_goes, may_be_either, names_income, wished
from bot.debt.reading.without import read_lodging, read_none_of

__all__ = [
    "AMOUNTS",
    "COSTS",
    "DEFAULT_PATTERNS",
    "LONGEST",
    "Amount",
    "Doubt",
    "Household",
    "LanguageWish",
    "LawQuestion",
    "Placed",
    "ReferencePattern",
    "Reminding",
    "Span",
    "StopWish",
    "Stretch",
    "Terms",
    "When",
    "about_relative",
    "agrees",
    "asks_about_check",
    "asks_all",
    "asks_call",
    "asks_hours",
    "asks_if_changed",
    "asks_if_unpaid",
    "asks_if_written",
    "asks_in_short",
    "asks_law",
    "asks_limit",
    "asks_noted",
    "asks_number_from",
    "asks_parts",
    "asks_pause",
    "asks_plan",
    "asks_receipt",
    "asks_reference",
    "asks_rest",
    "asks_stop_word",
    "asks_what_pause",
    "asks_what_sum",
    "asks_where_proof",
    "asks_which_day",
    "asks_whose_birth",
    "asks_why_amount",
    "asks_why_birth",
    "asks_why_written",
    "asks_word",
    "beside_facts",
    "beside_language",
    "cant_clauses",
    "causes_in",
    "changes_reminding",
    "changes_sum",
    "comes_in_or_goes",
    "contests",
    "denies_pause",
    "doubts_sum",
    "ends_pause",
    "goes_on_with_rest",
    "guarded",
    "hands_over",
    "hard_news",
    "has_leave",
    "has_letter",
    "has_none",
    "hedges",
    "helped_by",
    "is_no",
    "is_no_name",
    "is_nothing",
    "is_yes",
    "keeps_reminders",
    "keeps_to",
    "language_wish",
    "leaves_closed",
    "leaves_open",
    "mask",
    "mask_kept",
    "may_be_either",
    "may_be_own",
    "means_all",
    "mentions",
    "names_bill",
    "names_income",
    "names_pause",
    "names_people",
    "names_sum",
    "no_figure",
    "not_that",
    "once_or_monthly",
    "only_identity",
    "own_file",
    "parted",
    "pays_now",
    "pays_share",
    "permits",
    "pick_choice",
    "pick_figure",
    "place",
    "read_age",
    "read_amounts",
    "read_birth_dates",
    "read_call_time",
    "read_cause",
    "read_count",
    "read_dates",
    "read_day_and_hour",
    "read_disputed",
    "read_due_day",
    "read_hour",
    "read_household",
    "read_household_answer",
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
    "read_stop",
    "read_stretch",
    "read_terms",
    "refuses_birth",
    "relative_of",
    "same_words",
    "says_how_paid",
    "says_its_me",
    "says_own",
    "says_paid",
    "says_so",
    "seems_right",
    "short_number",
    "skips_one",
    "still_for_another",
    "stop_not_kept",
    "stops_calls_only",
    "stops_texts_only",
    "takes_back",
    "tells_death",
    "undoes_plan",
    "vague_paper",
    "varies",
    "wants_longer",
    "wants_messages_again",
    "wished",
    "with_role",
    "writes_for",
    "yes_in_its_words",
    "yes_or_no",
]
