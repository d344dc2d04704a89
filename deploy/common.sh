# shellcheck shell=sh disable=SC2034
# What the three scripts share: where things are, and a few words to say. Sourced, never run.

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
# A root without systemd running, such as one that is being tried out, has no services to start.
has_systemd() { [ -d /run/systemd/system ]; }

# The program of a folder, copied to a release of its own with a virtual environment; its path is printed last.
install_release() {
    source=$1
    version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$source/pyproject.toml" | head -1)
    [ -n "$version" ] || stop "$source has no pyproject.toml with a version: it is not Family Context."
    release=$RELEASES/$version-$(date -u +%Y%m%dT%H%M%SZ)
    mkdir -p "$release"
    # Only what runs: no tests, no data, no environment of a developer.
    (cd "$source" && tar -c --exclude=__pycache__ app.py manage.py pyproject.toml requirements.lock .streamlit \
        config matching extracts data_access pages server commands doctor demo_data deploy docs README.md CHANGELOG.md SECURITY.md LICENSE) \
        | tar -x --no-same-owner -C "$release"
    # The councils' files of the demonstration are not this council's.
    mv "$release/config/councils" "$release/example-councils"
    python3 -m venv "$release/.venv" >&2
    # Packages that were brought along in a folder, for a machine without the internet; else from PyPI.
    if [ -d "$source/wheels" ]; then from="--no-index --find-links $source/wheels"; else from=; fi
    # Only files whose hash is in the lock, and only ready-made ones: to build one would run what is in no lock.
    # shellcheck disable=SC2086
    "$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check $from \
        --require-hashes --only-binary :all: -r "$release/requirements.lock" >&2 \
        || { rm -rf "$release"; stop "The packages could not be installed; nothing was changed. docs/install.md says how without the internet."; }
    "$release/.venv/bin/python" -m compileall -q "$release" -x '\.venv' >&2
    chown -R root:root "$release"
    chmod -R go-w,a+rX "$release"
    printf '%s\n' "$release"
}

# The link that says which release is in use, changed in one step.
use_release() {
    ln -sfn "$1" "$CURRENT.new"
    mv -T "$CURRENT.new" "$CURRENT"
}

# A minute to answer /ready.
wait_until_ready() {
    for _ in $(seq 60); do
        curl --silent --fail --max-time 5 http://127.0.0.1:8501/ready >/dev/null && return 0
        sleep 1
    done
    return 1
}
