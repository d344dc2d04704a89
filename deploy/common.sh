# shellcheck shell=sh disable=SC2034
# Shared by the scripts: where things are, and how to print a message. Sourced, never run.

HOME_OF=/opt/family-context
RELEASES=$HOME_OF/releases
CURRENT=$HOME_OF/current
SETTINGS=/etc/family-context
STATE=/var/lib/family-context
BACKUPS=$STATE/backups
ACCOUNT=family-context
SERVICE=family-context.service
TIMERS="family-context-backup.timer family-context-anchor.timer family-context-verify.timer family-context-check.timer"

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }
need_root() { [ "$(id -u)" = 0 ] || stop "Run it as root: sudo $0 …"; }
# Without systemd running, as on a root that is only tried out, there are no services to start.
has_systemd() { [ -d /run/systemd/system ]; }

# Copies a folder's program to a release of its own with a virtual environment; prints its path last.
install_release() {
    source=$1
    version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$source/pyproject.toml" | head -1)
    [ -n "$version" ] || stop "$source has no pyproject.toml with a version: it is not Family Context."
    release=$RELEASES/$version-$(date -u +%Y%m%dT%H%M%SZ)
    mkdir -p "$release"
    # Only what is needed to run: no tests, no data, no developer's environment.
    (cd "$source" && tar -c --exclude=__pycache__ app.py manage.py pyproject.toml requirements.lock .streamlit \
        config matching extracts data_access pages server commands doctor demo_data deploy docs README.md CHANGELOG.md SECURITY.md LICENSE) \
        | tar -x --no-same-owner -C "$release"
    # The demonstration's council files are not this council's.
    mv "$release/config/councils" "$release/example-councils"
    python3 -m venv "$release/.venv" >&2
    # Packages come from a folder, on a machine without the internet; else from PyPI.
    if [ -d "$source/wheels" ]; then from="--no-index --find-links $source/wheels"; else from=; fi
    # Only files whose hash is in the lock, and only ready-made wheels: building one would run code that is in no lock.
    # shellcheck disable=SC2086
    "$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check $from \
        --require-hashes --only-binary :all: -r "$release/requirements.lock" >&2 \
        || { rm -rf "$release"; stop "The packages could not be installed; nothing was changed. docs/install.md says how to install without the internet."; }
    "$release/.venv/bin/python" -m compileall -q "$release" -x '\.venv' >&2
    chown -R root:root "$release"
    chmod -R go-w,a+rX "$release"
    printf '%s\n' "$release"
}

# Changes the link to the release in use, in one step.
use_release() {
    ln -sfn "$1" "$CURRENT.new"
    mv -T "$CURRENT.new" "$CURRENT"
}

# Waits up to a minute for /ready.
wait_until_ready() {
    for _ in $(seq 60); do
        curl --silent --fail --max-time 5 http://127.0.0.1:8501/ready >/dev/null && return 0
        sleep 1
    done
    return 1
}
