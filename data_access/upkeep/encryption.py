"""A file that is encrypted while it is written, by age or gpg, so that nothing readable touches the disk.

Only the public half of the key is on this machine: whoever takes it, or a backup, reads no backup.
"""

import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

INSTALL = {"age": "apt-get install age", "gpg": "apt-get install gnupg"}


class EncryptionFailed(Exception):
    """The file could not be encrypted or read. Its text is a sentence for who runs the command."""


def suffix_for(key: str | None) -> str:
    """What the file's name ends with."""
    return "" if key is None else f".{_program_for(key)}"


@contextmanager
def written(path: Path, key: str | None) -> Generator[IO[bytes]]:
    """A stream into a new file only its owner may read, encrypted for `key` where one is given.

    `key` is an age recipient (age1…), or the path of a file with a gpg public key. Raises EncryptionFailed, OSError.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
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
    """A stream of what the file holds. `identity` is the file of age's private key; gpg has its own key ring.

    Raises EncryptionFailed, OSError.
    """
    program = path.suffix.removeprefix(".")
    if program not in INSTALL:
        with path.open("rb") as file:
            yield file
        return
    if program == "age" and identity is None:
        raise EncryptionFailed("The backup is encrypted with age: name the file of its private key with --identity.")
    arguments = {
        "age": ["--decrypt", "--identity", str(identity)],
        "gpg": ["--batch", "--quiet", "--decrypt"],
    }[program]
    with path.open("rb") as file, _running(program, arguments, stdin=file) as stream:
        yield stream
        # What is left unread would end the program before its own check of the whole file.
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
    """The end of a running program that is not given: what is written to it, or read from it."""
    found = shutil.which(program)
    if found is None:
        raise EncryptionFailed(f"The backup needs the program {program}, which is not here. Run: {INSTALL[program]}")
    ended_early = False
    # No shell: the words are arguments, whatever is in them.
    with subprocess.Popen([found, *arguments], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE) as process:  # noqa: S603
        stream, errors = process.stdin or process.stdout, process.stderr
        if stream is None or errors is None:
            raise ValueError("one end of the program is ours")
        try:
            yield stream
        except BrokenPipeError:
            # What the program said is better than what broke.
            ended_early = True
        except BaseException:
            process.kill()
            raise
        said = errors.read().decode(errors="replace").strip()
        with suppress(BrokenPipeError):
            stream.close()
    if process.returncode or ended_early:
        raise EncryptionFailed(f"{program} ended with {process.returncode}: {said[-300:]}")
