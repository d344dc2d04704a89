"""The services a draft proposes: those of the common data model, and one for a file that is none of them."""

import copy
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

STANDARD = ("school", "adult_social_care", "housing", "police")
"""The services of the common data model, in the order they are shown."""
ENTRIES = "police_offences"


@lru_cache(maxsize=1)
def _read() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(Path(__file__).with_name("standard_services.yaml").read_text(encoding="utf-8"))


def service_like(service_id: str) -> dict[str, Any]:
    """The settings of a service, to be changed; of one that is not in the common data model, a general one."""
    held = _read()
    settings = copy.deepcopy(held.get(service_id, held["any"]))
    if service_id not in held:
        settings["title"] = service_id.replace("_", " ").capitalize()
        settings["database"] = service_id.replace("_", " ")
    return {"id": service_id, **settings}


@lru_cache(maxsize=1)
def offence_types() -> tuple[str, ...]:
    """The types of offence of the common data model."""
    return next(tuple(one["choices"]) for one in _read()["police"]["group"]["fields"] if one["id"] == "type_of_offence")


def id_from(file_name: str) -> str:
    """An id for a service from the name of its file, without days and numbers.

    >>> id_from("Youth Offending 2020-11-02.csv"), id_from("2020.csv")
    ('youth_offending', 'service')
    """
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", file_name.split(".")[0]).lower())
    return "_".join(words)[:40].strip("_") or "service"
