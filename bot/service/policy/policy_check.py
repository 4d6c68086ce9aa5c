"""Every policy and every table of rules, read anew: what is wrong with it, with file and line where it is known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.debt import limitation
from bot.debt.hold import hold_rules
from bot.debt.jurisdiction import jurisdictions
from bot.debt.policy import read_policies
from bot.debt.procedure import procedures
from bot.debt.procedure_stance import stance_rules
from bot.debt.scales import ScaleError, load_scales
from bot.service.policy.policies import sentences
from bot.settings import ROOT

FOLDER = ROOT / "bot" / "policies"


def check_policies(files: Sequence[Path] | None = None) -> list[str]:
    """One line a fault, `file:line: key: reason`; of all policies unless some are named."""
    _, faults = read_policies(sorted(FOLDER.glob("*.yml")) if files is None else files, sentences())
    return [str(fault) for fault in faults]


def check_tables(guideline: Path | None = None) -> list[str]:
    """One line a fault of scales, jurisdictions, procedures, holds, limitation and the operator's guideline."""
    faults = []
    try:
        load_scales(guideline)
    except ScaleError as error:
        faults.append(str(error))
    for table in (jurisdictions, stance_rules, procedures):
        try:
            table()
        except ValueError as error:
            faults.append(str(error))
    for name, read in (("holds.yml", hold_rules), ("limitation.yml", limitation.rules)):
        try:
            read()
        except (ValueError, TypeError, KeyError) as error:
            faults.append(f"{name}: {error}")
    return faults
