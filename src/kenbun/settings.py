"""What the environment decides: one typed object, read once at the start, failing with the remedy."""

import re
from email.utils import parseaddr
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, AnyHttpUrl, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """The environment holds something that cannot be used; the message says what and how to mend it."""


def _postgresql(url: str) -> str:
    """Any spelling of a PostgreSQL address, with the one driver that kenbun uses."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.partition("+")[0] not in {"postgresql", "postgres"}:
        raise ValueError("write it as postgresql://user:password@host:5432/database")
    return f"postgresql+psycopg://{rest}"


DatabaseUrl = Annotated[str, AfterValidator(_postgresql)]


def _smtp(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or (parts.port or 1) < 1:
        raise ValueError("write it as smtp://user:password@host:587, or smtps:// for TLS from the first byte")
    return url


SmtpUrl = Annotated[str, AfterValidator(_smtp)]


def _sender(address: str) -> str:
    name, plain = parseaddr(address)
    if not plain.partition("@")[2] or not f"{name}{plain}".isprintable():
        raise ValueError("write it as kenbun@example.com, or as Kenbun <kenbun@example.com>")
    return address


Sender = Annotated[str, AfterValidator(_sender)]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _networks(text: str) -> str:
    for one in filter(None, map(str.strip, text.split(","))):
        try:
            ip_network(one, strict=False)
        except ValueError:
            raise ValueError("write networks as 10.0.0.0/8, with commas between them") from None
    return text


Networks = Annotated[str, AfterValidator(_networks)]


class Settings(BaseSettings):
    """Each field is set by the variable of its name in capitals after `KENBUN_`."""

    model_config = SettingsConfigDict(env_prefix="KENBUN_", env_ignore_empty=True)

    host: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(8000, ge=1, le=65_535, description="the port to listen on")
    data_dir: Annotated[Path, AfterValidator(lambda path: path.expanduser().resolve())] = Field(
        Path(".kenbun"), description="where the database and its log live", validate_default=True
    )
    database_url: DatabaseUrl | None = Field(
        None, description="a PostgreSQL 18 or later to use instead of the embedded one"
    )
    test_database_url: DatabaseUrl | None = Field(
        None, description="a PostgreSQL server on which tests make their own database"
    )
    demo: bool = Field(True, description="on the first start, make a workspace with demo data")
    public_url: AnyHttpUrl | None = Field(
        None, description="the address people use, where a proxy stands in front"
    )
    trusted_proxies: Networks = Field(
        "", description="the proxies that may say, by X-Forwarded-For, from where a request comes"
    )
    smtp_url: SmtpUrl | None = Field(
        None, description="the server that mail goes by; without it, links are shown to admins"
    )
    mail_from: Sender | None = Field(None, description="whom mail comes from")
    deliver_to: Networks = Field(
        "", description="the networks that are not of the internet and may be delivered to all the same"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="the least severe log lines to write"
    )

    @classmethod
    def read(cls) -> Self:
        """From the environment; raises SettingsError naming each variable at fault and what it may hold."""
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError("\n".join(_remedy(cls, dict(one)) for one in error.errors())) from None

    @property
    def address(self) -> str:
        """Where people open kenbun, without a slash at the end."""
        if self.public_url:
            return str(self.public_url).rstrip("/")
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 (compared, not bound)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def sender(self) -> str:
        """Whom mail comes from: if none is named, kenbun at the host that people use."""
        host = urlsplit(self.address).hostname or ""
        named = "." in host and not _is_address(host)
        return self.mail_from or f"kenbun@{host if named else 'localhost'}"

    def signin_url(self, secret: str) -> str:
        """The page where a one-time link is redeemed."""
        return f"{self.address}/sign-in/link/{secret}"


def _remedy(settings: type[Settings], error: dict[str, object]) -> str:
    name = str(error["loc"][0])  # type: ignore[index]
    purpose = settings.model_fields[name].description
    # A line on the screen, or in a log, is no place for a password.
    given = re.sub(r"//[^@/]*@", "//…@", repr(error["input"]))
    return f"KENBUN_{name.upper()} is {given}: {error['msg']} ({purpose})"
