#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-memcheck.sh - tools/memcheck: memory that was never written is told where the kernel
# branches on it, and nothing else is; a mistake that only it sees is found.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_KERNEL: which kernel (the newest built).
# HAIRPIN_TREE: the tree to plant the mistake in (tests/mutants/run).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
kernel=${HAIRPIN_KERNEL:+-k $HAIRPIN_KERNEL}
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh
export HAIRPIN=$hairpin

if ! "$hairpin" kernel path >/dev/null 2>&1 || [ ! -e /usr/include/valgrind/memcheck.h ]; then
	echo "1..0 # SKIP no kernel is built, or valgrind is missing"
	exit 4
fi
cat >"$tmp/unwritten.hp" <<'END'
# The kernel branches on memory that it never wrote.
host server
rp   rp0 01.0
ep   nic under rp0 class network bar0 1M
step selftest unwritten
END
sed 's/unwritten/mmio/' "$tmp/unwritten.hp" >"$tmp/written.hp"

# shellcheck disable=SC2086
memcheck() { tools/memcheck $kernel "$@" >"$tmp/said" 2>&1; }
told() { gives 1 memcheck "$tmp/unwritten.hp" && grep -q 'depends on uninit' "$tmp/said"; }
quiet() { gives 0 memcheck "$tmp/written.hp" scenarios/revoke/iommufd-close.hp && grep -qx '0 reports' "$tmp/said"; }
# The suite sees nothing of it, and the kernel as it is has no such report (above).
planted() {
	local so
	so=$(tests/mutants/run --list tests/mutants/fixes --make "$tmp/m" batch-keeps-kind 2>"$tmp/err") || return 1
	gives 0 "$hairpin" run -k "$so" scenarios/revoke/iommufd-close.hp >/dev/null || return 1
	gives 1 tools/memcheck -k "$so" scenarios/revoke/iommufd-close.hp >"$tmp/said" &&
		grep -q 'batch_add_pfn_num' "$tmp/said"
}

echo "1..$([ -n "${HAIRPIN_TREE:-}" ] && echo 4 || echo 3)"
check "a branch on what was never written is told" told
check "what is written is not, nor are stacks and the search for lost memory" quiet
check "no operand: refused" gives 2 tools/memcheck
[ -z "${HAIRPIN_TREE:-}" ] || check "a batch that keeps the kind of the one before is found" planted
