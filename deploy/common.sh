# shellcheck shell=sh disable=SC2034
# Shared by the scripts: where things are, and how to print a message. Sourced, never run.

HOME_OF=/opt/family-context
RELEASES=$HOME_OF/releases
CURRENT=$HOME_OF/current
SETTINGS=/etc/family-context
STATE=/var/lib/family-context
BACKUPS=$STATE/backups
CERTIFICATES=/etc/ssl/family-context
UNITS=/etc/systemd/system
NAME_SERVERS=/etc/resolv.conf
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

# Lets the services ask this machine's name servers, wherever they are: a PostgreSQL server or a provider has a name.
allow_name_servers() {
    allowed=$(sed -n 's/^nameserver[[:space:]]*\([0-9a-fA-F.:]*\).*/IPAddressAllow=\1/p' "$NAME_SERVERS")
    for unit in "$1"/*.service; do
        folder=$UNITS/$(basename "$unit").d
        install -d -m 0755 "$folder"
        printf '[Service]\n%s\n' "$allowed" | install -m 0644 /dev/stdin "$folder/name-servers.conf"
    done
}

# Puts a certificate with its chain in place for nginx, and its key: two PEM files, or one Windows export (.pfx, .p12),
# whose password it asks for.
install_certificate() {
    pair=$(mktemp -d)
    # However it ends: no copy of the key stays, and the terminal shows what is typed again.
    trap 'rm -rf "$pair"; [ ! -t 0 ] || stty echo' EXIT
    trap 'exit 130' INT TERM
    case $1 in
        *.pfx | *.p12) split_pfx "$1" "$pair" || stop "$1 cannot be opened: is the password right?" ;;
        *) cp "$1" "$pair/site.pem"; cp "$2" "$pair/site.key" ;;
    esac
    [ "$(openssl x509 -noout -pubkey -in "$pair/site.pem")" = "$(openssl pkey -pubout -in "$pair/site.key")" ] \
        || stop "The key is not the key of $1."
    install -d -m 0755 "$CERTIFICATES"
    install -m 0644 "$pair/site.pem" "$CERTIFICATES/site.pem"
    install -m 0600 "$pair/site.key" "$CERTIFICATES/site.key"
    rm -rf "$pair"
}

# Writes what is in a Windows export into a folder: site.pem, the server's certificate first, and site.key.
split_pfx() {
    printf 'Password of %s (it is not shown): ' "$1" >&2
    [ ! -t 0 ] || stty -echo
    IFS= read -r PFX_PASSWORD || true
    [ ! -t 0 ] || stty echo
    printf '\n' >&2
    export PFX_PASSWORD
    # OpenSSL 3 reads the ciphers of older Windows machines only when told to.
    for old in '' -legacy; do
        opened="openssl pkcs12 $old -passin env:PFX_PASSWORD -nodes"
        $opened -in "$1" -nocerts 2>/dev/null | openssl pkey -out "$2/site.key" 2>/dev/null || continue
        { $opened -in "$1" -nokeys -clcerts; $opened -in "$1" -nokeys -cacerts; } | sed -n '/-BEGIN /,/-END /p' > "$2/site.pem"
        unset PFX_PASSWORD
        return 0
    done
    unset PFX_PASSWORD
    return 1
}

# Waits up to a minute for /ready. A new installation has nothing loaded yet.
wait_until_ready() {
    for _ in $(seq 60); do
        case $(curl --silent --max-time 5 http://127.0.0.1:8501/ready) in ok | load) return 0 ;; esac
        sleep 1
    done
    return 1
}
