"""`make update`: write the newest versions that fit together into the two lists of requirements, and lock them.

Nothing is installed here; `make update` installs them and runs everything again afterwards.
"""

from deploy.lock import LOCKS, PIN, ROOT, plain, resolve, write_locks

FILES = tuple(ROOT / listed for listed in sorted(LOCKS.values(), reverse=True))


def main() -> None:
    """Find the newest versions, write them down, say what changed, and lock them with the newest of what they need."""
    texts = {path: path.read_text(encoding="utf-8") for path in FILES}
    wanted = sorted({pin["name"] + (pin["extras"] or "") for text in texts.values() for pin in PIN.finditer(text)})
    newest = versions_in(resolve("-", "--upgrade", "--no-annotate", given="\n".join(wanted)))
    for path, text in texts.items():
        written = with_versions(text, newest)
        path.write_text(written, encoding="utf-8")
        for old, new in zip(PIN.finditer(text), PIN.finditer(written), strict=True):
            if old[0] != new[0]:
                print(f"{path.name}: {old['name']} {old['version']} to {new['version']}")
    write_locks(newest=True)


def with_versions(text: str, versions: dict[str, str]) -> str:
    """A requirements file with these versions, by package name; everything else unchanged.

    >>> with_versions("# the database\\npsycopg[binary]==3.3.9\\n", {"psycopg": "3.4.0"})
    '# the database\\npsycopg[binary]==3.4.0\\n'
    """
    return PIN.sub(lambda pin: f"{pin['name']}{pin['extras'] or ''}=={versions[plain(pin['name'])]}", text)


def versions_in(resolved: str) -> dict[str, str]:
    """The version found for each package. Several versions, each for other machines, are an error: a list has one.

    >>> versions_in("alembic==1.20.1\\ncolorama==0.4.6 ; sys_platform == 'win32'\\n")
    {'alembic': '1.20.1', 'colorama': '0.4.6'}
    """
    versions: dict[str, str] = {}
    for line in resolved.splitlines():
        pin = PIN.match(line.partition(" ;")[0].strip())
        if pin and versions.setdefault(plain(pin["name"]), pin["version"]) != pin["version"]:
            raise ValueError(f"{pin['name']} has no one version for every platform: pin it by hand, then make lock")
    return versions


if __name__ == "__main__":
    main()
