"""The settings' table, .env.example and the README say the same."""

from __future__ import annotations

import re

import pytest

from bot.settings import ROOT, ConfigurationError, Settings, load, table
from bot.settings.accounts import account_name

ROW = re.compile(r"^\|\s*`((?:REPIT|STRIPE|TWILIO)_[A-Z_]+)`\s*\|\s*(.*?)\s*\|\s*(.*?)\s*\|\s*$", re.MULTILINE)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    for name, _, _ in table():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)  # no .env


def test_the_table_names_and_explains_every_setting() -> None:
    rows = table()
    assert len(rows) == len(Settings.model_fields)
    assert len({name for name, _, _ in rows}) == len(rows)
    for name, _, text in rows:
        assert re.fullmatch(r"(REPIT|STRIPE|TWILIO)_[A-Z_]+", name)
        assert text


def test_every_setting_of_the_doors_exists() -> None:
    promised = {
        "REPIT_DATABASE_URL", "REPIT_PUBLIC_URL", "REPIT_PORT", "REPIT_SECRET_KEY", "REPIT_STRIPE_API_BASE",
        "REPIT_TWILIO_API_BASE", "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET", "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN", "REPIT_SMS_FROM", "REPIT_WHATSAPP_FROM",
    }
    assert promised <= {name for name, _, _ in table()}


def test_no_default_is_a_path_of_this_machine() -> None:
    assert not [default for _, default, _ in table() if default.startswith("/")]


def test_the_example_file_lists_every_setting_with_its_default_and_sets_none() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = dict(line.removeprefix("# ").split("=", 1) for line in lines if re.match(r"^#? ?[A-Z_]+=", line))
    assert listed == {name: default for name, default, _ in table()}
    assert not [line for line in lines if line and not line.startswith("#")]


def test_the_readme_has_the_same_table() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        return  # written last; from then on it is held to the table
    told = {name: (default.strip("`"), text) for name, default, text in ROW.findall(readme.read_text(encoding="utf-8"))}
    assert told == {name: (default, text) for name, default, text in table()}


def test_a_bad_value_is_a_configuration_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPIT_PORT", "eighty")
    with pytest.raises(ConfigurationError, match="REPIT_PORT"):
        load()


def test_production_refuses_the_defaults() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPIT_MODE", "production")
        with pytest.raises(ConfigurationError) as refused:
            load()
    for name in ("REPIT_SECRET_KEY", "REPIT_DATABASE_URL", "STRIPE_API_KEY", "TWILIO_ACCOUNT_SID", "REPIT_PUBLIC_URL"):
        assert name in str(refused.value)


def test_accounts_at_stripe_are_named_by_what_their_settings_end_in(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    assert load().stripe_accounts == {}
    (tmp_path / ".env").write_text("STRIPE_API_KEY_VOLTA_ENERGIE=sk_file\nSTRIPE_API_KEY_ACME=sk_file\n")
    for name, value in {"STRIPE_API_KEY": "sk", "STRIPE_WEBHOOK_SECRET": "wh", "STRIPE_API_KEY_ACME": "sk_a",
                        "STRIPE_WEBHOOK_SECRET_ACME": "wh_a", "STRIPE_WEBHOOK_SECRET_ALONE": "wh_b"}.items():
        monkeypatch.setenv(name, value)
    found = {
        name: (one.api_key.get_secret_value(), one.webhook_secret.get_secret_value())
        for name, one in load().stripe_accounts.items()
    }
    assert found == {"": ("sk", "wh"), "acme": ("sk_a", "wh_a"), "volta_energie": ("sk_file", "")}
    assert account_name(" Volta-Énergie".replace("É", "E")) == "volta_energie"
    assert "sk" not in repr(load().stripe_accounts["acme"]).replace("stripe", "")


@pytest.mark.parametrize("issuer", ["http://id.example", "id.example", "https://", "https://u:p@id.example", "https://x?a=b"])
def test_a_log_in_provider_is_reached_safely_or_not_at_all(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    for name, value in (("ISSUER", issuer), ("CLIENT_ID", "desk"), ("CLIENT_SECRET", "secret")):
        monkeypatch.setenv(f"REPIT_OIDC_{name}", value)
    with pytest.raises(ConfigurationError, match="REPIT_OIDC_ISSUER"):
        load()
