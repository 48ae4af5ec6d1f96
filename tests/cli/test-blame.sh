#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# test-blame.sh - what a scenario did wrong is an ERROR of its statement, with
# file and line, and fails no law; the same done by a kernel still fails one.
# Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).  HAIRPIN_KERNEL: the kernel
# (default: the newest one built).

cd "$(dirname "$0")/../.." || exit 3
hairpin=${HAIRPIN:-build/hairpin}
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
n=0 failed=0

kernel=${HAIRPIN_KERNEL:-$("$hairpin" kernel path 2>/dev/null)}
[ -n "$kernel" ] || {
	echo "1..0 # SKIP no kernel is built"
	exit 4
}

result() {	# STATUS WHAT
	n=$((n + 1))
	if grep -q "^ok 1 .* # SKIP needs " "$dir/out"; then
		echo "ok $n - $2 # SKIP $(sed -n "s/^ok 1 .* # SKIP //p" "$dir/out")"
	elif [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' "$dir/out" | head -40
		failed=1
	fi
}

# The functions are at 0000:01:00.0 (gpu) and 0000:02:00.0 (nic), unless VFs are on.
machine='host   server
iommu  strict
rp     rp0 01.0 acs SV+ RR+ CR+ UF+
rp     rp1 02.0 acs SV+ RR+ CR+ UF+
ep     gpu under rp0 class display bar0 16M flr pm vfs 4 vfbar0 64K vfoffset 1 vfstride 1
ep     nic under rp1 class network bar0 1M flr pm
fn     dry of nic 1'
bus=0000:00:02.0 pci=/sys/bus/pci/devices

scenario() {	# NAME; statements from stdin
	{ printf '# %s\n%s\n' "$1" "$machine"; cat; } >"$dir/$1.hp"
	"$hairpin" run -k "$kernel" "$dir/$1.hp" >"$dir/out" 2>&1
	status=$?
}

# blames NAME STATEMENT TEXT: that statement is an ERROR, with its line and TEXT;
# it is the only result that is not ok, and so no law failed.
blames() {
	scenario "$1"
	line=$(grep -n -F -x -e "$2" "$dir/$1.hp" | tail -n 1 | cut -d: -f1)
	ok=1
	[ "$status" = 3 ] && grep -q -F -e "# $dir/$1.hp:$line: $3" "$dir/out" &&
		[ "$(grep -c '^  not ok' "$dir/out")" = 1 ] &&
		grep -q "^  not ok .* $(printf '%s' "$2" | sed 's/[].*[]/\\&/g')" "$dir/out" &&
		grep -q '^# Totals: pass:0 fail:0 skip:0 error:1$' "$dir/out" && ok=0
	result $ok "$1: an ERROR of its line: $3"
}

# refuses NAME STATEMENT TEXT: the same, said before anything runs.
refuses() {
	scenario "$1"
	line=$(grep -n -F -x -e "$2" "$dir/$1.hp" | tail -n 1 | cut -d: -f1)
	ok=1
	[ "$status" = 2 ] && grep -q -e "^$dir/$1.hp:$line:[0-9]*: $3" "$dir/out" && ok=0
	result $ok "$1: refused: $3"
}

passes() {	# NAME
	scenario "$1"
	[ "$status" = 0 ]
	result $? "$1: works"
}

# --- Bus Master Enable ---
for how in buffer memory; do
	case $how in
	buffer)
		map='step import buf by iommufd of nic as m'
		export='step export gpu bar0 0+64K as buf' ;;
	memory)
		map='step import memory 64K by iommufd of nic as m'
		export='' ;;
	esac
	for master in never off cleared; do
		case $master in
		never) how_off='' ;;
		off) how_off='step master nic on
step master nic off' ;;
		cleared) how_off='step master nic on
step write nic config 4+2 0x0002' ;;
		esac
		blames "master-$master-$how" "$map" "no DMA through m: nic's Bus Master Enable is clear since line " <<-END
		step bind gpu vfio-pci
		step bind nic vfio-pci
		step open gpu
		$export
		step open nic
		$how_off
		$map
		END
	done
done
passes master-on <<END
step bind nic vfio-pci
step open nic
step master nic off
step write nic config 4+2 0x0006
step import memory 64K by iommufd of nic as m
expect mapped m
END
blames master-expected 'expect mapped m' "no DMA through m: nic's Bus Master Enable is clear since line 13" <<END
step bind nic vfio-pci
step open nic
step master nic on
step import memory 64K by iommufd of nic as m
step master nic off
expect mapped m
END
blames master-sysfs 'step dma nic maps gpu bar0 0+64K as m' "no DMA through m: nic's Bus Master Enable is clear since line 10" <<END
step bind nic hairpin-endpoint
step write $pci/0000:02:00.0/config "\x01\x01\x01\x01\x02\x01"
step dma nic maps gpu bar0 0+64K as m
END
blames memory-sysfs 'step dma nic maps gpu bar0 0+64K as m' "no DMA through m: gpu's Memory Space Enable is clear since line 10" <<END
step bind gpu hairpin-endpoint
step write $pci/0000:01:00.0/config "\x01\x01\x01\x01\x04\x01"
step dma nic maps gpu bar0 0+64K as m
END
blames port-off 'step dma nic maps gpu bar0 0+64K as m' "no DMA through m: rp1's Bus Master Enable is clear since line 10" <<END
step bind nic hairpin-endpoint
step write $pci/$bus/enable "0"
step dma nic maps gpu bar0 0+64K as m
END
blames port-off-later 'step write m' "no DMA through m: rp1's Bus Master Enable is clear since line 10" <<END
step dma nic maps gpu bar0 0+64K as m
step write $pci/$bus/enable "0"
step write m
END
blames port-off-expected 'expect map gpu -> nic THRU_HOST_BRIDGE' "no DMA through map: rp1's Bus Master Enable is clear since line 10" <<END
step bind nic hairpin-endpoint
step write $pci/$bus/enable "0"
expect map gpu -> nic THRU_HOST_BRIDGE
END
passes port-on-again <<END
step bind nic hairpin-endpoint
step write $pci/$bus/enable "0"
step unbind nic
step bind nic hairpin-endpoint
step dma nic maps gpu bar0 0+64K as m
END

# --- power, resets ---
blames power 'step import memory 64K by iommufd of nic as m' "no DMA through m: nic's power state is not D0 since line 12" <<END
step bind nic vfio-pci
step open nic
step master nic on
step power nic D3
step import memory 64K by iommufd of nic as m
END
blames suspended 'step import memory 64K by iommufd of nic as m' "no DMA through m: nic's power state is not D0 since line 12" <<END
step bind nic vfio-pci
step open nic
step master nic on
step suspend nic
step import memory 64K by iommufd of nic as m
END
for who in nic gpu; do
	blames "reset-$who" 'step dma nic maps gpu bar0 0+64K as m' "no DMA through m: a process is resetting $who; wait for it before" <<-END
	step bind $who hairpin-endpoint
	step start reset $who sysfs
	step dma nic maps gpu bar0 0+64K as m
	END
	blames "reset-$who-later" 'step write m' "no DMA through m: a process is resetting $who; wait for it before" <<-END
	step dma nic maps gpu bar0 0+64K as m
	step start reset $who sysfs
	step dma dry maps dram 4K as other via coherent
	step write m
	END
done
blames reset-vfio 'step import memory 64K by iommufd of nic as m' "no DMA through m: a process is resetting nic; wait for it before" <<END
step bind nic vfio-pci
step open nic
step master nic on
step process other
step start reset nic sysfs
step process user
step import memory 64K by iommufd of nic as m
END

# --- devices that a process does not have ---
blames not-open 'step import buf by iommufd of nic as m' "no DMA through m: this process does not have its device open" <<END
step bind gpu vfio-pci
step bind nic vfio-pci
step open gpu
step export gpu bar0 0+64K as buf
step import buf by iommufd of nic as m
END
blames not-attached 'step import memory 64K by iommufd of nic as m' "no DMA through m: its device is not attached" <<END
step bind nic vfio-pci
step open nic unattached
step master nic on
step import memory 64K by iommufd of nic as m
END
for step in 'master nic on' 'reset nic' 'hotreset nic' 'suspend nic' 'memory nic off' 'power nic D3' \
	'read nic bar0 0+4' 'irqs nic msi 1' 'mmap nic bar0 0+4K as win' 'export nic bar0 0+4K as b' \
	'probe nic migration' 'import memory 4K by iommufd of nic as m'; do
	blames "closed-${step%% *}" "step $step" "nic is not open; write step open nic before" <<-END
	step bind nic vfio-pci
	step open nic
	step close nic
	step $step
	END
done

# --- functions that are not there, and drivers ---
for step in 'bind nic hairpin-endpoint' 'unbind nic' 'dma nic maps gpu bar0 0+64K as m2' \
	'dma gpu maps nic bar0 0+64K as m2' 'open nic' 'remove nic' 'reset nic sysfs'; do
	blames "removed-$(echo "$step" | tr -dc 'a-z0-9')" "step $step" "nic: line 9 removed nic" <<-END
	step remove nic
	step $step
	END
done
blames import-asleep 'step import buf by nic as m' \
	"nic is bound to vfio-pci, and no process has it open; write step open nic before" <<END
step bind gpu vfio-pci
step bind nic vfio-pci
step open gpu
step export gpu bar0 0+64K as buf
step import buf by nic as m
END
for via in p2p resource phys sgtable; do
	blames "provider-vfio-$via" "step dma nic maps gpu bar0 0+64K as m via $via" \
		"gpu is bound to vfio-pci, which offers no BAR to step dma; write step export and step import, or bind gpu to hairpin-endpoint" <<-END
	step bind gpu vfio-pci
	step open gpu
	step close gpu
	step dma nic maps gpu bar0 0+64K as m via $via
	END
done
passes provider-vfio-expected <<END
step bind gpu vfio-pci
expect map gpu -> nic THRU_HOST_BRIDGE
END
blames importer-users 'step import buf by nic as m' "no DMA through m: its function is bound to vfio-pci, whose user's address space translates" <<END
xfail leak dma_buf_phys_vec_to_sgt sg_kmalloc 1
step bind gpu vfio-pci
step bind nic vfio-pci
step open gpu
step open nic
step master nic on
step export gpu bar0 0+64K as buf
step import buf by nic as m
END
passes opened-after-exit <<END
step bind nic vfio-pci
step open nic
step master nic on
step exit
step open nic
step master nic on
step import memory 64K by iommufd of nic as m
expect mapped m
END
blames exited-master 'step import memory 64K by iommufd of nic as m' "no DMA through m: nic's Bus Master Enable is clear since line 13" <<END
step bind nic vfio-pci
step open nic
step master nic on
step exit
step open nic
step import memory 64K by iommufd of nic as m
END
for op in map unmap drop; do
	blames "importer-gone-$op" "step $op m" "m: its function has lost its driver, which let go of it" <<-END
	xfail leak dma_buf_phys_vec_to_sgt sg_kmalloc 1
	step bind gpu vfio-pci
	step bind nic hairpin-endpoint
	step open gpu
	step export gpu bar0 0+64K as buf
	step import buf by nic as m
	step remove nic
	step $op m
	END
done
blames removed-by-sysfs 'expect map gpu -> nic THRU_HOST_BRIDGE' "nic: line 9 removed rp1" <<END
step write $pci/$bus/remove "1"
expect map gpu -> nic THRU_HOST_BRIDGE
END
passes found-again <<END
step write $pci/$bus/remove "1"
step write /sys/bus/pci/rescan "1"
expect map gpu -> nic THRU_HOST_BRIDGE
END
for who in nic gpu; do
	blames "removed-mapping-$who" 'step write m' "m: its driver has unmapped it" <<-END
	step dma nic maps gpu bar0 0+64K as m
	step remove $who
	step write m
	END
done
blames unbound-mapping 'step read m' "m: its driver has unmapped it" <<END
step dma nic maps gpu bar0 0+64K as m
step unbind nic
step read m
END
refuses unmapped-mapping 'step unmap m' "'m' was unmapped on line 10" <<END
step dma nic maps gpu bar0 0+64K as m
step unmap m
step unmap m
END
blames nowhere 'step bind 00:1e.0 hairpin-endpoint' "00:1e.0: the machine has no function there" <<END
step bind 00:1e.0 hairpin-endpoint
END
blames no-vf 'step bind gpu/vf1 hairpin-endpoint' "gpu/vf1: no such VF is enabled; write a step sriov with at least 1 before" <<END
step bind gpu/vf1 hairpin-endpoint
END
blames few-vfs 'step dma gpu/vf3 maps nic bar0 as m' "gpu/vf3: no such VF is enabled; write a step sriov with at least 3 before" <<END
step sriov gpu 2
step dma gpu/vf3 maps nic bar0 as m
END
blames driver-leaving 'step dma nic maps gpu bar0 0+64K as n' "nic is losing its driver: user unbinds it meanwhile" <<END
step dma nic maps gpu bar0 0+64K as m
step start unbind nic
step dma nic maps gpu bar0 0+64K as n
END
blames driver-leaving-gpu 'step dma nic maps gpu bar0 0+64K as n' "gpu is losing its driver: user unbinds it meanwhile" <<END
step bind gpu hairpin-endpoint
step start unbind gpu
step dma nic maps gpu bar0 0+64K as n
END
blames other-driver 'step dma nic maps gpu bar0 0+64K as m' "nic is bound to vfio-pci, whose DMA is not for step dma" <<END
step bind nic vfio-pci
step dma nic maps gpu bar0 0+64K as m
expect m refused EBUSY
END
blames not-vfio 'step open nic' "nic is bound to hairpin-endpoint; write step bind nic vfio-pci before" <<END
step bind nic hairpin-endpoint
step open nic
END
blames no-driver 'step bind nic nosuch' "this kernel has no PCI driver 'nosuch'" <<END
step bind nic nosuch
END

# --- ports, and what has no memory ---
machine="$machine
rp     mem 03.0 bar0 1M
rp     rp4 04.0
switch sw0 under rp4
dsp    sw0.0
rp     rp5 05.0
bridge br  under rp5"
for port in rp0 sw0 sw0.0 br mem; do
	blames "provider-$port" "expect map $port -> nic THRU_HOST_BRIDGE" "$port is a port or bridge, and no driver offers its memory to peers" <<-END
	expect map $port -> nic THRU_HOST_BRIDGE
	END
	for driver in hairpin-endpoint vfio-pci; do
		refuses "bind-$port" "step bind $port $driver" "'$port' is a port or bridge, for which $driver is no driver; write an endpoint" <<-END
		step bind $port $driver
		END
	done
done
blames provider-dma 'step dma nic maps mem bar0 0+64K as m' "mem is a port or bridge, and no driver offers its memory to peers" <<END
step dma nic maps mem bar0 0+64K as m
END
for driver in hairpin-endpoint vfio-pci; do
	blames "bind-address-$driver" "step bind 01.0 $driver" "01.0 is a port or bridge, for which $driver is no driver" <<-END
	step bind 01.0 $driver
	END
	refuses bind-host "step bind hb0 $driver" "'hb0' is a host bridge; write the name of a function" <<-END
	step bind hb0 $driver
	END
done
for who in dry hb0.host; do
	blames "provider-$who" "expect distance $who -> nic 4" "$who has no memory BAR to offer to peers" <<-END
	expect distance $who -> nic 4
	END
done

# --- selftests ---
refuses selftests 'step selftest kthread' 'a scenario has one selftest, and line [0-9]* has it' <<END
step selftest work
step selftest kthread
END
blames selftest-bound 'step selftest p2pmem' "selftest p2pmem is for functions that no driver is bound to" <<END
step bind gpu hairpin-endpoint
step selftest p2pmem
END

# --- machines that cannot boot ---
machine='# The host is on the third line.'
for small in 'host server dram 1M' 'host server dram 2M' 'host server
window hb0 mem 0x1000+1T' 'host server
window hb0 pref 0x1000+256T'; do
	scenario small <<-END
	$small
	rp rp0 01.0
	expect present rp0
	END
	ok=1
	[ "$status" = 3 ] && grep -q "^  # $dir/small.hp:3: the machine has [0-9]* KiB of DRAM outside windows, and the kernel needs 4 KiB more" "$dir/out" &&
		grep -q '^  not ok 1 boot # ERROR$' "$dir/out" && ! grep -q 'not ok .* law\|panic' "$dir/out" && ok=0
	result $ok "$(echo "$small" | tail -n 1): an ERROR that says so"
done
for window in 'io 0xf000+8K' 'io 0x10000+64K' 'io 0xfffff000+4K'; do
	refuses ports "window hb0 $window" 'a CPU has I/O ports 0 to 0xffff' <<-END
	window hb0 $window
	rp rp0 01.0
	END
done
for window in 'mem 0x10000000000000+4K' 'pref 0x7ffffffffffff000+4K' 'mem 0xfffffffffffff000+4K' 'pref 0xfffffffff0000+1M'; do
	refuses physical "window hb0 $window" '.* ends past 0xfffffffffffff, the last physical address of a CPU' <<-END
	window hb0 $window
	rp rp0 01.0
	END
done
for base in 0xffffffffef000 0xffffffff00000 0x7ffffffff000 0x800000000000; do
	scenario highest <<-END
	window hb0 pref $base+64K
	rp rp0 01.0
	ep nic under rp0 bar0 4K 64 pref
	expect present nic
	END
	[ "$status" = 0 ]
	result $? "a window at $base boots"
done
machine='host server
dram   hb0 0x100000000+4K
rp     rp0 01.0
ep     nic under rp0 class network bar0 64K'
blames hidden-dram 'step dma nic maps dram 64K as m' "nic does not see all of DRAM, and this kernel has no bounce buffers" <<END
step dma nic maps dram 64K as m
END

# --- a VF's BAR shows only what the VF was given ---
machine='host server
rp     rp0 01.0 ari-forwarding
ep     gpu under rp0 class display bar0 64K bar2 256M pref vram 256M window bar2 vfs 2 vfbar0 64K vfbar2 32M 64 pref ari
rp     rp1 02.0
ep     nic under rp1 class network bar0 64K'
blames no-vram 'step dma nic maps gpu/vf1 bar2 2M+4M as m' "no DMA through m: gpu/vf1 has no VRAM at 0x5fffff; write step provision with more before" <<END
step bind gpu hairpin-gpu
step provision gpu 4M
step sriov gpu 2
step bind gpu/vf1 hairpin-gpu
step dma nic maps gpu/vf1 bar2 2M+2M as given
step dma nic maps gpu/vf1 bar2 2M+4M as m
END

# --- not a mistake of the kernel's either: a file of sysfs that is no text ---
machine='host server
rp     rp0 01.0
ep     nic under rp0 class network bar0 64K'
scenario binary <<END
expect sysfs $pci/0000:01:00.0/config "text"
END
[ "$status" = 1 ] && iconv -f UTF-8 -t UTF-8 "$dir/out" | cmp -s - "$dir/out" &&
	grep -q '^  # kernel:   "6.*\\x1b' "$dir/out" && ! grep -q 'oops\|not ok .* law' "$dir/out"
result $? "bytes of config in sysfs are read, and printed as text"

echo "1..$n"
exit $failed
