"""`make bench-sign-in`: how long a wrong username and a wrong password take. Fails if the medians of 50 tries differ by
more than 10 ms.

Uses its own data folder. The password check is the one the sign-in page uses.
"""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from unittest.mock import patch

from benchmarks.council import data_in, stockport
from data_access.accounts import accounts, lock_out, passwords, sign_in
from pages.visit.password_check import is_right

TRIES, WITHIN_MS = 50, 10


def main() -> None:
    """Time both in turn, so that other load slows both equally; print the medians and the difference."""
    logging.disable(logging.WARNING)  # streamlit-authenticator warns that no page is running
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=TRIES)
    tries = parser.parse_args().tries
    with tempfile.TemporaryDirectory() as folder, data_in(Path(folder)):
        council = stockport()
        accounts.save_account(
            council,
            username="jane.doe",
            display_name="Jane Doe",
            role="social_worker",
            password_hash=passwords.hash_password("copper lantern drift"),
        )
        # Each try comes from another address and no username is locked, so neither lock nor turns are timed.
        with patch.object(lock_out, "MOST_TRIES", 10**9):
            passwords.decoy_hash()
            took: dict[str, list[float]] = {"wrong password": [], "wrong name": []}
            for number in range(tries):
                for what, username in (("wrong password", "jane.doe"), ("wrong name", "nobody")):
                    began = time.perf_counter()
                    sign_in.try_password(
                        council, username, "not the password", check=is_right, browser="b", address=f"{what}{number}"
                    )
                    took[what].append((time.perf_counter() - began) * 1000)
    for what, times in took.items():
        print(f"{what}: median of {tries} tries {median(times):.1f} ms")
    difference = abs(median(took["wrong password"]) - median(took["wrong name"]))
    print(f"difference {difference:.1f} ms (at most {WITHIN_MS})")
    if difference > WITHIN_MS:
        sys.exit(1)


if __name__ == "__main__":
    main()
