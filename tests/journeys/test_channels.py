"""Channels and deliveries as people set them up, try them, and look after what does not arrive."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio
from playwright.async_api import Page, expect
from standardwebhooks import Webhook

from tests.journeys.keyboard import tab_to
from tests.receiver import Receiver, receiving
from tests.triggers.triggered import NEW

SALES = "Sales <b>room</b>"


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as kept:
        yield kept


async def _call(page: Page, method: str, address: str, document: dict) -> dict:
    answer = await getattr(page.request, method)(
        address, data=document, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.ok, await answer.text()
    return await answer.json()


async def _hooked(page: Page, address: str, url: str) -> str:
    """A channel that is told of whoever is new; its id."""
    channel = {"name": SALES, "kind": "webhook", "config": {"url": url}}
    channel_id = (await _call(page, "post", f"{address}/api/channels", channel))["id"]
    await _call(page, "post", f"{address}/api/triggers", NEW | {"outputs": [{"channel_id": channel_id}]})
    return channel_id


def _did(who: str) -> dict:
    return {"event_type": "Demo", "alias_kind": "email", "alias": f"{who}@{who}.com"}


async def test_a_webhook_is_made_by_keyboard_and_tried(world, someone, receiver):
    """Its key is shown once, and is the one that the test is signed with; a test that does not arrive says why."""
    admin = await someone("admin")
    keys = admin.keyboard
    await admin.goto(f"{world.address}/configure/channels")
    await expect(admin.get_by_text("No channels yet")).to_be_visible()
    await tab_to(admin, admin.get_by_role("link", name="New channel").first)
    await keys.press("Enter")
    await expect(admin.get_by_role("heading", name="New channel")).to_be_visible()
    await tab_to(admin, admin.get_by_label("Name"))
    await keys.type(SALES)
    await tab_to(admin, admin.get_by_label("Address", exact=True))
    await keys.type("http://10.0.0.1/hook")
    await keys.press("Enter")
    await expect(admin.get_by_text("10.0.0.1 is no public address")).to_be_visible()
    await expect(admin.get_by_label("Name")).to_have_value(SALES)
    await admin.get_by_label("Address", exact=True).fill(receiver.url)
    await tab_to(admin, admin.get_by_role("button", name="Create channel"))
    await keys.press("Enter")
    await expect(admin.get_by_role("heading", name=SALES, exact=True)).to_be_visible()
    key = await admin.locator("#secret").inner_text()

    await tab_to(admin, admin.get_by_role("button", name="Send test"))
    await keys.press("Enter")
    await expect(admin.locator("#tried")).to_contain_text("Arrived")
    [message] = receiver.received
    assert Webhook(key).verify(message.body, message.headers)["type"] == "test"
    receiver.otherwise, receiver.text = 503, "<script>alert(1)</script> closed"
    await keys.press("Enter")
    await expect(admin.locator("#tried")).to_contain_text("Did not arrive")
    await expect(admin.locator("#tried")).to_contain_text("answered 503")
    await expect(admin.locator("#tried")).to_contain_text("<script>alert(1)</script> closed")
    await admin.goto(f"{world.address}/configure/channels")
    await admin.get_by_role("link", name=SALES).click()
    await expect(admin.get_by_role("heading", name=SALES, exact=True)).to_be_visible()
    await expect(admin.get_by_text(key)).to_have_count(0)


async def test_a_channel_that_is_gone_is_switched_off_and_tried_again_with_one_click(
    world, someone, receiver
):
    """Admins hear of it by the bell, with why; the click says how much is sent again, and sends it."""
    admin = await someone("admin")
    channel_id = await _hooked(admin, world.address, receiver.url)
    receiver.otherwise = 410
    await world.send(_did("ada"))
    await expect(admin.locator("#bell-count")).to_contain_text("1", timeout=40_000)
    await admin.get_by_role("button", name="Notifications").click()
    await admin.get_by_role("button", name=f"The channel {SALES} was switched off.").click()
    await expect(admin).to_have_url(re.compile(channel_id))
    await expect(admin.get_by_text("It answered that it is gone (410).")).to_be_visible()
    receiver.otherwise = 200
    await admin.get_by_role("button", name="Switch on, send 1 delivery again").click()
    await expect(admin.get_by_text("switched off")).to_have_count(0)
    await admin.get_by_role("link", name="Deliveries").first.click()
    await expect(admin.get_by_role("row", name=re.compile("delivered"))).to_have_count(1)
    first, again = receiver.received
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body


async def test_deliveries_are_filtered_looked_at_and_sent_again(world, someone, receiver):
    """All that failed, the number first; one, with each attempt and what was told; a viewer sees it all the same."""
    admin = await someone("admin")
    receiver.otherwise, receiver.text = 410, "<i>gone</i>"
    channel_id = await _hooked(admin, world.address, receiver.url)
    await admin.goto(f"{world.address}/configure/deliveries")
    await expect(admin.get_by_text("Nothing was sent yet")).to_be_visible()
    await world.send(_did("ada"), _did("bob"), _did("cy"))
    await expect(admin.locator("#bell-count")).to_contain_text("1", timeout=40_000)
    await _call(admin, "patch", f"{world.address}/api/channels/{channel_id}", {"active": True})
    receiver.otherwise = 200
    await admin.reload()
    await admin.get_by_label("Filter by state").select_option("Cancelled")
    await expect(admin.get_by_text("No deliveries fit this search")).to_be_visible()
    await admin.get_by_label("Filter by state").select_option("Failed")
    await expect(admin).to_have_url(re.compile("state=failed"))
    await expect(admin.get_by_role("row", name=re.compile("failed"))).to_have_count(3)
    await admin.get_by_role("row", name=re.compile("failed")).first.get_by_role("link").first.click()
    await expect(admin.get_by_text("<i>gone</i>")).to_be_visible()
    await expect(admin.get_by_text('"type": "trigger.surge"')).to_be_visible()
    await admin.get_by_role("button", name="Send again").click()
    async with asyncio.timeout(30):
        while not await admin.get_by_text("200", exact=True).count():
            await admin.reload()

    await admin.goto(f"{world.address}/configure/deliveries?state=failed")
    await admin.get_by_text("Send all again…").click()
    await expect(admin.get_by_text("2 deliveries whose channel is on are sent again")).to_be_visible()
    await admin.get_by_role("button", name="Send 2 again").click()
    await expect(admin.get_by_text("2 deliveries are sent again.")).to_be_visible()
    async with asyncio.timeout(30):
        while await admin.get_by_role("row", name=re.compile("delivered")).count() < 3:
            await admin.reload()
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 3

    viewer = await someone("viewer")
    await viewer.goto(f"{world.address}/configure/deliveries?state=delivered")
    await viewer.get_by_role("row", name=re.compile("delivered")).first.get_by_role("link").first.click()
    await expect(viewer.get_by_text('"type": "trigger.surge"')).to_be_visible()
    await expect(viewer.get_by_role("button", name="Send again")).to_have_count(0)


async def test_deliveries_about_somebody_are_found_and_sent_again(world, someone, receiver):
    """By name and days; each leads to whom it is about."""
    admin = await someone("admin")
    await _hooked(admin, world.address, receiver.url)
    await world.send(_did("ada"), _did("bob"))
    await admin.goto(f"{world.address}/configure/deliveries?state=delivered")
    async with asyncio.timeout(30):
        while await admin.get_by_role("row", name=re.compile("delivered")).count() < 2:
            await admin.reload()
    whom = admin.get_by_label("Filter by lead or account")
    await whom.fill("ada")
    await whom.press("Enter")
    await expect(admin.get_by_role("row", name=re.compile("delivered"))).to_have_count(1)
    about = admin.get_by_role("link", name="ada@ada.com")
    await expect(about).to_be_visible()
    today = datetime.now(UTC).date().isoformat()
    await admin.get_by_label("From this day on").fill(today)
    await admin.get_by_label("Up to this day").fill(today)
    await expect(admin).to_have_url(re.compile(f"whom=ada.*from={today}.*to={today}"))
    await admin.get_by_text("Send all again…").click()
    await admin.get_by_role("button", name="Send 1 again").click()
    await expect(admin.get_by_text("1 delivery is sent again.")).to_be_visible()
    await expect(admin.locator("tbody").get_by_role("row")).to_have_count(1)
    await about.click()
    await expect(admin).to_have_url(re.compile("/leads/ld_"))
