"""YAML as people write it, read as JSON would be: plain values alone, and no surprises.

`NO` is a text (as of YAML 1.2), a day is one too, and whatever is not plain data is refused with its line: tags,
anchors, keys given twice. The parser's events are read one by one, so that nothing is made that is not looked at.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from kenbun.kit.errors import Invalid, TooLarge
from kenbun.kit.text import storable

MOST_BYTES = 1_000_000
_DEEPEST = 60
# the parser in C is ten times as quick; a wheel has it, a build from source may not
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?")
# mappings with so few plain entries stand on one line
_FEW = 4


def read(text: bytes | str) -> Any:
    """Raises Invalid naming the line, TooLarge."""
    if len(text) > MOST_BYTES:
        raise TooLarge(f"The file may have at most {MOST_BYTES:,} bytes.")
    try:
        whole = text.decode() if isinstance(text, bytes) else text
        events = iter(yaml.parse(whole, Loader=_LOADER))
        next(events), next(events)  # the stream and the document begin
        first = next(events)
        value = None if isinstance(first, yaml.StreamEndEvent) else _value(first, events, 0)
        _demand_end(events)
    except UnicodeError:
        raise Invalid("The file is no text in UTF-8.") from None
    except StopIteration:
        return None
    except yaml.MarkedYAMLError as error:
        raise _wrong(error.problem or "This is no YAML.", error.problem_mark) from None
    except yaml.YAMLError:
        raise Invalid("The file holds characters that YAML does not allow.") from None
    return value


def write(document: Any) -> str:
    """Keys in the order given. What `read` gives back is equal."""
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return text


def _demand_end(events: Iterator[Any]) -> None:
    next(events)
    after = next(events, None)
    if isinstance(after, yaml.DocumentStartEvent):
        raise _wrong("A second document begins here; there may be one.", after.start_mark)


def _value(event: Any, events: Iterator[Any], depth: int) -> Any:
    if depth > _DEEPEST:
        raise _wrong(f"This is nested more than {_DEEPEST} deep.", event.start_mark)
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise _wrong("Anchors (&) and references (*) are not read; write the value out.", event.start_mark)
    if event.tag and not (isinstance(event, yaml.ScalarEvent) and event.tag == "tag:yaml.org,2002:str"):
        raise _wrong("Tags (!) are not read.", event.start_mark)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        return [_value(each, events, depth + 1) for each in _until(events, yaml.SequenceEndEvent)]
    return _mapping(events, depth)


def _mapping(events: Iterator[Any], depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in _until(events, yaml.MappingEndEvent):
        key = _value(event, events, depth + 1)
        if not isinstance(key, str):
            raise _wrong("A key must be a text: put it in quotes.", event.start_mark)
        if key in found:
            raise _wrong(f"The key “{key[:100]}” stands here for the second time.", event.start_mark)
        found[key] = _value(next(events), events, depth + 1)
    return found


def _until(events: Iterator[Any], end: type) -> Iterator[Any]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _scalar(event: yaml.ScalarEvent) -> Any:
    text = event.value
    if not storable(text):
        raise _wrong("This text holds a character that cannot be stored.", event.start_mark)
    if not event.implicit[0] or event.tag:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        if len(text) > 40:
            raise _wrong("This number is too long.", event.start_mark)
        return int(text)
    if _DECIMAL.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text


def _wrong(words: str, mark: Any) -> Invalid:
    where = f"Line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return Invalid(f"{where}{words[:300]}", field="body")


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        """A value that stands in two places is written twice."""
        return True


def _written(dumper: Any, entries: dict[str, Any]) -> Any:
    plain = not any(isinstance(value, dict | list) and value for value in entries.values())
    flow = plain and len(entries) <= _FEW
    return dumper.represent_mapping("tag:yaml.org,2002:map", entries.items(), flow_style=flow)


def _listed(dumper: Any, entries: list[Any]) -> Any:
    flow = not any(isinstance(value, dict | list) for value in entries)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", entries, flow_style=flow)


def _text(dumper: Any, text: str) -> Any:
    """What cannot be seen is escaped: line ends of all kinds would be folded otherwise."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"')


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _written)
_Dumper.add_representer(list, _listed)
