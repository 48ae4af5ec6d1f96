#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# smmuv3.sh - what the tree's own SMMUv3 driver, on its model, costs beside the simple
# driver: a boot of a machine of 256 functions, and a pair of map and unmap.
#
#	tests/bench/smmuv3.sh [-n ROUNDS] [-k KERNEL] HAIRPIN
#
# CPU time, the least of all rounds, each of which runs both.  A pair is what each of 200
# mappings of 4 KiB of DRAM adds to a scenario, its proof by TLPs included, which is the
# same for both.

set -euo pipefail
export LC_ALL=C
rounds=10 kernel=()
while [ $# -gt 0 ]; do
	case $1 in
	-n) rounds=$2; shift ;;
	-k) kernel=(-k "$2"); shift ;;
	-*) sed -n '6s/^#[[:space:]]*/usage: /p' "$0" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
[ $# = 1 ] || { sed -n '6s/^#[[:space:]]*/usage: /p' "$0" >&2; exit 2; }
hairpin=$1 pairs=200
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# boot: 28 root ports with a device of eight functions each, the host's function, and three more.
{
	echo "# A machine of 256 functions."
	printf 'host server\niommu strict\n'
	for ((i = 1; i <= 28; i++)); do
		printf 'rp rp%d %02x.0 acs SV+ RR+ CR+ UF+\nep ep%d under rp%d class network bar0 64K\n' \
			$i $i $i $i
		for ((f = 1; f < 8; f++)); do
			printf 'fn fn%d.%d of ep%d %d class network bar0 64K\n' $i $f $i $f
		done
	done
	printf 'rp rp29 1d.0\nrp rp30 1e.0\nrp rp31 1f.0\n'
} >"$work/boot.hp"

few() {
	echo "# A device maps, and unmaps."
	printf 'host server\niommu strict\nrp rp0 01.0 acs SV+ RR+ CR+ UF+\n'
	printf 'ep nic under rp0 class network bar0 64K\nstep bind nic hairpin-endpoint\n'
}
few >"$work/few.hp"
{
	few
	for ((i = 0; i < pairs; i++)); do
		printf 'step dma nic maps dram 4K as m%d\nstep unmap m%d\n' $i $i
	done
} >"$work/many.hp"

# one SCENARIO DRIVER: microseconds of CPU time, user and system, in $us.
one() {
	local user sys
	TIMEFORMAT='%U %S'
	read -r user sys < <({ time "$hairpin" run "${kernel[@]}" --iommu-driver "$2" \
		"$work/$1.hp" >"$work/out" 2>&1 || :; } 2>&1)
	us=$((10#${user/./} * 1000 + 10#${sys/./} * 1000))
}

declare -A least
for ((r = 0; r < rounds; r++)); do
	for what in boot few many; do
		for driver in simple smmuv3; do
			one $what $driver
			grep -q '^ok 1 ' "$work/out" || { cat "$work/out" >&2; exit 1; }
			[ -n "${least[$what.$driver]:-}" ] && [ "${least[$what.$driver]}" -le $us ] ||
				least[$what.$driver]=$us
		done
	done
done

# row NAME SIMPLE SMMUV3 UNIT
row() {
	awk -v n="$1" -v a="$2" -v b="$3" -v u="$4" \
		'BEGIN { printf "%-36s %8.1f %8.1f %s  %5.2f\n", n, a, b, u, (a > 0 ? b / a : 0) }'
}

printf '%-36s %8s %8s     %5s\n' "# CPU time, least of $rounds rounds" simple smmuv3 ratio
row "boot, 256 functions" "$((${least[boot.simple]} / 1000))" "$((${least[boot.smmuv3]} / 1000))" ms
for driver in simple smmuv3; do
	least[pair.$driver]=$(awk -v m="${least[many.$driver]}" -v f="${least[few.$driver]}" -v n=$pairs \
		'BEGIN { print (m - f) / n }')
done
row "a pair of map and unmap, 4 KiB" "${least[pair.simple]}" "${least[pair.smmuv3]}" us
