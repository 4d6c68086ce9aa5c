"""All tables, one module a topic."""

from bot.store.tables.bank import BankLine, TransferReference
from bot.store.tables.base import Base
from bot.store.tables.case import Case, Dispute, Hold, LedgerEntry, Obligation
from bot.store.tables.conversation import Alert, Conversation, Handover, Message, Note, Outcome, PhoneLine
from bot.store.tables.creditor import Brand, Creditor, ExportEvent, ImportRun, Portfolio
from bot.store.tables.desk import (
    Agent,
    AgentBrand,
    AgentBrowser,
    AgentFactor,
    AgentScope,
    AgentSession,
    AuditLine,
    LoginThrottle,
    RecoveryCode,
)
from bot.store.tables.papers import Certificate
from bot.store.tables.payment import (
    Attempt,
    Demand,
    PaymentEvent,
    PaymentLink,
    Receipt,
    SandboxSession,
    Suspense,
)
from bot.store.tables.person import (
    Consent,
    ContactPoint,
    IdentityFailure,
    IdentityProof,
    Marker,
    Party,
    Person,
    PersonalLink,
)
from bot.store.tables.plan import BudgetVersion, Instalment, Offer, Pause, Plan, Promise, Referral
from bot.store.tables.task import ContactAttempt, DemoClock, OutboxMessage, Task

__all__ = [
    "Agent",
    "AgentBrand",
    "AgentBrowser",
    "AgentFactor",
    "AgentScope",
    "AgentSession",
    "Alert",
    "Attempt",
    "AuditLine",
    "BankLine",
    "Base",
    "Brand",
    "BudgetVersion",
    "Case",
    "Certificate",
    "Consent",
    "ContactAttempt",
    "ContactPoint",
    "Conversation",
    "Creditor",
    "Demand",
    "DemoClock",
    "Dispute",
    "ExportEvent",
    "Handover",
    "Hold",
    "IdentityFailure",
    "IdentityProof",
    "ImportRun",
    "Instalment",
    "LedgerEntry",
    "LoginThrottle",
    "Marker",
    "Message",
    "Note",
    "Obligation",
    "Offer",
    "OutboxMessage",
    "Outcome",
    "Party",
    "Pause",
    "PaymentEvent",
    "PaymentLink",
    "Person",
    "PersonalLink",
    "PhoneLine",
    "Plan",
    "Portfolio",
    "Promise",
    "Receipt",
    "RecoveryCode",
    "Referral",
    "SandboxSession",
    "Suspense",
    "Task",
    "TransferReference",
]
