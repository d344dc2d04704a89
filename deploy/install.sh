#!/bin/sh
# Install Family Context on a fresh Debian 12, Ubuntu 24.04 or newer: docs/install.md. Safe to run again: settings, the
# audit key and data stay.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

usage="Usage: sudo deploy/install.sh --host NAME --certificate FILE [--key FILE] [--council FILE.yaml]…
  --host         the name people will use, such as family-context.council.example
  --certificate  the council's certificate for that name, with its chain: PEM, or .pfx with its key
  --key          the private key of a PEM certificate
  --council      a council's settings file (docs/settings.md); once for each council"
host='' certificate='' key='' councils=''
while [ $# -gt 0 ]; do
    case $1 in
        --host) host=$2; shift 2 ;;
        --certificate) certificate=$2; shift 2 ;;
        --key) key=$2; shift 2 ;;
        --council) councils="$councils $2"; shift 2 ;;
        *) stop "$usage" ;;
    esac
done
case $certificate in *.pfx | *.p12) key=$certificate ;; esac
[ -n "$host" ] && [ -n "$certificate" ] && [ -n "$key" ] || stop "$usage"
case $host in *[!a-zA-Z0-9.-]*) stop "The host must be a name such as family-context.council.example, without https:// or a port." ;; esac
for file in "$certificate" "$key" $councils; do [ -f "$file" ] || stop "There is no file $file."; done
need_root

say "1 of 6: system packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-venv nginx-light logrotate curl age ca-certificates openssl >/dev/null
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "Family Context needs Python 3.11 or newer: Debian 12, Ubuntu 24.04 or newer."
install_certificate "$certificate" "$key"

say "2 of 6: its own account and folders"
getent passwd $ACCOUNT >/dev/null || adduser --quiet --system --group --home $STATE --no-create-home --shell /usr/sbin/nologin $ACCOUNT
install -d -m 0755 $HOME_OF $RELEASES
install -d -m 0750 -o root -g $ACCOUNT $SETTINGS $SETTINGS/councils
install -d -m 0700 -o $ACCOUNT -g $ACCOUNT $STATE $STATE/data $STATE/incoming $BACKUPS

say "3 of 6: the program"
release=$(install_release "$(dirname "$here")")
use_release "$release"

say "4 of 6: settings"
if [ ! -f $SETTINGS/settings.env ]; then
    sed "s/@HOST@/$host/g" "$here/settings.env" | install -m 0640 -o root -g $ACCOUNT /dev/stdin $SETTINGS/settings.env
fi
if [ ! -f $SETTINGS/secrets.env ]; then
    printf 'FAMILY_CONTEXT_AUDIT_KEY=%s\n' "$(openssl rand -hex 32)" | install -m 0600 /dev/stdin $SETTINGS/secrets.env
    say "   Made an audit key in $SETTINGS/secrets.env. Keep a copy where the council keeps its secrets."
fi
for file in $councils; do install -m 0640 -o root -g $ACCOUNT "$file" $SETTINGS/councils/; done
install -m 0755 "$here/family-context" /usr/local/sbin/family-context

family-context reserve || say "   No space is held for the day the disk is full."

say "5 of 6: the web server"
install -d -m 0755 /usr/share/family-context
install -m 0644 "$here/away.html" /usr/share/family-context/away.html
install -d -m 0750 -o root -g adm /var/log/family-context
sed "s/@HOST@/$host/g" "$here/nginx.conf" | install -m 0644 /dev/stdin /etc/nginx/sites-available/family-context
install -m 0644 "$here/nginx-headers.conf" /etc/nginx/family-context-headers.conf
[ -f /etc/nginx/conf.d/family-context-processes.conf ] || install -m 0644 "$here/nginx-processes.conf" /etc/nginx/conf.d/family-context-processes.conf
ln -sf /etc/nginx/sites-available/family-context /etc/nginx/sites-enabled/family-context
rm -f /etc/nginx/sites-enabled/default
install -m 0644 "$here/logrotate" /etc/logrotate.d/family-context
nginx -t -q || stop "nginx refuses its settings; see above."
printf '[InternetShortcut]\r\nURL=https://%s/\r\n' "$host" > "$HOME_OF/Family Context.url"

say "6 of 6: services"
install -m 0644 "$here"/systemd/* /etc/systemd/system/
allow_name_servers "$here/systemd"
if has_systemd; then
    systemctl daemon-reload
    systemctl enable --quiet --now $SERVICE $TIMERS
    systemctl restart $SERVICE
    systemctl reload-or-restart nginx
    wait_until_ready || say "It does not answer yet. To see why: journalctl -u family-context"
else
    say "   systemd is not running here, so nothing was started."
fi
say "Installed: https://$host/. A shortcut for desktops is in $HOME_OF."
say "Next: family-context load, family-context add-user (docs/install.md), then family-context check."
