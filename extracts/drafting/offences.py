"""Who had which part in an offence: convicted and suspected people count, victims, witnesses and callers do not."""

from extracts.drafting.columns import FEW_CODES
from extracts.drafting.looking import LookedAt
from extracts.drafting.values import ENOUGH, Codes, Held, codes_in

OFFENDERS = ("Convicted", "Suspect")
"""The parts that people have in offences that count (`nature_of_involvement`)."""
_LONGEST_LETTERS = 2


def parts_in(held: Held) -> Codes:
    """What a column of codes says of the part that people had in offences; of any other nothing."""
    return codes_in(held, "nature_of_involvement", OFFENDERS) if len(held.counts) <= FEW_CODES else Codes({})


def are_parts(held: Held) -> bool:
    """Whether nearly all that a column holds are such parts, and one of them is more than a letter or two."""
    codes = parts_in(held)
    in_words = any(len(code) > _LONGEST_LETTERS for code in held.counts)
    return in_words and codes.known > ENOUGH * (codes.known + codes.unknown_lines)


def part_column(looked: LookedAt) -> str | None:
    """The column with the part that people had in offences, by what it holds; None without one."""
    return next((name for name in looked.header if are_parts(looked.held(name))), None)


def has_no_offender(looked: LookedAt) -> bool:
    """Whether the part that people had is said in words of which none is known: child, parent, caller."""
    said = [looked.held(name) for name in looked.header if looked.says(name, "nature_of_involvement")]
    codes = [parts_in(held) for held in said if held.filled]
    return bool(codes) and not any(found.meanings or found.known for found in codes) and part_column(looked) is None
