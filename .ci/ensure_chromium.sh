#!/usr/bin/env bash
# Prints the path of a Chromium, installing one when the machine has none.
# Usage: ensure_chromium.sh PLAYWRIGHT_COMMAND
set -euo pipefail

find_browser() {
    local name
    if [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ]; then
        echo "$CHROMIUM"
        return 0
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return 0
    done
    return 1
}

find_browser && exit 0
echo "No Chromium found: installing one for the browser tests." >&2
root=()
[ "$(id -u)" = 0 ] || root=(sudo -n)
if command -v apt-get >/dev/null; then
    "${root[@]}" apt-get update -qq >&2 &&
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >&2 || true
    find_browser && exit 0
fi
if "$1" install chromium >&2; then
    python=$(dirname "$1")/python
    "$python" - <<'PY' && exit 0
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
PY
fi
echo "The browser tests need Chromium: install it (Debian: apt-get install chromium) or set" \
    "CHROMIUM to its path, then run again." >&2
exit 1
