#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-flight.sh - the whole suite with every TLP under way, as events, and with the
# short cut: the same verdicts, line by line, and the same bytes each time.  Prints TAP,
# and the time that each took, which fails nothing.
#
# HAIRPIN: the program.  HAIRPIN_KERNELS: kernels, by version (all of 7.3 and 6.12 that
# are built).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C TZ=UTC
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
n=0

check() { # WHAT COMMAND...
	local what=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what"
		fail=1
	fi
}

# suite KERNEL OUT OPTION...: the suite's KTAP without its head, and its time in ms.
suite() {
	local kernel=$1 out=$2 from
	shift 2
	from=$(date +%s%N)
	"$hairpin" run -k "$kernel" "$@" scenarios >"$out.all" 2>&1
	echo $((($(date +%s%N) - from) / 1000000)) >"$out.ms"
	grep -v '^ *#' "$out.all" >"$out"
	grep '^# Totals' "$out.all" >>"$out"
}

fail=0
for kernel in ${HAIRPIN_KERNELS:-7.3 6.12}; do
	"$hairpin" kernel path "$kernel" >/dev/null 2>&1 || {
		n=$((n + 1))
		echo "ok $n - $kernel # SKIP it is not built"
		continue
	}
	suite "$kernel" "$tmp/short"
	suite "$kernel" "$tmp/flight" --in-flight
	suite "$kernel" "$tmp/again" --in-flight
	check "$kernel: something runs" grep -q '^ok 1 ' "$tmp/short"
	check "$kernel: in flight, the verdicts are those of the short cut" \
		diff "$tmp/short" "$tmp/flight"
	check "$kernel: in flight, the same bytes each time" \
		cmp "$tmp/flight.all" "$tmp/again.all"
	short=$(<"$tmp/short.ms") flight=$(<"$tmp/flight.ms")
	echo "# $kernel: short cut $short ms, in flight $flight ms: $((flight * 100 / (short + !short))) %"
done

# Time does pass: a CPU's read of a register takes a round trip only in flight.
cat >"$tmp/one.hp" <<'HP'
# A function is bound, and its registers are read.
host server
rp rp0 01.0
ep nic under rp0 class network bar0 64K flr pm
step bind nic hairpin-endpoint
HP
"$hairpin" run --trace "$tmp/one.json" "$tmp/one.hp" >/dev/null
"$hairpin" run --in-flight --trace "$tmp/two.json" "$tmp/one.hp" >/dev/null
check "configuration requests are TLPs in flight" grep -q '"name":"CfgRd"' "$tmp/two.json"
# shellcheck disable=SC2016 # the inner shell has arguments of its own
check "and none with the short cut" bash -c '! grep -q CfgRd "$1"' - "$tmp/one.json"
sed 's/^host server/& tlps in-flight/' "$tmp/one.hp" >"$tmp/stated.hp"
"$hairpin" run --trace "$tmp/three.json" "$tmp/stated.hp" >/dev/null
check "tlps in-flight is the same" cmp "$tmp/two.json" "$tmp/three.json"

# Descriptors are in memory that the engine itself reads.
cat >"$tmp/ring.hp" <<'HP'
# The list is memory of another function, and then no memory.
host server p2p all
rp rp0 01.0
rp rp1 02.0
ep nic under rp0 class network bar0 64K flr pm
ep gpu under rp1 class display bar0 1M flr pm
step bind nic hairpin-endpoint
step bind gpu hairpin-endpoint
step dma nic maps dram 64K as m
step dma gpu maps dram 4K as other
step dma nic maps gpu bar0 0+64K as regs
step dma m start write descriptors other
step dma m start write descriptors regs
HP
"$hairpin" run "$tmp/ring.hp" >"$tmp/ring.out" 2>&1
for what in other:12 regs:13; do
	check "a list in ${what%:*} is a mistake of line ${what#*:}" grep -qF \
		"ring.hp:${what#*:}: ${what%:*} has no place for its descriptors" "$tmp/ring.out"
done
sed '/descriptors regs$/d; /descriptors other/d' "$tmp/ring.hp" >"$tmp/list.hp"
cat >>"$tmp/list.hp" <<'HP'
step dma nic maps dram 4K as list
step dma m start write descriptors list
step wait dma m
HP
"$hairpin" run --in-flight --trace "$tmp/list.json" "$tmp/list.hp" >"$tmp/list.out" 2>&1
check "a list of 16 pages is read 16 times" [ "$(grep -o '"name":"MRd","cat":"tlp"[^}]*"bytes":16,' "$tmp/list.json" | wc -l)" = 16 ]

# With ATS an engine asks once for each page, and sends by what it got; 1 is AT 01b, 2 is AT 10b.
"$hairpin" run --trace "$tmp/ats.json" scenarios/flight/ats-unmap.hp >/dev/null 2>&1
tlps() { grep -o '"cat":"tlp"[^}]*"at":'"$1" "$tmp/ats.json" | wc -l; }
check "an engine with ATS asks for the pages that it comes to" [ "$(tlps 1)" -ge 4 ]
check "once each, and sends by the answers" [ "$(tlps 2)" -gt $((4 * $(tlps 1))) ]

# An engine goes on while the next steps run; with the short cut it has ended by then.
cat >"$tmp/engine.hp" <<'HP'
# An engine writes, and its driver unmaps while it does.
host server
rp rp0 01.0
ep nic under rp0 class network bar0 64K flr pm
step bind nic hairpin-endpoint
step dma nic maps dram 64K as m
step dma m start write again every 1us
step dma m stop
step dma m start read
step wait dma m
step dma m start write again every 1us
step unmap m
HP
check "an engine, with the short cut" bash -c '"$1" run "$2" >/dev/null' - "$hairpin" "$tmp/engine.hp"
check "an engine, in flight" bash -c '"$1" run --in-flight "$2" >/dev/null' - "$hairpin" "$tmp/engine.hp"
sed 's/^step unmap m/step wait dma m/' "$tmp/engine.hp" >"$tmp/ever.hp"
"$hairpin" run --in-flight "$tmp/ever.hp" >"$tmp/out" 2>&1
check "who waits for an engine that goes on for ever is told" \
	grep -q 'goes on for ever; write step dma m stop' "$tmp/out"

echo "1..$n"
exit "$fail"
