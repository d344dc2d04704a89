"""Sets that are harder than `records.make_set`: errors of several styles, each set with rates of its own.

No style says how real data errs; together they say where matching breaks. The rates of a set are drawn from its seed.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

import pandas as pd

from benchmarks.linkage.people import Being, make_people
from benchmarks.linkage.records import SHORT_FORMS, SPELLINGS, LinkageSet
from benchmarks.linkage.slips import slipped_date, slipped_text

SERVICES = {"housing": 0.35, "police": 0.25, "school": 0.3}


@dataclass(frozen=True)
class Style:
    """The least and the greatest share of records with each error. In the CMS they are half as frequent."""

    missing: tuple[float, float]
    """Of each of the five details, one by one."""
    typed: tuple[float, float]
    """Errors in each name; a third as many have two."""
    dates: tuple[float, float]
    moved: tuple[float, float]
    renamed: tuple[float, float]
    other_forms: tuple[float, float]
    """A short form, another spelling, a second name, an initial, or first and family name swapped."""


STYLES = {
    "typing": Style((0, 0.03), (0.15, 0.3), (0.05, 0.12), (0.1, 0.2), (0.02, 0.05), (0.03, 0.08)),
    "gaps": Style((0.1, 0.3), (0.03, 0.08), (0.02, 0.05), (0.1, 0.3), (0.02, 0.05), (0.03, 0.08)),
    "changes": Style((0, 0.05), (0.02, 0.06), (0.02, 0.06), (0.3, 0.6), (0.1, 0.25), (0.1, 0.25)),
    "everything": Style((0.03, 0.12), (0.08, 0.2), (0.04, 0.1), (0.15, 0.4), (0.04, 0.12), (0.06, 0.15)),
}


def make_hard_set(style: str, seed: int, people: int) -> LinkageSet:
    """A set of this many people, about two in three of them in the CMS. The same seed gives the same set."""
    rng = Random(f"{style} {seed}")
    beings = make_people(rng, people)
    cms = _Source(STYLES[style], beings, rng, share_of_errors=0.5)
    cms_rows, person_being = [], {}
    for being in beings:
        if rng.random() < 0.65:
            key = f"P{len(cms_rows):07d}"
            cms_rows.append({"person_key": key, **cms.says(being)})
            person_being[key] = being.number
    rng.shuffle(cms_rows)
    records, record_being = [], {}
    for name, share in SERVICES.items():
        source = _Source(STYLES[style], beings, rng)
        for being in beings:
            if rng.random() < share:
                key = f"{name[0].upper()}{being.number:07d}"
                records.append({"source": name, "source_key": key, **source.says(being)})
                record_being[name, key] = being.number
    rng.shuffle(records)
    return LinkageSet(pd.DataFrame(cms_rows), pd.DataFrame(records), person_being, record_being)


class _Source:
    """One source's way of erring: a rate for each kind of error, drawn once."""

    def __init__(self, style: Style, beings: list[Being], rng: Random, *, share_of_errors: float = 1.0) -> None:
        self.beings, self.rng = beings, rng

        def rate(of: tuple[float, float]) -> float:
            return rng.uniform(*of) * share_of_errors

        self.missing = {
            name: rate(style.missing) for name in ("first_name", "family_name", "date_of_birth", "gender", "address")
        }
        self.typed, self.dates, self.moved = rate(style.typed), rate(style.dates), rate(style.moved)
        self.renamed, self.other_forms = rate(style.renamed), rate(style.other_forms)

    def says(self, being: Being) -> dict:
        """The being's details, as this source has them."""
        first, family = self._names(being)
        wrong_gender = self._happens(0.01)
        said = {
            "first_name": first,
            "family_name": family,
            "date_of_birth": slipped_date(being.born, self.rng) if self._happens(self.dates) else being.born,
            "gender": self.rng.choice(("Female", "Male", "Other")) if wrong_gender else being.gender,
            "address": self._address(being),
        }
        return {name: _not_known(name) if self._happens(self.missing[name]) else value for name, value in said.items()}

    def _names(self, being: Being) -> tuple[str, str]:
        first, family = being.first, being.family
        if self._happens(self.renamed):
            family = being.family_before or self.rng.choice(self.beings).family
        if "-" in family and self._happens(0.3):
            family = self.rng.choice(family.split("-"))
        first, family = self._other_form(being, first, family)
        return self._typed(first), self._typed(family)

    def _other_form(self, being: Being, first: str, family: str) -> tuple[str, str]:
        if not self._happens(self.other_forms):
            return first, family
        kind = self.rng.choice(("form", "form", "form", "second name", "second name", "initial", "swapped", "middle"))
        forms = SHORT_FORMS.get(first, []) + SPELLINGS.get(first, [])
        if kind == "form" and forms:
            return self.rng.choice(forms), family
        if kind == "second name" and being.middle:
            return f"{first} {being.middle}", family
        if kind == "middle" and being.middle:
            return being.middle, family
        if kind == "initial":
            return first[:1], family
        return (family, first) if kind == "swapped" else (first, family)

    def _typed(self, name: str) -> str:
        for _ in range(2):
            if name and self._happens(self.typed if _ == 0 else self.typed / 3):
                name = slipped_text(name, self.rng)
        return name

    def _address(self, being: Being) -> str:
        address = (being.moved_from or self._another_home()) if self._happens(self.moved) else being.address
        if self._happens(0.15):
            address = address.rsplit(", ", 1)[0]
        return slipped_text(address, self.rng) if self._happens(self.typed) else address

    def _another_home(self) -> str:
        """A house further up a road in which somebody lives."""
        _, _, road = self.rng.choice(self.beings).address.partition(" ")
        return f"{self.rng.randint(61, 99)} {road}"

    def _happens(self, share: float) -> bool:
        return self.rng.random() < share


def _not_known(detail: str) -> str | date | None:
    return {"date_of_birth": None, "gender": "Unknown"}.get(detail, "")
