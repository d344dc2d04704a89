"""Whether a council's mapping fits its services: nothing forgotten, nothing misspelt, no code without a meaning."""

from dataclasses import dataclass

from config.extract import PEOPLE_FILES, Extract, ExtractFile
from config.not_known import SAYS_NOT_SURE
from config.service import GENDERS, OTHER_NAMES, PERSON_COLUMNS, SOURCE_COLUMNS, RepeatedGroup, Service, refused

_ALLOWED = {"gender": GENDERS, "address_status": ("current", "previous")}


@dataclass(frozen=True)
class FileColumns:
    """The columns of one file of an extract: `needed` always, `given` unless listed as not held, `may` optional."""

    needed: tuple[str, ...]
    given: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.needed, *self.given, *self.may)


_NAMES, _ABOUT = ("first_name", "family_name"), ("date_of_birth", "gender", "address")
_ALSO = (*SOURCE_COLUMNS, *OTHER_NAMES)
_FILES = {
    "people": FileColumns(_NAMES, _ABOUT, ("person_key", "source", "cms_id", "address_status", *_ALSO)),
    "relationships": FileColumns(("child_key", "person_key", "relationship")),
    "caseload": FileColumns(("worker", "case_id")),
    "sources": FileColumns(
        ("source", "system_name", *SOURCE_COLUMNS[:3], "expected_every"), (), ("coverage_area", "status")
    ),
}


def file_columns(extract: Extract, services: tuple[Service, ...], file_id: str) -> FileColumns:
    """The columns of a file, by its id. Raises KeyError for a file no extract has."""
    if file_id in _FILES:
        return _FILES[file_id]
    key = extract.person_key(file_id)
    for service in services:
        if service.id == file_id:
            return _service_columns(service, key)
        if service.group and service.group.file == file_id:
            return _group_columns(service.group, key)
    raise KeyError(file_id)


def _service_columns(service: Service, key: str) -> FileColumns:
    """The fields that decide whether a line is a record are needed: a forgotten one would read as "no records".

    Of several yes/no fields of which one must be Yes, a source may hold some only; it says so (`not_held`).
    """
    held_field = service.group and service.group.held_field
    deciding = {service.involvement_field, held_field}
    if len(service.needs_one_of) == 1:
        deciding |= set(service.needs_one_of)
    needed = tuple(field.id for field in service.fields if field.id in deciding)
    fields = tuple(field.id for field in service.fields if field.id not in deciding)
    if key == "shared":
        return FileColumns(("person_key", *needed), fields, ("match_status", *PERSON_COLUMNS, *_ALSO))
    keys = ("source_key",) if key == "own" else ()
    return FileColumns((*keys, *_NAMES, *needed), (*_ABOUT, *fields), ("address_status", *_ALSO))


def _group_columns(group: RepeatedGroup, key: str) -> FileColumns:
    """Without keys, each entry repeats the person's details, which lead to the same person. With the source's own keys
    it may repeat them."""
    needed = (group.date_field, group.window.field)
    fields = tuple(field.id for field in group.fields if field.id not in needed)
    if key == "none":
        return FileColumns((*_NAMES, *needed), (*_ABOUT, *fields), ("address_status", *OTHER_NAMES))
    if key == "own":
        return FileColumns(("source_key", *needed), fields, PERSON_COLUMNS)
    return FileColumns(("person_key", *needed), fields)


def check_extract(extract: Extract, services: tuple[Service, ...], *, journey: int, caseload_only: bool) -> None:
    """Refuse a mapping that does not fit the council's services and journey."""
    known = [*PEOPLE_FILES, "sources"]
    for service in services:
        known += [service.id, service.group.file] if service.group else [service.id]
    _check_without(extract, services, journey, caseload_only)
    ids = [file.id for file in extract.files]
    for file in extract.files:
        if file.id not in known:
            raise refused("extract.files", file.id, f"files named {', '.join(known)}")
        if ids.count(file.id) > 1:
            raise refused("extract.files", f"{file.id} twice", "each file once")
        if file.id in extract.without:
            raise refused(f"extract.files.{file.id}", "a file the council is without", "either this or `without`")
        _check_file(extract, services, file)
    for service in services:
        not_held = extract.file(service.id).not_held
        if service.needs_one_of and set(service.needs_one_of) <= set(not_held):
            found, allowed = ", ".join(service.needs_one_of), "one of them at least in columns or constants"
            raise refused(f"extract.files.{service.id}.not_held", found, allowed)
        if service.group and extract.person_key(service.id) != extract.person_key(service.group.file):
            found = f"{extract.person_key(service.group.file)} where {service.id} has {extract.person_key(service.id)}"
            raise refused(f"extract.files.{service.group.file}.person_key", found, f"the same as {service.id}")
    _check_sources(extract, services)


def _check_file(extract: Extract, services: tuple[Service, ...], file: ExtractFile) -> None:
    key, columns = f"extract.files.{file.id}", file_columns(extract, services, file.id)
    is_service = file.id not in (*PEOPLE_FILES, "sources")
    if file.person_key != "shared" and not is_service:
        raise refused(f"{key}.person_key", file.person_key, "shared; own and none are for the files of a service")
    _check_known_columns(extract, file, key, columns)
    if file.is_mapped:
        _check_whole_mapping(file, key, columns)
    elif file.not_held:
        raise refused(f"{key}.not_held", "columns that are not held, but no columns", "columns as well")
    _check_codes(services, file, key)


def _check_known_columns(extract: Extract, file: ExtractFile, key: str, columns: FileColumns) -> None:
    """Refuse settings for a column that this file does not have."""
    for part in ("columns", "join", "split", "constants", "until", "values", "not_held"):
        for column in getattr(file, part):
            if column not in columns.all:
                raise refused(f"{key}.{part}", column, f"columns of this file: {', '.join(columns.all)}")
            if part == "not_held" and column not in (*columns.given, *columns.may):
                raise refused(f"{key}.not_held", column, "a column that this file can do without")
    if not extract.sources:
        for column in file.mapped:
            if column in SOURCE_COLUMNS and file.id != "sources":
                raise refused(f"{key}.columns", column, "this only with extract.sources, which replaces sources.csv")


def _check_whole_mapping(file: ExtractFile, key: str, columns: FileColumns) -> None:
    """Refuse a column that is neither mapped nor listed as not held."""
    for column in (*columns.needed, *columns.given):
        if column not in (*file.mapped, *file.not_held):
            held = " or not_held" if column in columns.given else ""
            raise refused(f"{key}.columns", f"no {column}", f"{column} in columns, join, split, constants, until{held}")
    if file.id == "people" and not {"person_key", "cms_id"} & set(file.mapped):
        raise refused(f"{key}.columns", "neither person_key nor cms_id", "one of the two at least")


def _check_codes(services: tuple[Service, ...], file: ExtractFile, key: str) -> None:
    """Refuse a code whose meaning its column may not hold; "" means not held."""
    allowed = {**_ALLOWED, **_allowed_in(services, file.id)}
    for column, codes in file.values.items():
        for meaning in codes.values():
            if meaning and column in allowed and meaning not in allowed[column]:
                raise refused(f"{key}.values.{column}", meaning, ", ".join(allowed[column]))
    for column, value in file.constants.items():
        if column in allowed and value not in allowed[column]:
            raise refused(f"{key}.constants.{column}", value, ", ".join(allowed[column]))
    for column in file.until:
        if "Historic" not in allowed.get(column, ()):
            raise refused(f"{key}.until.{column}", "a column of another kind", "the field of type involvement")


def _allowed_in(services: tuple[Service, ...], file_id: str) -> dict[str, tuple[str, ...]]:
    for service in services:
        held = {service.id: service.fields}
        if service.group:
            held[service.group.file] = service.group.fields
        if file_id in held:
            allowed = {field.id: field.allowed_values for field in held[file_id] if field.allowed_values}
            not_sure = service.needs_one_of if file_id == service.id else ()
            return allowed | {field: (*allowed[field], SAYS_NOT_SURE) for field in not_sure}
    return {}


def _check_without(extract: Extract, services: tuple[Service, ...], journey: int, caseload_only: bool) -> None:
    missing = set(extract.without)
    for service in services if "people" in missing else ():
        if extract.person_key(service.id) == "shared":
            found = f"people, but {service.id} has shared keys"
            raise refused("extract.without", found, "people only where every service has its own keys or none")
    if "people" in missing and missing != set(PEOPLE_FILES):
        raise refused("extract.without", "people alone", "relationships and caseload as well: they name people in it")
    if journey == 2 and missing & {"people", "relationships"}:
        raise refused("extract.without", ", ".join(sorted(missing)), "no people or relationships, because journey is 2")
    if journey == 2 and caseload_only and "caseload" in missing:
        raise refused("extract.without", "caseload", "no caseload, because caseload.only is true")


def _check_sources(extract: Extract, services: tuple[Service, ...]) -> None:
    if not extract.sources:
        return
    expected = [service.id for service in services]
    expected = expected if "people" in extract.without else ["cms", *expected]
    listed = [source.id for source in extract.sources]
    if sorted(listed) != sorted(expected):
        raise refused("extract.sources", ", ".join(listed), f"each of these once: {', '.join(expected)}")
    if any(file.id == "sources" for file in extract.files):
        raise refused("extract.files", "sources", "either this file or extract.sources")
    for source in extract.sources:
        own = extract.dates_itself("people" if source.id == "cms" else source.id)
        key = f"extract.sources.{source.id}"
        if (source.date_current_as_of is None) == ("date_current_as_of" not in own):
            found = "nothing" if source.date_current_as_of is None else "both file_time and a column of the file"
            raise refused(f"{key}.date_current_as_of", found, "file_time, or a column of the file")
        if (source.coverage_start_date is None) == ("coverage_start_date" not in own):
            found = "nothing" if source.coverage_start_date is None else "both a date and a column of the file"
            raise refused(f"{key}.coverage_start_date", found, "a date, or a column of the file")
