#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-perf.sh - hairpin perf: the way that the kernel's address takes, what comes out of
# it, CSV, and options that are wrong.  Prints TAP.  What the numbers are, test_flight.c
# checks.
#
# HAIRPIN: the program; HAIRPIN_NEW: a kernel instance (default: the newest).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh

kernel=${HAIRPIN_NEW:-$("$hairpin" kernel path 2>/dev/null)} || {
	echo "1..0 # SKIP no kernel is built"
	exit 4
}
perf() { "$hairpin" perf -k "$kernel" "$@"; }
direct=scenarios/acs/clear.hp root=scenarios/acs/all-on-listed.hp
refused=scenarios/acs/all-on-unlisted.hp
pair=(--from nic --to gpu)

goes() {	# WAY FILE OPTION...
	local way=$1
	shift
	perf "${pair[@]}" --size 4K "$@" >"$tmp/p" && grep -qF "$way; payload" "$tmp/p" &&
		grep -qE '^    4K +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$' "$tmp/p"
}
check "peers of a switch: direct" goes ", direct, below the root complex" $direct
check "ACS redirect: through the root complex" goes ", through the root complex" $root
check "an IOMMU: translated" goes ", through the root complex, translated" \
	$direct --iommu strict

# The column of one row.
field() { awk -v c="$1" '$1 == "64K" { print $c; exit }' "$tmp/p"; }
less() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a < b) }'; }

slower() {	# the way over the root complex, for a small transfer
	perf "${pair[@]}" --size 64K $direct >"$tmp/p" && local a b && a=$(field 2) &&
	perf "${pair[@]}" --size 64K $root >"$tmp/p" && b=$(field 2) && less "$a" "$b"
}
check "the root complex is the longer way" slower
faster() {
	perf "${pair[@]}" --size 64K $direct >"$tmp/p" && local a b && a=$(field 3) &&
	perf "${pair[@]}" --size 64K --mps 256 $direct >"$tmp/p" && b=$(field 3) &&
	less "$a" "$b" && grep -q 'payload 256, read requests 512' "$tmp/p"
}
check "larger payloads are faster" faster
shared() {	# both ways: through one root port they share its link
	perf "${pair[@]}" --size 64K $root >"$tmp/p" && local a b && a=$(field 3) &&
	perf "${pair[@]}" --both --size 64K $root >"$tmp/p" && b=$(field 3) &&
	less "$b" "$a" && grep -q ' gpu -> nic$' "$tmp/p"
}
check "two streams share the link of the root port" shared

csv() {
	perf "${pair[@]}" --both --csv "$tmp/c" --size 64-1K $direct >/dev/null &&
	[ "$(wc -l <"$tmp/c")" = 13 ] && # 3 sizes, 2 streams, writes and reads
	awk -F, 'NR > 1 && (NF != 10 || $6 != $7 || $8 <= 0 || $10 != "arrived") { exit 1 }' "$tmp/c"
}
check "CSV has a row for each size, stream and direction" csv

same() {
	perf "${pair[@]}" "$@" $root >"$tmp/a" && perf "${pair[@]}" "$@" $root >"$tmp/b" &&
		cmp "$tmp/a" "$tmp/b"
}
check "the same every time" same --both
check "the same every time, shuffled" same --both --shuffle 7 --size 4K
differ() {
	perf --pairs 'nic>gpu,gpu>nic' --shuffle 7 --size 4K $root >"$tmp/a"
	perf --pairs 'nic>gpu,gpu>nic' --shuffle 8 --size 4K $root >"$tmp/b"
	! cmp -s "$tmp/a" "$tmp/b"
}
check "another seed, other orders" differ

check "a kernel that refuses: 1" gives 1 perf "${pair[@]}" $refused
check "and says so" says "the kernel gives nic no address of gpu" perf "${pair[@]}" $refused

nowhere() {
	perf "${pair[@]}" --bus --size 64 $refused >"$tmp/p" &&
		grep -q "NOT_SUPPORTED, nothing arrives" "$tmp/p" && grep -q " lost$" "$tmp/p"
}
check "the bus address all the same: nothing arrives" nowhere

wrong() {	# TEXT OPTION...
	local text=$1
	shift
	gives 2 perf "$@" $direct >/dev/null 2>"$tmp/w" && grep -qF -- "$text" "$tmp/w"
}
check "no pair" wrong "--from A and --to B would be right"
check "half a pair" wrong "--from A and --to B would be right" --from nic
check "both forms" wrong "--from A and --to B would be right" "${pair[@]}" --pairs 'nic>gpu'
check "a pair without >" wrong "FROM>TO would be right" --pairs nic
check "an unknown name" wrong "nobody" --from nobody --to gpu
check "no size" wrong "a size from 1 to 1G" "${pair[@]}" --size 0
check "too large" wrong "a size from 1 to 1G" "${pair[@]}" --size 2G
check "the largest first" wrong "the smaller one comes first" "${pair[@]}" --size 4K-64
check "no payload size" wrong "one of 128, 256" "${pair[@]}" --mps 100
check "more than a function takes" wrong "rp0 takes 256 bytes at most" "${pair[@]}" --mps 512
check "no such read request" wrong "one of 128, 256" "${pair[@]}" --mrrs 8K
echo "1..$n"
