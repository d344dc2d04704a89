"""A refresh comes back to the same page in the roles that test_place.py leaves out: figures, and research sessions."""

import pytest

from tests.pages.conftest import Visit


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("manager", "figures"),
        *(("researcher", page) for page in ("participants", "findings", "referral", "research_results")),
    ],
)
def test_a_new_tab_is_on_the_same_page_again(visit, role, page):
    tab = visit("stockport", role=role, is_demo=True).run().open(page)
    again = Visit(tab.council, tab.key).run()
    assert again.heading() == tab.heading()
    assert again.heading() != Visit(tab.council, tab.key).run().open("research").heading()
