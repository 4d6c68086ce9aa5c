"""The creditors' files in which the simulated debtors' cases come in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.simulated.people import Person

_AURALIS = (
    "Réf dossier;Marque;Nom;Prénom;Né(e) le;Tél;Mail;CP;Échu principal;Échu intérêts;Autres;Capital restant dû;"
    "Plus ancien impayé;Dernier paiement;Date lettre;Prochaine échéance;Montant prochaine échéance;Situation;"
    "À traiter jusqu'au;Arrêté au"
)
_VOLTA = (
    "account_id,invoice_id,invoice_date,due_date,amount_ttc,paid,customer,birthdate,mobile,email,postcode,city,"
    "status"
)
_BRIGHTLOAN = (
    "Agreement No|Customer|DOB|Mobile|Email|Postcode|Arrears|Balance|Last Payment Date|Default Notice Date|"
    "Next Payment Due|Status Code"
)


def write(folder: Path, people: Sequence[Person]) -> dict[str, Path]:
    """One full file a creditor that has any of these debtors; gives their paths by creditor."""
    files = {}
    for creditor, name, head, row, encoding in (
        ("auralis", "auralis_2026-11-20_full.csv", _AURALIS, _auralis, "cp1252"),
        ("volta", "volta_energie_20261120.csv", _VOLTA, _volta, "utf-8-sig"),
        ("brightloan", "brightloan_uk_20261120.psv", _BRIGHTLOAN, _brightloan, "utf-8"),
    ):
        rows = [row(one) for one in people if one.account.creditor == creditor]
        if rows:
            files[creditor] = folder / name
            files[creditor].write_bytes("".join(f"{line}\r\n" for line in (head, *rows)).encode(encoding))
    return files


def _mobile(person: Person) -> str:
    return f"06 39 98 {30 + person.number // 100:02d} {person.number % 100:02d}"  # kept for fiction


def _comma(minor: int) -> str:
    return f"{minor // 100},{minor % 100:02d}"


def _point(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _auralis(person: Person) -> str:
    one = person.account
    return ";".join((
        one.reference, one.brand, one.last_name, one.first_name, f"{one.birth_date:%d/%m/%Y}", _mobile(person),
        f"sim{person.number}@example.fr", one.postcode, _comma(one.overdue), "0,00", "0,00",
        _comma(one.next_due * 14), "26/10/2026", "16/09/2026", "10/11/2026", "27/11/2026", _comma(one.next_due),
        "en retard", "20/12/2026", "20/11/2026",
    ))


def _volta(person: Person) -> str:
    one = person.account
    return ",".join((
        one.reference, f"F{person.number:05d}", "2026-10-15", "2026-10-30", _point(one.overdue), "0.00",
        f"{one.last_name.upper()} {one.first_name}", one.birth_date.isoformat(), _mobile(person).replace(" ", ""),
        f"sim{person.number}@example.fr", one.postcode, "", "overdue",
    ))


def _brightloan(person: Person) -> str:
    one = person.account
    return "|".join((
        one.reference, f"Ms {one.last_name}", f"{one.birth_date:%d-%b-%Y}", f"07700 900{person.number % 1000:03d}",
        f"sim{person.number}@example.co.uk", one.postcode, f"£{_point(one.overdue)}", f"£{_point(one.overdue * 3)}",
        "21-Sep-2026", "", "29-Nov-2026", "ARR",
    ))
