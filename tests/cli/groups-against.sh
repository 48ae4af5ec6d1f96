#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# hairpin groups --against: the same partition under other numbers and in every
# form of list is the same; each group taken apart or joined is reported with
# the rule that decided, on the right function.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).  HAIRPIN_NEW: a kernel as -k
# takes it (default the newest built).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=${HAIRPIN:-build/hairpin}
machine=tests/fixtures/groups/rules.hp
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

groups() {
	timeout 60 "$hairpin" groups ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$@"
}

groups "$machine" >"$tmp/own" 2>"$tmp/err" || {
	echo "1..0 # SKIP $(head -n 1 "$tmp/err")"
	exit 0
}

. tests/tap.sh
against() { groups "$machine" --against "$1"; }
same() { gives 0 against "$1" && grep -q '^against .*: the same' "$tmp/out"; }
# differs LIST EXTENDED-REGEXP: one difference, with that reason.
differs() {
	gives 1 against "$1" && grep -q '): 1 difference$' "$tmp/out" &&
		grep -qE "^    $2" "$tmp/out"
}
said() { { "$@" 2>&1 >/dev/null || :; } | grep -qF -- "$said"; }

# One line a function: "group address", numbers other than the kernel's.
awk '/^group/ { g = 900 - $2 } / [0-9a-f]+:..:..\../ { print g, $1 }' "$tmp/own" >"$tmp/table"
sed 's,^\(.*\) \(.*\),/sys/kernel/iommu_groups/\1/devices/\2,' "$tmp/table" >"$tmp/find"
awk '{ print $2 "\t" $1 }' "$tmp/table" >"$tmp/columns"
awk '{ sub(/^0000:/, "", $2); print "IOMMU Group " $1 " " $2 " Host bridge [0600]: Some [1234:5678] (rev 07)" }' "$tmp/table" >"$tmp/arch"
awk '{ sub(/^0000:/, "", $2) } g != $1 { g = $1; print "IOMMU Group " g ":" }
	{ print "\t" $2 " Host bridge [0600]: Some [1234:5678] (rev 07)" }' "$tmp/table" >"$tmp/headings"
awk '{ m[$1] = m[$1] " " $2 } END { for (g in m) print g ":" m[g] }' "$tmp/table" >"$tmp/colons"
tac "$tmp/find" | sed 's/^/> /; s/$/\r/' >"$tmp/mailed"

check "its own output" same "$tmp/own"
for form in find columns arch headings colons mailed; do
	check "a list: $form" same "$tmp/$form"
done

standard() { against - <"$tmp/find" && against /dev/stdin <"$tmp/columns"; }
check "standard input" gives 0 standard

# A directory, as on the machine.
mkdir "$tmp/d"
while read -r g bdf; do
	mkdir -p "$tmp/d/$g/devices/$bdf"
done <"$tmp/table"
check "a folder: iommu_groups" same "$tmp/d"

# move BDF NUMBER: that function into another group.
move() { sed "s,^[0-9]* \(0000:$1\)\$,$2 \1,; s,^\(.*\) \(.*\)\$,\2 \1," "$tmp/table" >"$tmp/moved"; }
group_of() { awk -v b="0000:$1" '$2 == b { print $1 }' "$tmp/table"; }

# Apart there: what joins them here.
move 02:00.0 7; check "port without ACS" \
	differs "$tmp/moved" 'port: 0000:00:02\.0 \(rp1, .* does not isolate what is below it: no ACS capability'
move 03:00.1 7; check "siblings without ACS" \
	differs "$tmp/moved" 'siblings: 0000:03:00\.0 \(x0, 8086:10f0\) and 0000:03:00\.1 \(x1, .*no ACS capability'
move 07:00.0 7; check "bridge to conventional PCI" \
	differs "$tmp/moved" 'bus: 0000:06:00\.0 \(br0, .* takes over requests'
move 08:00.1 7; check "DMA alias quirk" \
	differs "$tmp/moved" 'alias: 0000:08:00\.0 \(sata, .* uses the requester ID of 0000:08:00\.1 \(pata'
# Together there: what keeps them apart here.
move 01:00.0 "$(group_of 00:01.0)"; check "a port that isolates" \
	differs "$tmp/moved" 'isolated: 0000:00:01\.0 \(rp0, .*its ACS has SV\+ RR\+ CR\+ UF\+'
move 04:00.1 "$(group_of 04:00.0)"; check "ACS quirk of a device ID" \
	differs "$tmp/moved" 'quirk: 0000:04:00\.1 \(y1, 8086:10fb\) is isolated .* quirk for 8086:10fb'
move 05:00.1 "$(group_of 05:00.0)"; check "siblings with ACS" \
	differs "$tmp/moved" 'isolated: 0000:05:00\.0 \(z0, .*its ACS has RR\+ CR\+'
move 00:03.0 "$(group_of 00:01.0)"; check "devices of a root bus" \
	differs "$tmp/moved" 'root-bus: .* are different devices of one bus'

grep -v 02:00.0 "$tmp/columns" >"$tmp/less"
check "a function less there" differs "$tmp/less" 'absent: it is in no group there'
{ cat "$tmp/columns"; echo '0000:7f:00.0 3'; } >"$tmp/more"
check "a function more there" differs "$tmp/more" 'absent: this kernel did not find such a function'

# VFs, also on a bus of their own.
cat >"$tmp/vfs.hp" <<'END'
# A PF whose VFs are on the bus after its own.
host server
iommu strict
rp rp0 01.0 acs SV- RR- CR- UF-
ep nic under rp0 class network bar0 16K 64 vfs 4 vfoffset 256 vfstride 1 vfenabled 2 vfbar0 16K 64
END
vfs() {
	groups "$tmp/vfs.hp" >"$tmp/vfs" && grep -q 'nic/vf2' "$tmp/vfs" &&
		gives 0 groups "$tmp/vfs.hp" --against "$tmp/vfs"
}
check "VFs" vfs

# A machine with its own groups in it.
move 08:00.1 7
{
	cat "$machine"
	echo "rp own 0b.0 iommu-group 3"
	echo "rp own2 0c.0 iommu-group 3"
} >"$tmp/own-groups.hp"
brought() {
	gives 0 groups "$tmp/own-groups.hp" &&
		grep -q "^not as the machine's own kernel" "$tmp/out"
}
check "groups that the machine brings: differences are said, not judged" brought
sed -i 's/iommu-group 3$/iommu-group 4/; s/own 0b.0 iommu-group 4/own 0b.0 iommu-group 3/' "$tmp/own-groups.hp"
brought_same() {
	gives 0 groups "$tmp/own-groups.hp" &&
		grep -q "^as the machine's own kernel" "$tmp/out"
}
check "groups that the machine brings: the same is said" brought_same

check "JSON" gives 1 groups "$machine" -a "$tmp/moved" --json "$tmp/j"
check "JSON has rule and function" jq -e '.partitions[0].against | .same == false and
	(.differences | length) == 1 and .differences[0].kind == "together" and
	.differences[0].functions == ["0000:08:00.0", "0000:08:00.1"] and
	.differences[0].reasons[0].rule == "alias" and
	.differences[0].reasons[0].function == "0000:08:00.0"' "$tmp/j"

# Machines whose own kernels' groups are known; they are no part of this repository.
machines=${HAIRPIN_MACHINES:-../shared/machines}
if [ -d "$machines/text" ]; then
	real() {
		gives 0 groups "$machines/text/$1" --against "$machines/text/$2" &&
			grep -q "the same, $3 functions in $4 groups" "$tmp/out"
	}
	check "a laptop's own groups" real comet-lake-u-vv comet-lake-u-vv 22 16
	check "a switch's own groups, told in the capture" real asm1812-subtree-vvv asm1812-subtree-vvv 11 11
	check "and in a list" real asm1812-subtree-vvv asm1812-subtree-vvv.groups 11 11
else
	n=$((n + 1))
	echo "ok $n - machines # SKIP no such folder; HAIRPIN_MACHINES names one"
fi

echo 'no group at all' >"$tmp/none"
said="$tmp/none:1:1: neither a group nor a function"
check "no list: located" said against "$tmp/none"
check "no list: 2" gives 2 against "$tmp/none"
printf '# list\n/sys/kernel/iommu_groups/7/devices/0000:zz\n' >"$tmp/bad"
said="$tmp/bad:2:36: no function's address"
check "a bad address: located" said against "$tmp/bad"
printf '1: 00:01.0\n2: 00:01.0\n' >"$tmp/twice"
said="0000:00:01.0 is in group 1 and in group 2"
check "a function in two groups" said against "$tmp/twice"
: >"$tmp/empty"
check "an empty file: 2" gives 2 against "$tmp/empty"
check "no file: 2" gives 2 against "$tmp/nothing"
said="no IOMMU groups in it"
printf '00:00.0 Host bridge [0600]: X [8086:1237]\n\tFlags: fast devsel\n' >"$tmp/lspci"
check "a capture without groups" said against "$tmp/lspci"
echo 1..$n
