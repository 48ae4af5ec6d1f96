#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-schedule.sh - hairpin run --schedule and --schedules: the same seed gives the
# same run, other seeds other ones, laws hold under all of them, a missing
# lock is found by one of them and not by first come first served, and wrong options
# are refused.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_KERNEL: which kernel (the newest built).
# HAIRPIN_TREE: the tree to plant a mistake in (tests/mutants/run).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
kernel=${HAIRPIN_KERNEL:+-k $HAIRPIN_KERNEL}
scn=scenarios/revoke/race-map-reset.hp
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh

"$hairpin" kernel path >/dev/null 2>&1 || {
	echo "1..0 # SKIP no kernel is built"
	exit 4
}

# shellcheck disable=SC2086
run() { "$hairpin" run $kernel "$@"; }

if run $scn | grep -q '# SKIP'; then
	echo "1..0 # SKIP this kernel exports no DMA-BUF"
	exit 4
fi

hash_of() { run --schedule "$1" --json "$tmp/h.json" $scn >/dev/null; grep -o '"trace_hash": "[^"]*"' "$tmp/h.json"; }
repeats() {
	local first
	first=$(hash_of random:7)
	for _ in 1 2 3 4 5; do
		[ "$(hash_of random:7)" = "$first" ] || return 1
	done
}
# Which of the two comes first depends on the seed.
differ() {
	sed 's/^expect errno none ENODEV/expect errno none/' $scn >"$tmp/first.hp"
	gives 1 run --schedules 60 "$tmp/first.hp" >"$tmp/first" &&
		grep -q ': 60 schedules, [1-5]*[0-9] runs fail$' "$tmp/first" &&
		! grep -q '60 runs fail' "$tmp/first"
}
fifo() { [ "$(hash_of fifo)" = "$(run --json "$tmp/p.json" $scn >/dev/null; grep -o '"trace_hash": "[^"]*"' "$tmp/p.json")" ]; }
hold() {
	run --schedules 100 scenarios/revoke/race-*.hp >"$tmp/all" &&
		[ "$(grep -c '^ok .*: 100 schedules$' "$tmp/all")" = "$(find scenarios/revoke -name 'race-*.hp' | wc -l)" ]
}
from_seed() {
	run --seed 5 --schedules 3 $scn >"$tmp/a" && grep -q '^ok 1 .*: 3 schedules' "$tmp/a"
}

echo "1..$([ -n "${HAIRPIN_TREE:-}" ] && echo 12 || echo 10)"
check "the same seed, the same run" repeats
check "other seeds, other runs" differ
check "fifo is the default" fifo
check "races: no law is broken in 100 schedules each" hold
check "seeds begin with --seed" from_seed
check "random without a seed: refused" gives 2 run --schedule random $scn
check "a seed that is no number: refused" gives 2 run --schedule random:x $scn
check "a number with a tail: refused" gives 2 run --schedule random:7x $scn
check "an unknown schedule: refused" says "write fifo, or random and a seed" run --schedule lifo $scn
check "--schedule with --schedules: refused" gives 2 run --schedule fifo --schedules 3 $scn

make_mutant() {
	mutant=$(tests/mutants/run --list tests/mutants/schedules --make "$tmp/m" \
		revoke-unlocked 2>"$tmp/make.err") &&
		gives 0 "$hairpin" run -k "$mutant" scenarios/revoke/race-map-*.hp >/dev/null
}
finds() {
	local line
	gives 1 "$hairpin" run -k "$mutant" --schedules 400 $scn >"$tmp/found" || return 1
	line=$(sed -n 's/^# replay: hairpin //p' "$tmp/found" | head -n 1)
	grep -q '^# law revoke: FAIL' "$tmp/found" && [ -n "$line" ] || return 1
	# shellcheck disable=SC2086
	gives 1 "$hairpin" $line >/dev/null
}
if [ -n "${HAIRPIN_TREE:-}" ]; then
	check "a revoke without its lock goes unseen in order" make_mutant
	check "and is found by a drawn schedule, which repeats" finds
fi
