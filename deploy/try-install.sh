#!/bin/bash
# `make try-install`: install on a clean Debian root (debootstrap), then serve in a closed network and ask through nginx
# over TLS. Needs root, debootstrap, and access to Debian's and Python's packages.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
root=${1:-$(mktemp -d /tmp/family-context-root-XXXXXX)}
host=family-context.test

[ -x "$root/bin/sh" ] || debootstrap --variant=minbase --include=ca-certificates,systemd,adduser bookworm "$root" >/dev/null
# Only its owner can enter a folder made by mktemp; as / it would keep the tool's account from every program.
chmod 755 "$root"
mkdir -p "$root/srv/unpacked" "$root/srv/in"
(cd "$here" && git ls-files -z --cached --others --exclude-standard | grep -zv '^tests/\|^docs/screens' | tar -c --null -T -) | tar -x -C "$root/srv/unpacked"
cp "$here/config/councils/stockport.yaml" "$root/srv/"
openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
    -keyout "$root/srv/site.key" -out "$root/srv/site.pem" 2>/dev/null
cp -L /etc/resolv.conf "$root/etc/"
# Python's packages come in a folder, as on a machine without the internet.
(cd "$here" && .venv/bin/python -m pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock -d "$root/srv/unpacked/wheels")
(cd "$here" && "$here/.venv/bin/python" - "$root/srv/in" <<'PY'
import sys
from pathlib import Path
from config.reading import read_council
from tests.small_extract import SmallExtract
SmallExtract(read_council(Path("config/councils/stockport.yaml"))).write(Path(sys.argv[1]))
PY
)

inside() { unshare --mount --fork chroot "$root" "$@"; }
cat > "$root/srv/install" <<'SH'
mount -t proc proc /proc; mount -t tmpfs tmpfs /tmp
mkdir -p /dev/shm; [ -c /dev/null ] || mknod -m 666 /dev/null c 1 3; [ -c /dev/urandom ] || mknod -m 666 /dev/urandom c 1 9
cd /srv/unpacked
deploy/install.sh --host "$1" --certificate /srv/site.pem --key /srv/site.key --council /srv/stockport.yaml
SH
cat > "$root/srv/serve" <<'SH'
set -eu
mount -t proc proc /proc; mount -t tmpfs tmpfs /tmp
host=$1
# Like the unit: its settings, account, home and command.
set -a; HOME=/var/lib/family-context; . /etc/family-context/settings.env; . /etc/family-context/secrets.env; set +a
command=$(sed -n 's/^ExecStart=//p' /etc/systemd/system/family-context.service)
cd /opt/family-context/current
setpriv --reuid=family-context --regid=family-context --clear-groups --no-new-privs sh -c "umask 077; exec $command" > /var/log/tool.log 2>&1 &
tool=$!
nginx
trap 'kill $tool "$(cat /run/nginx.pid)"' EXIT
. /srv/unpacked/deploy/common.sh
wait_until_ready || { cat /var/log/tool.log; exit 1; }
install -d -o family-context /var/lib/family-context/incoming/stockport
install -o family-context -m 600 /srv/in/*.csv /var/lib/family-context/incoming/stockport
family-context load --council stockport /var/lib/family-context/incoming/stockport
printf 'a long enough word for it\n' | family-context add-user helen.marks "Helen Marks" --council stockport --password-stdin
family-context backup /var/lib/family-context/backups | head -1
family-context anchor-audit
echo "--- the doctor"
family-context check && echo "the doctor ended with 0"
ask() { curl --silent --cacert /srv/site.pem --resolve "$host:443:127.0.0.1" --resolve "$host:80:127.0.0.1" "$@"; }
code() { ask -o /dev/null -w '%{http_code}' "$@"; }
expect() { [ "$2" = "$3" ] && echo "$1: $3" || { echo "FAILED: $1: $3, not $2"; failed=1; }; }
failed=0
echo "--- through nginx, over TLS"
expect "the sign-in page" 200 "$(code -H 'Accept: text/html' "https://$host/")"
expect "HSTS, once" 1 "$(ask -sI -X GET -H 'Accept: text/html' "https://$host/" | grep -ci '^strict-transport-security')"
expect "plain HTTP is sent to TLS" "301 https://$host/" "$(ask -o /dev/null -w '%{http_code} %{redirect_url}' "http://$host/")"
expect "a route to one process, with the first answer" 1 "$(ask -sI -X GET -H 'Accept: text/html' "https://$host/" | grep -ci '^set-cookie: __Host-family-context-route=[0-9a-f]\{32\}; Path=/; Secure; HttpOnly; SameSite=Lax')"
expect "and none if there is one" 0 "$(ask -sI -X GET -H 'Cookie: __Host-family-context-route=0123456789abcdef0123456789abcdef' "https://$host/" | grep -ci 'family-context-route=')"
expect "metrics are closed" 404 "$(code "https://$host/_stcore/metrics")"
expect "host-config says nothing about the tool" '{"allowedOrigins":[]' "$(ask "https://$host/_stcore/host-config" | cut -c1-20)"
expect "uploads are closed" 404 "$(code -X PUT "https://$host/_stcore/upload_file/a/b")"
script=$(ask -H 'Accept: text/html' "https://$host/" | grep -o 'static/js/index[^"]*' | head -1)
expect "static files are kept" "cache-control: public, max-age=31536000, immutable" "$(ask -sI -X GET "https://$host/$script" | tr -d '\r' | grep -i '^cache-control')"
expect "the websocket" 101 "$(ask --http1.1 --max-time 5 -o /dev/null -w '%{http_code}' -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' -H "Origin: https://$host" "https://$host/_stcore/stream")"
expect "a websocket from another site" 403 "$(ask --http1.1 --max-time 20 -o /dev/null -w '%{http_code}' -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' -H "Origin: https://elsewhere.test" "https://$host/_stcore/stream")"
expect "ready, for monitoring here" "200" "$(code "https://$host/ready")"
tries=$(for _ in $(seq 40); do code -X POST -H "Origin: https://$host" -d '{}' "https://$host/session"; echo; done | sort | uniq -c | tr -s ' \n' ' ')
expect "forty people behind one address, none refused by nginx" " 40 401 " "$tries"
expect "asking about a session" 200 "$(code "https://$host/session")"
if [ $# -gt 1 ]; then echo "ready to try out"; sleep "$2"; fi
kill $tool; wait $tool || true
tool=
expect "with the tool stopped" 502 "$(code "https://$host/")"
expect "and in words" 1 "$(ask "https://$host/" | grep -c 'Follow your current practice')"
exit $failed
SH
inside bash /srv/install "$host"
echo "--- systemd"
inside bash -c 'mount -t proc proc /proc; cd /etc/systemd/system; systemd-analyze verify --man=no family-context.service family-context-*.timer; for unit in family-context*.service; do systemd-analyze security --offline=true "/etc/systemd/system/$unit" | tail -1; done'
# A closed network: it reaches this machine only, and no other machine reaches it.
unshare --net --mount --fork bash -c "ip link set lo up; exec chroot '$root' bash /srv/serve $host ${2:-}"
