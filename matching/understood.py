"""What a search understood of a typed name, in the words it was typed in: which are the first name, which the family
name. It asks the reading that the search itself uses (`typed_names.TypedName`)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from matching import name_parts
from matching.typed_names import TypedName


@dataclass(frozen=True)
class Understood:
    """A typed name as it was read; "" for a part of which nothing was typed.

    `either_way` means that several words were typed in one box: each was tried as first and as family name. `begins`
    and `ends` are the words whose star was read.
    """

    first: str
    family: str
    either_way: bool
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


def understood(first: str, family: str) -> Understood | None:
    """How these two boxes were read; None if they were read just as they stand.

    >>> understood("", "SMITH, Mr John")
    Understood(first='John', family='Smith', either_way=False, begins=(), ends=())
    >>> understood("John", "Smith"), understood("John", "van der Berg")
    (None, None)
    """
    typed = TypedName.of(first, family)
    box_first, box_family = TypedName.boxes(first, family)
    read = Understood(
        first=_as_typed(box_first, [one.text for one in typed.first]),
        family=_as_typed(box_family, [one.text for one in typed.family]),
        either_way=typed.in_one_box and len((box_first.strip() or box_family).split()) > 1,
        begins=tuple(_starred(f"{first} {family}", typed.begins, after=True)),
        ends=tuple(_starred(f"{first} {family}", typed.ends, after=False)),
    )
    words = name_parts.words
    is_as_it_stands = words(read.first) == words(first) and words(read.family) == words(family)
    says_more = read.either_way or read.begins or read.ends or not is_as_it_stands
    return read if says_more and (read.first or read.family) else None


def _as_typed(box: str, read: Collection[str]) -> str:
    """The words of a box that were read, in their order, without signs around them and not in capitals alone."""
    shown = [word for group in _with_particles(box) if not set(read).isdisjoint(name_parts.parts(group)) for word in
             group.split()]  # fmt: skip
    return " ".join(_calm(word.strip("*%,;")) for word in shown)


def _with_particles(box: str) -> Iterator[str]:
    """The words of a box; particles together with the word after them, as they are read (van der Berg)."""
    group: list[str] = []
    for word in box.replace(",", " ").split():
        group.append(word)
        if not name_parts.PARTICLES.issuperset(name_parts.words(word)):
            yield " ".join(group)
            group = []
    if group:
        yield " ".join(group)


def _calm(word: str) -> str:
    return word.title() if word.isupper() and len(word) > 1 else word


def _starred(text: str, read: Collection[str], *, after: bool) -> Iterator[str]:
    for word in text.replace("%", "*").replace(",", " ").split():
        found = name_parts.parts(word)
        if found and (word.endswith("*") if after else word.startswith("*")) and found[-1 if after else 0] in read:
            yield _calm(word.strip("*"))
