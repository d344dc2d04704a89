"""Read the councils' YAML files, and say what is wrong with one in words its owner can act on."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from config.council import Council


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a settings file. `key` is dotted, with list items by their id where they have one."""

    file: str
    key: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: found {self.found}; allowed: {self.allowed}"


class SettingsError(Exception):
    """The settings cannot be used. The tool does not start; `problems` says why, all of them at once."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("The settings cannot be used.\n" + "\n".join(f"  {problem}" for problem in problems))


class _OnceOnlyLoader(yaml.SafeLoader):
    """YAML in which a key given twice is an error: the last would silently win, and could be the journey."""


def _mapping_once(loader: yaml.SafeLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.MarkedYAMLError(problem=f"the key {key} is given twice", problem_mark=key_node.start_mark)
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


_OnceOnlyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_once)


def read_council(path: Path) -> Council:
    """One council's file. Raises SettingsError naming the file, the key, what was found and what is allowed."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_OnceOnlyLoader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = Problem(path.name, f"line {line}", error.problem or "a mistake", "YAML, each key once")
        raise SettingsError([problem]) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError([Problem(path.name, "the file", type(error).__name__, "readable UTF-8 YAML")]) from None
    if not isinstance(raw, dict):
        raise SettingsError([Problem(path.name, "the file", "no keys", "a council's settings")])
    try:
        return Council.model_validate(raw)
    except ValidationError as error:
        raise SettingsError([_in_words(path.name, raw, item) for item in error.errors()]) from None


@lru_cache(maxsize=8)
def read_councils(folder: Path) -> tuple[Council, ...]:
    """Every council in the folder, by name; read once a process, so a change takes effect at the next start.

    Raises SettingsError when the folder holds none, or two share an id or a database.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise SettingsError([Problem(str(folder), "the folder", "no .yaml file", "one file for each council")])
    councils, problems = [], []
    for path in files:
        try:
            councils.append(read_council(path))
        except SettingsError as error:
            problems += error.problems
    for key in ("id", "database"):
        values = [getattr(council, key) for council in councils]
        for value in sorted({value for value in values if values.count(value) > 1}):
            problems.append(Problem(folder.name, key, f"{value} in two files", f"a different {key} for each council"))
    if problems:
        raise SettingsError(problems)
    return tuple(sorted(councils, key=lambda council: council.name))


def _in_words(file: str, raw: dict[str, Any], error: Any) -> Problem:
    """A pydantic error as a Problem."""
    location, kind, context = error["loc"], error["type"], error.get("ctx", {})
    key = _key_in_words(raw, location)
    found = _shortened(error.get("input"))
    if kind == "extra_forbidden":
        return Problem(file, key, "a key that is not known", "only the keys in docs/settings.md; is it misspelt?")
    if kind == "missing":
        return Problem(file, key, "nothing", "this key, which every such entry needs")
    if kind == "literal_error":
        return Problem(file, key, found, context["expected"])
    if kind == "value_error":
        found, _, allowed = str(context["error"]).removeprefix("found ").partition("; ")
        return Problem(file, key or "the file", found, allowed)
    return Problem(file, key, found, error["msg"].removeprefix("Input should be "))


def _key_in_words(raw: Any, location: tuple[Any, ...]) -> str:
    """`("services", 3, "ages")` as `services.police.ages`."""
    words, here = [], raw
    for step in location:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        named = isinstance(step, int) and isinstance(here, dict) and isinstance(here.get("id"), str)
        words.append(here["id"] if named else str(step + 1) if isinstance(step, int) else str(step))
    return ".".join(words)


def _shortened(value: Any) -> str:
    words = "nothing" if value is None else str(value)
    return words if len(words) <= 60 else f"{words[:57]}..."
