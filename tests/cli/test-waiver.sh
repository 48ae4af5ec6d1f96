#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-waiver.sh - a kernel whose P2PDMA looks at no ACS between a PF and its VFs, as was
# proposed for GPUs (tests/mutants/waivers: a line of a copy of one file): what it breaks,
# where, and what hairpin explain says.  On the kernel as it is, nothing of that.  TAP.
#
# HAIRPIN: the program.  HAIRPIN_NEW: a tree or version (default 7.3).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
export HAIRPIN_TREE=${HAIRPIN_NEW:-7.3}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

. tests/tap.sh

built "$HAIRPIN_TREE"
waived=$(tests/mutants/run --list tests/mutants/waivers --make "$tmp/waived" acs-of-pf-and-vfs \
	2>"$tmp/err") || sed 's/^/# /' "$tmp/err"
check "the line to change is there once" test -n "$waived"

# machine IOMMU WORD...: a PF and two VFs with these options, and what maps a VF's BAR.
machine() {
	local iommu=$1 f=$tmp/$1.hp
	shift
	cat >"$f" <<-END
		host   server
		iommu  $iommu
		rp     rp0 01.0 acs SV+ RR+ CR+ UF+ ari-forwarding
		ep     gpu under rp0 class display bar0 64K bar2 256M pref vram 256M window bar2 \\
		       vfs 2 vfbar0 64K vfbar2 32M 64 pref flr pm ari $*
		step   bind gpu hairpin-gpu
		step   provision gpu 4M
		step   sriov gpu 2
		step   dma gpu maps gpu/vf1 bar2 0+64K as m
	END
	echo "$f"
}
# broken KERNEL FILE: the laws that do not hold, in one line.
broken() {
	"$hairpin" run -k "$1" "$2" >"$tmp/out" 2>&1
	grep -q '^# Totals' "$tmp/out" || echo "no result"
	sed -n 's/^ *not ok [0-9]* law \([a-z]*\).*/\1/p' "$tmp/out" | paste -sd' ' -
}
# breaks WAS IS IOMMU WORD...: the laws broken on the kernel as it is, and with the waiver.
breaks() {
	local was=$1 is=$2 f
	shift 2
	f=$(machine "$@")
	[ "$(broken "$HAIRPIN_TREE" "$f")" = "$was" ] && [ "$(broken "$waived" "$f")" = "$is" ]
}
# compares FILE CLASS: what hairpin compare says of the two kernels.
compares() {
	"$hairpin" compare "$HAIRPIN_TREE" "$waived" "$1" >"$tmp/out" 2>&1
	grep -qE -- "$2" "$tmp/out"
}

acs='acs SV+ RR+ CR+ EC- vfacs SV+ RR+ CR+ EC-'
# Nothing loops back inside: what is called direct goes up to the root port.
check "no way inside, translated: lost (landing)" breaks '' landing strict
check "no way inside, identity: through the root complex (path)" breaks '' path passthrough
check "no way inside, no IOMMU: through the root complex (path)" breaks '' path off
# shellcheck disable=SC2086
check "a way inside that redirect closes: lost (landing)" breaks '' landing strict $acs p2p-internal
# shellcheck disable=SC2086
check "a way inside that redirect closes, no IOMMU (path)" breaks '' path off $acs p2p-internal
# It does, and registers say nothing: the waiver is right, and PF and VF are not isolated.
check "a way inside without ACS: right, and groups lie, with the waiver and without (isolation)" \
	breaks isolation isolation strict p2p-internal
check "a way inside without ACS, no IOMMU: right" breaks '' '' off p2p-internal

check "hairpin compare: BROKEN" compares "$(machine strict)" 'BROKEN.*law landing|law landing.*BROKEN'

# says FILE REGEXP...: hairpin explain, of the PF's memory for the VF and the other way round.
says() {
	local f=$1 line a b
	shift
	for a in gpu gpu/vf1; do
		b=gpu/vf1
		[ $a = gpu ] || b=gpu
		"$hairpin" explain -k "$waived" "$f" $a $b >"$tmp/out" 2>&1 || return 1
		for line; do
			grep -qE -- "$line" "$tmp/out" || return 1
		done
	done
}
quiet_before() {
	"$hairpin" explain -k "$HAIRPIN_TREE" "$1" gpu gpu/vf1 >"$tmp/out" 2>&1 &&
		! grep -q '^skipped' "$tmp/out" && grep -q '^because: ACS redirect is on at rp0' "$tmp/out"
}
f=$(machine strict)
check "explain names the rule that was skipped, and the port" says "$f" \
	'^all the same, ACS redirect is on at rp0' \
	'^skipped: the rule that a redirect at the port above a device sends its own functions' \
	'^they part: the kernel says BUS_ADDR.*first at rp0'
check "explain of the kernel as it is skips none" quiet_before "$f"
check "explain: where it loops back inside they agree" says "$(machine strict p2p-internal)" \
	'^skipped' '^they agree: direct, turning at gpu'

echo 1..$n
