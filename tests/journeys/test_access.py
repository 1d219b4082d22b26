"""Who may enter, as an admin and as the one who comes: invited, given a role, signed out; and the log of it."""

import re

from playwright.async_api import expect


async def test_somebody_is_invited_and_comes_in(world, someone, browser):
    """The link is shown once, as no mail is set up; whoever follows it is in, in the role of the invitation."""
    admin = await someone("admin")
    await admin.goto(f"{world.address}/settings/members")
    await admin.get_by_label("E-mail").fill("bo@acme.example")
    await admin.get_by_label("Editor").check()
    await admin.keyboard.press("Enter")
    await expect(admin.get_by_role("status").filter(has_text="No mail server is set up")).to_be_visible()
    link = await admin.locator("#secret").inner_text()
    await expect(admin.get_by_role("list", name="Invitations").get_by_text("bo@acme.example")).to_be_visible()
    context = await browser.new_context()
    bo = await context.new_page()
    await bo.goto(link)
    await expect(bo.get_by_label("E-mail")).to_have_value("bo@acme.example")
    await bo.get_by_label("Your name").fill("Bo <b>")
    await bo.get_by_label("Password").fill("a long enough password")
    await bo.get_by_role("button", name="Enter").click()
    await expect(bo.get_by_role("heading", name="Leads", exact=True)).to_be_visible()
    await bo.goto(f"{world.address}/settings/members")
    await expect(bo.get_by_text("This needs the role admin")).to_be_visible()

    await admin.goto(f"{world.address}/settings/members")
    await admin.get_by_role("link", name="Manage Bo <b>").click()
    await admin.get_by_label("Admin").check()
    await admin.get_by_role("button", name="Change role").click()
    await expect(admin.get_by_text("The role is changed")).to_be_visible()
    await bo.reload()
    await expect(bo.get_by_role("heading", name="Members")).to_be_visible()
    await admin.get_by_text("Remove…").click()
    await admin.get_by_role("button", name="Remove Bo <b>").click()
    await expect(admin.get_by_role("status").filter(has_text="Removed")).to_be_visible()
    await bo.reload()
    await expect(bo.get_by_role("heading", name="Sign in")).to_be_visible()
    await context.close()

    await admin.goto(f"{world.address}/settings/audit")
    await admin.get_by_label("What", exact=True).select_option(label="Member: all")
    removed = admin.get_by_role("row", name=re.compile("Member removed.*Bo <b>"))
    await removed.get_by_text("3 values").click()
    await expect(removed.locator("del").filter(has_text="bo@acme.example")).to_be_visible()
    await expect(admin).to_have_url(re.compile("action=member"))


async def test_the_log_calls_people_by_their_name(world, someone):
    """A lead by what it is called now, which the log itself does not hold; and leads there."""
    await world.send({"event_type": "Page View", "alias_kind": "email", "alias": "ada@acme.com"})
    await world.settled()
    admin = await someone("admin")
    await admin.get_by_role("link", name="ada@acme.com").first.click()
    await admin.get_by_role("button", name="Watch").first.click()
    await expect(admin.get_by_role("button", name=re.compile("Watching|Unwatch|Stop")).first).to_be_visible()
    await admin.goto(f"{world.address}/settings/audit?action=lead.watch")
    await admin.get_by_role("row").get_by_role("link", name="ada@acme.com").click()
    await expect(admin.get_by_role("heading", name="ada@acme.com")).to_be_visible()


async def test_everything_is_looked_at_on_the_page_of_health(world, someone):
    """Each part says how it fares, and the loops when they last went round."""
    admin = await someone("admin")
    await admin.goto(f"{world.address}/settings/health")
    for part in ("Database", "Worker", "Inbox", "Deliveries", "Mail", "Disk", "Versions"):
        await expect(admin.get_by_role("region", name=part)).to_be_visible()
    await expect(admin.get_by_role("row", name=re.compile("work off"))).to_be_visible()
