#!/usr/bin/env bash
# An Asterisk for the tests, and telephones that speak SIP. Nothing of Asterisk is installed: Debian's package and what it needs are
# unpacked into a folder of their own, no script of theirs runs and no service starts. The folder is
# CALLCENTER_TEST_ASTERISK ("/": the Asterisk that is installed here), else one in the user's cache; 270 MB.
# Exit 3: it cannot be had here, and the tests that need it skip. Three minutes at most.
set -u
root=${CALLCENTER_TEST_ASTERISK:-${XDG_CACHE_HOME:-$HOME/.cache}/callcenter/asterisk}
program=$root/usr/sbin/asterisk
deadline=170
cannot() { echo "No Asterisk for the tests: $*" >&2; exit 3; }
is_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; }
left() { echo $((deadline > SECONDS ? deadline - SECONDS : 1)); }

if ! command -v sipp >/dev/null || ! command -v baresip >/dev/null; then
  if is_root; then apt-get update -qq && install sip-tester baresip-core; fi
  command -v sipp >/dev/null && command -v baresip >/dev/null ||
    echo "Calls over SIP are not tested: as root, 'apt-get install sip-tester baresip-core'." >&2
fi
[ -x "$program" ] && exit 0
[ "$root" != / ] || cannot "$program is not there."
if ! command -v mmdebstrap >/dev/null; then
  is_root || cannot "as root, 'apt-get install mmdebstrap', or set CALLCENTER_TEST_ASTERISK to a folder with usr/sbin/asterisk."
  apt-get update -qq && install mmdebstrap || cannot "apt-get does not find mmdebstrap, which unpacks it."
fi
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -v security | head -1)
[ -n "$mirror" ] || cannot "apt-get names no mirror to fetch it from."
mkdir -p "$(dirname "$root")" || cannot "$(dirname "$root") cannot be made."
fresh=$(mktemp -d "$root.XXXXXX") || cannot "$(dirname "$root") cannot be written."
trap 'rm -rf "$fresh"' EXIT
# Releases of Debian differ in whether they have Asterisk: the present stable one has none.
for suite in testing sid; do
  rm -rf "${fresh:?}"
  # A mirror's copy may be older than its own date of expiry; its signature is still checked.
  timeout "$(left)" mmdebstrap --quiet --variant=extract --include=asterisk --aptopt='Acquire::Languages "none"' \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Check-Date "false"' \
    "$suite" "$fresh" "$mirror" >"$root.$suite.log" 2>&1 && [ -x "$fresh/usr/sbin/asterisk" ] && break
done
[ -x "$fresh/usr/sbin/asterisk" ] || cannot "neither testing nor sid of $mirror gave one: see $root.sid.log."
# The link that the package's own script would have made.
sounds=$fresh/usr/share/asterisk/sounds
[ -e "$sounds/en" ] || ln -s "$(basename "$(ls -d "$sounds"/en_* | head -1)")" "$sounds/en"
chmod 755 "$fresh"
rm -rf "$root" && mv "$fresh" "$root" && rm -f "$root".*.log
