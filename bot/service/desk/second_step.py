"""The second step of a log-in: codes of an authenticator (TOTP, RFC 6238), and recovery codes for who has lost it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, func, select

from bot.debt import code as signs
from bot.service.desk.work import DeskRefusal
from bot.service.ports import Clock
from bot.store.clock import OffsetClock
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, AgentFactor, RecoveryCode

ISSUER = "Répit"
CODES = 10
"""Recovery codes given at a time; new ones end the old ones."""
DRIFT = 1
"""Steps of 30 seconds that a phone's clock may be off, either way."""
_LETTER, _LENGTH = "S", 10  # 50 random bits
_DIGITS = 6


class Seal:
    """Keeps secrets of agents closed in the store: the key comes from REPIT_SECRET_KEY and is kept nowhere.

    Each `use` has a key of its own: what was closed for one is not opened for another.
    """

    def __init__(self, secret: str, use: str = "desk second step") -> None:
        key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=use.encode()).derive(secret.encode())
        self._fernet, self._key = Fernet(base64.urlsafe_b64encode(key)), key

    def close(self, text: str) -> str:
        """What is stored of a text."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """The text; None when it was closed under another secret."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def mark(self, text: str) -> str:
        """A keyed hash: tells texts apart, and nothing of them."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """A secret to be put into an authenticator: by hand in groups of four, or by its address."""

    secret: str
    uri: str

    @property
    def grouped(self) -> str:
        """As it is read and typed."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


def real_time(uow: UnitOfWork) -> int:
    """Seconds since the epoch by the real clock: a phone's is not moved with the demo's."""
    return real_seconds(uow.clock)


def real_seconds(clock: Clock) -> int:
    """The same by the clock itself."""
    moved = clock.offset if isinstance(clock, OffsetClock) else None
    return int((clock.now() - moved if moved else clock.now()).timestamp())


async def is_enrolled(uow: UnitOfWork, agent_id: int) -> bool:
    """Whether the agent has an authenticator that was confirmed."""
    factor = await uow.session.get(AgentFactor, agent_id)
    return factor is not None and factor.sealed is not None


async def begin(uow: UnitOfWork, agent: Agent, seal: Seal) -> Enrolment:
    """The secret to enrol; shown again it is the same until it is confirmed. The one in use stays good till then."""
    factor = await _locked(uow, agent.id)
    secret = seal.open(factor.pending) if factor.pending else None
    if secret is None:
        secret = pyotp.random_base32()
        factor.pending = seal.close(secret)
    return Enrolment(secret=secret, uri=pyotp.TOTP(secret).provisioning_uri(name=agent.login, issuer_name=ISSUER))


async def confirm(uow: UnitOfWork, agent_id: int, given: str, seal: Seal) -> list[str]:
    """A code of the new secret proves that it has arrived: from now on it counts. Gives the recovery codes, once.

    Raises DeskRefusal("wrong_code").
    """
    factor = await _locked(uow, agent_id)
    secret = seal.open(factor.pending) if factor.pending else None
    step = _step_of(uow, secret, given, after=0) if secret else None
    if step is None:
        raise DeskRefusal("wrong_code")
    factor.sealed, factor.pending, factor.last_step, factor.enrolled_at = factor.pending, None, step, uow.now
    uow.audit("agent.factor_enrolled", "agent", agent_id, actor=f"agent:{agent_id}")
    return await new_codes(uow, agent_id, seal)


async def new_codes(uow: UnitOfWork, agent_id: int, seal: Seal) -> list[str]:
    """Ten recovery codes in place of the old ones; shown once, kept as hashes."""
    await uow.session.execute(delete(RecoveryCode).where(RecoveryCode.agent_id == agent_id))
    codes = [
        signs.written("".join(secrets.choice(signs.SIGNS) for _ in range(_LENGTH)), letter=_LETTER)
        for _ in range(CODES)
    ]
    uow.session.add_all(RecoveryCode(agent_id=agent_id, code_hash=seal.mark(f"{agent_id}:{one}")) for one in codes)
    uow.audit("agent.recovery_codes_made", "agent", agent_id, actor=f"agent:{agent_id}")
    return codes


async def codes_left(uow: UnitOfWork, agent_id: int) -> int:
    """Recovery codes that have not been used."""
    unused = select(func.count()).select_from(RecoveryCode)
    return int(
        await uow.session.scalar(unused.where(RecoveryCode.agent_id == agent_id, RecoveryCode.used_at.is_(None))) or 0
    )


async def holds(uow: UnitOfWork, agent_id: int, given: str, seal: Seal) -> bool:
    """Whether this is the authenticator's code of now, or a recovery code: each good once, for one log-in."""
    factor = await _locked(uow, agent_id)
    secret = seal.open(factor.sealed) if factor.sealed else None
    step = _step_of(uow, secret, given, after=factor.last_step) if secret else None
    if step is not None:
        factor.last_step = step
        return True
    return await _recovered(uow, agent_id, given, seal)


def _step_of(uow: UnitOfWork, secret: str, given: str, *, after: int) -> int | None:
    """The time step that a code is of; None when it is wrong, or of a step that was used up already."""
    clean = "".join(given[:20].split())
    if len(clean) != _DIGITS or not (clean.isascii() and clean.isdigit()):
        return None
    totp = pyotp.TOTP(secret)
    here = real_time(uow) // totp.interval
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step), clean) and step > after:
            return step
    return None


async def _recovered(uow: UnitOfWork, agent_id: int, given: str, seal: Seal) -> bool:
    read = signs.read(given, letter=_LETTER, length=_LENGTH)
    if read is None:
        return False
    row = await uow.session.get(RecoveryCode, (agent_id, seal.mark(f"{agent_id}:{read}")), with_for_update=True)
    if row is None or row.used_at is not None:
        return False
    row.used_at = uow.now
    uow.audit("agent.recovery_code_used", "agent", agent_id, actor=f"agent:{agent_id}")
    return True


async def forget(uow: UnitOfWork, agent_id: int) -> None:
    """Authenticator and recovery codes are gone; the agent enrols anew. The caller leaves the line."""
    await uow.session.execute(delete(RecoveryCode).where(RecoveryCode.agent_id == agent_id))
    await uow.session.execute(delete(AgentFactor).where(AgentFactor.agent_id == agent_id))


async def _locked(uow: UnitOfWork, agent_id: int) -> AgentFactor:
    """The agent's row, made if missing, locked until the transaction ends: of two tries with one code one counts."""
    await uow.session.get_one(Agent, agent_id, with_for_update=True)
    factor = await uow.session.get(AgentFactor, agent_id, with_for_update=True, populate_existing=True)
    if factor is None:
        factor = AgentFactor(agent_id=agent_id, last_step=0)
        uow.session.add(factor)
        await uow.flush()
    return factor
