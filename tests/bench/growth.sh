#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# growth.sh - how the time and memory of hairpin grow with what it is given.
#
#	tests/bench/growth.sh [-k KERNEL] HAIRPIN [WHAT...]
#
#	scenarios	of one run, on a kernel that does nothing
#	functions	of one machine, on KERNEL, iommu off
#	groups		of one machine, on KERNEL, iommu strict
#	dot		bridges below each other, drawn
#	matrix		endpoints, all pairs: per pair
#	explain		two functions of one machine, on KERNEL
#	import		functions of one capture
#	commits		of one validation, eight scenarios
#	judged		scenarios of one validation of one commit
#
# Each row has N, CPU seconds, CPU time an item, how many times that is of the time an
# item at the row before (1.0 is linear), and MiB of the largest process.

set -euo pipefail
kernel=newest
while [ $# -gt 0 ]; do
	case $1 in
	-k) kernel=$2; shift ;;
	-*) sed -n '6s/^#[[:space:]]*/usage: /p' "$0" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
[ $# -ge 1 ] || { sed -n '6s/^#[[:space:]]*/usage: /p' "$0" >&2; exit 2; }
hairpin=$1
shift
[ $# -ge 1 ] || set -- scenarios functions groups dot matrix explain import commits judged
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# measure ITEMS ITEMS-OF-THE-TIME COMMAND...: one row.
measure() {
	local n=$1 items=$2 user system memory
	shift 2
	/usr/bin/time -o "$work/time" -f '%U %S %M' "$@" >"$work/out" ||
		{ tail -n 3 "$work/out" >&2; return 1; }
	read -r user system memory < <(tail -n 1 "$work/time")
	awk -v n="$n" -v items="$items" -v s="$user" -v t="$system" -v kb="$memory" -v last="${last:-0}" 'BEGIN {
		each = 1e6 * (s + t) / items
		printf "%12d %9.2f s %12.2f us %8s %8.0f MiB\n", n, s + t, each,
			last ? sprintf("%.2f", each / last) : "-", kb / 1024
		print each >"/dev/stderr"
	}' 2>"$work/each"
	last=$(<"$work/each")
}

# machine N: root ports with endpoints of 8 functions, a domain for each 28 ports.
machine() {
	awk -v n="$1" 'BEGIN {
		print "# Many functions.\nhost pc"
		for (d = 0; c < n; d++) {
			printf "hb h%d domain %x\n", d, d
			for (p = 1; p <= 28 && c < n; p++) {
				printf "rp r%d.%d %04x:00:%02x.0\n", d, p, d, p
				c++
				for (f = 0; f < 8 && c++ < n; f++)
					printf "ep e%d.%d.%d under r%d.%d fn %d class network bar0 16K\n", d, p, f, d, p, f
			}
		}
		print "expect present r0.1"
	}'
}

scenarios() {
	local n i
	for n in 250 500 1000 2000 4000; do
		mkdir "$work/$n"
		for ((i = 0; i < n; i++)); do
			printf '# One of many.\nhost pc\nrp a 01.0\nrp b 02.0\nep gpu under a class display bar0 1M\nep nic under b class network bar0 1M\nexpect present a\n' >"$work/$n/$i.hp"
		done
		measure $n $n "$hairpin" run -k "${hairpin%/*}/fake_kernel_new.so" "$work/$n"
		rm -r "${work:?}/$n"
	done
}

functions() {
	local n
	for n in 2048 4096 8192 16384 32768; do
		machine $n >"$work/m.hp"
		measure $n $n "$hairpin" run -k "$kernel" --iommu "${1:-off}" "$work/m.hp"
	done
}

groups() {
	functions strict
}

dot() {
	local n
	for n in 2500 5000 10000 20000; do
		{
			printf '# Bridges below each other.\nhost pc\nrp p0 01.0\nbridge p1 under p0\n'
			for ((i = 2; i < n; i++)); do
				echo "pcibridge p$i under p$((i - 1))"
			done
		} >"$work/m.hp"
		measure $n $n "$hairpin" dot "$work/m.hp"
	done
}

matrix() {
	local n
	for n in 128 256 512 1024; do
		machine $n >"$work/m.hp"
		measure $n $((n * n)) "$hairpin" matrix -k "$kernel" "$work/m.hp"
	done
}

explain() {
	local n
	for n in 2048 4096 8192 16384 32768; do
		machine $n >"$work/m.hp"
		measure $n $n "$hairpin" explain -k "$kernel" "$work/m.hp" e0.1.0 e0.2.0
	done
}

# capture N: as lspci -D prints it, functions below root ports, a domain for each 224.
capture() {
	awk -v n="$1" 'BEGIN {
		for (d = 0; c < n; d++)
			for (p = 1; p <= 28 && c < n; p++) {
				printf "%04x:00:%02x.0 PCI bridge: Some Root Port (prog-if 00 [Normal decode])\n", d, p
				printf "\tBus: primary=00, secondary=%02x, subordinate=%02x, sec-latency=0\n", p, p
				printf "\tCapabilities: [40] Express Root Port (Slot-), MSI 00\n\n"
				c++
				for (f = 0; f < 7 && c++ < n; f++)
					printf "%04x:%02x:00.%d Ethernet controller: Some NIC\n\tCapabilities: [40] Express Endpoint, MSI 00\n\n", d, p, f
			}
	}'
}

import() {
	local n
	for n in 2048 4096 8192 16384 32768; do
		capture $n >"$work/capture"
		measure $n $n "$hairpin" import -q -o "$work/m.hp" "$work/capture"
	done
}

# commits_of N: a tree of one file of KERNEL's sources, and N commits that edit it.
commits_of() {
	local i file=drivers/pci/p2pdma.c
	rm -rf "$work/repo"
	mkdir -p "$work/repo/drivers/pci" "$work/repo/arch/um"
	cp "$source/$file" "$work/repo/$file"
	touch "$work/repo/Kconfig" "$work/repo/arch/um/Kconfig"
	local git=(git -C "$work/repo" -c user.name=t -c user.email=t@example.org)
	git init -q "$work/repo"
	"${git[@]}" add -A
	"${git[@]}" commit -qm base
	for ((i = 0; i < $1; i++)); do
		# other object code each, so that each is run
		echo "int hp_$i(void); int hp_$i(void) { return $i; }" >>"$work/repo/$file"
		"${git[@]}" commit -qam "PCI/P2PDMA: Add a variable, $i"
	done
	"${git[@]}" format-patch -q --stdout HEAD~"$1" >"$work/series.mbox"
}

# validated N SCENARIOS: by what it costs where the kernels are there.
validated() {
	local how=(validate -j1 --no-evidence -s "$2" "$work/series.mbox")
	"$hairpin" "${how[@]}" >/dev/null
	measure "$1" "$1" "$hairpin" "${how[@]}"
}

# sources: of KERNEL, a packaged one.
sources() {
	source=$(sed -n 's/^tree=//p' "$(dirname "$("$hairpin" kernel path "$kernel")")/kernel.info")
}

some_scenarios() {
	local i
	rm -rf "$work/s"
	mkdir "$work/s"
	for ((i = 0; i < $1; i++)); do
		printf '# One of many.\nhost pc\nrp a 01.0\nrp b 02.0\nep gpu under a class display bar0 1M\nep nic under b class network bar0 1M\nexpect present a\n' >"$work/s/$i.hp"
	done
}

commits() {
	local n
	sources
	some_scenarios 8
	for n in 2 4 8 16; do
		commits_of $n
		validated $n "$work/s"
	done
}

judged() {
	local n
	sources
	commits_of 1
	for n in 125 250 500 1000; do
		some_scenarios $n
		validated $n "$work/s"
	done
}

for what in "$@"; do
	printf '%s\n%12s %11s %15s %8s\n' "$what" N CPU 'an item' 'of before'
	last=
	"$what"
done
