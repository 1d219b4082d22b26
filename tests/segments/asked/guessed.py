"""Random trees about what there is in a world: every leaf and operator, values that are there and some that are not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

Tree = dict[str, Any]

DAYS = (1, 2, 7, 14, 30, 90)
NUMBERS = ("gte", "gt", "lte", "lt", "equals", "not_equals", "between")
TEXTS = (
    *("equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with", "one_of"),
    *("is_empty", "is_not_empty"),
)
DATES = ("before", "after", "in_last", "between", "gte", "lt", "is_empty")
STATUSES = ("New", "Active", "Quiet", "Inactive", "Converted")
OF_LEADS = ("field", "did", "did", "then", "count", "score", "level", "last_activity", "created", "member_of", "owner",
            "role", "trait", "status")  # fmt: skip
OF_ACCOUNTS = (*(one for one in OF_LEADS if one not in ("then", "status")), "leads")


class Guess:
    def __init__(self, kind: str, world: dict[str, Any], random: Random) -> None:
        self.kind, self.world, self.random = kind, world, random
        self.types = sorted({event["type"] for lead in world["leads"] for event in lead["events"]})
        self.metadata = _values(event["metadata"] for lead in world["leads"] for event in lead["events"])
        self.fields = {"account": _values(one["fields"] for one in world["accounts"])}
        if kind == "lead":
            self.fields["lead"] = _values(one["fields"] for one in world["leads"])
        self.owners = sorted({one["owner"] for one in world["leads"] if one["owner"]})
        self.roles = sorted({one["role"] for one in world["leads"] if one["role"]})

    @classmethod
    def of_kinds(cls, world: dict[str, Any], random: Random) -> dict[str, "Guess"]:
        return {kind: cls(kind, world, random) for kind in ("lead", "account")}

    def tree(self, segments: list[str], depth: int = 2) -> Tree:
        """`segments` are those of the kind, by public id, that may be asked for."""
        self.segments = segments
        if depth == 0 or self.random.random() < 0.3:
            return self.leaf()
        parts = [self.tree(segments, depth - 1) for _ in range(self.random.randint(1, 3))]
        return {self.one("all", "any", "none"): parts}

    def leaf(self) -> Tree:
        name = self.one(*(OF_LEADS if self.kind == "lead" else OF_ACCOUNTS))
        made: Callable[[], Tree] = getattr(self, f"_{name}")
        return made()

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def number(self) -> Any:
        return self.one(0, 1, 2, 5, 10, 20, 25, 40, 50, 75, 100, "10", 2.5)

    def compared(self) -> Tree:
        operator = self.one(*NUMBERS)
        if operator == "between":
            return {
                "operator": operator,
                "value": sorted((self.random.randint(0, 50), self.random.randint(0, 90))),
            }
        return {"operator": operator, "value": self.number()}

    def moment(self) -> str:
        at = datetime.now(UTC) - timedelta(minutes=self.random.randint(0, 120 * 1440))
        return self.one(at.date().isoformat(), at.isoformat(timespec="seconds").replace("+00:00", "Z"))

    def between(self) -> list[str]:
        dates = sorted(
            (datetime.now(UTC) - timedelta(days=self.random.randint(0, 120))).date() for _ in range(2)
        )
        return [day.isoformat() for day in dates]

    def _compare(self, name: str, found: list[Any]) -> Tree:
        """With one of the values found, or a part of it, or something else."""
        value = self.one(*found) if found and self.random.random() < 0.9 else self.one("nobody", 7, True)
        operator = self.one(*TEXTS, *NUMBERS, *DATES)
        leaf = {"field": name, "operator": operator}
        return (
            leaf
            if operator in ("is_empty", "is_not_empty")
            else leaf | {"value": self._value(operator, value, found)}
        )

    def _value(self, operator: str, value: Any, found: list[Any]) -> Any:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if operator == "one_of":
            return [value, *self.random.sample(found, min(2, len(found)))]
        if operator in ("gte", "gt", "lte", "lt"):
            return value if is_number else self.one(self.number(), self.moment())
        if operator in ("equals", "not_equals"):
            return self.one(value, value.upper()) if isinstance(value, str) else value
        return self._date(operator) or (value if is_number else self._part(str(value)))

    def _date(self, operator: str) -> Any:
        if operator == "between":
            return self.one(self.between(), sorted(self.random.sample(range(1000), 2)))
        return {"in_last": {"days": self.one(*DAYS)}, "before": self.moment(), "after": self.moment()}.get(
            operator
        )

    def _part(self, value: str) -> str:
        begin = self.random.randrange(max(1, len(value) - 3))
        part = self.one(value, value[: begin + 2], value[begin:], value[begin : begin + 3])
        return part if part.strip() else "x"

    def _field(self) -> Tree:
        source = self.one(*self.fields)
        name = self.one(*self.fields[source])
        return self._compare(f"{source}.{name}", self.fields[source][name])

    def _where(self) -> Tree:
        name = self.one(*self.metadata)
        leaf = self._compare(f"metadata.{name}", self.metadata[name])
        return self.one(leaf, {self.one("all", "any", "none"): [leaf]})

    def _did(self) -> Tree:
        leaf: Tree = {"did": self.one(None, "Never Seen", *self.types * 3)}
        if self.random.random() < 0.3 and self.metadata:
            leaf["where"] = self._where()
        if self.random.random() < 0.15:
            leaf["channel"] = self.one("website", "product", "email", "other")
        leaf["times"] = {self.one("at_least", "at_most", "exactly"): self.one(0, 1, 1, 2, 3, 5)}
        return leaf | self.one({}, {"within_days": self.one(*DAYS)}, {"between": self.between()})

    def _then(self) -> Tree:
        seconds = self.one(60, 3600, 86_400, 7 * 86_400)
        return {"did": self.one(*self.types), "then": self.one(*self.types), "within_seconds": seconds}

    def _count(self) -> Tree:
        what = self.one("invited_colleagues", "sessions", "events")
        return {"count": what, **self.compared(), **self.one({}, {"days": self.one(*DAYS)})}

    def _dimension(self) -> str:
        return str(self.one("engagement", "account", *(["profile"] if self.kind == "lead" else [])))

    def _score(self) -> Tree:
        over = self.one({}, {}, {"within_days": self.one(*DAYS)}, {"ever": True})
        return {"score": self._dimension(), **self.compared(), **over}

    def _level(self) -> Tree:
        dimension = self._dimension()
        key = "account_engagement" if (self.kind, dimension) == ("account", "engagement") else dimension
        names = [band["name"] for band in self.world["levels"].get(key, ())]
        if not names or self.random.random() < 0.1:
            return {"level": dimension, "operator": self.one("is", "is_not"), "value": "Unclassified"}
        return {
            "level": dimension,
            "operator": self.one("is", "is_not", "at_least"),
            "value": self.one(*names),
        }

    def _last_activity(self) -> Tree:
        return {"last_activity": self.one("within", "not_within"), "days": self.one(*DAYS)}

    def _created(self) -> Tree:
        return {"created_within_days": self.one(*DAYS)}

    def _member_of(self) -> Tree:
        return {"member_of": self.one(*self.segments)} if self.segments else self._created()

    def _owner(self) -> Tree:
        return {"owner": self.one(None, *self.owners)}

    def _role(self) -> Tree:
        return {"committee_role": self.one(*self.roles)} if self.roles else self._owner()

    def _trait(self) -> Tree:
        traits = ["watched", "converted", "surging"] + (["has_account"] if self.kind == "lead" else [])
        return {self.one(*traits): self.one(True, False)}

    def _status(self) -> Tree:
        operator = self.one("equals", "not_equals", "contains", "one_of")
        value = self.random.sample(STATUSES, 2) if operator == "one_of" else self.one(*STATUSES)
        return {"field": "lead.status", "operator": operator, "value": value}

    def _leads(self) -> Tree:
        return {self.one("leads", "active_leads"): self.compared()}


def _values(rows: Any) -> dict[str, list[Any]]:
    """By name, up to some different values that conditions can be compared with."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.items():
            known = found.setdefault(name, [])
            for one in value if isinstance(value, list) else [value]:
                fits = isinstance(one, bool | int | float) or (
                    isinstance(one, str) and one.strip() and len(one) < 200
                )
                if fits and one not in known and len(known) < 30:
                    known.append(one)
    return {name: values for name, values in sorted(found.items()) if name.strip()}


def keys_of(tree: Tree) -> set[str]:
    """All that trees are written with."""
    parts = [
        part for value in tree.values() if isinstance(value, list) for part in value if isinstance(part, dict)
    ]
    return set(tree).union(*map(keys_of, parts))
