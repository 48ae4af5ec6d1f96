#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-soak.sh - tools/soak: a short one, with its closing line; another one goes on where
# it ended; a planted mistake is found, named once, and new once; wrong use is refused.
# Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_TREE: the tree to plant a mistake in (tests/mutants/run).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
. tests/explored.sh
export HAIRPIN=$hairpin

soak() { tools/soak --dir "$tmp/d" --jobs 1 "$@" >"$tmp/said"; }
closes() { tail -n 1 "$tmp/said" | grep -qE "^soak $1: $2 programs, $3 findings?, of which $4 (is|are) new, [0-9]+ CPU s\$"; }
# What a kernel has that nobody listed is no fault of the soak; a crash of our own is.
counts() {
	local new found status=$2
	new=$(grep -c '^# new: ' "$tmp/said")
	found=$(sed -n 's/^[^ ]*-trace: 800 programs, \([0-9]*\) findings\{0,1\}, [0-9]* CPU s$/\1/p' "$tmp/said")
	[ -n "$found" ] && [ "$new" -le "$found" ] && [ "$status" = $((found > 0)) ] &&
		closes "$1" 800 "$found" "$new" && ! grep -q '^# new: .*itself failed' "$tmp/said"
}
short() {
	local status=0
	soak --programs 800 --on "$kernel:trace" || status=$?
	counts 1 $status
}
goes_on() {
	local before status=0
	before=$(find "$tmp/d/corpus" -name '*.hp' | wc -l)
	[ "$before" -gt 10 ] || return 1
	soak --programs 800 --on "$kernel:trace" || status=$?
	counts 2 $status &&
		[ "$(find "$tmp/d/corpus" -name '*.hp' | wc -l)" -gt "$before" ]
}
# An instance is a kernel, too: its variant is what it was built as.
finds() {
	local so status=0 before
	before=$(wc -l <"$tmp/d/findings")
	so=$(tests/mutants/run --variant trace --list tests/mutants/list --make "$tmp/m" \
		revoke-without-lock) || return 1
	soak --programs 800 --on "$so:trace" || status=$?
	[ $status = 1 ] || return 1
	found=$(grep -c '^# new: ' "$tmp/said")
	[ "$found" -ge 1 ] && closes 3 800 "[1-9][0-9]*" "$found" &&
		[ "$(wc -l <"$tmp/d/findings")" = $((before + found)) ] &&
		[ "$(find "$tmp/d/found" -name '*.hp' | wc -l)" -ge $((before + found)) ]
}

echo "1..8"
check "a short soak counts what it finds, and closes with a line" short
check "another one has another number, and goes on with what was kept" goes_on
check "a planted mistake is found, kept and named" finds
check "no minutes: refused" gives 2 tools/soak 0
check "minutes that are none: refused" gives 2 tools/soak ten
check "programs and minutes: refused" gives 2 tools/soak --programs 5 5
check "a leg without a variant: refused" says "like 7.3:trace" tools/soak --on 7.3
check "an unknown option: refused" gives 2 tools/soak --fast
