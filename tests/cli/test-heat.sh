#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-heat.sh - hairpin dot --heat: which links are coloured, and how, while streams
# send.  Prints TAP.
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
small=scenarios/acs/clear.hp
full='#6b0f3a' idle='#c3ccd5' gap='#ffffff'
heat() { "$hairpin" dot -k "$kernel" --heat "$@" $small >"$tmp/p.dot"; }
has() { grep -qE -- "$1" "$tmp/p.dot"; }
has_not() { ! has "$1"; }
count() { [ "$(grep -cE -- "$2" "$tmp/p.dot")" = "$1" ]; }

check "a write from nic to gpu" heat 'nic>gpu'
check "away from the host to gpu: the upper line is full" count 1 "color=\"$idle:$gap:$full\""
check "towards it from nic: the lower one" count 1 "color=\"$full:$gap:$idle\""
check "no other link is coloured" count 2 ":$gap:"
check "how much" has '<B>(9[5-9]|100) %</B></FONT> [67]\.[0-9] GB/s'
check "what was sent" has '1024 KiB at once: nic -&gt; gpu 6\.[0-9] GB/s'
check "a legend of classes" has '95 % and more: full'
check "one way and back" heat 'nic>gpu,gpu>nic'
check "no direction is idle" has_not "$idle:$gap|$gap:$idle"
check "two streams through the root port" heat 'nic>dram,gpu>dram'
check "its link is full" count 1 "color=\"$full:$gap:$idle\""
check "each of theirs is half full" count 2 'color="#(e2562b|f08c2e):'
# The third ends when the others, which share a link, are half done: its link was full.
check "three streams of two speeds" heat 'nic>gpu,nic>dram,gpu>nic'
check "the load is that while all send" count 2 "color=\"$full:$gap:"
same() {
	heat 'nic>gpu' && "$hairpin" perf -k "$kernel" --from nic --to gpu --size 1M \
		--heat "$tmp/perf.dot" $small && cmp "$tmp/perf.dot" "$tmp/p.dot"
}
check "perf --heat draws the same" same
if command -v dot >/dev/null; then
	check "Graphviz takes it" dot -Tsvg -o "$tmp/p.svg" "$tmp/p.dot"
fi

check "without --heat no link is coloured" "$hairpin" dot -o "$tmp/p.dot" $small
check "and there is no legend of them" has_not 'GB/s|:#ffffff:'
check "no pair: 2" gives 2 heat nic
check "which is said" says "--heat nic: FROM>TO would be right" heat nic
check "nobody: 2" gives 2 heat 'nic>nobody'
check "an empty list: 2" gives 2 heat ','
check "with --map: 2" gives 2 heat 'nic>gpu' --map
refuses() { "$hairpin" dot -k "$kernel" --heat 'nic>gpu' scenarios/acs/all-on-unlisted.hp; }
check "a kernel that refuses: 1" gives 1 refuses
check "which is said" says "the kernel gives nic no address of gpu" refuses
echo "1..$n"
