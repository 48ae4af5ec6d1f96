#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-exec.sh - hairpin exec: programs that know nothing of Hairpin on a simulated
# machine.  A shell, lspci and setpci find their way in its /sys; tests/exec/window.program has
# a function by VFIO.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_NEW: the kernel (the newest that is built).
# HAIRPIN_TREE: a tree whose headers for user space are new enough.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
n=0

. tests/tap.sh
a_kernel
tree=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3

cat >"$tmp/m.hp" <<'END'
# A NIC and a GPU that a process has.
host   server
iommu  strict
cmdline vfio_pci.enable_sriov=1
rp     rp0 01.0 acs SV+ RR+ CR+ UF+
rp     rp1 02.0 acs SV+ RR+ CR+ UF+
ep     nic under rp0 class network bar0 1M msi 4 msix 8 flr pm vfs 2 vfbar0 64K
ep     gpu under rp1 id 10de:2232 class 3d bar0 16M bar2 256M pref flr pm
step   bind nic vfio-pci
END
nic=/sys/bus/pci/devices/0000:01:00.0

# on PROGRAM ARG...: its output and status; the verdict is in $tmp/verdict.
on() {
	timeout 300 "$hairpin" exec -k "$kernel" "$tmp/m.hp" -- "$@" 2>"$tmp/verdict"
}
# prints TEXT PROGRAM ARG...
prints() {
	local want=$1
	shift
	[ "$(on "$@")" = "$want" ] || { cat "$tmp/verdict"; return 1; }
}
# verdict TEXT PROGRAM ARG...: a line of the report.
verdict() {
	local want=$1
	shift
	on "$@" >"$tmp/printed"
	grep -qE -- "$want" "$tmp/verdict" || { cat "$tmp/verdict"; return 1; }
}
# status N PROGRAM ARG...
status() {
	local want=$1 is=0
	shift
	on "$@" >"$tmp/printed" || is=$?
	[ "$is" = "$want" ] || { echo "it is $is"; cat "$tmp/verdict"; return 1; }
}

# Debian's headers of the host are older than what is asked here: the tree has its own.
mkdir -p "$tmp/include/linux"
cp "$tree"/include/uapi/linux/{iommufd,vfio}.h "$tmp/include/linux" || exit 3
build() {
	gcc -D__user= -D'__counted_by(n)=' -O1 -I"$tmp/include" \
		-mmemcpy-strategy=rep_byte:-1:noalign "$@" -x c tests/exec/window.program
}
build -o "$tmp/window" && build -static -o "$tmp/static" || exit 3
window() {
	on "$tmp/window" /dev/vfio/devices/vfio0 "$1" || { cat "$tmp/verdict"; return 1; }
}

# --- /sys and /dev ---

check "cat reads an attribute" prints 0x1b36 cat $nic/vendor
check "a shell's own read does" prints 0x020000 sh -c "read -r x <$nic/class; echo \$x"
check "find, readlink and cd go through it" prints "vfio-pci
0000:01:00.0
$nic" sh -c "basename \$(readlink $nic/driver); ls /sys/kernel/iommu_groups/*/devices | grep 01:00; cd $nic; pwd"
check "a shell's redirection writes an attribute" prints "2
0000:02:00.0" sh -c "echo 2 >$nic/sriov_numvfs; cat $nic/sriov_numvfs; basename \$(readlink $nic/virtfn0)"
check "a stream of libc, which bash's echo is, does" prints "1" \
	bash -c "echo 1 >$nic/sriov_numvfs; cat $nic/sriov_numvfs"
check "... and so does what it starts" prints "1" sh -c "printf 1 | tee $nic/sriov_numvfs >/dev/null; cat $nic/sriov_numvfs"
check "an attribute refuses what the kernel refuses" prints "Invalid argument" \
	sh -c "printf x | dd of=$nic/sriov_numvfs 2>&1 | sed -n 's,.*: ,,p' | head -n 1"
check "the host's own files are its own" prints "$(cat /proc/sys/kernel/ostype)" cat /proc/sys/kernel/ostype
check "of a driver nothing is left that is unbound" prints "gone" \
	sh -c "echo 0000:01:00.0 >/sys/bus/pci/drivers/vfio-pci/unbind; [ -e $nic/driver ] || echo gone"
if command -v lspci >/dev/null; then
	check "lspci names all functions" prints "00:00.0 0600: 8086:2020
00:01.0 0604: 1b36:000c
00:02.0 0604: 1b36:000c
01:00.0 0200: 1b36:00f2
03:00.0 0302: 10de:2232" sh -c "lspci -n | sed 's/ (rev.*//'"
	check "setpci writes config space" prints "0006" \
		sh -c "setpci -s 03:00.0 COMMAND=6; setpci -s 03:00.0 COMMAND"
fi

# --- VFIO ---

check "a BAR by every kind of instruction" window accesses
check "memory that is pinned, and fork()" window memory
check "memory that free() and malloc() have again" window heap
check "a BAR that VFIO takes away is SIGBUS" window lost
check "what a program leaks, its end gives back" window leak
check "... and no law is broken" grep -q '^ok 1 ' "$tmp/verdict"
check "a program that is killed" status 1 "$tmp/window" /dev/vfio/devices/vfio0 killed
check "... is said to be" grep -q 'ended by Killed' "$tmp/verdict"
check "... and leaves the machine as it was" grep -q 'ok [0-9]* law quiet' "$tmp/verdict"
check "the same words each time" prints "$(on sh -c "ls -R /sys/devices | cksum")" \
	sh -c "ls -R /sys/devices | cksum"

# --- signals ---

gcc -O1 -fno-optimize-sibling-calls -w -o "$tmp/signals" -x c tests/exec/signals.program || exit 3
bar=/sys/bus/pci/devices/0000:03:00.0/resource0
check "a BAR while signals are blocked" status 0 sh -c "echo 1 >${bar%/*}/enable; '$tmp/signals' $bar blocked && echo 0 >${bar%/*}/enable"
check "a handler for one fault" verdict 'ended by Segmentation fault' "$tmp/signals" $bar once
check "a handler with a stack of its own" status 0 "$tmp/signals" $bar overflow
check "a fault's signal that somebody sends" verdict 'ended by Segmentation fault' \
	sh -c 'kill -SEGV $$; exit 0'
check "... or a trap's" verdict 'ended by Trace' sh -c 'kill -TRAP $$; exit 0'

# --- what else is started ---

check "an empty environment leaves the machine there" prints 0x1b36 env -i /bin/cat $nic/vendor
check "a static program that another starts is named" verdict 'exec\(\) of .*static, which is statically linked' \
	sh -c "'$tmp/static'; exit 0"
check "a child that closes all it does not know" prints "0x1b36" \
	perl -e "require 'syscall.ph' if 0; use POSIX; POSIX::close(\$_) for 3 .. 1023; exec 'cat', '$nic/vendor'"
check "... and goes on itself" prints "0x1b36" \
	perl -e "use POSIX; open(F, '<', '/sys/bus/pci/rescan'); POSIX::close(\$_) for 3 .. 1023; open(G, '<', '$nic/vendor'); print <G>"

# --- offsets ---

check "lseek() is named" verdict 'cannot be carried: lseek' \
	perl -e "open(F, '<', '$nic/config'); sysseek(F, 2, 0)"
check "cp copies an attribute" prints 0x1b36 sh -c "cp $nic/vendor '$tmp/copy'; cat '$tmp/copy'"

# --- the end ---

# left COMMAND...: runs it with a TMPDIR of its own; nothing is in it then, and nobody
# has the mark in its environment.
left() {
	local mark=left-$$-$n
	mkdir -p "$tmp/left"
	MARK=$mark TMPDIR=$tmp/left "$@"
	[ -z "$(ls "$tmp/left")" ] || { ls "$tmp/left"; return 1; }
	! grep -alsz "^MARK=$mark\$" /proc/[0-9]*/environ
}
# ended SIGNAL PROGRAM...: sends it to Hairpin as soon as the program has made $tmp/up.
ended() {
	local sig=$1 pid
	shift
	rm -f "$tmp/up"
	"$hairpin" exec -k "$kernel" "$tmp/m.hp" -- "$@" 2>"$tmp/verdict" &
	pid=$!
	until [ -e "$tmp/up" ] || ! kill -0 $pid; do sleep 0.1; done
	kill -"$sig" $pid
	wait $pid
}
spin="while :; do :; done"
check "SIGTERM ends a program that loops" left ended TERM sh -c ": >'$tmp/up'; $spin"
check "... and so does SIGHUP, with what is in another session" left ended HUP \
	sh -c "setsid sh -c \": >'$tmp/up'; $spin\" & $spin"
check "what a program leaves in another session is ended" left \
	status 0 sh -c "setsid sh -c '$spin' & exit 0"
check "... and with the machine, when that ends" left status 3 \
	sh -c "setsid sh -c '$spin' & kill -KILL \$PPID; $spin"

# --- what is said ---

check "a status that is not 0 is a failure" status 1 sh -c 'exit 3'
check "... and is told" grep -q 'exited with status 3' "$tmp/verdict"
check "4 is a skip" status 4 sh -c 'exit 4'
check "a program that is not there" status 3 "$tmp/none"
check "a static program is refused" says "statically linked" \
	"$hairpin" exec -k "$kernel" "$tmp/m.hp" -- "$tmp/static"
check "... with status 2" gives 2 "$hairpin" exec -k "$kernel" "$tmp/m.hp" -- "$tmp/static"
check "no program" gives 2 "$hairpin" exec -k "$kernel" "$tmp/m.hp"
check "... with -- alone" gives 2 "$hairpin" exec -k "$kernel" "$tmp/m.hp" --
check "a file that is no machine" gives 2 "$hairpin" exec -k "$kernel" "$tmp/window" -- true
sed 's/^step .*/&\nstep   process p\nstep   open nic\nstep   sweep nic/' "$tmp/m.hp" >"$tmp/sweep.hp"
check "step sweep is refused" says "step sweep makes a copy" \
	"$hairpin" exec -k "$kernel" "$tmp/sweep.hp" -- true
check "nothing is left in the folder of temporary files" sh -c \
	"mkdir -p '$tmp/t' && TMPDIR='$tmp/t' '$hairpin' exec -k '$kernel' '$tmp/m.hp' -- true 2>/dev/null && [ -z \"\$(ls '$tmp/t')\" ]"
echo "1..$n"
