"""The papers about a case in words: recap of a plan, certificate of a pause, receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from babel.dates import get_day_names

from bot.papers.blocks import (
    Block,
    Paper,
    Words,
    certificate,
    code,
    facts,
    heading,
    law,
    listing,
    made,
    name,
    table,
    text,
)
from bot.service.case.recap import Overdue, PauseCertificate, Recap
from bot.service.identity.parties import Parties
from bot.service.pay.receipt_paper import ReceiptPaper
from bot.service.thread import spoken

_LOCALE = {"fr": "fr_FR", "en": "en_GB"}
_NATURES = ("consumer_credit", "energy", "telecom", "rent")


def recap(told: Recap, lang: str, chat_url: str) -> Paper:
    """The recap of an agreed plan. `chat_url` is where payment links and people are found."""
    w = Words(lang)
    blocks = [text(w("paper_recap_intro", day=w.day(told.agreed_on)))]
    if told.state == "completed":
        blocks.append(text(w("paper_recap_completed")))
    elif told.state == "rearranged":
        blocks.append(text(w("paper_recap_moved")))
    if told.code and told.until is not None:
        blocks += [
            heading(w("paper_certificate_title")),
            certificate(
                w("paper_certificate_label"), told.code, w("paper_certificate_plan", day=w.day(told.until)),
                w("paper_certificate_how"),
            ),
        ]
    blocks += _schedule(told, w)
    if told.payable:
        ways = [w("paper_pay_link", url=chat_url), w("paper_pay_no_fee"), w("paper_pay_trouble")]
        blocks += [heading(w("paper_pay")), listing(ways)]
        blocks.append(code(chat_url, w("paper_pay_code_alt", url=chat_url), w("paper_pay_code")))
    elif told.state != "completed":
        blocks += [heading(w("paper_pay")), text(w("paper_pay_not_now"))]
    blocks += [heading(w("paper_who")), _who(told.parties, w)]
    if told.overdue is not None:
        blocks += _overdue(told.overdue, w, w.day(told.made_on))
    blocks += _person(told.parties, w, chat_url)
    blocks += _rights(told.parties, w, w.day(told.undo_until) if told.undo_until else "")
    effects = [w(one) for one in told.effects if one not in _SAID_ELSEWHERE]
    if effects:
        blocks += [heading(w("paper_told_before")), listing(effects)]
    blocks += _law(told.parties, w)
    return Paper(title=w("paper_recap_title"), lang=lang, made=made(w, told.made_on, told.name), blocks=tuple(blocks))


_SAID_ELSEWHERE = ("utter_effect_no_fees", "utter_effect_undo_14_days")


def _schedule(told: Recap, w: Words) -> list[Block]:
    paid = bool(told.paid)
    head = [w("paper_day"), *([w("paper_paid")] if paid else []), w("paper_amount")]
    rows = [
        [w.day(one.due_on), *([w.money(one.paid) if one.paid else w("paper_nothing")] if paid else []),
         w.money(one.amount)]
        for one in told.lines
    ]
    total = [w("paper_total"), *([w.money(told.paid)] if paid else []), w.money(told.total)]
    blocks = [
        heading(w("paper_schedule")),
        table(head, rows, total=total, ends=len(head) - 1),
    ]
    if paid and told.state != "completed":
        blocks.append(text(w("paper_left", amount=w.money(told.total - told.paid))))
    if told.kind != "plan" and told.overdue is not None and told.overdue.total > told.total - told.paid:
        blocks.append(text(w("paper_rest_later")))
    if told.review_on is not None:
        blocks.append(text(w("paper_review_on", day=w.day(told.review_on))))
    return blocks


def _who(parties: Parties, w: Words) -> Block:
    nature = parties.nature if parties.nature in _NATURES else "other"
    letter = ""
    if parties.letter_date is not None:
        letter = w(
            "paper_letter_of", day=w.day(parties.letter_date), reference=parties.letter_reference or parties.reference
        )
    creditor, brand = name(parties.creditor), name(parties.brand)
    return facts(
        [
            (w("paper_creditor"), creditor), (w("paper_creditor_address"), name(parties.address)),
            (w("paper_brand"), brand if brand != creditor else ""), (w("paper_role"), _role(parties, w)),
            (w("paper_collector_address"), name(parties.collector_address)),
            (w("paper_reference"), name(parties.reference)), (w("paper_basis"), w(f"paper_nature_{nature}")),
            (w("paper_letter"), letter),
        ]
    )


def _role(parties: Parties, w: Words) -> str:
    creditor = name(parties.creditor)
    if parties.role == "mandated_collector":
        if parties.collector:
            return w("paper_role_mandated_collector", collector=name(parties.collector), creditor=creditor)
        return w("paper_role_mandated_unnamed", creditor=creditor)
    if parties.role == "purchaser":
        return w("paper_role_purchaser", creditor=creditor, brand=name(parties.brand))
    return w("paper_role_own_account", creditor=creditor)


def _overdue(told: Overdue, w: Words, day: str) -> list[Block]:
    rows = [[w(f"paper_part_{key}"), w.money(amount)] for key, amount in told.parts.items()]
    if told.corrections:
        rows.append([w("paper_part_corrections"), w.money(told.corrections)])
    blocks = [
        heading(w("paper_overdue", day=day)),
        table(
            [w("paper_part"), w("paper_amount")], rows,
            total=[w("paper_overdue_total"), w.money(told.total)],
        ),
    ]
    if told.disputed:
        blocks.append(text(w("paper_disputed", amount=w.money(told.disputed))))
    return blocks


def _person(parties: Parties, w: Words, chat_url: str) -> list[Block]:
    lines = [w("paper_person_chat", url=chat_url)]
    if parties.phone:
        lines.append(w("paper_person_phone", phone=name(parties.phone)))
    spans = hours(parties.hours, w)
    if spans:
        lines.append(w("paper_person_hours", hours=spoken.listing(spans, w.lang)))
    return [heading(w("paper_person")), listing(lines)]


def hours(open_on: Mapping[str, Sequence[str]], w: Words) -> list[str]:
    """Desk hours by ISO weekday in words, days in a row with the same hours together."""
    names = get_day_names("wide", locale=_LOCALE[w.lang])
    days = [(number, tuple(open_on[str(number)])) for number in range(1, 8) if open_on.get(str(number))]
    said = []
    for _, group in groupby(enumerate(days), key=lambda one: (one[1][0] - one[0], one[1][1])):
        span = [day for _, day in group]
        first, last, (begin, end) = names[span[0][0] - 1], names[span[-1][0] - 1], span[0][1]
        if len(span) == 1:
            said.append(w("paper_hours_day", first=first, from_hour=_hour(begin, w), to_hour=_hour(end, w)))
        else:
            said.append(
                w("paper_hours_days", first=first, last=last, from_hour=_hour(begin, w), to_hour=_hour(end, w))
            )
    return said


def _hour(told: str, w: Words) -> str:
    hour, _, minutes = told.partition(":")
    if w.lang == "en":
        return told
    return f"{int(hour)}\u00a0h" + (f"\u00a0{minutes}" if minutes not in ("", "00") else "")


def _rights(parties: Parties, w: Words, undo_until: str) -> list[Block]:
    place = {"FR": "fr", "GB": "gb"}.get(parties.jurisdiction[:2], "other")
    rights = [w("paper_right_undo", day=undo_until)] if undo_until else []
    rights += [
        w("paper_right_human"), w("paper_right_dispute"), w("paper_right_complaint"), w(f"paper_right_data_{place}"),
    ]
    return [heading(w("paper_rights")), listing(rights)]


def _law(parties: Parties, w: Words) -> list[Block]:
    """What every paper of a mandated collector in France reproduces (CPCE R124-4, 5°)."""
    if parties.role != "mandated_collector" or parties.jurisdiction[:2] != "FR":
        return []
    return [
        heading(w("paper_law")), text(w("paper_law_source"), soft=True),
        law(w("paper_law_second"), w("paper_law_third")),
    ]


def pause(told: PauseCertificate, lang: str, chat_url: str) -> Paper:
    """The certificate of a pause."""
    w = Words(lang)
    until = w.day(told.until)
    blocks = [
        text(w("paper_pause_intro", day=until)),
        certificate(
            w("paper_certificate_label"), told.code, w("paper_certificate_pause", day=until),
            w("paper_certificate_how"),
        ),
        text(w("paper_pause_after")), heading(w("paper_who")), _who(told.parties, w),
        *_person(told.parties, w, chat_url), *_rights(told.parties, w, ""), *_law(told.parties, w),
    ]
    return Paper(
        title=w("paper_certificate_title"), lang=lang, made=made(w, told.made_on, told.name), blocks=tuple(blocks)
    )


def receipt(told: ReceiptPaper, lang: str) -> Paper:
    """A receipt; what only the debtor may read stands on it only where it was given."""
    w = Words(lang)
    rows = [
        (w("paper_receipt_number"), told.number), (w("paper_amount"), w.money(told.amount)),
        (w("paper_receipt_day"), w.day(told.day)), (w("paper_receipt_method"), w(f"pay_method_{told.method}")),
    ]
    if len(told.covers) > 1:
        rows[2:2] = [(w(f"paper_part_{part}"), w.money(amount)) for part, amount in told.covers]
    blocks = [text(w("paper_receipt_intro")), facts(rows)]
    if told.back:
        blocks.append(text(w("pay_receipt_back")))
    if told.parties is not None:
        blocks += [heading(w("paper_who")), _who(told.parties, w), *_law(told.parties, w)]
    return Paper(title=w("paper_receipt_title"), lang=lang, made=made(w, told.day, told.name), blocks=tuple(blocks))
