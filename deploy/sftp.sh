#!/bin/sh
# An account by which a council's other systems send their files over SFTP, and can do nothing else: docs/install.md. Safe to
# run again: another key replaces the one before.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

usage="Usage: sudo deploy/sftp.sh --council NAME --key FILE.pub
  --council  the council's settings are NAME.yaml
  --key      the public key of whoever sends the files"
council='' key=''
while [ $# -gt 0 ]; do
    case $1 in
        --council) council=$2; shift 2 ;;
        --key) key=$2; shift 2 ;;
        *) stop "$usage" ;;
    esac
done
[ -n "$council" ] && [ -n "$key" ] || stop "$usage"
need_root
[ -f "$SETTINGS/councils/$council.yaml" ] || stop "There is no $SETTINGS/councils/$council.yaml."
command -v sshd >/dev/null || apt-get install -y -qq --no-install-recommends openssh-server >/dev/null
[ -f "$key" ] && ssh-keygen -l -f "$key" >/dev/null 2>&1 || stop "$key is no public key of SSH."
grep -q 'PRIVATE KEY' "$key" && stop "$key is a private key: keep it where it is, and name the .pub file beside it."
sender=fc-$council place=/srv/family-context/fc-$council incoming=$STATE/incoming/$council

say "1 of 3: the account $sender"
getent group family-context-sftp >/dev/null || addgroup --quiet --system family-context-sftp
getent passwd "$sender" >/dev/null || adduser --quiet --system --ingroup family-context-sftp --home "$place" --no-create-home --shell /usr/sbin/nologin "$sender"

say "2 of 3: its folder, which Family Context reads"
# SSH shuts the account into a folder only if nobody but root may change that.
install -d -m 0755 -o root -g root /srv/family-context "$place"
install -d -m 2750 -o "$sender" -g "$ACCOUNT" "$place/files"
if [ -d "$incoming" ] && [ ! -L "$incoming" ]; then
    rmdir "$incoming" 2>/dev/null || stop "$incoming has files. Move them away, and run this again: it becomes a link to $place/files."
fi
ln -sfn "$place/files" "$incoming"
install -m 0644 "$here/tmpfiles.conf" /etc/tmpfiles.d/family-context.conf

say "3 of 3: SSH"
install -d -m 0755 /etc/ssh/family-context
install -m 0644 "$key" "/etc/ssh/family-context/$sender"
install -m 0644 "$here/sshd.conf" /etc/ssh/sshd_config.d/family-context.conf
sshd -t || stop "SSH does not take its settings with /etc/ssh/sshd_config.d/family-context.conf: see above. It runs on with those before."
if has_systemd; then systemctl reload ssh; fi

say "Done. Files are sent to sftp://$sender@$(hostname)/files"
