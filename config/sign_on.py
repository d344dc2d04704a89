"""Single sign-on: the identity provider, and what each of its groups may do at which council.

One YAML file per installation, named by FAMILY_CONTEXT_SIGN_ON; docs/single-sign-on.md explains each key.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.council import Council
from config.environment import Environment
from config.problems import Problem, SettingsError
from config.reading import read_yaml, settings_from
from config.service import Flag, Identifier, Settings, Words

PAGE = "docs/single-sign-on.md"


def _safe(address: str) -> str:
    """Over TLS, or also without on this machine, where a provider is tried out."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")):
        raise PydanticCustomError("address", "an address that begins with https://")
    return address.rstrip("/")


Address = Annotated[Words, AfterValidator(_safe)]


class Group(Settings):
    """The role of one of the provider's groups. `group` is as the provider writes it, often an id."""

    group: Words
    council: Identifier
    role: Literal["social_worker", "manager", "data_officer", "service_lead", "researcher", "administrator"]
    team: str = ""


class SignOn(Settings):
    """`provider` is the issuer, `site` the address people use; the claims are parts of the ID token.

    With `user_name_ends` only names with that ending may sign in, and the ending is removed: the CMS knows jane.doe,
    the provider jane.doe@northshire.example. `passwords` keeps the form for accounts made with add-user. Without
    `prompt_login` the provider decides whether it asks who is there, or trusts the session it has with the browser.
    """

    provider: Address
    client_id: Words
    site: Address
    label: Words = "Sign in with your council account"
    user_name: Words = "preferred_username"
    user_name_ends: Words | None = None
    display_name: Words = "name"
    group_claim: Words = "groups"
    passwords: Flag = False
    prompt_login: Flag = True
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]

    @property
    def callback(self) -> str:
        """Where the provider sends people back to."""
        return f"{self.site}/sign-on/callback"

    def find_group(self, council_id: str, groups: Iterable[str]) -> Group | None:
        """The first group in the file that matches, at this council; None if none does."""
        theirs = set(groups)
        return next((one for one in self.groups if one.council == council_id and one.group in theirs), None)

    def read_user_name(self, claimed: str) -> str | None:
        """The user name of an account, in lower case; None if it has the wrong ending."""
        name, end = claimed.strip().lower(), (self.user_name_ends or "").lower()
        return name.removesuffix(end) or None if name.endswith(end) else None


def read_sign_on(environment: Environment) -> SignOn | None:
    """The settings of single sign-on; None if it is not used. Raises SettingsError."""
    return _read(environment.sign_on) if environment.sign_on else None


def require_sign_on(environment: Environment, councils: Iterable[Council]) -> None:
    """Raise SettingsError if single sign-on is set up but cannot work: no secret, or an unknown council."""
    if environment.sign_on is None:
        return
    found = _read(environment.sign_on)
    if environment.sign_on_secret is None:
        raise SettingsError([Problem("environment", "FAMILY_CONTEXT_SIGN_ON_SECRET", "nothing", "the client secret")])
    known = {council.id for council in councils}
    for place, group in enumerate(found.groups, start=1):
        if group.council not in known:
            problem = Problem(environment.sign_on.name, f"groups.{place}.council", group.council, ", ".join(known))
            raise SettingsError([problem])


@lru_cache(maxsize=4)
def _read(path: Path) -> SignOn:
    return settings_from(SignOn, read_yaml(path), file=path.name, page=PAGE)
