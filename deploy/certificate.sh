#!/bin/sh
# Replace the web server's certificate: docs/install.md. Pages that are open stay open.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

usage="Usage: sudo deploy/certificate.sh CERTIFICATE.pem KEY.key
       sudo deploy/certificate.sh CERTIFICATE.pfx"
case ${1:-} in
    *.pfx | *.p12) [ $# -eq 1 ] || stop "$usage" ;;
    *) [ $# -eq 2 ] || stop "$usage" ;;
esac
for file in "$@"; do [ -f "$file" ] || stop "There is no file $file."; done
need_root
install_certificate "$@"
nginx -t -q || stop "nginx refuses its settings; see above."
if has_systemd; then systemctl reload nginx; fi
say "The new certificate is in use until $(openssl x509 -noout -enddate -in $CERTIFICATES/site.pem | cut -d= -f2)."
