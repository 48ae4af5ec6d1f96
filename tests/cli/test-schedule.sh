#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-schedule.sh - hairpin run --schedule and --schedules: the same seed gives the
# same run, other seeds other ones, laws hold under all of them, a missing
# lock is found by one of them and not by first come first served, and wrong options
# are refused.  With a bound on preemptions: races are found without a lock, and there is
# none with it; what the reduction leaves out ends as what it runs; switches repeat a run.
# Prints TAP.
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

access=$("$hairpin" kernel path --variant access "${HAIRPIN_TREE:-newest}" 2>/dev/null) || access=
tests=15
[ -z "${HAIRPIN_TREE:-}" ] || tests=$((tests + 2))
[ -z "$access" ] || tests=$((tests + 3))
[ -z "$access" ] || [ -z "${HAIRPIN_TREE:-}" ] || tests=$((tests + 6))
echo "1..$tests"
check "the same seed, the same run" repeats
check "other seeds, other runs" differ
check "fifo is the default" fifo
check "races: no law is broken in 100 schedules each" hold
check "seeds begin with --seed" from_seed
check "random without a seed: refused" gives 2 run --schedule random $scn
check "a seed that is no number: refused" gives 2 run --schedule random:x $scn
check "a number with a tail: refused" gives 2 run --schedule random:7x $scn
check "an unknown schedule: refused" says "write fifo, random and a seed" run --schedule lifo $scn
check "--schedule with --schedules: refused" gives 2 run --schedule random:1 --schedules 3 $scn

refused() {
	local how
	for how in pct:0:1 pct:17:1 pct:2 pct:2:x switches: switches:5 switches:5:1,4:1 \
		bound: bound:x bound:10 bound:-1 bound:1x bound:1:all; do
		gives 2 run --schedule $how $scn || return 1
	done
	gives 2 run --schedule bound:1 --fail-nth $scn && gives 2 run --schedule bound:1 --fail-at 3 $scn &&
		gives 2 run --schedule bound:1 --schedules 3 $scn &&
		gives 2 run --schedule bound:1 --json "$tmp/j" $scn
}
pct() {
	[ "$(hash_of pct:3:7)" = "$(hash_of pct:3:7)" ] &&
		[ "$(for s in 1 2 3 4 5 6 7 8; do hash_of pct:3:$s; done | sort -u | wc -l)" -gt 1 ]
}
pct_holds() {
	run --schedule pct:3:1 --schedules 40 scenarios/revoke/race-*.hp >"$tmp/pct" &&
		[ "$(grep -c '^ok .*: 40 schedules$' "$tmp/pct")" = "$(find scenarios/revoke -name 'race-*.hp' | wc -l)" ]
}
# Each of the two orders of the two tasks, and what else stops by itself.
none_preempted() {
	run --schedule bound:0 $scn >"$tmp/zero" &&
		grep -q '^ok 1 .*: all [2-9] schedules of at most 0 preemptions$' "$tmp/zero"
}
# The first turn at which the mapping's task can be preempted is shown as such.
tells_switches() {
	local turn
	for turn in $(seq 300 400); do
		run --schedule "switches:$turn:4" $scn >"$tmp/sw" || return 1
		grep -q '# switched: [a-z]* is preempted, [a-z]* runs, in [a-z_]*() [a-z/_]*\.[ch]:[0-9]*$' "$tmp/sw" &&
			return 0
	done
	return 1
}
check "malformed schedules: refused" refused
check "pct: the same seed, the same run; other seeds, other runs" pct
check "pct: no law is broken in 40 schedules each" pct_holds
check "no preemption: tasks run in any order" none_preempted
check "a switch is told, with the function" tells_switches

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

# --- all schedules with a bound: what tasks touch is known of the variant access ---

bound() { "$hairpin" run -k "$access" --schedule "$@"; }
# What fails, without where: each kind once.
kinds() { grep '^#   \|^# [le][ax].*: FAIL' "$1" | grep -v switched | sort -u; }
schedules() { sed -n 's/^\(not \)*ok 1 .*: all \([0-9]*\) schedules.*/\2/p' "$1"; }
# With expectations that some orders do not meet, both ways tell of the same failures.
same_ends() {
	local what
	for what in map-reset map-close; do
		sed 's/^expect errno none .*/expect errno none/' scenarios/revoke/race-$what.hp >"$tmp/strict.hp"
		gives 1 bound bound:1 "$tmp/strict.hp" >"$tmp/few" &&
			gives 1 bound bound:1:naive "$tmp/strict.hp" >"$tmp/naive" || return 1
		[ -n "$(kinds "$tmp/few")" ] && [ "$(kinds "$tmp/few")" = "$(kinds "$tmp/naive")" ] || return 1
		[ "$(schedules "$tmp/few")" -gt 10 ] &&
			[ "$(schedules "$tmp/naive")" -gt $((10 * $(schedules "$tmp/few"))) ] || return 1
	done
}
same_number() {
	bound bound:1 -j 1 $scn | tail -n +4 >"$tmp/one" && bound bound:1 -j 7 $scn | tail -n +4 >"$tmp/seven" &&
		cmp "$tmp/one" "$tmp/seven"
}
more_with_two() {
	bound bound:1 $scn >"$tmp/one" && bound bound:2 $scn >"$tmp/two" &&
		[ "$(schedules "$tmp/two")" -gt "$(schedules "$tmp/one")" ]
}
if [ -n "$access" ]; then
	check "what is left out ends as what is run, and is ten times as much" same_ends
	check "which schedules there are does not depend on how many run at once" same_number
	check "more preemptions, more schedules" more_with_two
fi

# race MUTANT SCENARIO: one preemption shows it; the shown replay fails, too.
race() {
	local mutant line
	mutant=$(tests/mutants/run --variant access --list tests/mutants/schedules --make "$tmp/m-$1" "$1") || return 1
	gives 1 "$hairpin" run -k "$mutant" --schedule bound:1 "scenarios/revoke/$2.hp" >"$tmp/race" || return 1
	grep -q '^# law [a-z]*: FAIL' "$tmp/race" || return 1
	line=$(sed -n 's/^# replay: hairpin //p' "$tmp/race" | head -n 1)
	# shellcheck disable=SC2086
	gives 1 "$hairpin" $line >/dev/null
}
absent() {
	bound bound:2 "scenarios/revoke/$1.hp" >"$tmp/absent" &&
		grep -q '^ok 1 .*: all [0-9]* schedules of at most 2 preemptions$' "$tmp/absent" &&
		grep '^ok' "$tmp/absent" >&2
}
if [ -n "$access" ] && [ -n "${HAIRPIN_TREE:-}" ]; then
	for pair in revoke-unlocked:race-map-reset fault-unlocked:race-load-reset \
		export-unlocked:race-export-map-reset; do
		check "${pair%:*}: one preemption shows the race" race "${pair%:*}" "${pair#*:}"
		check "${pair%:*}: with the lock, none of all schedules with two" absent "${pair#*:}"
		sed 's/^/# /' "$tmp/said"
	done
fi
