"""Encrypts a file with age or gpg while it is written, so that nothing readable reaches the disk.

Only the public key is on this machine, so someone who steals it together with a backup cannot read the backup.
"""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

INSTALL = {"age": "apt-get install age", "gpg": "apt-get install gnupg"}


class EncryptionFailed(Exception):
    """The file could not be encrypted or read. The message is a sentence for the person running the command."""


def suffix_for(key: str | None) -> str:
    """The ending of the file's name."""
    return "" if key is None else f".{_program_for(key)}"


@contextmanager
def written(path: Path, key: str | None) -> Generator[IO[bytes]]:
    """A stream into a new file that only its owner may read, encrypted for `key` if one is given.

    `key` is an age recipient (age1…), or the path of a file with a gpg public key. Raises EncryptionFailed, OSError.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        # Held while it is written: without the lock it is what a killed process left.
        fcntl.flock(file, fcntl.LOCK_EX)
        if key is None:
            yield file
            return
        program = _program_for(key)
        if program == "gpg" and not Path(key).is_file():
            raise EncryptionFailed(f"FAMILY_CONTEXT_BACKUP_KEY is neither an age recipient nor a file: {key}")
        arguments = {
            "age": ["--encrypt", "--recipient", key],
            "gpg": ["--batch", "--no-options", "--trust-model", "always", "--recipient-file", key, "--encrypt"],
        }[program]
        with _running(program, arguments, stdout=file) as stream:
            yield stream
            stream.close()


@contextmanager
def read(path: Path, identity: Path | None) -> Generator[IO[bytes]]:
    """A stream of the decrypted file. `identity` is the file with age's private key; gpg has its own key ring.

    Raises EncryptionFailed, OSError.
    """
    program = path.suffix.removeprefix(".")
    if program not in INSTALL:
        with path.open("rb") as file:
            yield file
        return
    if program == "age" and identity is None:
        raise EncryptionFailed("The backup is encrypted with age. Use --identity to give the private key's file.")
    arguments = {
        "age": ["--decrypt", "--identity", str(identity)],
        "gpg": ["--batch", "--quiet", "--decrypt"],
    }[program]
    with path.open("rb") as file, _running(program, arguments, stdin=file) as stream:
        yield stream
        # Read to the end: otherwise the program would stop before it has checked the whole file.
        while stream.read(1 << 20):
            pass


def _program_for(key: str) -> str:
    return "age" if key.startswith("age1") else "gpg"


@contextmanager
def _running(
    program: str,
    arguments: list[str],
    *,
    stdin: IO[bytes] | int = subprocess.PIPE,
    stdout: IO[bytes] | int = subprocess.PIPE,
) -> Generator[IO[bytes]]:
    """A running program's stdin or stdout, whichever was not given."""
    found = shutil.which(program)
    if found is None:
        raise EncryptionFailed(f"The backup needs {program}, which is not installed. Run: {INSTALL[program]}")
    ended_early = False
    # No shell: whatever the arguments contain, they are only arguments.
    with subprocess.Popen([found, *arguments], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE) as process:  # noqa: S603
        stream, errors = process.stdin or process.stdout, process.stderr
        if stream is None or errors is None:
            raise ValueError("one end of the program is ours")
        try:
            yield stream
        except BrokenPipeError:
            # The program's own message is more useful than this error.
            ended_early = True
        except BaseException:
            process.kill()
            raise
        message = errors.read().decode(errors="replace").strip()
        with suppress(BrokenPipeError):
            stream.close()
    if process.returncode or ended_early:
        raise EncryptionFailed(f"{program} ended with {process.returncode}: {message[-300:]}")
