"""The one reader of what people tell: amounts, dates, people, references, short answers. Pure functions."""

from bot.debt.reading.answers.agreeing import asks_in_short, yes_in_its_words
from bot.debt.reading.answers.answers import (
    agrees,
    doubts_sum,
    is_no,
    is_nothing,
    is_yes,
    keeps_to,
    seems_right,
    yes_or_no,
)
from bot.debt.reading.answers.causes import causes_in, read_cause
from bot.debt.reading.answers.choices import pick_choice
from bot.debt.reading.answers.language_wish import LanguageWish, beside_language, language_wish
from bot.debt.reading.answers.not_that import not_that
from bot.debt.reading.answers.other_matter import another_matter
from bot.debt.reading.answers.questions import asks_if_changed, asks_if_unpaid, asks_why_still, asks_why_written
from bot.debt.reading.asked.asked_back import (
    asks_about_check,
    asks_noted,
    asks_reference,
    asks_where_proof,
    has_letter,
)
from bot.debt.reading.asked.asked_catch import asks_catch
from bot.debt.reading.asked.asked_law import LawQuestion, asks_law, names_bill
from bot.debt.reading.asked.asked_limit import asks_limit
from bot.debt.reading.asked.asked_money import (
    asks_if_settled,
    asks_if_taken,
    asks_money_back,
    asks_pay_anyway,
    asks_received,
    asks_settled_letter,
    tells_taken,
)
from bot.debt.reading.asked.asked_offer import asks_most, asks_which_account
from bot.debt.reading.asked.asked_sums import asks_parts, asks_receipt, asks_why_amount
from bot.debt.reading.asked.asked_words import asks_word
from bot.debt.reading.care.erasing import asks_erasure
from bot.debt.reading.care.fears import feared
from bot.debt.reading.contact.keeping import of_messages, only_complains, only_reminders
from bot.debt.reading.contact.narrower import (
    asks_if_written,
    asks_stop_word,
    permits,
    stop_not_kept,
    stops_texts_only,
)
from bot.debt.reading.contact.reminding import (
    Reminding,
    changes_reminding,
    keeps_reminders,
    leaves_open,
    read_reminding,
)
from bot.debt.reading.contact.silence import stops_calls_only, wants_messages_again
from bot.debt.reading.contact.stop_first import stops_first, tells_beside_stop
from bot.debt.reading.contact.stopping import StopWish, read_stop
from bot.debt.reading.days.call_times import asks_call, asks_hours, read_call_time, short_number
from bot.debt.reading.days.dates import When, read_dates, read_stretch
from bot.debt.reading.days.hours import read_day_and_hour, read_hour
from bot.debt.reading.days.pay_day import Scope, read_day_scope
from bot.debt.reading.days.spans import Span, read_span
from bot.debt.reading.days.starting import begins_on, read_start, starts_paying, without_start
from bot.debt.reading.days.stretches import (
    Stretch,
    read_for_so_long,
    read_later,
    read_longer,
    read_so_long,
    wants_longer,
)
from bot.debt.reading.days.until_then import goes_on_after, read_until
from bot.debt.reading.dispute.contesting import contests, says_paid, says_so
from bot.debt.reading.dispute.disputing import goes_on_with_rest, means_all, pays_share, read_disputed, says_how_paid
from bot.debt.reading.household.age import read_age
from bot.debt.reading.household.household_answer import names_people, read_household_answer
from bot.debt.reading.household.people import Household, read_count, read_household
from bot.debt.reading.money.amending import cue_of, denies_offer, maintenance_paid, offers_rather, rhythm_amended
from bot.debt.reading.money.amount import Amount, with_role
from bot.debt.reading.money.amounts import read_amounts
from bot.debt.reading.money.fields import AMOUNTS, COSTS
from bot.debt.reading.money.known_sums import asks_what_sum, cant_clauses, names_sum
from bot.debt.reading.money.loosely import no_figure, parted, pick_figure, varies
from bot.debt.reading.money.lump import Lump, offers_early, read_lump
from bot.debt.reading.money.own_share import around_rent, denies_overdraft
from bot.debt.reading.money.periods import a_month
from bot.debt.reading.money.placed import Doubt, Placed
from bot.debt.reading.money.placing import place, takes_back
from bot.debt.reading.money.wishing import changes_sum, comes_in_or_goes, may_be_either, names_income, wished
from bot.debt.reading.money.without import nothing_else, read_lodging, read_none_of
from bot.debt.reading.plans.cancelling import asks_how, cancels, pays_as_planned, regrets
from bot.debt.reading.plans.lowering import wants_lower
from bot.debt.reading.plans.next_payment import asks_next_payment
from bot.debt.reading.plans.pause_words import (
    asks_pause,
    asks_what_pause,
    asks_which_day,
    denies_pause,
    ends_pause,
    hedges,
    names_pause,
)
from bot.debt.reading.plans.pay_words import asks_all, once_or_monthly, pays_now
from bot.debt.reading.plans.paying_ahead import pays_ahead, so_many_ahead
from bot.debt.reading.plans.plan_words import asks_plan, undoes_plan
from bot.debt.reading.plans.putting_back import puts_back
from bot.debt.reading.plans.rest_words import asks_rest
from bot.debt.reading.plans.terms import Terms, read_due_day, read_terms
from bot.debt.reading.plans.trouble_words import read_months, skips_one
from bot.debt.reading.text.beside_facts import beside_facts
from bot.debt.reading.text.masking import mask, mask_kept
from bot.debt.reading.text.plain import LONGEST, mentions, same_words
from bot.debt.reading.text.plain_matter import plain_matter, sarcastic
from bot.debt.reading.who.births import read_birth_dates
from bot.debt.reading.who.heirs import HeirWish, asks_debts_of_dead, tells_of_heir
from bot.debt.reading.who.link_for_other import asks_link_for_other
from bot.debt.reading.who.names import only_introduces, read_name
from bot.debt.reading.who.on_behalf import (
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
from bot.debt.reading.who.only_identity import only_identity
from bot.debt.reading.who.references import DEFAULT_PATTERNS, ReferencePattern, read_postcode, read_references
from bot.debt.reading.who.taking_over import takes_over
from bot.debt.reading.who.who_writes import (
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

__all__ = [
    "AMOUNTS",
    "COSTS",
    "DEFAULT_PATTERNS",
    "LONGEST",
    "Amount",
    "Doubt",
    "HeirWish",
    "Household",
    "LanguageWish",
    "LawQuestion",
    "Lump",
    "Placed",
    "ReferencePattern",
    "Reminding",
    "Scope",
    "Span",
    "StopWish",
    "Stretch",
    "Terms",
    "When",
    "a_month",
    "about_relative",
    "agrees",
    "another_matter",
    "around_rent",
    "asks_about_check",
    "asks_all",
    "asks_call",
    "asks_catch",
    "asks_debts_of_dead",
    "asks_erasure",
    "asks_hours",
    "asks_how",
    "asks_if_changed",
    "asks_if_settled",
    "asks_if_taken",
    "asks_if_unpaid",
    "asks_if_written",
    "asks_in_short",
    "asks_law",
    "asks_limit",
    "asks_link_for_other",
    "asks_money_back",
    "asks_most",
    "asks_next_payment",
    "asks_noted",
    "asks_number_from",
    "asks_parts",
    "asks_pause",
    "asks_pay_anyway",
    "asks_plan",
    "asks_receipt",
    "asks_received",
    "asks_reference",
    "asks_rest",
    "asks_settled_letter",
    "asks_stop_word",
    "asks_what_pause",
    "asks_what_sum",
    "asks_where_proof",
    "asks_which_account",
    "asks_which_day",
    "asks_whose_birth",
    "asks_why_amount",
    "asks_why_birth",
    "asks_why_still",
    "asks_why_written",
    "asks_word",
    "begins_on",
    "beside_facts",
    "beside_language",
    "cancels",
    "cant_clauses",
    "causes_in",
    "changes_reminding",
    "changes_sum",
    "comes_in_or_goes",
    "contests",
    "cue_of",
    "denies_offer",
    "denies_overdraft",
    "denies_pause",
    "doubts_sum",
    "ends_pause",
    "feared",
    "goes_on_after",
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
    "maintenance_paid",
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
    "nothing_else",
    "of_messages",
    "offers_early",
    "offers_rather",
    "once_or_monthly",
    "only_complains",
    "only_identity",
    "only_introduces",
    "only_reminders",
    "own_file",
    "parted",
    "pays_ahead",
    "pays_as_planned",
    "pays_now",
    "pays_share",
    "permits",
    "pick_choice",
    "pick_figure",
    "place",
    "plain_matter",
    "puts_back",
    "read_age",
    "read_amounts",
    "read_birth_dates",
    "read_call_time",
    "read_cause",
    "read_count",
    "read_dates",
    "read_day_and_hour",
    "read_day_scope",
    "read_disputed",
    "read_due_day",
    "read_for_so_long",
    "read_hour",
    "read_household",
    "read_household_answer",
    "read_later",
    "read_lodging",
    "read_longer",
    "read_lump",
    "read_months",
    "read_name",
    "read_none_of",
    "read_postcode",
    "read_references",
    "read_reminding",
    "read_so_long",
    "read_span",
    "read_start",
    "read_stop",
    "read_stretch",
    "read_terms",
    "read_until",
    "refuses_birth",
    "regrets",
    "relative_of",
    "rhythm_amended",
    "same_words",
    "sarcastic",
    "says_how_paid",
    "says_its_me",
    "says_own",
    "says_paid",
    "says_so",
    "seems_right",
    "short_number",
    "skips_one",
    "so_many_ahead",
    "starts_paying",
    "still_for_another",
    "stop_not_kept",
    "stops_calls_only",
    "stops_first",
    "stops_texts_only",
    "takes_back",
    "takes_over",
    "tells_beside_stop",
    "tells_death",
    "tells_of_heir",
    "tells_taken",
    "undoes_plan",
    "varies",
    "wants_longer",
    "wants_lower",
    "wants_messages_again",
    "wished",
    "with_role",
    "without_start",
    "writes_for",
    "yes_in_its_words",
    "yes_or_no",
]
