"""What is wrong with the settings, for whoever writes them."""

from dataclasses import dataclass


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
    """The settings cannot be used, so the tool does not start. `problems` has every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("The settings cannot be used.\n" + "\n".join(f"  {problem}" for problem in problems))
