#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-locks.sh - the tree's own lock debugging, in the asan variant: locks in two
# orders, a call that returns with a lock, RCU without its section.  Each is an
# event that names the locks, though nothing went wrong.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_KERNEL: which kernel (the newest built).
# HAIRPIN_TREE: the tree to plant mistakes in (tests/mutants/run).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
kernel=${HAIRPIN_KERNEL:+-k $HAIRPIN_KERNEL}
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh

# shellcheck disable=SC2086
run() { "$hairpin" run --variant asan $kernel "$@"; }

"$hairpin" kernel path --variant asan ${HAIRPIN_KERNEL:+"$HAIRPIN_KERNEL"} \
	>/dev/null 2>&1 || {
	echo "1..0 # SKIP no asan build of a kernel"
	exit 4
}

scenario() {
	cat >"$tmp/$1.hp" <<-END
	# A machine whose kernel is made to misbehave: $1.
	host server
	rp   rp0 01.0
	step selftest $1
	END
}
circular='misuse: possible circular locking dependency detected: outer vs pci_rescan_remove_lock in __mutex_lock[a-z_]*() kernel/locking/mutex.c:'
scenario lock-order

once() {
	gives 1 run "$tmp/lock-order.hp" >"$tmp/order" &&
		[ "$(grep -c "$circular" "$tmp/order")" = 1 ] &&
		[ "$(grep -c '# misuse' "$tmp/order")" = 1 ] &&
		grep -q 'hp_selftest_lock_order()' "$tmp/order"
}
# Offsets have become names, and addresses are gone.
readable() {
	gives 1 run -v "$tmp/lock-order.hp" >"$tmp/log" &&
		grep -q 'object (pci_rescan_remove_lock){.*at: pci_lock_rescan_remove() drivers/pci/probe.c:' "$tmp/log" &&
		! grep -qE '[0-9a-f]{16} \(|<\+0x' "$tmp/log"
}
repeats() {
	run -v "$tmp/lock-order.hp" >"$tmp/again" || :
	cmp "$tmp/log" "$tmp/again"
}
# An event for the sleeper, and none more for the lock that it takes.
sleeps_once() {
	scenario sleep-rcu
	gives 1 run "$tmp/sleep-rcu.hp" >"$tmp/rcu" &&
		[ "$(grep -c '# misuse' "$tmp/rcu")" = 1 ] &&
		grep -q 'sleeping function called from invalid context' "$tmp/rcu"
}
races() { run --schedules 3 scenarios/revoke/race-*.hp >"$tmp/races"; }

echo "1..$([ -n "${HAIRPIN_TREE:-}" ] && echo 8 || echo 5)"
check "locks in two orders are one event, with both names" once
check "its report in the log has names, not addresses" readable
check "the same bytes every time" repeats
check "who sleeps in an RCU read section is told once" sleeps_once
check "races, drawn, with locks checked" races

# plant NAME VARIANT: makes the mutant, $k.
plant() {
	k=$(tests/mutants/run --list tests/mutants/locks --variant "$2" \
		--make "$tmp/$2" "$1" 2>"$tmp/make.err")
}
# unseen NAME SCENARIO...: without lock debugging.
unseen() {
	local k name=$1
	shift
	plant "$name" plain && gives 0 "$hairpin" run -k "$k" "$@" >/dev/null
}
# seen NAME TEXT SCENARIO...: with it.
seen() {
	local k name=$1 text=$2
	shift 2
	plant "$name" asan || return 1
	gives 1 "$hairpin" run -k "$k" "$@" >"$tmp/m"
	grep -q "misuse: $text" "$tmp/m" || { grep '# misuse' "$tmp/m"; return 1; }
}
inverted() {
	unseen export-inverts-locks scenarios/revoke/twice.hp &&
		seen export-inverts-locks \
			'possible circular locking dependency detected: .*&vdev->memory_lock' \
			scenarios/revoke/twice.hp
}
# Whoever wants the lock next hangs in any build; this says who kept it.
kept() {
	seen returns-locked \
		'lock held when returning to user space: &vdev->memory_lock' \
		"$tmp/export.hp"
}
no_section() {
	unseen rcu-unlocked scenarios/acs &&
		seen rcu-unlocked \
			'suspicious RCU usage: drivers/pci/p2pdma.c:[0-9]* suspicious rcu_dereference_check() usage in pci_p2pdma_map_type()' \
			scenarios/acs
}
if [ -n "${HAIRPIN_TREE:-}" ]; then
	cat >"$tmp/export.hp" <<-END
	# An export, and nothing after it that would wait for the lock.
	host server
	iommu strict
	rp   rp0 01.0
	ep   gpu under rp0 class display bar0 16M bar2 256M pref flr pm
	step bind gpu vfio-pci
	step open gpu
	step export gpu bar2 0+64K as buf
	END
	check "a mutant: locks inverted, unseen otherwise" inverted
	check "a mutant: a call that returns with a lock" kept
	check "a mutant: RCU without its section, unseen otherwise" no_section
fi
