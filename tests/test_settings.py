"""What the environment decides, and what is said when it cannot."""

from pathlib import Path

import pytest

from kenbun.settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"KENBUN_{name.upper()}", raising=False)


def test_what_holds_without_any() -> None:
    """On this machine alone, on port 8000, with demo data and the embedded database."""
    settings = Settings.read()
    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8000, True)
    assert settings.data_dir == Path(".kenbun").resolve()
    assert settings.database_url is None
    assert settings.address == "http://127.0.0.1:8000"


def test_demo_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """KENBUN_DEMO=0 means no demo data, and an empty variable is as good as none."""
    monkeypatch.setenv("KENBUN_DEMO", "0")
    monkeypatch.setenv("KENBUN_PORT", "")
    settings = Settings.read()
    assert not settings.demo
    assert settings.port == 8000


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+asyncpg"])
def test_any_spelling_of_a_database(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """Addresses as libpq, SQLAlchemy and hosting firms write them lead to the one driver."""
    monkeypatch.setenv("KENBUN_DATABASE_URL", f"{scheme}://me:secret@db/kenbun")
    assert Settings.read().database_url == "postgresql+psycopg://me:secret@db/kenbun"


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("KENBUN_PORT", "eighty", "valid integer"),
        ("KENBUN_PORT", "70000", "less than or equal to 65535"),
        ("KENBUN_DEMO", "perhaps", "valid boolean"),
        ("KENBUN_DATABASE_URL", "mysql://db/kenbun", "postgresql://user:password@host:5432/database"),
        ("KENBUN_SMTP_URL", "mail.acme.com:25", "smtp://user:password@host:587"),
        ("KENBUN_SMTP_URL", "smtp://mail:99999", "Port out of range"),
        ("KENBUN_MAIL_FROM", "kenbun", "kenbun@example.com"),
        ("KENBUN_DELIVER_TO", "10.0.0.0/8, acme.com", "10.0.0.0/8, with commas"),
        ("KENBUN_TRUSTED_PROXIES", "*", "10.0.0.0/8, with commas"),
        ("KENBUN_TRUSTED_PROXIES", "127.0.0.1, proxy.acme.com", "10.0.0.0/8, with commas"),
        ("KENBUN_LOG_LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
        ("KENBUN_PUBLIC_URL", "kenbun.example.com", "valid URL"),
    ],
)
def test_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str) -> None:
    """A value that cannot be used is named with its variable and with what would do."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert str(caught.value).startswith(f"{name} is ")
    assert remedy in str(caught.value)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("192.0.2.7", "http://192.0.2.7:8000"),
    ],
)
def test_the_address_can_be_opened(monkeypatch: pytest.MonkeyPatch, host: str, address: str) -> None:
    """What is printed is an address that a browser takes, whatever we listen on."""
    monkeypatch.setenv("KENBUN_HOST", host)
    assert Settings.read().address == address


def test_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links lead to where people are, not to where we listen."""
    monkeypatch.setenv("KENBUN_PUBLIC_URL", "https://kenbun.example.com/")
    assert Settings.read().signin_url("kbn_link_x") == "https://kenbun.example.com/sign-in/link/kbn_link_x"


def test_a_password_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with an address is told without the secret in it."""
    monkeypatch.setenv("KENBUN_SMTP_URL", "mail://me:secret@mail.acme.com")
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert "mail.acme.com" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("https://kenbun.acme.com", "kenbun@kenbun.acme.com"),
        ("http://localhost:8000", "kenbun@localhost"),
        ("http://192.0.2.7", "kenbun@localhost"),
    ],
)
def test_whom_mail_comes_from(monkeypatch: pytest.MonkeyPatch, url: str, sender: str) -> None:
    """If nobody says so, kenbun at the host that people use."""
    monkeypatch.setenv("KENBUN_PUBLIC_URL", url)
    assert Settings.read().sender == sender
