"""Settings from the environment: one table of name, default and help, which README and CLI share."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.debt.role import having_passwords, needing_second_step
from bot.settings.accounts import StripeAccount, stripe_accounts
from bot.settings.production import DEMO_SECRET, faults_of

ROOT = Path(__file__).resolve().parent.parent.parent


class ConfigurationError(Exception):
    """The settings can't be used; the message says which and why."""


def _setting[T](name: str, default: T, about: str) -> T:
    """A setting: its name in the environment, its default and its help."""
    field: T = Field(default, validation_alias=AliasChoices(name), description=about)
    return field


def _listed(value: str) -> list[str]:
    """What stands between the commas."""
    return [one.strip() for one in value.split(",") if one.strip()]


class Settings(BaseSettings):
    """Everything the environment decides."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True)

    mode: Literal["demo", "production"] = _setting(
        "REPIT_MODE", "demo",
        "`production` refuses default secrets, simulated providers, a moved clock, unreviewed words",
    )
    database_url: str = _setting(
        "REPIT_DATABASE_URL", "", "PostgreSQL by URL; empty: an embedded one, with its data under `REPIT_VAR`"
    )
    var: Path = _setting(
        "REPIT_VAR", ROOT / "var", "folder for the embedded database, logs and exports (default: `var/` of the project)"
    )
    host: str = _setting("REPIT_HOST", "127.0.0.1", "address of the public door")
    port: int = _setting("REPIT_PORT", 8080, "port of the public door")
    actions_port: int = _setting("REPIT_ACTIONS_PORT", 5055, "loopback port of the custom actions")
    rasa_port: int = _setting("REPIT_RASA_PORT", 5005, "loopback port of Rasa")
    rasa_timeout: float = _setting(
        "REPIT_RASA_TIMEOUT", 8.0, "seconds before a turn goes on without Rasa, and a person is queued"
    )
    public_url: str = _setting("REPIT_PUBLIC_URL", "", "what links begin with; empty: `http://HOST:PORT`")
    trusted_proxies: str = _setting(
        "REPIT_TRUSTED_PROXIES", "",
        "addresses or networks, comma-separated, whose `X-Forwarded-For` tells who asks; empty: nobody's",
    )
    secret_key: SecretStr = _setting(
        "REPIT_SECRET_KEY", SecretStr(DEMO_SECRET),
        "signs cookies and keys hashes; production needs one of 32 characters or more",
    )
    stripe_api_base: str = _setting("REPIT_STRIPE_API_BASE", "", "address of Stripe's API; empty: Stripe's own")
    twilio_api_base: str = _setting("REPIT_TWILIO_API_BASE", "", "address of Twilio's API; empty: Twilio's own")
    stripe_api_key: SecretStr = _setting(
        "STRIPE_API_KEY", SecretStr(""), "key of the default Stripe account; empty: the sandbox provider"
    )
    stripe_webhook_secret: SecretStr = _setting(
        "STRIPE_WEBHOOK_SECRET", SecretStr(""),
        "signs that account's webhooks; for another account: both names with `_` and its name in capitals",
    )
    twilio_account_sid: str = _setting(
        "TWILIO_ACCOUNT_SID", "", "default Twilio account; empty: messages stay in the outbox"
    )
    twilio_auth_token: SecretStr = _setting(
        "TWILIO_AUTH_TOKEN", SecretStr(""),
        "token of the default Twilio account; of account NAME: `TWILIO_AUTH_TOKEN_NAME`",
    )
    sms_from: str = _setting("REPIT_SMS_FROM", "", "default sender of SMS")
    whatsapp_from: str = _setting("REPIT_WHATSAPP_FROM", "", "default sender on WhatsApp")
    smtp_url: SecretStr = _setting(
        "REPIT_SMTP_URL", SecretStr(""),
        "mail server, `smtps://USER:PASSWORD@HOST` or `smtp://…` (STARTTLS); empty: e-mails stay in the outbox",
    )
    email_from: str = _setting(
        "REPIT_EMAIL_FROM", "", "address that e-mails come from; answers come to it with `+` and a token before the `@`"
    )
    email_secret: SecretStr = _setting(
        "REPIT_EMAIL_SECRET", SecretStr(""),
        "signs e-mails given to `/channels/email`; production needs one of 32 characters or more",
    )
    oncall_phones: str = _setting(
        "REPIT_ONCALL_PHONES", "",
        "numbers (`+33…`), comma-separated, that get an SMS every five minutes while somebody in danger waits and "
        "nobody at the desk has said that they know; production needs one; empty: a log",
    )
    sfs_table: str = _setting(
        "REPIT_SFS_TABLE", "",
        "file with the operator's SFS spending guideline (United Kingdom); empty: nothing above a token",
    )
    desk_second_step: str = _setting(
        "REPIT_DESK_SECOND_STEP", "",
        "roles that log in at the desk with an authenticator's code as well: agent, supervisor, compliance, "
        "administrator, `all`, `none`; empty: all in production, none in the demo",
    )
    oidc_issuer: str = _setting(
        "REPIT_OIDC_ISSUER", "",
        "issuer of the OpenID Connect provider where agents may log in, as its discovery document has it "
        "(`https://…`); empty: none",
    )
    oidc_client_id: str = _setting("REPIT_OIDC_CLIENT_ID", "", "what that provider knows us by")
    oidc_client_secret: SecretStr = _setting(
        "REPIT_OIDC_CLIENT_SECRET", SecretStr(""), "the secret that it gave us with it"
    )
    oidc_second_step: str = _setting(
        "REPIT_OIDC_SECOND_STEP", "mfa",
        "what, among its `amr` or as its `acr`, comma-separated, says that it has asked for a second step: ours is "
        "not asked as well; empty: ours always counts",
    )
    desk_passwords: str = _setting(
        "REPIT_DESK_PASSWORDS", "",
        "with such a provider, the roles that may still log in with a password: as in `REPIT_DESK_SECOND_STEP`; "
        "empty: all",
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "REPIT_LOG_LEVEL", "info", "how much is logged (never personal data)"
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _networks_there_are(cls, value: str) -> str:
        for one in _listed(value):
            ip_network(one)
        return value

    @field_validator("oncall_phones")
    @classmethod
    def _numbers(cls, value: str) -> str:
        for one in _listed(value):
            if not re.fullmatch(r"\+[1-9][0-9]{7,14}", one):
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
        return frozenset(_listed(self.oidc_second_step))

    @property
    def second_step_roles(self) -> frozenset[str]:
        """The roles that can't log in at the desk without a code."""
        return needing_second_step(self.desk_second_step, production=self.mode == "production")

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of `trusted_proxies`."""
        return tuple(ip_network(one) for one in _listed(self.trusted_proxies))

    @property
    def on_call(self) -> tuple[str, ...]:
        """The numbers of `oncall_phones`."""
        return tuple(_listed(self.oncall_phones))

    @property
    def stripe_accounts(self) -> dict[str, StripeAccount]:
        """Accounts at Stripe that have a key, by name (see account_name; empty: the default one)."""
        default = StripeAccount(api_key=self.stripe_api_key, webhook_secret=self.stripe_webhook_secret)
        return stripe_accounts(default)

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
        settings = Settings()
    except ValueError as error:
        raise ConfigurationError(str(error)) from error
    if settings.mode == "production" and (faults := faults_of(settings)):
        raise ConfigurationError("; ".join(faults))
    return settings


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
