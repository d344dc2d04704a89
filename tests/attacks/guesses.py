"""A guess at a password. By itself, so that a process that guesses need not load what the tests of guessing do."""

from config.council import Council
from data_access.accounts import sign_in
from data_access.accounts.sign_in import SignIn

HELEN = "helen.marks"


def check(username: str, password: str, kept: str) -> bool:
    return password == "right" and kept == "$2b$none"


def guess(council: Council, password: str = "guess", username: str = HELEN, address: str = "") -> SignIn:
    return sign_in.try_password(council, username, password, check=check, browser="b", address=address).how


def guess_elsewhere(council: Council, number: int) -> str:
    return guess(council, address=f"10.0.0.{number}").value
