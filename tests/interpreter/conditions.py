"""What a tree of conditions means, said as plainly as possible: nothing of the product is used here.

`holds(tree, world)` reads the JSON of a tree. The world is a dict: `metadata`, `lead`, `account` (JSON
objects, or None where there is none), `now` (an aware datetime) and `zone` (an IANA name).
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

MISSING = object()
WHITE_SPACE = {chr(code) for code in (*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B))}
WHITE_SPACE |= set("\u2028\u2029\u202f\u205f\u3000")
EPOCH = datetime.combine(date(1970, 1, 1), time())


def holds(tree, world):
    if "all" in tree:
        return all(holds(part, world) for part in tree["all"])
    if "any" in tree:
        return any(holds(part, world) for part in tree["any"])
    if "none" in tree:
        return not any(holds(part, world) for part in tree["none"])
    return leaf_holds(tree, world)


def leaf_holds(leaf, world):
    name, value = leaf["operator"], leaf.get("value")
    elements = elements_of(field_value(leaf["field"], world))
    contrary = {"not_equals": "equals", "not_contains": "contains", "is_empty": "is_not_empty"}.get(name)
    if contrary:
        return not any(OPERATORS[contrary](element, value, world) for element in elements)
    return any(OPERATORS[name](element, value, world) for element in elements)


def field_value(name, world):
    source, _, path = name.partition(".")
    fields = world.get(source)
    if fields is None:
        return MISSING
    if path in fields:
        return fields[path]
    if source != "metadata":
        return MISSING
    for step in path.split("."):
        if not isinstance(fields, dict) or step not in fields:
            return MISSING
        fields = fields[step]
    return fields


def elements_of(value):
    """The values that are there: of an array its elements, else the value itself; missing ones left out."""
    values = value if isinstance(value, list) else [value]
    return [value for value in values if not is_missing(value)]


def is_missing(value):
    if value is MISSING or value is None or isinstance(value, dict | list):
        return True
    return isinstance(value, str) and all(letter in WHITE_SPACE for letter in value)


def text_of(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    text = format(number, "f")
    return text.removeprefix("-") if number == 0 else text


def folded(value):
    return text_of(value).casefold()


def number_of(value):
    """The number, or None where the value does not read as one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
            return None
        whole, _, fraction = value.partition(".")
        if len(whole) > 131_072 or len(fraction) > 16_383:
            return None
        return Decimal(value)
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def instant_of(value, zone):
    """Microseconds since 1970 in UTC, or None where the value does not read as a date."""
    if not isinstance(value, str):
        return None
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        day = day_of(value)
        return None if day is None else start_of_day(day, zone)
    parts = re.fullmatch(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?"
        r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))",
        value,
    )
    if not parts:
        return None
    day = day_of(parts[1])
    hour, minute, second = int(parts[2]), int(parts[3]), int(parts[4])
    sign, offset_hour, offset_minute = parts[6], int(parts[7] or 0), int(parts[8] or 0)
    if day is None or hour > 23 or minute > 59 or second > 59 or offset_hour > 15 or offset_minute > 59:
        return None
    local = datetime.combine(day, time(hour, minute, second))
    fraction = round(float("0" + (parts[5] or ".0")) * 1_000_000)
    offset = (offset_hour * 60 + offset_minute) * 60_000_000
    return microseconds(local) + fraction + (offset if sign == "-" else -offset)


def day_of(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def start_of_day(day, zone):
    midnight = datetime.combine(day, time())
    return microseconds(midnight) - midnight.replace(tzinfo=ZoneInfo(zone)).utcoffset() // timedelta(
        microseconds=1
    )


def microseconds(naive):
    return (naive - EPOCH) // timedelta(microseconds=1)


def equals(element, value, world):
    numbers = number_of(element), number_of(value)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return folded(element) == folded(value)


def compared(how):
    """With a bound that is a number or a date: the element has to read as the same."""

    def compare(element, bound, world):
        if number_of(bound) is not None:
            read, wanted = number_of(element), number_of(bound)
        else:
            read, wanted = instant_of(element, world["zone"]), instant_of(bound, world["zone"])
        return read is not None and how(read, wanted)

    return compare


AT_LEAST = compared(lambda read, bound: read >= bound)
AT_MOST = compared(lambda read, bound: read <= bound)
MORE = compared(lambda read, bound: read > bound)
LESS = compared(lambda read, bound: read < bound)


def in_last(element, value, world):
    read = instant_of(element, world["zone"])
    today = world["now"].astimezone(ZoneInfo(world["zone"])).date()
    first = start_of_day(today - timedelta(days=value["days"] - 1), world["zone"])
    now = microseconds(world["now"].astimezone(UTC).replace(tzinfo=None))
    return read is not None and first <= read <= now


OPERATORS = {
    "is_not_empty": lambda element, value, world: True,
    "equals": equals,
    "one_of": lambda element, value, world: any(equals(element, one, world) for one in value),
    "contains": lambda element, value, world: folded(value) in folded(element),
    "starts_with": lambda element, value, world: folded(element).startswith(folded(value)),
    "ends_with": lambda element, value, world: folded(element).endswith(folded(value)),
    "gt": MORE,
    "gte": AT_LEAST,
    "lt": LESS,
    "lte": AT_MOST,
    "between": lambda element, value, world: (
        AT_LEAST(element, value[0], world) and AT_MOST(element, value[1], world)
    ),
    "before": LESS,
    "after": MORE,
    "in_last": in_last,
}
