"""Guessing: many passwords, many names, many sessions at once, names that are SQL, accounts that should not be."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from typer.testing import CliRunner

import manage
from config import clock
from data_access.accounts import accounts, password_queue, passwords, sign_in
from data_access.accounts.lock_out import MOST_TRIES
from data_access.accounts.passwords import hash_password
from data_access.accounts.sign_in import SignIn
from data_access.storage import database
from pages.visit.password_check import is_right
from tests.attacks.conftest import TOM
from tests.attacks.guesses import HELEN, check, guess, guess_elsewhere

SIGN_IN, LOCK_OUT, PASSWORDS = (f"data_access/accounts/{name}.py" for name in ("sign_in", "lock_out", "passwords"))
READ_ACCOUNT = "        row = connection.execute(_ACCOUNT.where(account.c.username == given.username)).one_or_none()"
COUNT_TRY = "        counted = lock_out.count_try(connection, given.username)\n"
ACCOUNTS_ONLY = (
    SIGN_IN,
    COUNT_TRY + READ_ACCOUNT,
    READ_ACCOUNT + "\n" + COUNT_TRY.rstrip() + " if row else lock_out.Try('')",
)
COUNTED_BY_THREAD = (
    LOCK_OUT,
    "    key, now = _name_key(username), clock.now()",
    "    from threading import get_ident\n    key, now = _name_key(f'{username}{get_ident()}'), clock.now()",
)
NEVER_LOCKED = (LOCK_OUT, "locks = tries >= MOST_TRIES", "locks = False")


@pytest.fixture(autouse=True)
def waits(monkeypatch) -> list[float]:
    """The seconds waited for a turn; instead of waiting the clock moves."""
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        at = clock.now() + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda: at)

    monkeypatch.setattr(password_queue.time, "sleep", sleep)
    return waited


@pytest.mark.without(*NEVER_LOCKED)
def test_guessing_ends_after_ten_even_with_the_right_one(council):
    for _ in range(MOST_TRIES):
        guess(council)
    assert guess(council, "right") is SignIn.LOCKED


@pytest.mark.without(*NEVER_LOCKED)
def test_guessing_from_another_address_each_time_ends_all_the_same(council):
    for number in range(MOST_TRIES):
        guess(council, address=f"10.0.0.{number}")
    assert guess(council, "right", address="10.0.1.1") is SignIn.LOCKED


@pytest.mark.without(*COUNTED_BY_THREAD)
def test_guessing_from_many_sessions_at_once_is_counted_as_one(council):
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: guess(council, address=f"10.0.0.{number}"), range(64)))
    assert answers.count(SignIn.WRONG) == MOST_TRIES


@pytest.mark.without(
    LOCK_OUT,
    "key, now = _name_key(username), clock.now()",
    "import os\n    key, now = _name_key(username + str(os.getpid())), clock.now()",
)
def test_guessing_from_several_processes_is_counted_as_one(council):
    database.close_databases()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        answers = pool.starmap(guess_elsewhere, [(council, number) for number in range(24)], chunksize=12)
    assert answers.count("wrong") == MOST_TRIES


@pytest.mark.without(LOCK_OUT, "row.failures >= FREE_FAILURES", "False")
def test_one_common_password_tried_on_every_name_is_slowed(council, waits):
    for number in range(40):
        guess(council, "Summer2026!!", f"name{number}", "10.0.0.1")
    assert len(waits) >= 20 and sum(waits) > 20


@pytest.mark.without(
    SIGN_IN,
    "    failures = lock_out.count_failure(connection, given.counted_as)\n",
    "    failures = lock_out.count_failure(connection, given.counted_as) if row else 0\n",
)
def test_names_that_are_no_account_are_slowed_the_same(council, waits):
    for number in range(40):
        guess(council, "guess", f"nobody{number}", "10.0.0.1")
    assert len(waits) >= 20 and sum(waits) > 20


@pytest.mark.without(SIGN_IN, "    if is_recorded:\n", "    if True:\n")
def test_a_flood_of_guesses_does_not_fill_the_audit(council):
    for number in range(200):
        guess(council, "guess", f"nobody{number}", "10.0.0.1")
    with database.database_of(council).reading_app() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_event").scalar() < 20


@pytest.mark.without(*ACCOUNTS_ONLY)
def test_a_lock_does_not_say_which_names_are_accounts(council):
    for username in (HELEN, "nobody"):
        for number in range(MOST_TRIES):
            guess(council, username=username, address=f"{username}{number}")
    assert guess(council, username=HELEN) is guess(council, username="nobody") is SignIn.LOCKED


@pytest.mark.without(
    SIGN_IN, "row.password_hash if row else passwords.decoy_hash()", "row.password_hash if row else ''"
)
def test_the_time_it_takes_does_not_say_which_names_are_accounts(council, monkeypatch):
    """The figures are `make bench-sign-in`'s. Here: the same check, against a hash of the same cost."""
    monkeypatch.delenv("FAMILY_CONTEXT_PASSWORD_ROUNDS")
    passwords.decoy_hash.cache_clear()
    kept = []

    def watch(username, password, password_hash):
        kept.append(password_hash)
        return False

    sign_in.try_password(council, "nobody", "guess", check=watch, browser="b", address="")
    passwords.decoy_hash.cache_clear()
    assert kept and kept[0].startswith("$2b$12$")


@pytest.mark.without(
    SIGN_IN, "if row is None or row.disabled_at is not None or not is_right:", "if row is None or not is_right:"
)
def test_a_leaver_with_the_right_password_does_not_sign_in(council):
    accounts.disable_account(council, HELEN, by="it")
    assert guess(council, "right") is SignIn.WRONG


@pytest.mark.without(SIGN_IN, "    if row.must_change_password:\n", "    if False:\n")
def test_whoever_gave_a_password_out_cannot_use_it_to_read(council):
    accounts.save_account(
        council,
        username=HELEN,
        display_name="H",
        role="social_worker",
        password_hash="$2b$none",
        must_change_password=True,
    )
    assert guess(council, "right") is SignIn.MUST_CHANGE


@pytest.mark.without(
    SIGN_IN,
    "    given = _Given(username, old, browser, address)",
    "    given = _Given(username, 'right', browser, address)",
)
def test_changing_a_password_needs_the_old_one(council):
    changed = sign_in.change_password(
        council, HELEN, "guess", "copper lantern drift", check=check, browser="b", address=""
    )
    assert changed.how is SignIn.WRONG


SQL_BY_HAND = (
    SIGN_IN,
    READ_ACCOUNT,
    """        from sqlalchemy import text
        row = connection.execute(_ACCOUNT.where(text(f"account.username = '{given.username}'"))).first()""",
)


@pytest.mark.without(*SQL_BY_HAND)
@pytest.mark.parametrize(
    "username",
    [
        "x' or username='helen.marks",
        "' or '1'='1",
        "' or 1=1 --",
        "x' union select 'a','b','c','$2b$none',0,null,0 --",
        "helen.marks' --",
    ],
)
def test_a_user_name_that_is_sql_signs_nobody_in(council, username):
    """Else each spelling would be another name to the lock. By hand the name would become part of the statement."""
    assert guess(council, "right", username) is SignIn.WRONG


@pytest.mark.without(
    SIGN_IN,
    'return Who(row.username if row else "unknown", "none", "", address)',
    'return Who("u" * 100_001, "none", "", address)',
)
@pytest.mark.parametrize("size", [10_000, 1_000_000])
def test_an_oversized_name_and_password_are_refused_and_kept_nowhere(council, size):
    assert guess(council, "p" * size, "u" * size) is SignIn.WRONG
    with database.database_of(council).reading_app() as connection:
        [longest] = connection.exec_driver_sql("SELECT max(length(record)) FROM audit_event").scalars()
    assert longest < 1_000


@pytest.mark.without(
    "pages/visit/password_check.py",
    "controller.login(username, password)",
    "controller.login(username, password.encode()[:72].decode(errors='ignore'))",
)
@pytest.mark.parametrize(
    "more", ["q", "q" * 1_000_000, "\x00", "\u00fc" * 40], ids=["one", "a million", "null", "umlauts"]
)
def test_what_follows_the_72_bytes_bcrypt_reads_is_not_ignored(more):
    """Where it was, half of a long pass phrase was enough."""
    kept = hash_password("p" * 72)
    assert is_right(HELEN, "p" * 72, kept) is True
    assert is_right(HELEN, "p" * 72 + more, kept) is False


@pytest.mark.without(PASSWORDS, '["score"] < ENOUGH:', '["score"] < 0:')
@pytest.mark.parametrize(
    "password",
    ["passwordpassword", "qwertyuiop1234", "Stockport2026!", "helen.marks.2026", "111111111111", "letmeinletmein"],
)
def test_a_common_password_is_refused_for_an_account(council, password):
    with pytest.raises(ValueError, match="easily guessed"):
        accounts.reset_password(council, HELEN, password, by="it")


@pytest.mark.without(
    "commands/accounts.py",
    "    password = _ask_for_password(password_stdin)\n    accounts.refuse_weak",
    "    password = _ask_for_password(password_stdin)\n    print(password)\n    accounts.refuse_weak",
)
def test_a_password_typed_for_an_account_is_printed_nowhere(council):
    done = CliRunner().invoke(
        manage.app_with("add-user"),
        ["add-user", "jane.doe", "Jane Doe", "--council", "stockport", "--password-stdin"],
        input="copper lantern drift\n",
    )
    assert done.exit_code == 0 and "copper" not in done.output


@pytest.mark.without("commands/accounts.py", "*(escape(cell) for cell in cells)", "*cells")
def test_a_name_does_not_style_the_terminal_of_council_it(council):
    accounts.save_account(
        council, username=TOM, display_name="[red]Tom[/red]", role="manager", password_hash="$2b$none"
    )
    done = CliRunner().invoke(manage.app_with("list-users"), ["list-users", "--council", "stockport"])
    assert "[red]Tom[/red]" in done.output
