"""Random live traffic through HTTP: events of some people at some companies, and what members do to them meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx

J = dict[str, Any]

TYPES = (
    "Page View",
    "Login",
    "Feature Used",
    "Demo Requested",
    "Colleague Invited",
    "Email Opened",
    "Deal Closed Won",
)
PLACES = ("acme.example", "globex.example", "initech.example", "umbrella.example", "gmail.com")
TITLES = ("VP Sales", "Engineer", "CTO", "Head of Marketing", None)
ACTS = ("tell", "own", "watch", "merge", "unmerge", "merge_accounts", "archive", "cast", "by_hand", "erase")


class Traffic:
    def __init__(self, random: Random, sender: httpx.Client, client: httpx.Client, owners: list[str]) -> None:
        self.random, self.sender, self.client, self.owners = random, sender, client, owners
        self.merges: list[str] = []
        self.segments: dict[str, list[str]] = {"lead": [], "account": []}

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def send(self, number: int, days: int) -> None:
        """Events of the last so many days, of whom most happened lately."""
        events = [self._event(days) for _ in range(number)]
        answer = self.sender.post("/api/ingest", json=events).raise_for_status().json()
        assert answer["accepted"] == number, answer

    def _event(self, days: int) -> J:
        at = datetime.now(UTC) - timedelta(seconds=days * 86_400 * self.random.random() ** 3)
        metadata = {
            "path": self.one("/pricing", "/Pricing/team", "/blog", 5, ["/a", "/pricing"]),
            "amount": self.one(1, 10, "25", 2.5, None, True),
            "invitee": self.one("Eve@acme.example", "eve@acme.example", None),
            "due": self.one(at.date().isoformat(), at.isoformat(), "soon"),
        }
        kept = {name: value for name, value in metadata.items() if self.random.random() < 0.5}
        kind = self.one("email", "email", "email", "cookie")
        who = (
            f"p{self.random.randrange(8)}@{self.one(*PLACES)}"
            if kind == "email"
            else f"c{self.random.randrange(6)}"
        )
        aliases = [{"alias_kind": kind, "raw_value": who}]
        if kind == "email" and self.random.random() < 0.05:
            aliases.append({"alias_kind": "cookie", "raw_value": f"c{self.random.randrange(6)}"})
        channel = self.one({}, {}, {}, {"channel": "system"})
        return {
            "event_type": self.one(*TYPES),
            "aliases": aliases,
            "timestamp": at.isoformat(),
            "metadata": kept | channel,
        }

    def act(self) -> None:
        made: Callable[[], None] = getattr(self, f"_{self.one(*ACTS)}")
        made()

    def _post(self, path: str, **body: Any) -> J:
        """What has become impossible meanwhile is refused, and changes nothing."""
        answer = self.client.post(path, json=body)
        assert answer.status_code < 500, answer.text
        found: J = answer.json() if answer.content else {}
        return found

    def _leads(self, number: int = 1) -> list[str]:
        found = self.client.get("/api/leads", params={"limit": 100}).json()["leads"]
        return [one["lead_id"] for one in self.random.sample(found, number)]

    def _accounts(self, number: int = 1) -> list[str]:
        found = self.client.get("/api/accounts", params={"limit": 100}).json()["accounts"]
        return [one["account_id"] for one in self.random.sample(found, min(number, len(found)))]

    def _tell(self) -> None:
        told = {"title": self.one(*TITLES), "industry": self.one("Software", "software", "Retail", None)}
        self.client.patch(f"/api/lead/{self._leads()[0]}/metadata", json={"fields": told}).raise_for_status()
        for account in self._accounts():
            fields = {"industry": told["industry"], "employees": self.one(5, 100, None)}
            self.client.patch(f"/api/accounts/{account}/metadata", json={"fields": fields}).raise_for_status()

    def _own(self) -> None:
        self._post(f"/api/leads/{self._leads()[0]}/owner", owner_id=self.one(None, *self.owners))

    def _watch(self) -> None:
        path = f"/api/leads/{self._leads()[0]}/watch"
        if self.random.random() < 0.6:
            self._post(path)
        else:
            self.client.delete(path)

    def _merge(self) -> None:
        target, source = self._leads(2)
        done = self._post("/api/leads/merge", target_lead_id=target, source_lead_ids=[source])
        self.merges += done.get("merge_ids", ())

    def _unmerge(self) -> None:
        if self.merges:
            self._post(
                "/api/leads/unmerge", merge_id=self.merges.pop(self.random.randrange(len(self.merges)))
            )

    def _merge_accounts(self) -> None:
        if len(two := self._accounts(2)) == 2 and self.random.random() < 0.5:
            self._post("/api/accounts/merge", target_account_id=two[0], source_account_ids=two[1:])

    def _archive(self) -> None:
        path = self.one("archive", "unarchive", "unarchive")
        self._post(f"/api/accounts/{path}", account_ids=self._accounts())

    def _cast(self) -> None:
        for account in self._accounts():
            people = self.client.get(f"/api/accounts/{account}/leads").json()["leads"]
            if people:
                lead = self.one(*people)["lead_id"]
                self._post(
                    f"/api/accounts/{account}/buying-committee",
                    lead_id=lead,
                    role=self.one("Champion", "Blocker"),
                )

    def _by_hand(self) -> None:
        kind = self.one("lead", "account")
        if self.segments[kind]:
            ids = self._leads(2) if kind == "lead" else self._accounts()
            act = self.one("add", "keep_out", "remove", "release")
            self._post(f"/api/segments/{self.one(*self.segments[kind])}/members/{act}", ids=ids)

    def _erase(self) -> None:
        if self.random.random() < 0.3:
            self.client.delete(f"/api/lead/{self._leads()[0]}").raise_for_status()
