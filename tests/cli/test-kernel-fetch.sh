#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What packaged kernels there are, and that a suite whose signature does not
# verify is refused.  Downloads package indexes, no package.  Prints TAP.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export HAIRPIN_CACHE=$tmp/cache
n=0

. tests/said.sh

fetch() {
	status=0
	out=$(tools/kbuild/kernel-fetch "$@" 2>"$tmp/err" </dev/null) || status=$?
}

fails() { [ "$status" = "$1" ] && grep -q -e "$2" "$tmp/err"; }
system_apt() { find /etc/apt -type f -exec sha256sum {} + | sort | sha256sum; }

fetch 7; check "not a version: exit 2" fails 2 'a version is X.Y'
fetch --frob; check "unknown option: exit 2" fails 2 'unknown option'

# A keyring without the archive's keys.
: >"$tmp/empty.gpg"
HAIRPIN_KEYRING=$tmp/empty.gpg fetch --list
check "the wrong keyring: refused" fails 3 'cannot read the index'
check "and nothing is listed of it" [ -z "$(find "$HAIRPIN_CACHE/apt/backports/lists" -name '*Packages*')" ]
HAIRPIN_KEYRING=$tmp/none.gpg fetch --list
check "no keyring: refused" fails 3 'is missing'

before=$(system_apt)
fetch --list
check "packaged kernels are listed" [ "$status" = 0 -a -n "$out" ]
check "one is recent" [ "$(printf '%s\n6.19\n' "$out" | sort -V | tail -n 1)" != 6.19 ]
check "none is older than 6.12, which is the oldest supported" [ "$(printf '%s\n6.12\n' "$out" | sort -V | head -n 1)" = 6.12 ]
check "apt's own configuration is untouched" [ "$(system_apt)" = "$before" ]
fetch 6.1; check "one that is too old: exit 2, and the oldest" fails 2 '6.12 is the oldest kernel that is supported'
fetch 99.2; check "an unknown version: exit 2, and which there are" fails 2 "there are: .*$(tail -n 1 <<<"$out")"
check "nothing was downloaded" [ -z "$(find "$HAIRPIN_CACHE" -name '*.deb')" ]
echo "1..$n"
