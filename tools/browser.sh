#!/usr/bin/env bash
# Installs what the browser tests need where it is missing and this user may: Debian's chromium, and the library
# that Playwright's own node is linked against. Where it cannot, the browser tests skip themselves and say how to
# mend it; that is no failure here.
set -u
packages="chromium libatomic1 fonts-dejavu-core"
has_all() {
    command -v chromium >/dev/null || return 1
    ! command -v dpkg-query >/dev/null || dpkg-query -W -f='${Status}' libatomic1 2>/dev/null | grep -q 'ok installed'
}
if has_all; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium for the browser tests …" >&2
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    { apt-get -qq update && apt-get -qq install -y --no-install-recommends $packages; } >/dev/null </dev/null && exit 0
fi
echo "No chromium: the browser tests will be skipped. To run them: sudo apt-get install $packages" >&2
