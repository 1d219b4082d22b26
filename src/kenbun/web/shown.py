"""How values look to people: times, numbers, points, names. Filters of the templates."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from kenbun.web import metadata

MINUS = "\N{MINUS SIGN}"


def exact(moment: datetime, zone: str) -> str:
    """`22 Nov 2026, 04:31:07 GMT`, in the workspace's zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b %Y, %H:%M:%S %Z}"


def day(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b %Y}"


def relative(moment: datetime, now: datetime, zone: str) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `yesterday`, `12 days ago`; the day from two months on."""
    age = now - moment
    if age < timedelta(0):
        return day(moment, zone) if age < timedelta(minutes=-1) else "just now"
    if age < timedelta(minutes=1):
        return "just now"
    if age < timedelta(hours=1):
        return f"{age // timedelta(minutes=1)} min ago"
    days = (now.astimezone(ZoneInfo(zone)).date() - moment.astimezone(ZoneInfo(zone)).date()).days
    if days == 0 or age < timedelta(hours=12):
        return f"{age // timedelta(hours=1)} h ago"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 60 else day(moment, zone)


@pass_context
def ago(context: Context, moment: datetime | None, missing: str = "never") -> Markup:
    """A time as people say it, with the exact one on hover."""
    if moment is None:
        return Markup('<span class="text-secondary">{}</span>').format(missing)
    return _time(moment, relative(moment, context["now"], context["zone"]), context["zone"])


@pass_context
def at(context: Context, moment: datetime) -> Markup:
    """A time to the minute."""
    local = moment.astimezone(ZoneInfo(context["zone"]))
    return _time(moment, f"{local.day} {local:%b %Y, %H:%M}", context["zone"])


@pass_context
def calendar_day(context: Context, on: date) -> str:
    """`Today`, `Yesterday`, `Monday, 23 Nov`; of another year with the year."""
    today = context["now"].astimezone(ZoneInfo(context["zone"])).date()
    if (today - on).days in (0, 1):
        return "Yesterday" if (today - on).days else "Today"
    year = "" if on.year == today.year else f" {on.year}"
    return f"{on:%A}, {on.day} {on:%b}{year}"


@pass_context
def clock_time(context: Context, moment: datetime) -> Markup:
    """A time of the day alone, where the day stands above it."""
    return _time(moment, f"{moment.astimezone(ZoneInfo(context['zone'])):%H:%M}", context["zone"])


def _time(moment: datetime, text: str, zone: str) -> Markup:
    # not by Markup.format: pages show hundreds of these, and it takes five times as long
    title, words = escape(exact(moment, zone)), escape(text)
    return Markup(  # noqa: S704 - all that goes in is escaped
        f'<time datetime="{moment.isoformat(timespec="seconds")}" title="{title}">{words}</time>'
    )


@pass_context
def local_input(context: Context, moment: datetime) -> str:
    """As `<input type="datetime-local">` takes it: the workspace's clock, without a zone."""
    local = moment.astimezone(ZoneInfo(context["zone"])).replace(tzinfo=None)
    return local.isoformat(timespec="minutes")


def duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "< 1 min"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def number(value: int | Decimal | float) -> str:
    """Thousands apart, a true minus, no zeros that say nothing."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.6f}".rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def signed(value: int | Decimal | float | str, digits: int | None = None) -> str:
    """Points with their sign: `+20`, `−5`, `0`; rounded where digits are given."""
    amount = Decimal(str(value))
    if digits is not None:
        amount = round(amount, digits)
    text = f"{abs(amount):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if amount == 0 else ("+" if amount > 0 else MINUS) + text


def to_the_last_digit(value: str) -> str:
    """A line's value with all its six digits, so that a column of them can be added up."""
    return MINUS + value[1:] if value.startswith("-") else f"+{value}"


def count(amount: int, one: str, many: str | None = None) -> str:
    """`1 event`, `2,000 events`."""
    return f"{number(amount)} {one if amount == 1 else many or one + 's'}"


def initials(name: str) -> str:
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    letters = [word[0] for word in (words[:1] + words[1:][-1:])]
    return "".join(letters).upper() or "?"


FILTERS: dict[str, Any] = {
    "ago": ago,
    "at": at,
    "clock_time": clock_time,
    "calendar_day": calendar_day,
    "local_input": local_input,
    "summary": metadata.summary,
    "value": metadata.value,
    "duration": duration,
    "number": number,
    "signed": signed,
    "to_the_last_digit": to_the_last_digit,
    "count_of": count,
    "initials": initials,
}
