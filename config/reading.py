"""Read the councils' YAML files, and say what is wrong in words the file's owner can act on."""

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
import yaml.resolver
from pydantic import BaseModel, ValidationError

from config.council import EMAIL_PATTERN, Council
from config.extract import EXPECTED_EVERY_PATTERN, FILE_NAME_PATTERN
from config.problems import Problem, SettingsError
from config.service import IDENTIFIER_PATTERN

Model = TypeVar("Model", bound=BaseModel)

# What is allowed, by the kind of error pydantic names.
_ALLOWED = {
    "bool_type": "true or false, without quotes",
    "dict_type": "keys with a value each, indented below it",
    "int_parsing_size": "a smaller number",
    "int_type": "a whole number, without quotes",
    "invalid_key": "a key that is text; in quotes if it looks like a number, a date, yes or no",
    "missing": "a value; this key is needed",
    "model_type": "keys of its own, indented below it",
    "string_too_short": "text that is not empty",
    "string_type": "text; in quotes if it looks like a number, a date, yes or no",
    "too_short": "at least one",
    "tuple_type": "a list",
}
_DATE = "a date such as 2025-03-31, without quotes"
_PATTERNS = {
    EXPECTED_EVERY_PATTERN: "a time such as 1 day, 12 hours or 1 week",
    FILE_NAME_PATTERN: "a file name such as housing.csv or housing_*.csv, without a folder",
    IDENTIFIER_PATTERN: "up to 40 small letters, digits and underscores, starting with a letter",
    EMAIL_PATTERN: "an email address such as family.context@council.example",
}
_YAML = "YAML: each key once, spaces and no tabs, and quotes round a text with a colon or a # in it"


class _OnceOnlyLoader(yaml.CSafeLoader):
    """YAML in which a key given twice is an error: the last would silently win, and it could be the journey."""


def _mapping_once(loader: yaml.CSafeLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem="a key that is no plain text", problem_mark=key_node.start_mark)
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.MarkedYAMLError(problem=f"the key {key} is given twice", problem_mark=key_node.start_mark)
        seen.add(key)
    return yaml.CSafeLoader.construct_mapping(loader, node, deep)


def _date_or_text(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> Any:
    """A day that does not exist, such as 2025-02-30, stays text, so that the error can name its key."""
    try:
        return yaml.CSafeLoader.construct_yaml_timestamp(loader, node)
    except ValueError:
        return node.value


_OnceOnlyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_once)
_OnceOnlyLoader.add_constructor("tag:yaml.org,2002:timestamp", _date_or_text)


def read_council(path: Path) -> Council:
    """One council's file. Raises SettingsError naming the file, the key, what was found and what is allowed."""
    return council_from(read_yaml(path), file=path.name)


def read_yaml(path: Path) -> Any:
    """The content of a settings file, unchecked. Raises SettingsError if it cannot be read or is not YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_OnceOnlyLoader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        found = (error.problem or "a mistake").removeprefix("found ").replace("did not find expected", "no")
        raise SettingsError([Problem(path.name, f"line {line}", found, _YAML)]) from None
    except OSError as error:
        found = (error.strerror or type(error).__name__).lower()
        raise SettingsError([Problem(path.name, "the file", found, "a file that can be read")]) from None
    except UnicodeDecodeError:
        raise SettingsError([Problem(path.name, "the file", "text that is not UTF-8", "UTF-8")]) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise SettingsError([Problem(path.name, "the file", "something that is not YAML", _YAML)]) from None


def council_from(raw: Any, *, file: str) -> Council:
    """A council from the content of its YAML. Raises SettingsError with everything that is wrong, naming `file`."""
    return settings_from(Council, raw, file=file, page="docs/settings.md")


def settings_from(model: type[Model], raw: Any, *, file: str, page: str) -> Model:
    """Settings from the content of a YAML file; `page` explains its keys. Raises SettingsError with all problems."""
    if not isinstance(raw, dict):
        found = "no keys" if raw is None else _found(raw)
        raise SettingsError([Problem(file, "the file", found, f"the keys in {page}")])
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        # A list whose only entry is wrong is not also too short.
        errors = [item for item in error.errors() if item["type"] != "too_short" or not item["input"]]
        raise SettingsError([_in_words(model, file, raw, item) for item in errors]) from None


@lru_cache(maxsize=8)
def read_councils(folder: Path) -> tuple[Council, ...]:
    """Every council in the folder, by name. Read once per process: a change takes effect at the next start.

    Raises SettingsError when the folder holds none, or two share an id or a database.
    """
    files = sorted(folder.glob("*.yaml"))
    # A council whose file is silently ignored would look switched off.
    problems = [Problem(path.name, "the file name", ".yml", ".yaml") for path in sorted(folder.glob("*.yml"))]
    if not files and not problems:
        raise SettingsError([Problem(str(folder), "the folder", "no .yaml file", "one file for each council")])
    councils: dict[str, Council] = {}
    for path in files:
        try:
            councils[path.name] = read_council(path)
        except SettingsError as error:
            problems += error.problems
    for key in ("id", "database"):
        named: dict[str, list[str]] = {}
        for name, council in councils.items():
            named.setdefault(getattr(council, key), []).append(name)
        for value, names in named.items():
            if len(names) > 1:
                problems.append(Problem(" and ".join(names), key, value, f"a different {key} for each council"))
    if problems:
        raise SettingsError(problems)
    return tuple(sorted(councils.values(), key=lambda council: council.name))


def _in_words(model: type[BaseModel], file: str, raw: dict[str, Any], error: Any) -> Problem:
    """A pydantic error as a Problem."""
    location, kind, context = error["loc"], error["type"], error.get("ctx", {})
    key, found = _key_in_words(raw, location), _found(error.get("input"))
    if kind == "invalid_key" or location[-1:] == ("[key]",):
        # The key itself is wrong, not its value.
        parent = location[: -1 if kind == "invalid_key" else -2]
        key, found = _key_in_words(raw, parent) or "the file", f"the key {found}"
    if kind == "refused":
        return Problem(file, ".".join(filter(None, (key, context["key"]))), context["found"], context["allowed"])
    if kind == "extra_forbidden":
        return Problem(file, key, "a key that is not known", ", ".join(_known_keys(model, location[:-1])))
    if kind == "missing":
        found = "nothing"
    if kind == "literal_error":
        allowed = context["expected"].replace("'", "")
    elif kind == "string_pattern_mismatch":
        allowed = _PATTERNS[context["pattern"]]
    elif kind == "greater_than_equal":
        allowed = f"{context['ge']} or more"
    elif kind == "less_than_equal":
        allowed = f"{context['le']} or less"
    elif kind.startswith("date_"):
        allowed = _DATE
    else:
        allowed = _ALLOWED.get(kind, error["msg"])
    return Problem(file, key, found, allowed)


def _known_keys(model: type[BaseModel], location: tuple[Any, ...]) -> list[str]:
    """The keys allowed at a place in the settings."""
    here: Any = model
    for step in location:
        # A step that is not a field is a key of a mapping, such as the column under `join`.
        if isinstance(step, str) and step in here.model_fields:
            annotation = here.model_fields[step].annotation
            here = next(part for part in (annotation, *get_args(annotation)) if hasattr(part, "model_fields"))
    return [field.alias or name for name, field in here.model_fields.items()]


def _key_in_words(raw: Any, location: tuple[Any, ...]) -> str:
    """`("services", 3, "ages")` as `services.police.ages`; an entry without an id by its place in the list."""
    words: list[str] = []
    for step in location:
        place = step + 1 if isinstance(raw, list) else step
        raw = _entry(raw, step)
        name = raw.get("id") if isinstance(step, int) and isinstance(raw, dict) else None
        words.append(name if isinstance(name, str) and name.strip() else str(place))
    return ".".join(words)


def _entry(raw: Any, step: Any) -> Any:
    """The entry there, or None."""
    try:
        return raw[step]
    except (KeyError, IndexError, TypeError):
        return None


def _found(value: Any) -> str:
    """The value found, in a few words. Text that YAML would read differently without its quotes keeps them.

    >>> _found("1"), _found(True), _found([])
    ('"1" in quotes', 'yes (true)', 'an empty list')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes (true)" if value else "no (false)"
    if isinstance(value, dict):
        words = f"the keys {', '.join(str(key) for key in value)}" if value else "no keys"
    elif isinstance(value, (list, tuple, set)):
        words = f"a list of {len(value)}" if value else "an empty list"
    else:
        words = " ".join(str(value).split())
        if not words:
            return "empty text"
        plain = yaml.resolver.Resolver().resolve(yaml.ScalarNode, value, (True, False)) if words == value else ""
        if plain and plain != yaml.resolver.BaseResolver.DEFAULT_SCALAR_TAG:
            words = f'"{words}" in quotes'
    return words if len(words) <= 60 else f"{words[:57]}..."
