#!/usr/bin/env bash
# What `just check-pages` needs and the machine does not have: Node and npm, a Java, a Chromium. On Debian they are
# installed; elsewhere this says what is missing. CHROME and JAVA name others.
set -euo pipefail

missing=()
command -v node >/dev/null && command -v npm >/dev/null || missing+=(nodejs npm)
command -v "${JAVA:-java}" >/dev/null || missing+=(default-jre-headless)
command -v "${CHROME:-/usr/bin/chromium}" >/dev/null || missing+=(chromium)
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "just check-pages needs: ${missing[*]} (CHROME and JAVA name a browser and a Java)" >&2
  exit 1
fi
apt-get update -q && apt-get install -y -q --no-install-recommends "${missing[@]}"
