"""A change of a council's settings is noticed once, and recorded with the parts that changed and their digests."""

from data_access.audit.settings_changes import notice_settings
from tests.data_access.conftest import audit_rows


def test_settings_are_recorded_when_first_seen_and_not_again(stockport):
    assert "services" in notice_settings(stockport, by="server")
    assert notice_settings(stockport, by="server") == []
    [row] = audit_rows(stockport)
    assert (row.action, row.username) == ("settings_changed", "server") and '"first_seen":true' in row.record


def test_a_change_is_recorded_with_the_part_that_changed(stockport):
    notice_settings(stockport, by="server")
    changed = stockport.model_copy(update={"feedback_email": "other@example.gov.uk"})
    assert notice_settings(changed, by="it") == ["feedback_email"]
    assert notice_settings(changed, by="it") == []
    assert notice_settings(stockport, by="it") == ["feedback_email"]
    records = [row.record for row in audit_rows(stockport)]
    assert len(records) == 3 and '"changed":["feedback_email"]' in records[1]
    assert "other@example" not in records[1] and "first_seen" not in records[1]
