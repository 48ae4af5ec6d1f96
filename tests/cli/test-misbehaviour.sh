#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# test-misbehaviour.sh - real kernel code that crashes, loops, hangs, warns or
# runs into an unprovided symbol: the verdict names the kernel's function, and
# the scenarios beside it are not affected.  Prints TAP.
#
# HAIRPIN, HAIRPIN_ASAN: the programs (default build/, build-asan/).

cd "$(dirname "$0")/../.." || exit 3
hairpin=${HAIRPIN:-build/hairpin}
asan=${HAIRPIN_ASAN:-build-asan/hairpin}
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
n=0 failed=0

result() {	# STATUS WHAT
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' "$dir/out" | head -40
		failed=1
	fi
}

scenario() {	# NAME STATEMENT [HOST [STATEMENT]]
	cat >"$dir/$1.hp" <<-END
	# A machine whose kernel is made to misbehave: $1.
	host   server ${3:-}
	${4:-}
	rp     rp0 01.0
	rp     rp1 02.0
	ep     gpu under rp0 class display bar0 16M
	ep     nic under rp1 class network bar0 1M intx A msi 1
	$2
	expect map gpu -> nic THRU_HOST_BRIDGE
	END
}

# expect_verdict PROGRAM VARIANT NAME STATUS PATTERN [STATEMENT [HOST [STATEMENT]]]: the middle
# one of three.
expect_verdict() {
	scenario "$3" "step selftest $3
	$6" "$7" "$8"
	"$1" run --variant "$2" --timeout 2 "$dir/before.hp" "$dir/$3.hp" \
		"$dir/after.hp" >"$dir/out" 2>&1
	status=$?
	ok=1
	[ $status = "$4" ] && grep -qE "$5" "$dir/out" &&
		grep -q '^ok 1 .*before.hp' "$dir/out" &&
		grep -q "^not ok 2 .*$3.hp" "$dir/out" &&
		grep -q '^ok 3 .*after.hp' "$dir/out" &&
		grep -q '^# replay: hairpin run ' "$dir/out" && ok=0
	result $ok "$2: $3 is a verdict that names the function"
}

# works PROGRAM VARIANT NAME: and what must go well does.
works() {
	scenario "$3" "step selftest $3"
	"$1" run --variant "$2" "$dir/$3.hp" >"$dir/out" 2>&1
	result $? "$2: $3 works"
}

scenario before "expect present gpu"
scenario after "expect present nic"

"$hairpin" kernel path >/dev/null 2>&1 || {
	echo "1..0 # SKIP no kernel is built"
	exit 4
}
expect_verdict "$hairpin" plain null 1 \
	'oops: NULL pointer dereference, .* in pci_[a-z_]+\(\) drivers/pci/[a-z]+\.c:[0-9]+'
expect_verdict "$hairpin" plain loop 1 \
	'hang: a loop for ever in lookup_resource\(\) kernel/resource\.c:[0-9]+'
expect_verdict "$hairpin" plain trap 3 \
	"trap: 'kmem_dump_obj' is not provided in mem_dump_obj\(\) mm/util\.c:[0-9]+"
expect_verdict "$hairpin" plain hang 1 \
	'hang: .* in (__)?mutex_lock[a-z_]*\(\) kernel/locking/mutex\.c:[0-9]+'
expect_verdict "$hairpin" plain storm 1 \
	'hang: an interrupt storm: the handler of hp-storm returned 150000 times in a row, .* in storm\(\) .*selftest_storm\.c:[0-9]+' \
	"step interrupt nic intx on"
# Messages: a handler that accesses its device, which has sent the next one by then; and one
# that does not, of VFIO, with messages that leave a CPU no time.
expect_verdict "$hairpin" plain storm-message 1 \
	'hang: an interrupt storm: the handler of hp-storm-message returned 150000 times in a row, .* in storm_message\(\) .*selftest_storm\.c:[0-9]+' \
	"step dma nic maps dram 4K as m
	step dma m start write 0+64 again interrupt 0
	step wait 1ms" "tlps in-flight" "iommu strict"
storm_of_vfio() {	# NAME ENGINE WAIT
	cat >"$dir/$1.hp" <<-END
	# A device of VFIO's that sends message after message.
	host   server tlps in-flight
	iommu  strict
	rp     rp0 01.0 acs SV+ RR+ CR+ UF+
	ep     nic under rp0 class network bar0 64K msix 2 flr
	step   bind nic vfio-pci
	step   open nic
	step   master nic on
	step   irqs nic msix 2
	step   import memory 4K by iommufd of nic as m
	step   dma m start write 0+64 again $2
	step   wait $3
	END
	"$hairpin" run --timeout 2 "$dir/$1.hp" >"$dir/out" 2>&1
}
storm_of_vfio often "interrupt 1" 1s
[ $? = 1 ] && grep -qE 'hang: an interrupt storm: the handler of vfio-msix\[1\]\(.*\) returned .* in vfio_msihandler\(\) drivers/vfio/pci/vfio_pci_intrs\.c:[0-9]+' "$dir/out"
result $? "a storm of messages names VFIO's handler"
# Without so many messages nothing is wrong, or the scenario asks for too much.
storm_of_vfio seldom "every 100us interrupt 1" 100ms
result $? "messages that leave a CPU time are no storm"
storm_of_vfio long "every 10us interrupt 1" 1000s
[ $? = 3 ] && grep -q "# ERROR .*long.hp:12: too long for the time that a statement has" "$dir/out" &&
	! grep -q 'not ok .* law' "$dir/out"
result $? "devices that send for longer than can be waited are no loop of the kernel's"
expect_verdict "$hairpin" plain warn 1 \
	'warn: .* in kobject_get\(\) lib/kobject\.c:[0-9]+'
expect_verdict "$hairpin" plain bug 1 \
	'bug: .* in gen_pool_destroy\(\) lib/genalloc\.c:[0-9]+'
expect_verdict "$hairpin" plain unlock-mutex 1 \
	'misuse: unlocks a mutex that nobody holds'
expect_verdict "$hairpin" plain unlock-ww-mutex 1 \
	'misuse: unlocks a ww_mutex that nobody holds'
expect_verdict "$hairpin" plain unlock-rwsem 1 \
	'misuse: unlocks a rw_semaphore that it does not hold for writing'
expect_verdict "$hairpin" plain unlock-read 1 \
	'misuse: unlocks a rw_semaphore that no reader holds'
expect_verdict "$hairpin" plain sleep-spinlock 1 \
	'misuse: sleeping function called from invalid context: hairpin, preempt_count 0x1 in mutex_lock\(\)'
expect_verdict "$hairpin" plain sleep-alloc 1 \
	'misuse: sleeping function called from invalid context: hairpin, preempt_count 0x1 in [a-z_]+\(\) mm/util\.c'
expect_verdict "$hairpin" plain sleep-rcu 1 \
	'misuse: sleeping function called from invalid context: hairpin, preempt_count 0x1 in mutex_lock\(\)'
expect_verdict "$hairpin" plain sleep-irq 1 \
	'misuse: .* invalid context: hairpin, preempt_count 0x0, interrupts off in mutex_lock\(\)'
expect_verdict "$hairpin" plain double-free 1 'bug: kfree of memory that is not allocated'
# What the scenario did wrong is its own error, with its line, and breaks no law.
scenario port "step bind 01.0 hairpin-endpoint"
"$hairpin" run "$dir/port.hp" >"$dir/out" 2>&1
[ $? = 3 ] && grep -q "# .*/port.hp:$(grep -n '^step bind' "$dir/port.hp" | cut -d: -f1): 01.0 is a port or bridge" "$dir/out" &&
	! grep -q 'not ok .* law' "$dir/out"
result $? "a port bound to the driver of endpoints is the scenario's error"
works "$hairpin" plain kthread
works "$hairpin" plain slab
works "$hairpin" plain work
expect_verdict "$hairpin" plain slab-zero 1 \
	'misuse: asks for zeroed memory of cache hp_zeroed, which has a constructor'
expect_verdict "$hairpin" plain slab-destroy 1 \
	'misuse: destroys cache hp_destroyed, with 1 of its objects not freed'
expect_verdict "$hairpin" plain slab-wrong 1 \
	'misuse: frees into cache hp_wrong an object of hp_right'
expect_verdict "$hairpin" plain mmio-beyond 1 \
	'warn: invalid read of 4 bytes at address 0x[0-9a-f]+ in '
expect_verdict "$hairpin" plain mmio-unmapped 1 \
	'warn: invalid read of 4 bytes at address 0x[0-9a-f]+ in '

if [ -x "$asan" ] && "$hairpin" kernel path --variant asan >/dev/null 2>&1; then
	expect_verdict "$asan" asan null 1 'oops: NULL pointer dereference'
	expect_verdict "$asan" asan use-after-free 1 \
		'sanitizer: AddressSanitizer: use-after-poison'
	expect_verdict "$asan" asan bounds 1 \
		'sanitizer: UndefinedBehaviorSanitizer: out-of-bounds-index: .* in __pci_reset_function_locked\(\) drivers/pci/pci\.c:[0-9]+'
	works "$asan" asan kthread
	works "$asan" asan slab
	works "$asan" asan work
else
	n=$((n + 1))
	echo "ok $n - asan # SKIP no asan build of a kernel and of hairpin"
fi
echo "1..$n"
exit $failed
