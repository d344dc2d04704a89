#!/bin/sh
# Upgrade to this script's version in one command. It makes a backup first, and goes back if the tool does not start.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
need_root
[ -L $CURRENT ] || stop "Family Context is not installed here: run deploy/install.sh."

previous=$(readlink -f $CURRENT)
release=$(install_release "$(dirname "$here")")
before=$BACKUPS/before-$(basename "$release")
say "Installed $(basename "$release") beside $(basename "$previous")."

if has_systemd; then systemctl stop $SERVICE $TIMERS 'family-context-load@*.timer'; fi
install -d -m 0700 -o $ACCOUNT -g $ACCOUNT "$before"
if ! family-context backup "$before"; then
    if has_systemd; then systemctl start $SERVICE $TIMERS; fi
    stop "No backup could be made, so nothing was upgraded."
fi
printf '%s\n' "$previous" > $HOME_OF/previous
printf '%s\n' "$before" > $HOME_OF/before

use_release "$release"
if ! family-context upgrade; then
    use_release "$previous"
    if has_systemd; then systemctl start $SERVICE $TIMERS; fi
    stop "The databases could not be upgraded and are unchanged; $(basename "$previous") is in use again."
fi
install -m 0755 "$here/family-context" /usr/local/sbin/family-context
family-context reserve || say "No space is held for the day the disk is full."
install -m 0644 "$here"/systemd/* /etc/systemd/system/
allow_name_servers "$here/systemd"
if has_systemd; then
    systemctl daemon-reload
    systemctl enable --quiet --now $SERVICE $TIMERS
    systemctl start 'family-context-load@*.timer' --all
    if ! wait_until_ready; then
        say "It does not answer. Going back."
        exec "$here/roll-back.sh"
    fi
fi
say "Upgraded. To go back: $CURRENT/deploy/roll-back.sh"
family-context check --only-faults || true
