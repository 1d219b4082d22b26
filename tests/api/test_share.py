"""Sharing a receipt through the API, and what a stranger with the link sees."""

import re
from decimal import Decimal
from urllib.parse import urlencode

import httpx
import pytest

from kenbun.scoring import share
from tests.api.running import Running, Tenant


@pytest.fixture(scope="module")
def tenant(server: Running) -> Tenant:
    return server.workspace("Sharing is our Secret")


def test_a_stranger_reads_the_receipt_and_nothing_else(tenant: Tenant) -> None:
    """The lines sum to the scores; no id, no name of the workspace or its members, no way on."""
    with tenant.client(tenant.token("editor")) as editor, tenant.client("") as stranger:
        lead = tenant.lead(editor, "ada@acme.example")
        made = editor.post(f"/api/leads/{lead}/share-explain").json()
        token = made["url"].rpartition("/")[2]
        answer = stranger.get(f"/api/public/score-explain/{token}")
        page = stranger.get(f"/share/score/{token}", headers={"Accept": "text/html"})
        assert (answer.status_code, page.status_code) == (200, 200)
        assert answer.headers["Cache-Control"] == page.headers["Cache-Control"] == "no-store"
        scores = answer.json()["scores"]
        assert [score["dimension"] for score in scores] == ["engagement", "profile", "account"]
        for score in scores:
            assert sum(Decimal(line["value"]) for line in score["lines"]) == score["score"]
        for text in (answer.text, page.text):
            assert "ada@acme.example" in text
            for hidden in (
                lead,
                lead[3:],
                tenant.workspace_id.hex,
                "our Secret",
                "rule_",
                "rs_",
                "evt_",
                "ld_",
            ):
                assert hidden not in text
        assert "<a " not in page.text
        assert "hx-" not in page.text
        assert editor.delete(f"/api/leads/{lead}/shares/{made['share_id']}").status_code == 204
        assert stranger.get(f"/api/public/score-explain/{token}").status_code == 404
        assert stranger.get(f"/share/score/{token}").status_code == 404


def test_sharing_is_for_editors(tenant: Tenant) -> None:
    """Viewers see which links hold, not where they lead."""
    with tenant.client(tenant.token("admin")) as admin, tenant.client(tenant.token("viewer")) as viewer:
        lead = tenant.lead(admin, "bob@acme.example")
        made = admin.post(f"/api/leads/{lead}/share-explain").json()
        assert viewer.post(f"/api/leads/{lead}/share-explain").status_code == 403
        [seen] = viewer.get(f"/api/leads/{lead}/shares").json()["shares"]
        assert seen["share_id"] == made["share_id"]
        assert "url" not in seen


def test_another_workspace_finds_no_link(server: Running, tenant: Tenant) -> None:
    """By no id of ours."""
    other = server.workspace("Other")
    with tenant.client(tenant.token("admin")) as admin, other.client(other.token("admin")) as stranger:
        lead = tenant.lead(admin, "eve@acme.example")
        share_id = admin.post(f"/api/leads/{lead}/share-explain").json()["share_id"]
        assert stranger.post(f"/api/leads/{lead}/share-explain").status_code == 404
        assert stranger.get(f"/api/leads/{lead}/shares").status_code == 404
        assert stranger.delete(f"/api/leads/{lead}/shares/{share_id}").status_code == 404


@pytest.mark.parametrize(
    "at", ["2999-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"]
)
def test_a_time_that_cannot_be_is_refused(tenant: Tenant, at: str) -> None:
    """Naming it."""
    with tenant.client(tenant.token("admin")) as admin:
        lead = tenant.lead(admin, "ada@acme.example")
        answer: httpx.Response = admin.post(f"/api/leads/{lead}/share-explain", params={"at": at})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "at")


def _holding(client: httpx.Client, lead: str) -> int:
    return len(client.get(f"/api/leads/{lead}/shares").json()["shares"])


def test_the_popover_makes_a_link_only_when_told_to(tenant: Tenant) -> None:
    """Opened, it lists those that hold, each to be revoked; a full list says so and can be cleared."""
    with tenant.client(tenant.token("editor")) as editor:
        lead = tenant.lead(editor, "cyd@acme.example")
        tenant.sign_in(editor)
        drawer = editor.get(f"/leads/{lead}/receipt", headers={"HX-Request-Type": "partial"}).text
        [opens] = re.findall(r'<details class="share" ([^>]*)', drawer)
        assert f'hx-get="/leads/{lead}/receipt/shares"' in opens
        assert "hx-post" not in opens
        shares = f"/leads/{lead}/receipt/shares"
        assert "No link to this receipt holds." in editor.get(shares).text
        assert _holding(editor, lead) == 0
        moment = {"at": "2026-01-05T10:00:00Z"}
        assert f"/receipt/share?{urlencode(moment)}" in editor.get(shares, params=moment).text
        for _ in range(share.MOST):
            assert editor.post(f"/leads/{lead}/receipt/share").status_code == 200
        full = editor.get(shares).text
        assert "revoke one first" in full
        assert "Make a link" not in full
        one = re.findall(r'hx-post="([^"]*/revoke)"', full)
        assert len(one) == share.MOST
        assert "Make a link" in editor.post(one[0]).text
        assert _holding(editor, lead) == share.MOST - 1
