"""A change of a council's settings is noticed once, and recorded with the parts that changed and their digests."""

from data_access.audit.settings_changes import record_settings_changes
from tests.data_access.conftest import audit_rows


def test_settings_are_recorded_when_first_seen_and_not_again(stockport):
    assert "services" in record_settings_changes(stockport, by="server")
    assert record_settings_changes(stockport, by="server") == []
    [row] = audit_rows(stockport)
    assert (row.action, row.username) == ("settings_changed", "server") and '"first_seen":true' in row.record


def test_a_change_is_recorded_with_the_part_that_changed(stockport):
    record_settings_changes(stockport, by="server")
    changed = stockport.model_copy(update={"feedback_email": "other@example.gov.uk"})
    assert record_settings_changes(changed, by="it") == ["feedback_email"]
    assert record_settings_changes(changed, by="it") == []
    assert record_settings_changes(stockport, by="it") == ["feedback_email"]
    records = [row.record for row in audit_rows(stockport)]
    assert len(records) == 3 and '"changed":["feedback_email"]' in records[1]
    assert "other@example" not in records[1] and "first_seen" not in records[1]
