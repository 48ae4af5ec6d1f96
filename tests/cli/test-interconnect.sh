#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-interconnect.sh - a copy of a kernel tree in which DMA-BUFs can be mapped by
# interconnects (tests/interconnect/make): the suite runs on it, VFIO's buffers of VFs are
# mapped by the PF's driver so, and mistakes in VFIO's part are caught by laws in files that
# expect nothing.  The build takes minutes.  TAP.
#
# HAIRPIN: the program.  HAIRPIN_TREE: the newest packaged kernel's sources.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
src=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
export HAIRPIN_CACHE=$tmp/cache
n=0

. tests/tap.sh

check "each change finds its place once" tests/interconnect/make "$(readlink -f "$src")" "$tmp/tree"
so=$("$hairpin" kernel build --quiet "$tmp/tree" 2>"$tmp/log") || tail -n 5 "$tmp/log" | sed 's/^/# /'
check "the tree builds" test -n "$so"

# runs KERNEL REGEXP FILE...: a line of the result; with !REGEXP none.
runs() {
	local k=$1 line=$2
	shift 2
	"$hairpin" run -k "${k:-none}" "$@" >"$tmp/out" 2>&1
	grep -q '^# Totals' "$tmp/out" || return 1
	if [ "${line#!}" != "$line" ]; then
		! grep -qE -- "${line#!}" "$tmp/out"
	else
		grep -qE -- "$line" "$tmp/out"
	fi
}
check "the suite holds" runs "$so" '^# Totals: pass:[0-9]+ fail:0 skip:[0-9]+ error:0' scenarios
check "nothing about interconnects is skipped" runs "$so" '^# Totals: pass:8 fail:0 skip:0 error:0' \
	scenarios/gpu/interconnect*.hp

# caught DEFECT SCENARIO LAW: without expectations, and the tree without the defect holds.
caught() {
	local defect=$1 scenario=$2 law=$3 bad
	grep -v '^expect' "scenarios/gpu/$scenario.hp" >"$tmp/$scenario.hp"
	mkdir -p "$tmp/$defect"
	tests/interconnect/make --defect "$defect" "$tmp/tree" "$tmp/$defect/vfio_pci_dmabuf.c" &&
	bad=$(tools/kbuild/kernel-replace --quiet --output "$tmp/$defect/kernel" "$tmp/tree" \
		"drivers/vfio/pci/vfio_pci_dmabuf.c=$tmp/$defect/vfio_pci_dmabuf.c") &&
	runs "$bad" "^  not ok [0-9]+ law $law" "$tmp/$scenario.hp"
}
# holds SCENARIO...: what was made of it, on the tree as it should be.
holds() {
	local s
	for s; do
		runs "$so" '!not ok [0-9]+ law' "$tmp/$s.hp" || return 1
	done
}
check "mapped after the device was closed: law revoke" caught closed interconnect-closed revoke
check "not waited for in an FLR: law revoke" caught uncounted interconnect-deferred revoke
check "a page too far: law provisioning" caught shifted interconnect provisioning
check "none of it without the mistakes" holds interconnect-closed interconnect-deferred interconnect
echo 1..$n
