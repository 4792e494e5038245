#!/usr/bin/env bash
# Installs Debian's chromium for the browser tests where it is missing and this user may. Where it cannot, the
# browser tests skip themselves and say how to mend it; that is no failure here.
set -u
if command -v chromium >/dev/null || [ -x /usr/bin/chromium ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium for the browser tests …" >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core; } >/dev/null && exit 0
fi
echo "No chromium: the browser tests will be skipped. To run them: sudo apt-get install chromium" >&2
