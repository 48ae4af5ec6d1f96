#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-selftests.sh - the tree's own VFIO selftests, built by its own Makefiles outside of
# it and run unmodified by hairpin exec, on the container of VFIO's own and on both of
# IOMMUFD's.  What they skip, they skip by their own rules.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_TREE: the tree (the newest packaged one).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
tree=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
n=0

. tests/tap.sh

[ -e "$tree/tools/testing/selftests/vfio/Makefile" ] || {
	echo "1..0 # SKIP the tree has no VFIO selftests"
	exit 4
}
cat >"$tmp/config" <<'END'
# CONFIG_IOMMUFD_VFIO_CONTAINER is not set
CONFIG_VFIO_CONTAINER=y
END
cat >"$tmp/m.hp" <<'END'
# A NIC with VFs that VFIO has, alone in its group.
host   server
iommu  strict
cmdline vfio_pci.enable_sriov=1
rp     rp0 01.0 acs SV+ RR+ CR+ UF+
ep     nic under rp0 class network bar0 1M bar2 32M pref msi 4 msix 8 flr pm vfs 2 vfbar0 64K
step   bind nic vfio-pci
END

make -s -C "$tree" O="$tmp/headers" ARCH=x86 headers >"$tmp/log" 2>&1 &&
	make -s -C "$tree/tools/testing/selftests" TARGETS=vfio O="$tmp/built" ARCH=x86 \
		KHDR_INCLUDES="-isystem $tmp/headers/usr/include" all >>"$tmp/log" 2>&1
built=$tmp/built/kselftest/vfio
check "they compile" test -x "$built/vfio_pci_device_test"
check "a kernel with VFIO's own container" "$hairpin" kernel build --quiet \
	--config "$tmp/config" "$tree"

# run NAME: leaves its TAP in $tmp/tap.
run() {
	timeout 300 "$hairpin" exec --config "$tmp/config" -k "$tree" "$tmp/m.hp" -- \
		"$built/$1" 0000:01:00.0 >"$tmp/tap" 2>"$tmp/verdict" && return
	grep '^not ok' "$tmp/tap"
	cat "$tmp/verdict"
	return 1
}
# passes N NAME: at least N of its tests do, and no law is broken.
passes() {
	run "$2" || return
	local passed
	passed=$(grep '^ok' "$tmp/tap" | grep -vc '# SKIP')
	[ "$passed" -ge "$1" ] || { cat "$tmp/tap"; return 1; }
}
check "config space, BARs, reset, interrupts" passes 5 vfio_pci_device_test
check "device and iommufd" passes 6 vfio_iommufd_setup_test
check "memory, in five ways" passes 20 vfio_dma_mapping_test
check "a BAR, by type 1" passes 15 vfio_dma_mapping_mmio_test
check "VFs and tokens" passes 45 vfio_pci_sriov_uapi_test
check "two threads and more" passes 5 vfio_pci_device_init_perf_test
echo "1..$n"
