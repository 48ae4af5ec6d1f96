#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-inject.sh - hairpin run --fail-nth and --fail-at: every fault point fails once,
# what is known is counted apart, replays repeat, mistakes planted in error paths
# are found, and wrong options are refused.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_KERNEL: which kernel (the newest built).
# HAIRPIN_TREE: the tree to plant mistakes in (tests/mutants/run).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
kernel=${HAIRPIN_KERNEL:+-k $HAIRPIN_KERNEL}
known='--known tests/findings/fail-nth/known'
scn=scenarios/revoke/pinned-refused.hp
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

# The sweep of $scn, in $tmp/sweep.
# shellcheck disable=SC2086
run --fail-nth $known $scn >"$tmp/sweep"
swept=$?
if grep -q '# SKIP' "$tmp/sweep"; then
	echo "1..0 # SKIP this kernel exports no DMA-BUF"
	exit 4
fi
places=$(sed -n 's/^ok 1 .*: \([0-9]*\) fault points.*/\1/p' "$tmp/sweep")

passes() { [ "$swept" = 0 ] && [ "${places:-0}" -gt 100 ]; }
# One run that counts, one for each fault point, one that finds none left.
runs() { grep -q ", $((places + 2)) runs, $places fault points" "$tmp/sweep"; }
ends() {
	run --fail-at "$places" --json "$tmp/last.json" $scn >/dev/null
	run --fail-at $((places + 1)) --json "$tmp/beyond.json" $scn >/dev/null
	grep -q '"kind": "injected"' "$tmp/last.json" &&
		! grep -q '"kind": "injected"' "$tmp/beyond.json"
}
# shellcheck disable=SC2086
same_again() { run --fail-nth $known -j 1 $scn | cmp -s - "$tmp/sweep"; }
not_judged() {
	run --fail-at 41 $scn >"$tmp/one"
	grep -q 'SKIP not judged' "$tmp/one" && grep -q '^  not ok .* law quiet' "$tmp/one"
}
replays() {
	local line
	run --fail-nth tests/findings/fail-nth/vfio-group-error-path.hp >"$tmp/found"
	line=$(sed -n 's/^# replay: hairpin //p' "$tmp/found" | head -n 1)
	[ -n "$line" ] || return 1
	# shellcheck disable=SC2086
	gives 1 "$hairpin" $line >"$tmp/again" && grep -q 'law quiet' "$tmp/again"
}
# Some show only where what was freed is poisoned.
findings() {
	local f v
	for f in tests/findings/fail-nth/*.hp; do
		v=plain
		! grep -q -e '--variant asan' "$f" || v=asan
		"$hairpin" kernel path --variant $v ${HAIRPIN_KERNEL:+"$HAIRPIN_KERNEL"} \
			>/dev/null 2>&1 || continue
		gives 0 run --variant $v "$f" &&
			gives 1 run --variant $v --fail-nth "$f" || return 1
		# shellcheck disable=SC2086
		gives 0 run --variant $v --fail-nth $known "$f" || return 1
		grep -q "$f" docs/findings/*.md || return 1
	done
}
# Of boot: what is known is all, but one line of it more or less shows.
boots() {
	local scn=tests/findings/fail-boot/buses-without-memory.hp k=tests/findings/fail-boot/known line
	gives 0 run $scn && gives 1 run --fail-nth --boot $scn >"$tmp/boot" &&
		gives 0 run --fail-nth --boot --known $k $scn || return 1
	grep -v pci_alloc_child_bus $k >"$tmp/fewer"
	gives 1 run --fail-nth --boot --known "$tmp/fewer" $scn || return 1
	line=$(sed -n 's/^# replay: hairpin //p' "$tmp/boot" | head -n 1)
	[[ $line == *' --boot '* ]] || return 1
	# shellcheck disable=SC2086
	gives 1 "$hairpin" $line
}
own() {
	# shellcheck disable=SC2086
	gives 4 run --fail-nth scenarios/revoke/export-refused-memory.hp >"$tmp/own" &&
		grep -q '^ok 1 .* # SKIP it has inject statements itself' "$tmp/own"
}
kinds() {
	local k
	for k in 'an allocation' 'a copy' 'a file descriptor'; do
		: >"$tmp/kinds"
		for f in $(seq 1 "$places"); do
			[ -s "$tmp/kinds" ] && break
			[ "$f" -gt $((places - 40)) ] || continue
			run --fail-at "$f" --json "$tmp/k.json" $scn >/dev/null
			grep "\"text\": \"$k" "$tmp/k.json" >"$tmp/kinds"
		done
		[ -s "$tmp/kinds" ] || return 1
	done
}

echo "1..$([ -n "${HAIRPIN_TREE:-}" ] && echo 25 || echo 21)"
check "every fault point of a scenario: ${places:-?}" passes
check "a run for each fault point, one that counts, one that finds none left" runs
check "the last fault point exists, the one after it does not" ends
check "the same bytes from one process at a time" same_again
check "expectations are not judged, laws are" not_judged
check "the replay line repeats it" replays
check "what was found in kernels is still there, known, and written up" findings
check "memory, copies and descriptors are refused" kinds
check "a scenario that injects by itself is left out" own
check "fault points of boot, and what is known of them" boots
check "--boot alone: refused" gives 2 run --boot $scn
check "--fail-at with --fail-nth: refused" gives 2 run --fail-nth --fail-at 3 $scn
check "--known alone: refused" gives 2 run --known tests/findings/fail-nth/known $scn
check "--json with a sweep: refused" gives 2 run --fail-nth --json "$tmp/x" $scn
echo 'silence foo' >"$tmp/wrong"
for endless in /dev/zero "$tmp"; do
	check "--known $endless: it is no text" gives 2 timeout 60 "$hairpin" run --fail-nth --known "$endless" "$tmp"/*.hp
done
check "a law that is none: where" says "$tmp/wrong:1:1: no such law" \
	run --fail-nth --known "$tmp/wrong" $scn
echo 'quiet' >"$tmp/wrong"
check "no function: where" says "$tmp/wrong:1:6: a kernel function is missing" \
	run --fail-nth --known "$tmp/wrong" $scn
echo 'quiet a b' >"$tmp/wrong"
check "no kind of event: where" says "$tmp/wrong:1:9: no kind of event" \
	run --fail-nth --known "$tmp/wrong" $scn
echo 'quiet a warn b' >"$tmp/wrong"
check "too much: where" says "$tmp/wrong:1:14: too much" \
	run --fail-nth --known "$tmp/wrong" $scn
check "no such file" says "$tmp/none" run --fail-nth --known "$tmp/none" $scn

# mutant NAME LAW TEXT: found by the sweep alone, and so.
mutant() {
	local k
	k=$(tests/mutants/run --list tests/mutants/failures --make "$tmp/$1" "$1" \
		2>"$tmp/make.err") || return 1
	gives 0 "$hairpin" run -k "$k" $scn >/dev/null || return 1
	# shellcheck disable=SC2086
	gives 1 "$hairpin" run -k "$k" --fail-nth $known $scn >"$tmp/m" || return 1
	grep -q "^# law $2: FAIL" "$tmp/m" && grep -q "$3" "$tmp/m"
}
# What is known of a fault point is known of its own kind of event.
worse() {
	local k known=tests/findings/fail-nth/known of=scenarios/sriov/next-bus.hp
	k=$(tests/mutants/run --list tests/mutants/fixes --make "$tmp/worse" unregistered-bus-used \
		2>"$tmp/make.err") || return 1
	gives 1 "$hairpin" run -k "$k" --fail-nth --known $known $of >"$tmp/m" || return 1
	grep -v '	warn' $known >"$tmp/any"
	gives 0 "$hairpin" run -k "$k" --fail-nth --known "$tmp/any" $of >/dev/null || return 1
	grep -q 'kill_device' "$tmp/m"
}
if [ -n "${HAIRPIN_TREE:-}" ]; then
	check "an oops where a warning is known is none that is" worse
	check "a leak that the scenario knows is law lifetime's, not another event of law quiet's" \
		gives 0 "$hairpin" run --fail-nth --known tests/findings/fail-nth/known \
		scenarios/revoke/importer-removed.hp
	check "an error path that leaks is found" mutant export-failed-leaks lifetime \
		'made in vfio_pci_core_feature_dma_buf'
	check "one that frees twice is found" mutant export-failed-frees-twice quiet \
		'double free'
fi
