"""Passwords: how they are stored and which are refused. They are never stored, logged or passed on a command line."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from secrets import token_hex

import bcrypt

from config.environment import read_environment

SHORTEST = 12
# bcrypt reads no more than this; it would cut off a longer password without saying so.
MOST_BYTES = 72
# zxcvbn's own scale of 0 to 4. At 3 it accepts "Stockport2026!"; at 4, ten thousand million guesses are needed.
ENOUGH = 4

Check = Callable[[str, str, str], bool]
"""(username, password typed, stored hash) -> whether the password is right: streamlit-authenticator's only job."""


def hash_password(password: str) -> str:
    """A bcrypt hash. Raises ValueError for more than 72 bytes, which bcrypt does not read."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(read_environment().password_rounds)).decode()


@cache
def decoy_hash() -> str:
    """The hash of a password that no one has. A username without an account is checked against it, so that it takes as
    long as a real one."""
    return hash_password(token_hex(32))


def why_refused(password: str, *, about: Iterable[str]) -> str | None:
    """Why this password may not be chosen, as a sentence; None if it may.

    `about` has words that are easy to guess: the worker's names and the council's.

    >>> why_refused("password1234", about=["jane.doe", "Jane Doe"])
    'The password is easily guessed. Choose three or more words that do not belong together'
    """
    if len(password) < SHORTEST:
        return f"The password must have {SHORTEST} characters or more"
    if len(password.encode()) > MOST_BYTES:
        return f"The password must have {MOST_BYTES} characters or fewer (letters with accents count as two)"
    if password != password.strip():
        return "The password must not begin or end with a space"
    # Its lists of words take 7 MB, and only whoever chooses a password needs them.
    from zxcvbn import zxcvbn

    words = [word for text in (*about, "Family Context") for word in (text, *re.split(r"\W+", text)) if word]
    if zxcvbn(password, user_inputs=words, max_length=MOST_BYTES)["score"] < ENOUGH:
        return "The password is easily guessed. Choose three or more words that do not belong together"
    return None
