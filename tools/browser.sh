#!/bin/sh
# Finds Chromium and a Chinese font for the browser tests, or installs them where it may; says in one line when it may not.
set -eu
has_browser() { for name in chromium-headless-shell chromium chromium-browser google-chrome; do command -v "$name" >/dev/null 2>&1 && return 0; done; return 1; }
has_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-tw family 2>/dev/null)" ]; }
if has_browser && has_font; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    if { apt-get update -q && apt-get install -y -q --no-install-recommends chromium-headless-shell fonts-noto-cjk fontconfig; } >"$log" 2>&1 </dev/null; then
        rm -f "$log"
        exit 0
    fi
    rm -f "$log"
fi
has_browser && { echo "No Chinese font found; pictures in browser tests may show empty boxes." >&2; exit 0; }
echo "Chromium is not here and may not be installed; browser tests are skipped." >&2
