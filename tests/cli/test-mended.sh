#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-mended.sh - findings of docs/findings whose fix is a line: made in a copy of one
# file of the kernel (tests/mutants/mends), the scenario that shows the finding no longer
# does.  On the kernel as it is, it does.  Prints TAP.
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
# gives KERNEL REGEXP FILE OPTION...: a line of its result; with !REGEXP, none.
gives() {
	local kernel=$1 line=$2
	shift 2
	timeout 300 "$hairpin" run -k "$kernel" "$@" >"$tmp/out" 2>&1
	grep -q '^# Totals' "$tmp/out" || return 1
	if [ "${line#!}" != "$line" ]; then
		! grep -qE -- "${line#!}" "$tmp/out"
	else
		grep -qE -- "$line" "$tmp/out"
	fi
}
# page NAME: the finding that the mend is of, from the comment above it.
page() {
	awk -v name="$1" '
	/^# / { sub(/:.*/, ""); page = $2 }
	$1 == "mutant" && $2 == name { print "docs/findings/" page ".md" }' tests/mutants/mends
}
# spares NAME KERNEL: of the shipped scenarios none fails that its page does not name.
spares() {
	local f page status=0
	page=$(page "$1")
	timeout 600 "$hairpin" run -k "$2" scenarios >"$tmp/suite" 2>&1
	grep -q '^# Totals' "$tmp/suite" || return 1
	while read -r f; do
		grep -qF "$f" "$page" || { echo "# $f fails, and $page does not say so"; status=1; }
	done < <(sed -n 's/^not ok [0-9]* \(- \)\{0,1\}\([^ ]*\).*/\2/p' "$tmp/suite")
	return $status
}
# mended NAME SHOWN MENDED FILE OPTION...
mended() {
	local name=$1 shown=$2 mended=$3 so
	shift 3
	check "$name: the kernel as it is shows the finding" gives "$HAIRPIN_TREE" "$shown" "$@"
	so=$(tests/mutants/run --variant "${variant:-plain}" --list tests/mutants/mends \
		--make "$tmp/$name" "$name" 2>"$tmp/err") ||
		sed 's/^/# /' "$tmp/err"
	check "$name: mended" gives "${so:-none}" "$mended" "$@"
	check "$name: no scenario fails but those that the page names" spares "$name" "${so:-none}"
	rm -rf "${tmp:?}/$name"
}
mended scatterlist-restored '^  # known: dma_buf_phys_vec_to_sgt' '^  ok [0-9]+ law lifetime # XPASS' \
	scenarios/revoke/acs-off-close.hp
mended ranges-one-after-another 'XFAIL' 'XPASS' scenarios/revoke/ranges-iommu.hp
mended only-what-was-mapped 'law lifetime # XFAIL' 'law lifetime # XPASS' scenarios/revoke/importer-32-bit.hp
mended iova-given-back 'I/O virtual addresses (is|are) left' '!I/O virtual addresses (is|are) left' \
	--fail-nth tests/findings/fail-nth/dmabuf-iova-error-path.hp
mended egress-is-no-redirect '^# Totals: pass:1' '^# Totals: pass:0 fail:1' scenarios/acs/only-ec.hp
mended redirect-alone '^# Totals: pass:1' '^# Totals: pass:0 fail:1' scenarios/cmdline/disable-acs-redir-iommu.hp
mended no-bus-beyond-the-last 'stack overflow' '# Totals: pass:1 fail:0' tests/findings/bus-numbers-exhausted.hp
mended itself-first '^# Totals: pass:1' 'not ok [0-9]+ expect map gpu -> gpu' \
	scenarios/topology/same-function-redirect.hp
mended group-held 'XFAIL' 'expect errno EBUSY # XPASS' scenarios/reset/group-held.hp
mended invalid-state-refused 'law migration # XFAIL' 'law migration # XPASS' \
	scenarios/gpu/migrate-invalid-state.hp
mended size-error-told 'its stream has 0xfffffffffffffffb' 'size of its stream gave -EIO' \
	scenarios/gpu/migrate-size-error.hp
mended failed-stream-put 'law lifetime # XFAIL' 'law lifetime # XPASS' scenarios/gpu/migrate-enter-again.hp
mended not-in-low-power 'law landing # XFAIL' 'law landing # XPASS' scenarios/revoke/low-power-given-back.hp
mended children-rounded 'not ok [0-9]+ expect bar' '^# Totals: pass:1 fail:0' tests/findings/window-too-small.hp
mended bus-address-of-bars 'law landing # XFAIL' 'law landing # XPASS' scenarios/nvgrace/behind-a-switch.hp
mended offset-not-supported 'law landing # XFAIL' 'law landing # XPASS' \
	scenarios/regress/thru-host-bridge-offset.hp
mended group-reference-put '^# Totals: pass:0 fail:1' '^# Totals: pass:1 fail:0' \
	--fail-nth tests/findings/fail-nth/vfio-group-error-path.hp
mended direct-translated-cleared 'law isolation # XFAIL' 'law isolation # XPASS' \
	scenarios/iommu/isolation-direct-translated.hp
mended ports-are-siblings 'law isolation # XFAIL' 'law isolation # XPASS' \
	scenarios/iommu/groups-switch-without-acs.hp
mended resources-waited-for 'panic: pdev_sort_resources' '!panic: ' \
	--fail-nth tests/findings/fail-nth/resize-panics.hp
mended never-added 'oops: NULL pointer dereference' '!oops' \
	--fail-nth tests/findings/fail-nth/vf-added-without-memory.hp
mended bridge-put-by-its-bus 'underflow' '!underflow' \
	--fail-nth --boot tests/findings/fail-boot/buses-without-memory.hp
mended numbers-waited-for 'in __request_resource' '!in __request_resource' \
	--fail-nth --boot tests/findings/fail-boot/buses-without-memory.hp
mended never-bound 'law landing: FAIL' '!law landing: FAIL' \
	--fail-nth tests/findings/fail-nth/iommu-probe-error-ignored.hp
mended reset-revokes 'law revoke # XFAIL' 'law revoke # XPASS' scenarios/revoke/sysfs-reset.hp
mended not-behind-the-mapping 'XFAIL' 'expect sigbus none # XPASS' scenarios/nvgrace/failure-behind.hp
mended reset-waits 'law landing # XFAIL' 'law landing # XPASS' scenarios/nvgrace/export-not-ready.hp
mended null-has-a-start 'expect value 0 # XFAIL' 'expect value 0 # XPASS' scenarios/config/null-first.hp
mended error-detaches-pasid 'law isolation: FAIL' '!law isolation: FAIL' \
	--fail-nth tests/findings/fail-nth/vfio-pasid-error-path.hp
mended pasid-within-table 'law landing # XFAIL' 'ATTACH_IOMMUFD_PT gave -ENOMEM' scenarios/pasid/no-prefix.hp
mended pasid-needs-pasids 'law landing # XFAIL' 'ATTACH_IOMMUFD_PT gave -EOPNOTSUPP' \
	scenarios/pasid/vf-without.hp
mended dirty-is-dropped 'expect dirty m 8K\+8K # XFAIL' 'expect dirty m 8K\+8K # XPASS' \
	scenarios/iommu/smmuv3-dirty.hp
mended pasid-kept 'law config # XFAIL' 'law config # XPASS' scenarios/config/pasid-written.hp
mended msi-capable-kept 'law config # XFAIL' 'law config # XPASS' scenarios/config/msi-capable-written.hp
mended forgers-in-one-group 'law isolation # XFAIL' 'law isolation # XPASS' \
	scenarios/iommu/isolation-root-ports-forged.hp
if "$hairpin" kernel path --variant asan "$HAIRPIN_TREE" >/dev/null 2>&1; then
	variant=asan mended removed-locked 'not ok [0-9]+ law quiet' '^# Totals: pass:1 fail:0' \
		--variant asan tests/findings/vfs-removed-unlocked.hp
	variant=asan mended file-ended-unlocked 'not ok [0-9]+ law quiet' '^# Totals: pass:1 fail:0' \
		--variant asan tests/findings/xe-reset-locked.hp
	variant=asan mended copies-unlocked 'not ok [0-9]+ law quiet' '^# Totals: pass:1 fail:0' \
		--variant asan tests/findings/nvgrace-copies-locked.hp
	variant=asan mended subordinate-cleared 'in __pci_bus_size_bridges' '!in __pci_bus_size_bridges' \
		--variant asan --fail-nth --boot tests/findings/fail-boot/buses-without-memory.hp
	variant=asan mended action-removed '^# Totals: pass:0 fail:1' '^# Totals: pass:1 fail:0' \
		--variant asan --fail-nth tests/findings/fail-nth/p2pmem-pool-without-memory.hp
fi

# Other objects below the same function are no known leak.
for lost in buffer-record-kept buffer-state-kept; do
	so=$(tests/mutants/run --make "$tmp/$lost" "$lost" 2>"$tmp/err") || sed 's/^/# /' "$tmp/err"
	check "$lost: fails law lifetime" gives "${so:-none}" 'not ok [0-9]+ law lifetime' \
		scenarios/revoke/close-device.hp scenarios/revoke/exit.hp
	rm -rf "${tmp:?}/$lost"
done
echo 1..$n
