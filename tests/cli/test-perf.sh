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

a_kernel
perf() { "$hairpin" perf -k "$kernel" "$@"; }
direct=scenarios/acs/clear.hp root=scenarios/acs/all-on-listed.hp
refused=scenarios/acs/all-on-unlisted.hp
pair=(--from nic --to gpu)

goes() {	# WAY FILE OPTION...
	local way=$1
	shift
	perf "${pair[@]}" --size 4K "$@" >"$tmp/p" && grep -qF "$way; payload" "$tmp/p" &&
		grep -qE '^    4K ( +[0-9.]+){8}$' "$tmp/p"
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
	[ "$(wc -l <"$tmp/c")" = 17 ] && # 3 sizes and alone, 2 streams, writes and reads
	awk -F, 'NR > 1 && (NF != 15 || ($5 !~ /^alone/ && $6 != $7) || $8 <= 0 || $10 != "arrived" ||
		$11 > $12 || $11 > $13 || $13 > $14 || $14 > $15) { bad = 1 }
		NR > 1 && $14 > $13 { some = 1 } END { exit bad || !some }' "$tmp/c"
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
# --- latency, host memory, translation ---

# Nanoseconds of a request of a stream that is alone: write or read.
alone() { sed -n "s/^  alone.*a $1 [a-z ]*after \([0-9.]*\) ns.*/\1/p" "$tmp/p" | head -n 1; }
one_by_one() {
	perf "${pair[@]}" --size 64 $direct >"$tmp/p" && local a && a=$(alone read) &&
		# The transfer of 64 bytes is such a request.
		awk -v a="$a" '$1 == "64" { exit !(a / 1000 - $6 < 0.001 && $6 - a / 1000 < 0.001) }' "$tmp/p"
}
check "a read that is alone takes what the shortest transfer does" one_by_one
dram() {
	perf --from nic --to dram --size 64K $direct >"$tmp/p" &&
		grep -q '^nic -> dram, .*: through the root complex; ' "$tmp/p" &&
		local a b && a=$(alone read) && perf --from dram --to nic --size 64K $direct >"$tmp/q" &&
		grep -q '^dram -> nic, ' "$tmp/q" &&
		# What the one writes, the other reads.
		awk '$1 == "64K" { print $2 }' "$tmp/p" >"$tmp/a" &&
		awk '$1 == "64K" { print $6 }' "$tmp/q" >"$tmp/b" && cmp "$tmp/a" "$tmp/b" && less 500 "$a"
}
check "host memory, as target and as source" dram
check "dram to dram: wrong" gives 2 perf --from dram --to dram $direct

translated=(--from nic --to dram --size 64 --iommu strict)
misses() {	# 1 MiB in pages of 4 KiB does not fit into the IOTLB, 64 KiB do
	perf "${translated[@]}" --random 1 --window 1M $direct >"$tmp/p" && local a b c && a=$(alone read) &&
	perf "${translated[@]}" --random 1 --window 64K $direct >"$tmp/p" && b=$(alone read) &&
	perf --from nic --to dram --size 64 --random 1 --window 64K $direct >"$tmp/p" && c=$(alone read) &&
	awk -v a="$a" -v b="$b" -v c="$c" 'BEGIN { exit !(a > b + 150 && b < c + 20 && b >= c) }'
}
check "IOTLB misses are slower than hits" misses
ats() {
	sed '/^ep/s/$/ ats/; /^dsp/s/ acs .*/ acs RR+ CR+ DT+/' $direct >"$tmp/ats.hp" &&
	perf "${pair[@]}" --size 64K --iommu strict "$tmp/ats.hp" >"$tmp/p" && local a b && a=$(alone write) &&
	perf "${pair[@]}" --size 64K --iommu strict --ats "$tmp/ats.hp" >"$tmp/p" && b=$(alone write) &&
	grep -q "translated by the endpoint" "$tmp/p" && less "$b" "$(awk "BEGIN { print $a - 200 }")"
}
check "ATS hits go straight through the switch" ats
check "--ats without ATS: 1" gives 1 perf "${pair[@]}" --ats --iommu strict --size 64 $root
check "and says so" says "has no ATS" perf "${pair[@]}" --ats --iommu strict --size 64 $root
check "--ats without an IOMMU: 1" says "no IOMMU translates" perf "${pair[@]}" --ats --size 64 $root
small() {
	perf "${pair[@]}" --size 64K --each 64 $direct >"$tmp/p" && local a b && a=$(field 3) &&
	perf "${pair[@]}" --size 64K $direct >"$tmp/p" && b=$(field 3) && less "$a" "$b"
}
check "requests of 64 bytes are slower than whole payloads" small

# --- parameters ---

params() {
	perf --print-params >"$tmp/all" && perf "${pair[@]}" --size 1K $direct >"$tmp/a" &&
	perf "${pair[@]}" --size 1K --params "$tmp/all" $direct >"$tmp/b" && cmp "$tmp/a" "$tmp/b" &&
	# Each has a source above it.
	awk '/^[a-z]/ { if (!source) exit 1; source = 0; n++ } /^#/ { source = 1 } END { exit n < 25 }' "$tmp/all" &&
	perf --print-params --params "$tmp/all" | cmp - "$tmp/all"
}
check "--print-params is what --params reads" params
longer() {
	echo 'wire 1060 ns # a thousand more' >"$tmp/w" &&
	perf "${pair[@]}" --size 64 $direct >"$tmp/p" && local a b && a=$(alone write) &&
	perf "${pair[@]}" --size 64 --params "$tmp/w" $direct >"$tmp/p" && b=$(alone write) &&
	awk -v a="$a" -v b="$b" 'BEGIN { exit !(b - a > 1999.9 && b - a < 2000.1) }'
}
check "a longer wire: twice the difference" longer
bad() {	# TEXT LINE...
	local text=$1
	shift
	printf '%s\n' "$@" >"$tmp/bad" && gives 2 perf "${pair[@]}" --params "$tmp/bad" $direct >/dev/null 2>"$tmp/w" &&
		grep -qF -- "$tmp/bad:$text" "$tmp/w"
}
check "no such parameter" bad "2:3: 'wires' is no parameter" "# one" "  wires 5"
check "no number" bad "1:6: wire: a whole number from 0 to 100000, in ns" "wire fast"
check "no value" bad "1:5: wire: a whole number" "wire"
check "too large" bad "1:6: tags: a whole number from 1 to 1024" "tags 1025"
check "another unit" bad "1:9: wire is in ns" "wire 60 us"
check "twice" bad "3:1: wire was given in line 1" "wire 60" "" "wire 61"
check "no multiple" bad "1:17: root_completion: a multiple of 64" "root_completion 100"
check "credits that hold no payload" bad "1:11: switch_pd: 0 for infinite" "switch_pd 10"
check "no such file" gives 2 perf "${pair[@]}" --params "$tmp/none" $direct
check "a unit of two words" perf "${pair[@]}" --size 64 --params <(echo 'end_pd 750 16 bytes') $direct

# --- the plot ---

if command -v gnuplot >/dev/null; then
	plot() {
		perf --pairs 'nic>gpu,gpu>nic' --size 64-4K --plot "$tmp/p.$1" $direct >/dev/null &&
			file -b "$tmp/p.$1" | grep -q "$2"
	}
	check "an SVG" plot svg SVG
	check "and names the streams" grep -q "gpu -.*nic, read" "$tmp/p.svg"
	check "a PNG" plot png PNG
fi
check "another kind of file" wrong ".svg or .png" "${pair[@]}" --plot "$tmp/p.gif"
none() {
	mkdir -p "$tmp/path" && local ret=0
	PATH=$tmp/path "$hairpin" perf -k "$kernel" "${pair[@]}" --size 64 --plot "$tmp/none.svg" $direct >/dev/null 2>"$tmp/w" || ret=$?
	[ "$ret" = 3 ] && grep -q "needs gnuplot" "$tmp/w" && [ ! -e "$tmp/none.svg" ]
}
check "no gnuplot: 3" none
check "no such window" wrong "whole pages" "${pair[@]}" --window 5000
check "requests that are too long" wrong "at most 4K" "${pair[@]}" --each 8K
check "no machine" gives 2 perf "${pair[@]}"
echo "1..$n"
