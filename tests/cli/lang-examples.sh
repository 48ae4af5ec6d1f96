#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The examples of docs/LANGUAGE.md, run: each passes, or is skipped, on the
# newest kernel built; one marked "hairpin fails" fails.  Prints TAP.
#
# HAIRPIN: the program (default: build/hairpin); HAIRPIN_KERNEL: which kernel.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=${HAIRPIN:-build/hairpin}
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT

# One file a block, called by the line of the page where it begins.
awk -v dir="$tmp" '
	/^```hairpin/ { out = sprintf("%s/%04d%s.hp", dir, NR, /fails/ ? "-fails" : "") }
	/^```$/ { out = "" }
	out != "" && !/^```/ { print > out }
' docs/LANGUAGE.md

set -- "$tmp"/*.hp
[ -f "$1" ] || { echo "Bail out! no example in docs/LANGUAGE.md"; exit 3; }
echo "1..$#"
n=0 failed=0
for f; do
	n=$((n + 1)) status=0
	what="docs/LANGUAGE.md:$(basename "$f" .hp | sed 's/^0*//'): $(sed -n 's/^# *//p;q' "$f")"
	"$hairpin" run ${HAIRPIN_KERNEL:+-k "$HAIRPIN_KERNEL"} "$f" \
		>"$tmp/out" 2>&1 </dev/null || status=$?
	want=0
	[[ $f == *-fails.hp ]] && want=1
	if [ "$status" = $want ]; then
		echo "ok $n - $what"
	elif [ "$status" = 4 ]; then
		echo "ok $n - $what # SKIP $(sed -n 's/.*# SKIP //p' "$tmp/out" | head -n 1)"
	else
		failed=1
		sed 's/^/# /' "$tmp/out"
		echo "not ok $n - $what (exit $status, not $want)"
	fi
done
exit $failed
