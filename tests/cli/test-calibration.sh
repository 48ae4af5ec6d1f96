#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-calibration.sh - docs/CALIBRATION.md has the table that bench_calibrate writes, and
# says how many numbers were chosen.  Prints TAP.  Time is virtual: it is the same anywhere.
#
# CALIBRATE: the program.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
calibrate=${CALIBRATE:-build/bench_calibrate}
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh

same() {
	"$calibrate" >"$tmp/new" &&
		sed -n '/^<!-- table/,/^<!-- end of table/p' docs/CALIBRATION.md |
		sed '1d;$d' >"$tmp/old" && diff "$tmp/old" "$tmp/new"
}
check "the table is what the model gives now" same

# A row that is off by much must not be called chosen: that is what choosing means.
chosen() {
	awk -F'|' '$6 ~ /chosen/ { n++; off = $5; gsub(/[^0-9.]/, "", off); if (off > 5) exit 1 }
		END { exit n < 5 }' "$tmp/new"
}
check "what was chosen fits" chosen
sources() {
	awk -F'|' '/^\| [^w-]/ { sub(/,.*/, "", $7); print $7 + 0 }' "$tmp/new" | sort -un >"$tmp/s" &&
		while read -r s; do grep -q "^$s\. " docs/CALIBRATION.md || return 1; done <"$tmp/s"
}
check "each row has a source" sources
echo "1..$n"
