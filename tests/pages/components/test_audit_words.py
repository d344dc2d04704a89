"""What an action adds to an audit record is said as people say it."""

from types import SimpleNamespace

from pages.components.audit_words import about_pairs


def test_days_and_yes_and_no_are_said_in_words():
    """Seen to fail as "2026-10-29" and "False", as they are stored."""
    record = SimpleNamespace(about={"first_day": "2026-10-29", "taken_away": False, "covered": True})
    assert [said for _, said in about_pairs(record, {})] == ["29/10/2026", "No", "Yes"]
