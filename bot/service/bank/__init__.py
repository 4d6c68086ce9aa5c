"""Bank statements applied: each movement of a creditor's account once, to its case or before a person's eyes."""

from bot.service.bank.apply import apply_statement
from bot.service.bank.records import BankReport, Entry, LineReport, Statement

__all__ = ["BankReport", "Entry", "LineReport", "Statement", "apply_statement"]
