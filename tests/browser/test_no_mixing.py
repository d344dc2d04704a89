"""One person's heading never stands above another's records, not for a moment and not after a hasty click."""

from playwright.sync_api import expect

from tests.browser import steps

# Looks at the page after every change, as somebody glancing at it would.
WATCH = """() => {
  window.mixed = [];
  const look = () => {
    const heading = document.querySelector("h1")?.textContent ?? "";
    const text = document.querySelector('[data-testid="stMain"]').innerText;
    if (heading === "Kate Williams" && text.includes("are linked to Tommy Williams")) window.mixed.push(text);
    if (heading === "Tommy Williams" && text.includes("Mother of Tommy Williams")) window.mixed.push(text);
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def test_a_linked_individual_never_stands_above_the_childs_records_nor_after_a_hasty_click(page, app_url):
    steps.enter_leeds(page, app_url)
    steps.open_case_id(page, "249012")
    expect(page.get_by_role("button", name="View Kate Williams")).to_be_visible()
    page.evaluate(WATCH)
    for _ in range(3):
        steps.view(page, "Kate Williams")
        page.get_by_role("button", name="Back to Tommy Williams").click()
        steps.expect_heading(page, "Tommy Williams")
        expect(page.get_by_role("button", name="View Kate Williams")).to_be_visible()
    assert page.evaluate("window.mixed") == []
    # A section opened while the page is being drawn shows this person.
    page.get_by_role("button", name="View Kate Williams").click()
    housing = steps.section(page, "housing")
    housing.locator("summary").click()
    expect(housing).to_contain_text("Yes / Case open")
    steps.settled(page)
    expect(page.get_by_role("heading", level=3, name="School")).to_have_count(1)
    assert page.evaluate("window.mixed") == []
