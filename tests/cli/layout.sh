#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# hairpin layout: what is shown, hidden and between; where a VMM may put PASID and PRI by each
# rule; which guest breaks on another kernel, function or machine.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).  HAIRPIN_NEW: a kernel as -k takes it
# (default 7.3).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
kernel=${HAIRPIN_NEW:-7.3}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

. tests/tap.sh

built "$kernel"
layout() { timeout 60 "$hairpin" layout -k "$kernel" "$@" 2>&1; }
# prints STATUS REGEXP ARGUMENT...: it ends so and prints such a line.
prints() {
	local status=$1 line=$2
	shift 2
	layout "$@" >"$tmp/lay"
	[ $? = "$status" ] && grep -qE -- "$line" "$tmp/lay"
}
silent() {	# not in what the last one printed
	! grep -qE -- "$1" "$tmp/lay"
}

cat >"$tmp/m.hp" <<'END'
host   server
iommu  strict
rp     rp0 01.0 acs SV+ RR+ CR+ UF+
ep     nic under rp0 id 10de:2232 bar0 1M vfs 2 vfbar0 64K flr ari ats pasid 16 pri vfats vfmsix aer
step   sriov nic 2
END
check "an endpoint's capabilities" prints 0 '^  0x100    44  Advanced Error Reporting$' "$tmp/m.hp" nic
check "what is hidden" grep -q '^  0x190     8  PASID, which is hidden$' "$tmp/lay"
check "what is hidden is no gap" silent '^  0x19[0-4] +[0-9]+  (zeros|not all)'
check "the places are the model's" grep -q "^ (the file has no bytes of its config space: the places" "$tmp/lay"
check "PRI is shown, so nobody makes it up" grep -q '^  Page Request is shown$' "$tmp/lay"
check "a VF: as its PF has it" prints 0 '^  0x190     8  PASID by rule same: zeros, in no capability$' "$tmp/m.hp" nic/vf1
check "at the end, PRI before PASID" grep -q '^  0xfe8    16  Page Request by rule end: zeros' "$tmp/lay"
check "in a gap, PRI behind PASID" grep -q '^  0x10c    16  Page Request by rule gap: zeros' "$tmp/lay"
check "one VF for another" prints 0 '^from nic/vf1 .* to nic/vf2 .*: the same$' "$tmp/m.hp" nic/vf1 nic/vf2
check "a VF for its PF" prints 1 'MSI-X is no longer shown; it was at 0x060: breaks' "$tmp/m.hp" nic/vf1 nic
check "what came breaks nobody" grep -q 'SR-IOV is shown at 0x1b0, and was not$' "$tmp/lay"
check "the size of a BAR does" grep -q 'BAR 0 has 0x100000 bytes, and had 0x10000: breaks' "$tmp/lay"

# A device whose bytes are known; DVSEC 23 of vendor 8086 tells 0x800 in its register 0xa.
device() {	# OFFSET-OF-LTR WORD-AT-0x800
	cat <<END
host   server
iommu  strict
rp     rp0 01.0 acs SV+ RR+ CR+ UF+
ep     fpga under rp0 id 10de:2233
config fpga 4096
config fpga 00: de 10 33 22 00 00 10 00 00 00 00 12 00 00 00 00
config fpga 30: 00 00 00 00 40 00 00 00 00 00 00 00 00 00 00 00
config fpga 40: 10 00 02 00 00 00 00 00 00 00 00 00 11 00 00 00
config fpga 100: 03 00 01 14 01 02 03 04 05 06 07 08
config fpga 140: 23 00 01 $1 86 80 c1 00 23 00 00 08
config fpga ${1}0: 18 00 01 00 00 00 00 00
config fpga 800: $2 00 00 00
END
}
device 18 00 >"$tmp/a.hp"
device 1a 00 >"$tmp/b.hp"
device 18 01 >"$tmp/used.hp"
check "bytes of the file" prints 0 '^  0x180     8  LTR$' "$tmp/a.hp" fpga
check "then no place is the model's" silent "the model's"
check "a DVSEC tells" prints 0 '^  0x800     8  PASID by rule dvsec: zeros' --made dvsec:8086:23+0xa "$tmp/a.hp" fpga
check "and no other rule is told" silent 'rule (same|end|gap|table)'
check "registers of the device are there" prints 1 '0x800 .*not zeros: registers of the device' --made dvsec:8086:23+0xa "$tmp/used.hp" fpga
check "no such DVSEC gives no place" prints 0 '^fpga' --made dvsec:8086:24+0xa "$tmp/a.hp" fpga
check "and says none" silent 'by rule'
check "a table's offset is taken" prints 1 '^  0x140 .*by rule table: taken by Designated Vendor-Specific$' --made 0x140 "$tmp/a.hp" fpga
check "an offset that is none" prints 1 'by rule table: no place for a capability: write a multiple of 4' --made 0x1002 "$tmp/a.hp" fpga
check "a target where one moved" prints 1 '^  LTR moved from 0x180 to 0x1a0: breaks' --to "$tmp/b.hp" "$tmp/a.hp" fpga
check "the same target" prints 0 '^from fpga of .*a.hp .* to fpga of .*a.hp .*: the same$' --to "$tmp/a.hp" "$tmp/a.hp" fpga

# A kernel that hides serial numbers, of a device whose own is 0: a VMM that takes the first gap takes another there.
cat >"$tmp/list" <<'END'
mutant dsn-hidden drivers/vfio/pci/vfio_pci_config.c serial numbers are hidden
in file
sed s/^(\t\[PCI_EXT_CAP_ID_DSN\][ \t]*=[ \t]*)PCI_EXT_CAP_DSN_SIZEOF,/\10,/
END
so=$(HAIRPIN_TREE=$kernel tests/mutants/run --list "$tmp/list" --make "$tmp/dsn" dsn-hidden 2>"$tmp/err")
device 18 00 | sed 's/01 02 03 04 05 06 07 08$/00 00 00 00 00 00 00 00/' >"$tmp/dsn.hp"
check "another kernel: a capability is gone" prints 1 'Device Serial Number is no longer shown; it was at 0x100: breaks' -k "$so" "$tmp/dsn.hp" fpga
check "rule gap: elsewhere" prints 1 'PASID made up by rule gap moves from 0x10c to 0x104: breaks' --made gap -k "$so" "$tmp/dsn.hp" fpga
check "and over what is hidden" grep -q '0x104 .*by rule gap: over Device Serial Number, which the function has and is hidden' "$tmp/lay"
for rule in dvsec:8086:23+0xa end 0x900; do
	check "rule $rule: where it was" prints 1 'Device Serial Number is no longer shown' --made $rule -k "$so" "$tmp/dsn.hp" fpga
	check "rule $rule: does not move" silent 'made up by rule'
done

layout --json "$tmp/j" --made gap -k "$so" "$tmp/dsn.hp" fpga >/dev/null
check "JSON: views" grep -q '"function": "fpga"' "$tmp/j"
check "JSON: what breaks" grep -q '"change": "made-moved"' "$tmp/j"

for wrong in sometimes 0 0x dvsec: dvsec:8086 dvsec:8086:23+0xaz -1; do
	check "--made $wrong is refused" prints 2 "write same, end, gap, an offset" --made $wrong "$tmp/a.hp" fpga
done
check "no such function" prints 2 'no function of' "$tmp/a.hp" gpu
check "a port has no VFIO device" prints 2 "rp0 is a port or bridge" "$tmp/a.hp" rp0
check "no IOMMU, no VFIO device" prints 2 "has no IOMMU" --iommu off "$tmp/a.hp" fpga
echo "1..$n"
