"""Settings from the environment: one table of name, default and help, which README and CLI share."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.debt.role import having_passwords, needing_second_step

ROOT = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-only-not-a-secret"  # noqa: S105  (production refuses to start on it)


class ConfigurationError(Exception):
    """The settings can't be used; the message says which and why."""


@dataclass(frozen=True)
class StripeAccount:
    """What one account at Stripe is used with."""

    api_key: SecretStr
    webhook_secret: SecretStr


_STRIPE = re.compile(r"STRIPE_(API_KEY|WEBHOOK_SECRET)_([A-Z0-9_]+)")


def account_name(name: str) -> str:
    """An account's name as data say it and as names of the environment end: the same account for both."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower())


def _named(name: str) -> AliasChoices:
    return AliasChoices(name)


class Settings(BaseSettings):
    """Everything the environment decides."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True)

    mode: Literal["demo", "production"] = Field(
        "demo", validation_alias=_named("REPIT_MODE"),
        description="`production` refuses default secrets, simulated providers, a moved clock, unreviewed words",
    )
    database_url: str = Field(
        "", validation_alias=_named("REPIT_DATABASE_URL"),
        description="PostgreSQL by URL; empty: an embedded one, with its data under `REPIT_VAR`",
    )
    var: Path = Field(
        ROOT / "var", validation_alias=_named("REPIT_VAR"),
        description="folder for the embedded database, logs and exports (default: `var/` of the project)",
    )
    host: str = Field("127.0.0.1", validation_alias=_named("REPIT_HOST"), description="address of the public door")
    port: int = Field(8080, validation_alias=_named("REPIT_PORT"), description="port of the public door")
    actions_port: int = Field(
        5055, validation_alias=_named("REPIT_ACTIONS_PORT"), description="loopback port of the custom actions"
    )
    rasa_port: int = Field(5005, validation_alias=_named("REPIT_RASA_PORT"), description="loopback port of Rasa")
    rasa_timeout: float = Field(
        8.0, validation_alias=_named("REPIT_RASA_TIMEOUT"),
        description="seconds before a turn goes on without Rasa, and a person is queued",
    )
    public_url: str = Field(
        "", validation_alias=_named("REPIT_PUBLIC_URL"),
        description="what links begin with; empty: `http://HOST:PORT`",
    )
    trusted_proxies: str = Field(
        "", validation_alias=_named("REPIT_TRUSTED_PROXIES"),
        description="addresses or networks, comma-separated, whose `X-Forwarded-For` tells who asks; empty: nobody's",
    )
    secret_key: SecretStr = Field(
        SecretStr(DEMO_SECRET), validation_alias=_named("REPIT_SECRET_KEY"),
        description="signs cookies and keys hashes; production needs one of 32 characters or more",
    )
    stripe_api_base: str = Field(
        "", validation_alias=_named("REPIT_STRIPE_API_BASE"), description="address of Stripe's API; empty: Stripe's own"
    )
    twilio_api_base: str = Field(
        "", validation_alias=_named("REPIT_TWILIO_API_BASE"), description="address of Twilio's API; empty: Twilio's own"
    )
    stripe_api_key: SecretStr = Field(
        SecretStr(""), validation_alias=_named("STRIPE_API_KEY"),
        description="key of the default Stripe account; empty: the sandbox provider",
    )
    stripe_webhook_secret: SecretStr = Field(
        SecretStr(""), validation_alias=_named("STRIPE_WEBHOOK_SECRET"),
        description="signs that account's webhooks; for another account: both names with `_` and its name in capitals",
    )
    twilio_account_sid: str = Field(
        "", validation_alias=_named("TWILIO_ACCOUNT_SID"),
        description="default Twilio account; empty: messages stay in the outbox",
    )
    twilio_auth_token: SecretStr = Field(
        SecretStr(""), validation_alias=_named("TWILIO_AUTH_TOKEN"),
        description="token of the default Twilio account; of account NAME: `TWILIO_AUTH_TOKEN_NAME`",
    )
    sms_from: str = Field("", validation_alias=_named("REPIT_SMS_FROM"), description="default sender of SMS")
    whatsapp_from: str = Field(
        "", validation_alias=_named("REPIT_WHATSAPP_FROM"), description="default sender on WhatsApp"
    )
    smtp_url: SecretStr = Field(
        SecretStr(""), validation_alias=_named("REPIT_SMTP_URL"),
        description="mail server, `smtps://USER:PASSWORD@HOST` or `smtp://…` (STARTTLS); empty: e-mails stay in the "
        "outbox",
    )
    email_from: str = Field(
        "", validation_alias=_named("REPIT_EMAIL_FROM"),
        description="address that e-mails come from; answers come to it with `+` and a token before the `@`",
    )
    email_secret: SecretStr = Field(
        SecretStr(""), validation_alias=_named("REPIT_EMAIL_SECRET"),
        description="signs e-mails given to `/channels/email`; production needs one of 32 characters or more",
    )
    oncall_phones: str = Field(
        "", validation_alias=_named("REPIT_ONCALL_PHONES"),
        description="numbers (`+33…`), comma-separated, that get an SMS every five minutes while somebody in danger"
        " waits and nobody at the desk has said that they know; production needs one; empty: a log",
    )
    sfs_table: str = Field(
        "", validation_alias=_named("REPIT_SFS_TABLE"),
        description="file with the operator's SFS spending guideline (United Kingdom); empty: nothing above a token",
    )
    desk_second_step: str = Field(
        "", validation_alias=_named("REPIT_DESK_SECOND_STEP"),
        description="roles that log in at the desk with an authenticator's code as well: agent, supervisor, compliance,"
        " administrator, `all`, `none`; empty: all in production, none in the demo",
    )
    oidc_issuer: str = Field(
        "", validation_alias=_named("REPIT_OIDC_ISSUER"),
        description="issuer of the OpenID Connect provider where agents may log in, as its discovery document has it"
        " (`https://…`); empty: none",
    )
    oidc_client_id: str = Field(
        "", validation_alias=_named("REPIT_OIDC_CLIENT_ID"), description="what that provider knows us by"
    )
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), validation_alias=_named("REPIT_OIDC_CLIENT_SECRET"),
        description="the secret that it gave us with it",
    )
    oidc_second_step: str = Field(
        "mfa", validation_alias=_named("REPIT_OIDC_SECOND_STEP"),
        description="what, among its `amr` or as its `acr`, comma-separated, says that it has asked for a second step:"
        " ours is not asked as well; empty: ours always counts",
    )
    desk_passwords: str = Field(
        "", validation_alias=_named("REPIT_DESK_PASSWORDS"),
        description="with such a provider, the roles that may still log in with a password: as in"
        " `REPIT_DESK_SECOND_STEP`; empty: all",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias=_named("REPIT_LOG_LEVEL"), description="how much is logged (never personal data)"
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _networks_there_are(cls, value: str) -> str:
        for one in value.split(","):
            if one.strip():
                ip_network(one.strip())
        return value

    @field_validator("oncall_phones")
    @classmethod
    def _numbers(cls, value: str) -> str:
        for one in value.split(","):
            if one.strip() and not re.fullmatch(r"\+[1-9][0-9]{7,14}", one.strip()):
                raise ValueError("REPIT_ONCALL_PHONES is telephone numbers like +33612345678, parted by commas")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, value: SecretStr) -> SecretStr:
        told = urlsplit(value.get_secret_value())
        if value.get_secret_value() and (told.scheme not in ("smtp", "smtps") or not told.hostname or told.port == 0):
            raise ValueError("REPIT_SMTP_URL is smtp://HOST or smtps://HOST, perhaps with USER:PASSWORD@ and :PORT")
        return value

    @field_validator("email_from")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"[a-z0-9._-]{1,25}@[a-z0-9.-]{1,200}\.[a-z]{2,24}", value):
            raise ValueError("REPIT_EMAIL_FROM is a short plain address in small letters, without a name")
        return value

    @field_validator("desk_second_step")
    @classmethod
    def _roles_there_are(cls, value: str) -> str:
        needing_second_step(value, production=False)
        return value

    @field_validator("desk_passwords")
    @classmethod
    def _roles_with_passwords(cls, value: str) -> str:
        having_passwords(value, elsewhere=True)
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _an_issuer(cls, value: str) -> str:
        told = urlsplit(value)
        safe = told.scheme == "https" or (told.scheme == "http" and told.hostname in ("127.0.0.1", "localhost", "::1"))
        if value and (not safe or not told.hostname or told.query or told.fragment or "@" in told.netloc):
            raise ValueError("REPIT_OIDC_ISSUER is https://HOST, perhaps with a path (in the demo, http://127.0.0.1)")
        return value

    @model_validator(mode="after")
    def _a_whole_client(self) -> Self:
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret.get_secret_value())
        if any(given) and not all(given):
            raise ValueError("REPIT_OIDC_ISSUER, REPIT_OIDC_CLIENT_ID and REPIT_OIDC_CLIENT_SECRET go together")
        return self

    @property
    def password_roles(self) -> frozenset[str]:
        """The roles that may log in at the desk with a password."""
        return having_passwords(self.desk_passwords, elsewhere=bool(self.oidc_issuer))

    @property
    def oidc_second_steps(self) -> frozenset[str]:
        """The values of `oidc_second_step`."""
        return frozenset(one.strip() for one in self.oidc_second_step.split(",") if one.strip())

    @property
    def second_step_roles(self) -> frozenset[str]:
        """The roles that can't log in at the desk without a code."""
        return needing_second_step(self.desk_second_step, production=self.mode == "production")

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of `trusted_proxies`."""
        return tuple(ip_network(one.strip()) for one in self.trusted_proxies.split(",") if one.strip())

    @property
    def on_call(self) -> tuple[str, ...]:
        """The numbers of `oncall_phones`."""
        return tuple(one.strip() for one in self.oncall_phones.split(",") if one.strip())

    @property
    def stripe_accounts(self) -> dict[str, StripeAccount]:
        """Accounts at Stripe by name (see account_name; empty: the default one) that have a key."""
        found = {"": {"API_KEY": self.stripe_api_key, "WEBHOOK_SECRET": self.stripe_webhook_secret}}
        for name, value in {**dotenv_values(".env"), **os.environ}.items():
            if (named := _STRIPE.fullmatch(name)) and value:
                found.setdefault(account_name(named[2]), {})[named[1]] = SecretStr(value)
        none = SecretStr("")
        accounts = {
            name: StripeAccount(api_key=kinds.get("API_KEY", none), webhook_secret=kinds.get("WEBHOOK_SECRET", none))
            for name, kinds in found.items()
        }
        return {name: one for name, one in accounts.items() if one.api_key.get_secret_value()}

    @property
    def base_url(self) -> str:
        """What links begin with, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def guideline(self) -> Path | None:
        """The file of `sfs_table`, from the project's root where it is not absolute."""
        return ROOT / self.sfs_table if self.sfs_table else None

    @property
    def rasa_url(self) -> str:
        """Where Rasa answers: loopback only."""
        return f"http://127.0.0.1:{self.rasa_port}"


def load() -> Settings:
    """Read the environment.

    Raises ConfigurationError with one line a fault; in production also for default secrets.
    """
    try:
        settings = Settings()  # type: ignore[call-arg]  # pydantic fills it from the environment
    except ValueError as error:
        raise ConfigurationError(str(error)) from error
    if settings.mode == "production":
        _fit_for_production(settings)
    return settings


def _fit_for_production(settings: Settings) -> None:
    faults = []
    secret = settings.secret_key.get_secret_value()
    if secret == DEMO_SECRET or len(secret) < 32:
        faults.append("REPIT_SECRET_KEY must be a secret of your own of 32 characters or more")
    if not settings.database_url:
        faults.append("REPIT_DATABASE_URL must name a PostgreSQL of your own")
    if not settings.stripe_api_key.get_secret_value() or not settings.stripe_webhook_secret.get_secret_value():
        faults.append("STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET must be set: the sandbox takes no real payment")
    for name, account in settings.stripe_accounts.items():
        if name and not account.webhook_secret.get_secret_value():
            faults.append(f"STRIPE_WEBHOOK_SECRET_{name.upper()} must be set beside STRIPE_API_KEY_{name.upper()}")
    if not settings.twilio_account_sid or not settings.twilio_auth_token.get_secret_value():
        faults.append("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set: the outbox sends nothing")
    if not settings.sms_from:
        faults.append("REPIT_SMS_FROM must be set: SMS needs a sender")
    if not settings.smtp_url.get_secret_value() or not settings.email_from:
        faults.append("REPIT_SMTP_URL and REPIT_EMAIL_FROM must be set: the outbox sends no e-mail")
    if len(settings.email_secret.get_secret_value()) < 32:
        faults.append("REPIT_EMAIL_SECRET must be a secret of 32 characters or more: answers to e-mails come by it")
    if not settings.on_call:
        faults.append("REPIT_ONCALL_PHONES must be set: somebody must hear of a debtor in danger at night")
    addresses = {"REPIT_PUBLIC_URL": settings.public_url, "REPIT_OIDC_ISSUER": settings.oidc_issuer or "https://"}
    faults += [f"{name} must begin with https://" for name, at in addresses.items() if not at.startswith("https://")]
    if faults:
        raise ConfigurationError("; ".join(faults))


def table() -> list[tuple[str, str, str]]:
    """Name, default and help of every setting, in order; secrets show no default."""
    rows = []
    for field in Settings.model_fields.values():
        alias = field.validation_alias
        name = str(alias.choices[0]) if isinstance(alias, AliasChoices) else ""
        default = field.default
        if isinstance(default, SecretStr):
            default = ""
        elif isinstance(default, Path):
            default = default.relative_to(ROOT)
        rows.append((name, str(default), field.description or ""))
    return rows
