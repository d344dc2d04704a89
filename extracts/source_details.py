"""A source's details where a council has no sources.csv: from columns of its own file, or from the settings. And the
digest of its files."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from config.extract import Extract
from config.service import SOURCE_COLUMNS, Service
from extracts import column_checks
from extracts.dates import EARLIEST, hours_or_none
from extracts.sheet import Sheet


def row_of(extract: Extract, source_id: str, sheet: Sheet, *, is_missing: bool) -> dict:
    """The line that sources.csv would have for this source; one that did not arrive has no dates of its own.

    Takes the columns about the source out of the sheet, and adds what is wrong with them to its problems.
    """
    settings = next(one for one in extract.sources if one.id == source_id)
    from_file = {} if is_missing else _from_columns(sheet, london=extract.times == "London")
    unknown = datetime.combine(EARLIEST, datetime.min.time(), UTC)
    current = from_file.get("date_current_as_of") or (unknown if is_missing else sheet.modified or unknown)
    begins = from_file.get("coverage_start_date") or settings.coverage_start_date or EARLIEST
    ends = from_file.get("coverage_end_date") or settings.coverage_end_date or current.date()
    # One without a date at all has another problem.
    if ends < begins and current != unknown and not sheet.problems:
        sheet.add(f"the period covered ends on {ends:%d/%m/%Y}, before it begins on {begins:%d/%m/%Y}")
    return {
        "source": source_id,
        "system_name": settings.system_name,
        "date_current_as_of": current,
        "coverage_start_date": begins,
        "coverage_end_date": ends,
        "coverage_area": from_file.get("coverage_area") or settings.coverage_area,
        "expected_every": settings.expected_every,
        "expected_every_hours": hours_or_none(settings.expected_every),
        "readable": True,
    }


def _from_columns(sheet: Sheet, *, london: bool) -> dict:
    """A source's details from columns of a wide file: one value for the file; if there are several, the highest."""
    columns, found = [column for column in SOURCE_COLUMNS if column in sheet.settings.mapped], {}
    column_checks.times(sheet, london=london)
    for column in columns:
        if column.startswith("coverage_") and column != "coverage_area":
            column_checks.dates(sheet, column, decides=True)
        values = [value for value in sheet.table[column].unique() if value]
        if not values and column in ("date_current_as_of", "coverage_start_date") and not sheet.problems:
            sheet.add("is empty in every line, so we cannot tell how old the file is", column=column)
        found[column] = max(values, default=None)
        if len(values) > 1:
            # A date only: another column may hold anything, and this is kept in the log of the night.
            used = "the last" if isinstance(found[column], str) else f"{found[column]:%d/%m/%Y}"
            each = ", and each person is shown the date of their own rows" if column == "date_current_as_of" else ""
            note = f"{sheet.file}: {len(values)} different values in {sheet.theirs[column]}; {used} is used{each}"
            sheet.notes.append(note)
    sheet.table = sheet.table.drop(columns=[column for column in SOURCE_COLUMNS if column in sheet.table])
    return found


def contents_of(services: Iterable[Service], sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """A digest of the files of each source that has any."""
    of = {one.id: [one.id, *([one.group.file] if one.group else [])] for one in services}
    found = {
        source_id: "".join(sheets[name].content for name in names if name in sheets)
        for source_id, names in (of | {"cms": ["people", "relationships"]}).items()
    }
    return {source_id: content for source_id, content in found.items() if content}
