#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-revoke-matrix.sh - everything that takes a BAR away, times everybody who
# may have it, times the shape of what they have, times machines:
#
#   machine   two root ports with ACS; the same with a bus offset; a switch with
#             ACS; without, one group, straight, with and without an offset
#   way       FLR, hot reset, memory off, D3hot, low power, close, exit
#   who       nobody, each kind of importer alone, two of it, several kinds, IOMMUFD
#   ranges    one, unaligned to anything but pages, over 4 GiB, over 8 GiB,
#             and where no IOMMU translates two, two adjacent, two overlapping
#
# Each is a scenario made here; the laws judge, and it is expected that
# importers are told, hold nothing, are refused while the BAR is away, and are
# welcome when it is back.  Prints TAP: a result a machine, way and build.
#
# HAIRPIN: the program.  HAIRPIN_KERNEL: which kernel (the newest built).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
kernel=${HAIRPIN_KERNEL:+-k $HAIRPIN_KERNEL}
n=0 failed=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT

"$hairpin" kernel path >/dev/null 2>&1 || {
	echo "1..0 # SKIP no kernel is built"
	exit 4
}

gpu='class display bar0 16M bar2 16G pref flr pm'
nic='class network bar0 1M pm'
on='acs SV+ RR+ CR+ UF+'
machines='ports ports-offset switch straight straight-offset'
ways='reset hotreset memory d3hot suspend close exit'
whos='nobody at-once deferred fenced twice two-at-once two-deferred several iommufd'

# machine NAME: the fabric.
machine() {
	echo 'iommu strict'
	case $1 in
	*-offset)
		echo 'host server'
		echo 'hb hb0 id 8086:2020'
		echo 'window hb0 mem 0x90000000+256M offset 0x10000000'
		echo 'window hb0 pref 0x200000000000+64G offset 1T' ;;
	*) echo 'host server' ;;
	esac
	case $1 in
	ports*)
		printf 'rp rp0 01.0 %s\nrp rp1 02.0 %s\n' "$on" "$on"
		printf 'ep gpu under rp0 %s\nep nic under rp1 %s\n' "$gpu" "$nic" ;;
	switch)
		printf 'rp rp0 01.0 %s\nswitch sw0 under rp0\n' "$on"
		printf 'dsp sw0.0 %s\ndsp sw0.1 %s\n' "$on" "$on"
		printf 'ep gpu under sw0.0 %s\nep nic under sw0.1 %s\n' "$gpu" "$nic" ;;
	straight*)
		printf 'rp rp0 01.0\nswitch sw0 under rp0\ndsp sw0.0\ndsp sw0.1\n'
		printf 'ep gpu under sw0.0 %s\nep nic under sw0.1 %s\n' "$gpu" "$nic" ;;
	esac
}

# Who is in the gpu's group belongs to VFIO, as it does; others have a driver.
devices() {
	echo 'step bind gpu vfio-pci'
	case $1.$2 in
	straight*.* | *.iommufd)
		printf 'step bind nic vfio-pci\nstep process vmm\n'
		printf 'step open gpu\nstep open nic\nstep master nic on\n' ;;
	*)
		printf 'step bind nic hairpin-endpoint\nstep process vmm\nstep open gpu\n' ;;
	esac
}

# importers WHO: their names.
importers() {
	case $1 in
	nobody) ;;
	two-* | several) echo a b ;;
	*) echo a ;;
	esac
}

imports() {
	case $1 in
	nobody) ;;
	iommufd) echo 'step import buf by iommufd of nic as a' ;;
	two-*) printf 'step import buf by nic as a %s\nstep import buf by nic as b %s\n' "${1#two-}" "${1#two-}" ;;
	several) printf 'step import buf by nic as a deferred\nstep import buf by nic as b fenced\n' ;;
	*) echo "step import buf by nic as a $1" ;;
	esac
}

away() {
	case $1 in
	reset) echo 'step reset gpu' ;;
	hotreset) echo 'step hotreset gpu' ;;
	memory) echo 'step memory gpu off' ;;
	d3hot) echo 'step power gpu D3' ;;
	suspend) echo 'step suspend gpu' ;;
	close) echo 'step close gpu' ;;
	exit) echo 'step exit' ;;
	esac
}

# back WAY: what brings it back, if anything has to; false: nothing does.
back() {
	case $1 in
	memory) echo 'step memory gpu on' ;;
	d3hot) echo 'step power gpu D0' ;;
	suspend) echo 'step resume gpu' ;;
	close | exit) return 1 ;;
	esac
}

# aftermath WAY WHO
aftermath() {
	local m gone=1
	[ "$1" = reset ] || [ "$1" = hotreset ] || gone=0
	for m in $(importers "$2"); do
		echo "expect revoked $m"
		# IOMMUFD does not ask again, and a process that exited cannot.
		[ "$2" != iommufd ] && [ "$1" != exit ] && [ $gone = 0 ] || continue
		printf 'step map %s\nexpect errno ENODEV\n' "$m"
	done
	back "$1" || return 0
	for m in $(importers "$2"); do
		[ "$2" != iommufd ] || continue
		printf 'step map %s\nexpect errno none\nexpect mapped %s\n' "$m" "$m"
	done
	[ "$2" != iommufd ] ||
		printf 'step import buf by iommufd of nic as again\nexpect mapped again\n'
}

# make MACHINE WAY WHO RANGES
make() {
	local f="$tmp/$1/$2/$3-${4//[,+]/_}.hp"
	mkdir -p "${f%/*}"
	{
		echo "# $3 has $4 when it goes by $2, on $1."
		machine "$1"
		echo 'xfail leak dma_buf_phys_vec_to_sgt sg_kmalloc 9'
		devices "$1" "$3"
		echo "step export gpu bar2 $4 as buf"
		imports "$3"
		away "$2"
		aftermath "$2" "$3"
	} >"$f"
}

for machine in $machines; do
	ranges='0+64K 0x7000+12K 0+5G 4K+9G'
	# Today's kernels refuse several where an IOMMU translates
	# (docs/findings/dmabuf-ranges-with-iommu.md).
	straight=' 0+64K,1M+64K 0+64K,64K+64K 0+64K,32K+64K 1G+9G,12G+4G'
	for way in $ways; do
		for who in $whos; do
			[ "$who" != iommufd ] || [ "$way" != exit ] || continue
			all=$ranges
			case $machine.$who in
			*.iommufd) ;;
			straight*) all="$ranges$straight" ;;
			esac
			for r in $all; do
				make "$machine" "$way" "$who" "$r"
			done
		done
	done
done
made=$(find "$tmp" -name '*.hp' | wc -l)

# one VARIANT MACHINE WAY
one() {
	local status=0 count
	# shellcheck disable=SC2086
	"$hairpin" run --variant "$1" $kernel "$tmp/$2/$3" >"$tmp/out" 2>"$tmp/err" || status=$?
	count=$(grep -c '^ok ' "$tmp/out")
	n=$((n + 1))
	if [ $status = 0 ]; then
		echo "ok $n - $1: $2, $3: $count scenarios"
	elif [ $status = 4 ]; then
		echo "ok $n - $1: $2, $3 # SKIP this kernel exports no DMA-BUF"
	else
		failed=1
		sed 's/^/# /' "$tmp/err"
		grep -E -B6 '^  not ok' "$tmp/out" | head -n 30 | sed 's/^/# /'
		echo "not ok $n - $1: $2, $3"
	fi
}

for variant in plain asan; do
	"$hairpin" kernel path --variant $variant ${HAIRPIN_KERNEL:+"$HAIRPIN_KERNEL"} \
		>/dev/null 2>&1 || continue
	for machine in $machines; do
		for way in $ways; do
			one $variant "$machine" "$way"
		done
	done
done
echo "# $made scenarios"
echo "1..$n"
exit $failed
