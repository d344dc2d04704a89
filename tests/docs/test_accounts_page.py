"""docs/accounts.md has the same table of roles as the code, and SECURITY.md lists what is closed."""

import re

from config.environment import ROOT
from data_access.accounts import lock_out, passwords, sessions, sign_in_tickets
from data_access.accounts.roles import MAY
from server.addresses import STREAMLITS

ACCOUNTS = (ROOT / "docs" / "accounts.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_the_table_of_roles_is_the_one_in_the_code():
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", ACCOUNTS, re.MULTILINE)
    expected = [(role, "; ".join(sorted(may.value for may in allowed)) or "nothing") for role, allowed in MAY.items()]
    assert [(role, "; ".join(sorted(said.split("; ")))) for role, said in rows] == expected


def test_the_figures_are_those_of_the_code():
    minutes = {"idle": sessions.IDLE_LIMIT.seconds // 60, "lock": lock_out.LOCKED_FOR.seconds // 60}
    assert minutes == {"idle": 15, "lock": 15} and "after 15 minutes without activity" in ACCOUNTS
    assert sessions.HARD_LIMIT.seconds // 3600 == 12 and "after 12 hours" in ACCOUNTS
    assert lock_out.MOST_TRIES == 10 and "Ten in a row on one name" in ACCOUNTS
    assert sign_in_tickets.LIFETIME.seconds == 60 and "A ticket works once, for a minute" in ACCOUNTS
    assert f"It has {passwords.SHORTEST} characters or more, no more than {passwords.MOST_BYTES} bytes" in ACCOUNTS


def test_what_is_open_of_streamlit_is_named():
    assert [path for path in STREAMLITS if f"`{path}`" not in SECURITY] == []
