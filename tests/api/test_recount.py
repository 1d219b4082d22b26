"""After any mix of events, merges, unmerges, moves and deletions the API's numbers of accounts are a recount of what
was sent, by somebody who knows nothing but that."""

import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant
from tests.interpreter.sessions import sessions
from tests.interpreter.surges import USUAL, surges

J = dict[str, Any]
POINTS = {"Page View": 10, "Email Opened": 3, "Feature Used": -4, "Sync": 5}
CHANNELS = {"Page View": "website", "Email Opened": "email", "Feature Used": "product", "Sync": "system"}
PEOPLE = [f"{who}@{company}.example" for company in ("acme", "beta", "gamma") for who in ("ada", "bob", "cy")]
ACTS = (
    "hear",
    "hear",
    "hear",
    "merge",
    "merge_accounts",
    "unmerge",
    "move",
    "own",
    "archive",
    "forget",
    "delete",
)


def company_of(email: str) -> str:
    return email.partition("@")[2]


class Books:
    """What was said and done, and what follows from it. Leads go by their first address, accounts by their domain."""

    def __init__(self) -> None:
        self.events: list[J] = []
        # by merge the source and the target
        self.links: dict[str, tuple[str, str]] = {}
        self.moved: dict[str, str] = {}
        self.owners: dict[str, str] = {}

    def root(self, name: str) -> str:
        above = dict(self.links.values())
        while name in above:
            name = above[name]
        return name

    def below(self, root: str) -> set[str]:
        return {one for one in {*PEOPLE, *map(company_of, PEOPLE)} if self.root(one) == root}

    def account_of(self, lead: str) -> str:
        """Of a root."""
        return self.root(self.moved.get(lead, company_of(lead)))

    def leads(self) -> set[str]:
        return {self.root(event["who"]) for event in self.events}

    def people_of(self, account: str) -> set[str]:
        return {lead for lead in self.leads() if self.account_of(lead) == account}

    def done_by(self, *leads: str) -> list[J]:
        return [event for event in self.events if self.root(event["who"]) in leads]

    def active(self, *leads: str) -> list[J]:
        return [event for event in self.done_by(*leads) if CHANNELS[event["event_type"]] != "system"]

    def score(self, lead: str) -> int:
        return max(sum(POINTS[event["event_type"]] for event in self.done_by(lead)), 0)

    def runs(self, lead: str) -> list[Any]:
        said = [
            event | {"metadata": {"channel": CHANNELS[event["event_type"]]}} for event in self.done_by(lead)
        ]
        return sessions(said)

    def forget(self, gone: set[str]) -> None:
        """These leads, or accounts."""
        self.events = [event for event in self.events if event["who"] not in gone]
        self.links = {key: pair for key, pair in self.links.items() if not gone & set(pair)}
        for known in (self.moved, self.owners):
            for one in gone & known.keys():
                del known[one]


class Going:
    """The books, and the API beside them."""

    def __init__(self, tenant: Tenant, client: httpx.Client, rng: Random) -> None:
        self.tenant, self.client, self.rng = tenant, client, rng
        self.books = Books()
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.member = client.get("/api/owners").json()["owners"][0]
        self.archived: set[str] = set()
        self.ids: dict[str, str] = {}

    def hear(self) -> None:
        """Some at random, half an hour or a multiple of it from another; or a burst at one company."""
        company = self.rng.choice(("acme", "beta", "gamma"))
        bursts = self.rng.random() < 0.3
        who = [one for one in PEOPLE if company in one] if bursts else PEOPLE
        said = []
        for number in range(14 if bursts else 10):
            ago = (
                timedelta(minutes=10 + 9 * number)
                if bursts
                else timedelta(hours=self.rng.randrange(1, 45 * 24))
            )
            event = {
                "who": self.rng.choice(who),
                "event_type": self.rng.choice(list(POINTS)),
                "timestamp": self.now - ago - timedelta(minutes=self.rng.choice((0, 20, 29))),
                "message_id": f"m{len(self.books.events)}-{self.rng.random()}",
            }
            said.append(event)
        self.books.events += said
        self.tenant.take_in(*(_call(event) for event in said))
        self.learn()

    def merge(self) -> None:
        """Of one company, by what calls say: between others people would have to choose."""
        account = self.pick({company_of(one) for one in PEOPLE})
        some = {one for one in self.books.leads() if company_of(one) == account} - self.books.moved.keys()
        if len(some) > 1:
            target, source = self.rng.sample(sorted(some), 2)
            body = {"target_lead_id": self.ids[target], "source_lead_ids": [self.ids[source]]}
            self.link("/api/leads/merge", body, source, target)

    def merge_accounts(self) -> None:
        some = {self.books.account_of(lead) for lead in self.books.leads()} - self.archived
        if len(some) > 1:
            target, source = self.rng.sample(sorted(some), 2)
            accounts = self.accounts()
            body = {
                "target_account_id": accounts[target]["account_id"],
                "source_account_ids": [accounts[source]["account_id"]],
            }
            self.link("/api/accounts/merge", body, source, target)

    def link(self, path: str, body: J, source: str, target: str) -> None:
        answer = self.client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        self.books.links[answer.json()["merge_ids"][0]] = (source, target)

    def unmerge(self) -> None:
        if self.books.links:
            merge_id = self.pick(self.books.links)
            source, _ = self.books.links.pop(merge_id)
            kind = "leads" if "@" in source else "accounts"
            self.client.post(f"/api/{kind}/unmerge", json={"merge_id": merge_id}).raise_for_status()

    def move(self) -> None:
        """By hand, of leads that are alone; or back."""
        alone = {one for one in self.books.leads() if self.books.below(one) == {one}}
        if alone:
            lead, account = (
                self.pick(alone),
                self.pick({self.books.account_of(one) for one in self.books.leads()}),
            )
            back = lead in self.books.moved
            account_id = None if back else self.accounts()[account]["account_id"]
            body = {"account_id": account_id}
            self.client.put(f"/api/leads/{self.ids[lead]}/account", json=body).raise_for_status()
            self.books.moved.pop(lead, None)
            if not back:
                self.books.moved[lead] = account

    def own(self) -> None:
        """Of leads that are alone, as the owners of merged ones are another matter."""
        alone = {one for one in self.books.leads() if self.books.below(one) == {one}}
        if alone:
            lead = self.pick(alone)
            body = {"owner_id": self.member["user_id"]}
            self.client.post(f"/api/leads/{self.ids[lead]}/owner", json=body).raise_for_status()
            self.books.owners[lead] = self.member["name"]

    def archive(self) -> None:
        accounts = self.accounts()
        account = self.pick(accounts)
        self.client.post(
            "/api/accounts/archive", json={"account_ids": [accounts[account]["account_id"]]}
        ).raise_for_status()
        self.archived.add(account)

    def forget(self) -> None:
        """A lead with all that are merged into it."""
        if len(self.books.leads()) > 4:
            lead = self.pick(self.books.leads())
            self.client.delete(f"/api/lead/{self.ids[lead]}").raise_for_status()
            gone = self.books.below(lead)
            self.books.forget(gone)
            self.ids = {one: known for one, known in self.ids.items() if one not in gone}

    def delete(self) -> None:
        """All events of a type that somebody did, however many; the leads stay."""
        lead = self.pick(self.books.leads())
        names = {event["event_type"] for event in self.books.done_by(lead)}
        if len(names) > 1:
            name = self.pick(names)
            asked = {"lead": self.ids[lead], "event_type": name}
            begun = self.client.delete("/api/events", params=asked).json()["deletion"]["deletion_id"]
            deadline = time.monotonic() + 30
            while self.client.get(f"/api/events/deletions/{begun}").json()["state"] == "running":
                assert time.monotonic() < deadline
                time.sleep(0.02)
            gone = [event for event in self.books.done_by(lead) if event["event_type"] == name]
            self.books.events = [event for event in self.books.events if event not in gone]

    def pick(self, some: Any) -> str:
        found: str = self.rng.choice(sorted(some))
        return found

    def learn(self) -> None:
        """The ids of whoever is new: nobody has been merged into them yet."""
        if {event["who"] for event in self.books.events} - self.ids.keys():
            for archived in ("false", "true"):
                asked = {"limit": 100, "archived": archived}
                for row in self.client.get("/api/leads", params=asked).json()["leads"]:
                    for alias in row["aliases"]:
                        self.ids.setdefault(alias["value"], row["lead_id"])

    def accounts(self) -> dict[str, J]:
        """By domain, archived ones as well."""
        found: dict[str, J] = {}
        for archived in ("false", "true"):
            answer = self.client.get("/api/accounts", params={"limit": 100, "archived": archived})
            found |= {row["domain"]: row for row in answer.json()["accounts"]}
        return found

    def check(self) -> None:
        """Each account there is, and no other."""
        accounts = self.accounts()
        known = {self.books.account_of(lead) for lead in self.books.leads()}
        # whoever has lost all leads stays, with nobody
        assert known <= accounts.keys()
        for account, row in accounts.items():
            self.check_row(account, row)
            if account in known:
                self.check_timeline(account, row)
                self.check_sessions(account, row)
                self.check_surges(account, row)
                self.check_committee(account, row)

    def check_row(self, account: str, row: J) -> None:
        people = self.books.people_of(account)
        active = self.books.active(*people)
        lately = [event for event in active if event["timestamp"] > self.now - timedelta(days=30)]
        scores = {lead: self.books.score(lead) for lead in people}
        expected = {
            "leads": len(people),
            "active_leads": len({self.books.root(event["who"]) for event in lately}),
            "sessions": sum(len(self.books.runs(lead)) for lead in people),
            "engagement_score": sum(scores.values()),
            "last_activity_at": max((event["timestamp"] for event in active), default=None),
        }
        assert {name: _read(row[name]) for name in expected} == expected
        path = f"/api/accounts/{row['account_id']}"
        head = self.client.get(path).json()
        assert {name: _read(head[name]) for name in expected} == expected
        explained = self.client.get(f"{path}/score/explain").json()["scores"]
        receipt = [one["score"] for one in explained if one["dimension"] == "engagement"]
        assert receipt == [expected["engagement_score"]]
        best = [lead for lead in people if scores[lead] == max(scores.values())]
        if len(best) == 1 and self.books.below(best[0]) == {best[0]}:
            owner = row["owner"] and row["owner"]["name"]
            assert owner == self.books.owners.get(best[0])

    def check_timeline(self, account: str, row: J) -> None:
        path, read, before = f"/api/accounts/{row['account_id']}/timeline", [], None
        while True:
            page = self.client.get(
                path, params={"limit": 40, **({"before": before} if before else {})}
            ).json()
            read += page["events"]
            before = page["next"]
            if before is None:
                break
        done = self.books.done_by(*self.books.people_of(account))
        assert sorted(one["message_id"] for one in read) == sorted(one["message_id"] for one in done)
        times = [one["happened_at"] for one in read]
        assert times == sorted(times, reverse=True)

    def check_sessions(self, account: str, row: J) -> None:
        asked = {"account": row["account_id"], "limit": 100}
        found = self.client.get("/api/sessions", params=asked).json()["sessions"]
        runs = [run for lead in self.books.people_of(account) for run in self.books.runs(lead)]
        shown = [
            (_read(one["started_at"]), _read(one["ended_at"]), one["events"], one["channels"])
            for one in found
        ]
        assert sorted(shown) == sorted(runs)

    def check_surges(self, account: str, row: J) -> None:
        found = self.client.get(f"/api/accounts/{row['account_id']}/surges").json()["surges"]
        acts = [
            (self.books.root(event["who"]), event["timestamp"], CHANNELS[event["event_type"]])
            for event in self.books.active(*self.books.people_of(account))
        ]
        expected = surges(acts, USUAL, datetime.now(UTC))
        shown = [
            (
                _read(one["started_at"]),
                _read(one["ended_at"]),
                one["events"],
                one["leads"],
                one["primary_channel"],
            )
            for one in reversed(found)
        ]
        names = ("started_at", "ended_at", "events", "leads", "primary_channel")
        assert shown == [tuple(one[name] for name in names) for one in expected]
        assert [one["multiplier"] for one in reversed(found)] == [
            float(one["multiplier"]) for one in expected
        ]

    def check_committee(self, account: str, row: J) -> None:
        path = f"/api/accounts/{row['account_id']}/buying-committee"
        people = {self.ids[lead]: lead for lead in self.books.people_of(account)}
        for lead_id in people.keys() - {one["lead_id"] for one in self.client.get(path).json()["members"]}:
            self.client.post(path, json={"lead_id": lead_id, "role": "Other"}).raise_for_status()
        members = self.client.get(path).json()["members"]
        assert {one["lead_id"] for one in members} == people.keys()
        for one in members:
            lead = people[one["lead_id"]]
            times = [event["timestamp"] for event in self.books.active(lead)]
            shown = (one["activities"], _read(one["first_activity_at"]), _read(one["last_activity_at"]))
            assert shown == (len(times), min(times, default=None), max(times, default=None))
            assert one["engagement_score"] == self.books.score(lead)


def _call(event: J) -> J:
    return {
        "event_type": event["event_type"],
        "alias_kind": "email",
        "alias": event["who"],
        "timestamp": event["timestamp"].isoformat(),
        "message_id": event["message_id"],
        "metadata": {"channel": CHANNELS[event["event_type"]]},
    }


def _read(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


@pytest.fixture
def ruled(client: httpx.Client) -> httpx.Client:
    """Points for each type, which do not fade."""
    [found] = client.get("/api/rulesets", params={"dimension": "engagement"}).json()["rulesets"]
    path = f"/api/rulesets/{found['id']}"
    for rule in client.get(path).json()["rules"]:
        client.delete(f"{path}/rules/{rule['rule_id']}").raise_for_status()
    for name, points in POINTS.items():
        rule = {"name": name, "event_type": name, "points": points}
        client.post(f"{path}/rules", json=rule).raise_for_status()
    client.post(f"{path}/publish", params={"wait": True}).raise_for_status()
    return client


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_api_is_a_recount(tenant: Tenant, ruled: httpx.Client, seed: int) -> None:
    """Of rows, header cards, receipts, timelines, sessions, surges and committees; when all is unmerged, again."""
    going = Going(tenant, ruled, Random(seed))
    going.hear()
    for number in range(20):
        getattr(going, going.pick(ACTS))()
        if number % 5 == 4:
            going.check()
    while going.books.links:
        going.unmerge()
    going.check()
