"""Read the YAML files in config/research, and say what is wrong in words a researcher can act on."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from config.council import Council
from config.environment import ROOT
from config.problems import Problem, SettingsError
from config.reading import read_yaml, settings_from
from config.research import COMPLETE, Scenario, ServiceVariation, Variation
from config.service import Service, ServiceField

FOLDER = ROOT / "config" / "research"
PAGE = "docs/researchers-guide.md"
STANDARD = ("school", "adult_social_care", "housing", "police")
"""A variation may name these even where a council does not have them."""
_WANTED = {"yes_no": (bool, "true or false"), "date": (timedelta, "a day such as {days_ago: 16}")}


@dataclass(frozen=True)
class Research:
    """Everything in the folder, in the order of the files' names."""

    variations: tuple[Variation, ...]
    scenarios: tuple[Scenario, ...]

    def variation(self, variation_id: str) -> Variation | None:
        """The variation of that id; None where its file has gone."""
        return next((one for one in self.variations if one.id == variation_id), None)

    def scenario(self, scenario_id: str) -> Scenario | None:
        """The scenario of that id; None where its file has gone."""
        return next((one for one in self.scenarios if one.id == scenario_id), None)


def read_research(council: Council, folder: Path = FOLDER) -> Research:
    """The variations and scenarios, checked against the council's services. A changed file is read again.

    Raises SettingsError with everything that is wrong.
    """
    research, problems = _read(folder, _files(folder))
    for variation in research.variations:
        problems += tuple(_misfits(council, variation))
    if problems:
        raise SettingsError(list(problems))
    return research


def _files(folder: Path) -> tuple[tuple[Path, int, int], ...]:
    """Each file with its modification time and size."""
    paths = [path for kind in ("variations", "scenarios") for path in sorted((folder / kind).glob("*.yaml"))]
    return tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths)


@lru_cache(maxsize=8)
def _read(folder: Path, files: tuple[tuple[Path, int, int], ...]) -> tuple[Research, tuple[Problem, ...]]:
    read: dict[str, list[Any]] = {"variations": [], "scenarios": []}
    problems: list[Problem] = []
    for path, _, _ in files:
        kind = path.parent.name
        model = Variation if kind == "variations" else Scenario
        try:
            one = settings_from(model, read_yaml(path), file=path.name, page=PAGE)
        except SettingsError as error:
            problems += error.problems
            continue
        if one.id != path.stem:
            problems.append(Problem(path.name, "id", one.id, f"{path.stem}, as the file is called"))
        read[kind].append(one)
    for kind, found in read.items():
        if not found and not problems:
            problems.append(Problem(kind, "the folder", "no .yaml file", f"a file for each of the {kind}"))
    if not problems and COMPLETE not in {one.id for one in read["variations"]}:
        problems.append(Problem("variations", "the folder", f"no {COMPLETE}.yaml", "one, with whole records"))
    return Research(tuple(read["variations"]), tuple(read["scenarios"])), tuple(problems)


def _misfits(council: Council, variation: Variation) -> list[Problem]:
    """Services, fields and values of a variation that the council does not have."""
    problems, file = [], f"{variation.id}.yaml"
    services = {service.id: service for service in council.services}
    for service_id, part in variation.services.items():
        key = f"services.{service_id}"
        if service_id in services:
            problems += [Problem(file, f"{key}.{where}", found, allowed)
                         for where, found, allowed in _misfits_of(services[service_id], part)]  # fmt: skip
        elif service_id not in STANDARD:
            problems.append(Problem(file, key, service_id, ", ".join(services)))
    return problems


def _misfits_of(service: Service, part: ServiceVariation) -> list[tuple[str, str, str]]:
    fields = {field.id: field for field in service.fields}
    group = {field.id: field for field in service.group.fields} if service.group else {}
    can_miss = [*fields, *([service.group.id] if service.group else [])]
    found = [("missing", one, ", ".join(can_miss)) for one in part.missing if one not in can_miss]
    found += _wrong_values("values", part.values, fields)
    for number, entry in enumerate(part.entries, 1):
        found += _wrong_values(f"entries.{number}", entry, group)
    return found


def _wrong_values(where: str, values: dict[str, Any], fields: dict[str, ServiceField]) -> list[tuple[str, str, str]]:
    found = []
    for name, value in values.items():
        field = fields.get(name)
        if field is None:
            found.append((where, name, ", ".join(fields) or "nothing: the service has no repeated group"))
            continue
        kind, words = _WANTED.get(field.type, (str, "text; in quotes if it looks like a number, a date, yes or no"))
        if not isinstance(value, kind):
            found.append((f"{where}.{name}", str(value), words))
        elif field.type not in _WANTED and field.allowed_values and value not in field.allowed_values:
            found.append((f"{where}.{name}", value, ", ".join(field.allowed_values)))
    return found
