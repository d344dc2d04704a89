"""Writes a drafted council as YAML, with the reason beside each guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import yaml

from config import clock
from config.extract import PEOPLE_FILES
from config.relationships import kind_key
from extracts.dates import date_or_none
from extracts.drafting.columns import FEW_CODES, FileDraft
from extracts.drafting.kinship import in_words, plain_kind, usual_kinds
from extracts.drafting.persons import placeholder_day, placeholder_words
from extracts.drafting.services import STANDARD
from extracts.drafting.values import may_name

if TYPE_CHECKING:
    from extracts.drafting.draft import Folder

_SMALL_WORDS = ("of", "the", "no")
"""Of the words of a footer these are no names, although the name of a school may have them."""
_DAY_IN_NAME = re.compile(r"(19|20)\d{2}[-_.]?\d{2}[-_.]?\d{2}|\d{2}[-_.]?\d{2}[-_.]?(19|20)\d{2}|\d{6,14}")


def plain(value: object) -> str:
    """A value as YAML on one line, in quotes where it needs them.

    >>> plain("yes"), plain("Surname"), plain("a: b")
    ("'yes'", 'Surname', "'a: b'")
    """
    text = _dumped(value, allow_unicode=True)
    # A line break in the name of a column, or what cannot be seen, is written as \n and the like.
    return text if text.isprintable() else _dumped(value, default_style='"')


def _dumped(value: object, **style: object) -> str:
    text = yaml.safe_dump(value, width=10_000_000, default_flow_style=True, sort_keys=False, **style)
    return text.removesuffix("...\n").removesuffix("\n")


def _one_line(text: str) -> str:
    """A comment: the name of a column may have a line break in it."""
    return " ".join(text.split())


def council_yaml(found: Folder, council_id: str, name: str, journey: int, to_do: list[str]) -> str:
    """The whole file."""
    lines = [*_head(council_id, name, to_do), *_council(found, council_id, name, journey), "", "extract:"]
    lines += _extract(found)
    for one in found.files:
        lines += _file(one, found)
    lines += ["", "services:"]
    for service in sorted(found.services, key=_place):
        lines += _service(service)
    return "\n".join(lines) + "\n"


def _place(service: dict[str, Any]) -> tuple[int, str]:
    known = service["id"] in STANDARD
    return STANDARD.index(service["id"]) if known else len(STANDARD), service["id"]


def _head(council_id: str, name: str, to_do: list[str]) -> Iterator[str]:
    yield f"# {name}: a draft by `manage.py draft` of {clock.today():%d/%m/%Y}. Every guess has its reason beside it."
    yield "# docs/draft.md says how to go on; docs/settings.md explains every key. Nothing of a person is in this file."
    yield f"# Check: python manage.py load --check --council {council_id} FOLDER"
    for words in to_do:
        yield f"# TO DO: {_one_line(words)}."


def _council(found: Folder, council_id: str, name: str, journey: int) -> Iterator[str]:
    has_caseload = found.has("caseload")
    yield f"id: {council_id}"
    yield f"name: {plain(name)}"
    yield f"short_name: {plain(name.removesuffix(' Council'))}"
    yield f"database: {council_id}"
    yield f"journey: {journey}  # 1: search for anyone; 2: for a child, then the people linked to it"
    yield 'cms: {name: TO DO, case_id_example: "123456"}  # TO DO: the system\'s name, and an invented case ID'
    yield 'sign_in: {user_name_label: User name, help: ["TO DO: whom to call if signing in fails."]}'
    yield "feedback_email: to.do@council.example  # TO DO"
    yield "search: {by: either, family_name_first: false, most_individuals: 50}"
    choices = "[Assessment after a referral, Section 47 enquiry, Strategy meeting]"
    yield f"reason: {{ask: true, choices: {choices}}}  # TO DO: check"
    only = "true" if has_caseload and journey == 2 else "false"
    yield f"caseload: {{only: {only}}}  # {'there is one' if has_caseload else 'no file of a caseload was found'}"
    yield from _relationships(found)
    yield "guidance:"
    yield "  sign_in: This is a new tool to show which services hold records on a person."
    yield "  search: Search only for individuals relevant to a child you work with. Every search is recorded."
    yield "  results: Once you select someone, you may see sensitive information about them. It is recorded."
    yield "  linked: People linked to the child. Someone just linked may take up to 24 hours to appear."
    yield "  reason: []"
    yield "  appropriate_use: []  # TO DO: who may be searched for"
    yield "  about: []"


def _relationships(found: Folder) -> Iterator[str]:
    """The kinds of relationship that are common, shown or excluded; others wait for a decision and are not shown."""
    draft = next((one for one in found.files if one.id == "relationships"), None)
    if draft is None:
        return
    counts = draft.held(draft.columns["relationship"]).counts
    shown, excluded = usual_kinds()
    kinds = {kind_key(named): named for named in (_written(kind, found.names) for kind in counts)}
    yield "# Checked against the usual kinds; `manage.py relationships` lists the rest after the first load."
    for key, usual in (("shown_relationships", shown), ("excluded_relationships", excluded)):
        known = [kind for kind in kinds.values() if plain_kind(kind) in usual and not may_name(kind, found.names)]
        yield f"{key}: {plain(known)}"
    others = [
        kind for kind in kinds.values() if plain_kind(kind) not in shown | excluded or may_name(kind, found.names)
    ]
    if others:
        may_be_listed = all(_is_a_kind(kind) and not may_name(kind, found.names) for kind in others)
        listed_too = f": {', '.join(others)}" if len(kinds) <= FEW_CODES and may_be_listed else ""
        yield f"# TO DO: {len(others)} other kinds are not shown until they are in one of the lists{listed_too}"


def _written(kind: str, names: frozenset[str]) -> str:
    """A kind as the files have it once their codes are read."""
    return kind if may_name(kind, names) else in_words(kind) or kind


_KIN = re.compile(
    r"mother|father|parent|brother|sister|sibling|aunt|uncle|cousin|child|son|daughter|carer|friend|relat",
    re.IGNORECASE,
)


def _is_a_kind(kind: str) -> bool:
    """Whether a text may be written down: a few words, one of them of kinship. Any other may be somebody's name."""
    return bool(re.fullmatch(r"[A-Za-z]+(?:[ /-][A-Za-z]+){0,3}", kind)) and bool(_KIN.search(kind))


def _extract(found: Folder) -> Iterator[str]:
    yield "  times: London"
    if found.plain_keys:
        yield "  keys: plain  # the files write some keys with spaces, marks or zeros that others leave out"
    yield from _not_known(found)
    without = [file_id for file_id in PEOPLE_FILES if not found.has(file_id)]
    if without:
        yield f"  without: {plain(without)}  # no such file was found"
    if found.has_sources_file:
        return
    yield "  sources:"
    ids = [*(["cms"] if found.has("people") else []), *(one["id"] for one in sorted(found.services, key=_place))]
    for source_id in ids:
        yield from _source(found, source_id)


def _not_known(found: Folder) -> Iterator[str]:
    days = {day for one in found.files if (day := placeholder_day(one))}
    words = {word for one in found.files for word in placeholder_words(one)}
    if days or words:
        yield "  not_known:"
    if days:
        yield "    # Check: so many people have this date of birth that it must mean that none is known."
        yield f"    dates: {plain(sorted({'1900-01-01', *(day.isoformat() for day in days)}))}"
    if words:
        yield f"    words: {plain(sorted(words))}"


def _source(found: Folder, source_id: str) -> Iterator[str]:
    file_id = "people" if source_id == "cms" else source_id
    draft = next((one for one in found.files if one.id == file_id), None)
    mapped = draft.columns if draft else {}
    yield f"    - id: {source_id}"
    yield "      system_name: TO DO  # the system it comes from"
    yield "      expected_every: 1 day  # TO DO: how often a new file comes"
    if "date_current_as_of" not in mapped:
        yield "      date_current_as_of: file_time  # no column says it, so the day the file was last changed"
    if "coverage_start_date" not in mapped:
        day = min([_changed(draft), *_current_as_of(draft)]) if draft else clock.today()
        yield f"      coverage_start_date: {day.isoformat()}  # TO DO: the first day covered; now the file's own"


def _changed(draft: FileDraft) -> date:
    return datetime.fromtimestamp(draft.looked.path.stat().st_mtime, clock.LONDON).date()


def _current_as_of(draft: FileDraft) -> list[date]:
    """The days that its lines were true: none is covered before the first day covered."""
    name = draft.columns.get("date_current_as_of")
    days = (date_or_none(text, tuple(draft.dates)) for text in draft.held(name).counts) if name else ()
    return [day for day in days if day]


def _file(draft: FileDraft, found: Folder) -> Iterator[str]:
    if draft is found.files[0]:
        yield "  files:"
    yield f"    - id: {draft.id}"
    yield f"      # {draft.looked.rows:,} lines. Taken for this by {draft.about}."
    for words in draft.to_do:
        yield f"      # TO DO: {_one_line(words)}."
    for words in draft.doubts:
        yield f"      # Check: {_one_line(words)}."
    yield f"      file: {plain(file_pattern(draft.file_name, found))}"
    yield from _reading(draft, found.names)
    if draft.dates:
        yield f"      dates: {plain(draft.dates)}"
    if draft.person_key != "shared":
        yield f"      person_key: {draft.person_key}"
    yield from _mapping(draft, found.names)


def _reading(draft: FileDraft, names: frozenset[str]) -> Iterator[str]:
    """How the file is read: its encoding and so on, where it is not the usual."""
    settings = draft.looked.settings
    for key in ("encoding", "delimiter", "sheet", "footer"):
        value = getattr(settings, key)
        if value is not None and may_name(value, names, _SMALL_WORDS):
            yield f"      # TO DO: {key} begins with a name, and is not written here."
        elif value is not None and (key, value) not in (("encoding", "utf-8"), ("delimiter", ",")):
            yield f"      {key}: {plain(value)}"
    if settings.skip_lines:
        yield f"      skip_lines: {settings.skip_lines}  # lines above the names of the columns"
    if settings.ragged:
        yield "      ragged: true  # some lines end where their last values are empty"


def file_pattern(name: str, found: Folder) -> str:
    """The file's name, with * in the place of a day, so that tomorrow's file is found too, if it then fits no other."""
    place = _DAY_IN_NAME.search(name)
    if place is None or any(mark in name for mark in "*?["):
        return name
    pattern = f"{name[: place.start()]}*{name[place.end() :]}"
    shape = re.compile(re.escape(pattern).replace(r"\*", ".*"))
    folder = found.files[0].looked.path.parent
    return pattern if sum(bool(shape.fullmatch(path.name)) for path in folder.iterdir()) == 1 else name


def _mapping(draft: FileDraft, names: frozenset[str]) -> Iterator[str]:
    parts: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("columns", draft.columns),
        ("join", {ours: {"columns": names} for ours, names in draft.join.items()}),
        ("split", draft.split),
        ("constants", draft.constants),
        ("until", draft.until),
    )
    for key, mapped in parts:
        if mapped:
            yield f"      {key}:"
        for ours, value in mapped.items():
            yield f"        {ours}: {plain(value)}  # {_one_line(draft.why.get(ours, ''))}"
    yield from _values(draft)
    if draft.not_held:
        yield f"      not_held: {plain(draft.not_held)}  # no columns look like these"
    if draft.leave_out:
        yield "      leave_out:"
    for column, codes in draft.leave_out:
        yield f"        - {plain({'column': column, 'is': list(codes)})}  # they are no records; check"
    if draft.only_empty:
        yield "      only:"
    for column in draft.only_empty:
        yield f"        - {plain({'column': column, 'empty': True})}  # those with a day have ended; check"
    unused = [name for name in draft.free if name and not names & set(re.findall(r"[^\W\d_]+", name.casefold()))]
    if unused:
        yield f"      # Not used: {_one_line(', '.join(unused))}"


def _values(draft: FileDraft) -> Iterator[str]:
    written = [ours for ours in {**draft.values, **draft.unknown_codes} if ours in draft.columns]
    if any(draft.values.get(ours) for ours in written):
        yield "      values:"
    for ours in written:
        codes = draft.values.get(ours, {})
        if codes:
            yield f"        {ours}: {plain(codes)}"
        unknown = draft.unknown_codes.get(ours)
        if unknown:
            yield f"        # TO DO {ours}: what do these mean? {', '.join(unknown)}"


def _service(service: dict[str, Any]) -> Iterator[str]:
    general = {"name": f"{service['title']} duty desk", "phone": "TO DO"}
    ordered: Iterable[tuple[str, Any]] = [
        *((key, service[key]) for key in service if key in _BEFORE_CONTACT),
        ("general_contact", general),
        ("agreement", {"reference": "TO DO", "approved": clock.today()}),
        *((key, service[key]) for key in service if key not in _BEFORE_CONTACT),
    ]
    for place, (key, value) in enumerate(ordered):
        start = "  - " if place == 0 else "    "
        if key == "fields":
            yield f"{start}fields:"
            for one in value:
                yield f"      - {plain(one)}"
        elif key == "agreement":
            yield f"{start}# TO DO: the agreement under which it is shown. Production does not start without it."
            yield f"{start}agreement: {plain(value)}"
        else:
            yield f"{start}{key}: {plain(value)}"


_BEFORE_CONTACT = ("id", "title", "database", "ages", "record_means", "looked_for", "does_not_mean")
