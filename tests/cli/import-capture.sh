#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# hairpin-capture on a small sysfs tree of our own, and hairpin import on what
# it wrote: structure and capabilities are there, serial numbers and names are
# not.  Prints TAP.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=${HAIRPIN:-build/hairpin}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

. tests/tap.sh

root=$tmp/root
port=$root/sys/devices/pci0000:00/0000:00:01.0
nic=$port/0000:01:00.0
mkdir -p "$nic" "$port/0000:00:01.0:pcie001" "$root/sys/bus/pci/devices" \
	"$root/sys/kernel/iommu_groups/5" "$root/proc"

# poke FILE OFFSET HEX...: bytes into a file of zeros.
poke() {
	local f=$1 off=$2
	shift 2
	printf '%b' "$(printf '\\x%s' "$@")" | dd of="$f" bs=1 seek=$((off)) conv=notrunc 2>/dev/null
}

for f in "$port" "$nic"; do
	head -c 4096 /dev/zero >"$f/config"
	poke "$f/config" 0x06 10 00
	poke "$f/config" 0x34 40
done
poke "$port/config" 0 86 80 30 20 06 00
poke "$port/config" 0x09 00 04 06
poke "$port/config" 0x0e 01
poke "$port/config" 0x18 00 01 01
poke "$port/config" 0x40 10 00 42 01
poke "$port/config" 0x100 0d 00 01 00 1f 00 1d 00
poke "$nic/config" 0 b3 15 21 10 06 00
poke "$nic/config" 0x09 00 00 02
poke "$nic/config" 0x10 0c 00 00 00 00 20 00 00
# PCI Express, then VPD; serial number, then ATS.
poke "$nic/config" 0x40 10 60 02 00
poke "$nic/config" 0x60 03 00 de ad be ef de ad
poke "$nic/config" 0x100 03 00 01 14 53 45 43 52 45 54 21 21
poke "$nic/config" 0x140 0f 00 01 00
for f in "$port" "$nic"; do
	ln -s "$f" "$root/sys/bus/pci/devices/${f##*/}"
	ln -s "$root/sys/kernel/iommu_groups/5" "$f/iommu_group"
	echo 0 >"$f/numa_node"
	echo 0x15b3 >"$f/vendor"
	echo 0x1021 >"$f/device"
	echo 0x020000 >"$f/class"
done
{
	echo 0x0000200000000000 0x0000200001ffffff 0x000000000014220c
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
		echo 0x0000000000000000 0x0000000000000000 0x0000000000000000
	done
} >"$nic/resource"
echo SECRET-vpd >"$nic/vpd"
cat >"$root/proc/iomem" <<'END'
00001000-9fffffff : System RAM
c0000000-cfffffff : PCI Bus 0000:00
200000000000-20ffffffffff : PCI Bus 0000:00
  200000000000-200001ffffff : 0000:01:00.0
END
printf 'processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nserial\t: SECRET\n\n' >"$root/proc/cpuinfo"
echo 'root=/dev/SECRET ip=SECRET-host iommu=pt pci=realloc' >"$root/proc/cmdline"

capture() {
	HAIRPIN_CAPTURE_ROOT=$root "$@" -o "$tmp/c.tar.gz"
}
in_archive() { tar xzOf "$tmp/c.tar.gz" | grep -aq -- "$1"; }
not_in_archive() { ! in_archive "$1"; }
said() { "$hairpin" import "$tmp/c.tar.gz" | grep -qE -- "$1"; }

echo 1..19
check "runs" capture tools/hairpin-capture
check "has a version" in_archive '^1$'
check "no serial number or name" not_in_archive SECRET
check "no VPD registers" not_in_archive $'\xde\xad\xbe\xef'
check "no other words of the command line" not_in_archive root=
check "imports" "$hairpin" import "$tmp/c.tar.gz"
check "says nothing is missing" test ! -s "$tmp/said"
check "root port" said '^rp rp0 under hb0 01.0 id 8086:2030 .*acs SV\+ TB- RR\+ CR\+ UF\+'
check "NIC below it" said '^ep nic0 under rp0 00.0 id 15b3:1021'
check "size from resource" said 'bar0 32M 64 pref at 0x200000000000'
check "what follows the serial number" said '^ep nic0 .* ats'
check "groups" said 'rp0 .*iommu-group 5'
check "mode from the command line" said '^iommu passthrough$'
check "windows from iomem" said '^window hb0 pref 0x200000000000\+1T$'
check "host from cpuinfo" said '^host server( |$)'

# Not root: the first 64 bytes, so that capabilities are unknown.
for f in "$port" "$nic"; do
	head -c 64 "$f/config" >"$tmp/64" && cp "$tmp/64" "$f/config"
done
check "runs on 64 bytes" capture sh tools/hairpin-capture
check "and says so" grep -q 'run it as root' "$tmp/said"
check "ACS is unknown" said '^rp rp0 .*acs unknown'
check "refuses what it does not know" \
	sh -c '! tools/hairpin-capture --what 2>/dev/null'
