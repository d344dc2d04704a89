"""Age rules: which services may be read for a person of this date of birth (`ages` of a service, docs/settings.md)."""

from datetime import date
from enum import Enum

from config.council import Council

ADULT_AT = 18


class AgeRule(Enum):
    """Whether a service may be read for a person of their age."""

    READ = "read"
    OUTSIDE = "outside the ages"
    UNKNOWN = "age not known"


def age_on(day: date, date_of_birth: date) -> int:
    """Age in whole years; below 0 for an unborn child. Someone born on 29 February turns on 1 March.

    >>> age_on(date(2026, 2, 28), date(2008, 2, 29)), age_on(date(2026, 3, 1), date(2008, 2, 29))
    (17, 18)
    """
    return day.year - date_of_birth.year - ((day.month, day.day) < (date_of_birth.month, date_of_birth.day))


def age_rules(council: Council, date_of_birth: date | None, *, today: date) -> dict[str, AgeRule]:
    """The rule for each of the council's services, by service id, in the council's order."""
    rules = {}
    for service in council.services:
        ages = service.ages
        if date_of_birth is None:
            rules[service.id] = AgeRule.READ if ages.if_unknown == "show" else AgeRule.UNKNOWN
        else:
            age = age_on(today, date_of_birth)
            inside = ages.from_ <= age and (ages.to is None or age <= ages.to)
            rules[service.id] = AgeRule.READ if inside else AgeRule.OUTSIDE
    return rules
