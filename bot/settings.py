"""Settings from the environment: one table of name, default and help, which README and CLI share."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-only-not-a-secret"  # noqa: S105  (production refuses to start on it)


class ConfigurationError(Exception):
    """The settings can't be used; the message says which and why."""


def _named(name: str) -> AliasChoices:
    return AliasChoices(name)


class Settings(BaseSettings):
    """Everything the environment decides."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

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
        SecretStr(""), validation_alias=_named("STRIPE_WEBHOOK_SECRET"), description="signs Stripe's webhooks"
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

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of `trusted_proxies`."""
        return tuple(ip_network(one.strip()) for one in self.trusted_proxies.split(",") if one.strip())

    @property
    def base_url(self) -> str:
        """What links begin with, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

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
    if not settings.twilio_account_sid or not settings.twilio_auth_token.get_secret_value():
        faults.append("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set: the outbox sends nothing")
    if not settings.sms_from:
        faults.append("REPIT_SMS_FROM must be set: SMS needs a sender")
    if not settings.public_url.startswith("https://"):
        faults.append("REPIT_PUBLIC_URL must begin with https://")
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
