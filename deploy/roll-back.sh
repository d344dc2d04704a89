#!/bin/sh
# Go back to the version before the last upgrade, in one command. If the upgrade changed the databases, the backup from
# before it is restored, with the restrictions, reports and decisions made since. Anything else recorded since is kept
# in a backup that this makes first.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
need_root
identity=
if [ "${1:-}" = --identity ]; then identity="--identity $2"; fi
[ -f $HOME_OF/previous ] || stop "There is no version to go back to."
release=$(readlink -f $CURRENT)
previous=$(cat $HOME_OF/previous)
before=$(cat $HOME_OF/before)
[ -d "$previous" ] || stop "$previous no longer exists."

if has_systemd; then systemctl stop $SERVICE $TIMERS 'family-context-load@*.timer'; fi
after=$BACKUPS/rolled-back-$(date -u +%Y%m%dT%H%M%SZ)
install -d -m 0700 -o $ACCOUNT -g $ACCOUNT "$after"
family-context backup "$after" || say "No backup could be made of the records since the upgrade."
use_release "$previous"
# Does nothing if the databases are already this version.
if ! family-context upgrade; then
    for file in "$before"/*.backup*; do
        database=$(basename "$file" | sed 's/-[0-9]\{8\}T[0-9]\{6\}Z\.backup.*//')
        council=$(sed -n 's/^id: *//p' "$(grep -l "^database: *$database *$" $SETTINGS/councils/*.yaml)")
        # Only the version in use until now can read its database: it adds to the backup who was restricted since, and
        # what was reported and decided. $identity is one option and its file.
        use_release "$release"
        # shellcheck disable=SC2086
        if family-context add-since "$file" "$after/with-since" --council "$council" $identity; then
            file=$(ls "$after/with-since/$database"-*.backup*)
        else
            say "Restrictions, reports and decisions made since the upgrade are not in $database: go through those in $after."
        fi
        use_release "$previous"
        # shellcheck disable=SC2086
        family-context restore "$file" --council "$council" $identity --yes \
            || stop "$file could not be restored: see above. An encrypted backup needs: roll-back.sh --identity FILE"
    done
fi
if has_systemd; then
    systemctl start $SERVICE $TIMERS
    systemctl start 'family-context-load@*.timer' --all
    wait_until_ready || stop "It does not answer. To see why: journalctl -u family-context"
fi
say "$(basename "$previous") is in use again. Records made since the upgrade are in $after."
