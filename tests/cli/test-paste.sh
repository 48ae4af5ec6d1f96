#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What people paste: one machine of our own in the mutilations of mail, browsers,
# terminals and forums, and in the forms of lspci and of group lists.  Each gives the
# same machine as the whole text, or says what is missing.  Prints TAP.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=${HAIRPIN:-build/hairpin}
ids=tests/fixtures/import/pci.ids
whole=tests/fixtures/import/workstation-vvnn.txt
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

. tests/tap.sh

import() { "$hairpin" import --quiet --pci-ids "$ids" "$@" | sed '/^#/d'; }
# same FILE: the machine of the whole text.
same() { import "$1" >"$tmp/this" && diff "$tmp/whole" "$tmp/this"; }
says() { "$hairpin" import --pci-ids "$ids" "$1" 2>&1 >/dev/null | grep -E -- "$2" >/dev/null; }
has() { import "$1" | grep -E -- "$2" >/dev/null; }
hasnt() { ! has "$@"; }
not() { ! "$@"; }

import "$whole" >"$tmp/whole"

# --- what is done to a text on its way -------------------------------------

. tests/mail.sh
html() { sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/(/\&#40;/g; s/:/\&#x3a;/2'; }
nbsp() { sed 's/^\t/\xc2\xa0\xc2\xa0\xc2\xa0\xc2\xa0/; s/: /:\xc2\xa0/'; }
latin1() { sed 's/, /,\xa0/g'; }
coloured() { sed -E 's/^([0-9a-f:.]+) /\x1b[1;32m\1\x1b[0m /; s/(Memory)/\x1b[31m\1\x1b[m/'; }
bold() { sed -E 's/^(\t(Region|Capabilities).*)$/**\1**/'; }
unindented() { sed -E 's/^[[:space:]]+//'; }
indented() { sed 's/^/        /'; }
trailing() { sed 's/$/   /'; }
bullets_of_mail() { sed -E 's/^\t+/\xe2\x80\xa2   /'; }
one_line_of_html() { sed 's/$/<br \/>/' | tr -d '\n'; }
wrapped() { fold -s -w 76; }
prompt() { echo '$ sudo lspci -vvnn'; cat; echo '$'; }
both() { html | quoted; }
for how in quoted quoted_twice quoted_tight crlf html tags nbsp latin1 coloured bold backticks \
	unindented indented trailing bom printable prompt greeting both \
	bullets_of_mail one_line_of_html; do
	"$how" <"$whole" >"$tmp/$how.txt"
	check "mutilated: $how" same "$tmp/$how.txt"
done
# Lines are put together again where they were broken at a space.
wrapped <"$whole" >"$tmp/wrapped.txt"
check "mutilated: wrapped" same "$tmp/wrapped.txt"

# Words that a browser translated tell nothing, and that is said; numbers still do.
translated() {
	sed 's/PCI bridge/PCI-Br\xc3\xbccke/; s/Capabilities:/F\xc3\xa4higkeiten:/; s/Flags:/Flaggen:/
		s/Bus: primary=/Bus: prim\xc3\xa4r=/; s/secondary=/sekund\xc3\xa4r=/; s/Kernel driver in use/Verwendeter Kernel-Treiber/'
}
italian() { sed 's/Capabilities: /Capacit\xc3\xa0: /; s/PCI bridge/Bridge PCI/; s/Control:/Controllo:/'; }
for how in translated italian; do
	"$how" <"$whole" >"$tmp/$how.txt"
	check "$how: said" says "$tmp/$how.txt" 'in words that are not lspci'
	check "$how: not taken for cut" not says "$tmp/$how.txt" 'ends in the middle'
	check "$how: ids are read" has "$tmp/$how.txt" 'id 1bbb:8600'
	check "$how: what is not read is unknown, not absent" says "$tmp/$how.txt" 'ACS of [0-9]+ PCIe functions, .* is unknown'
done
check "italian: a VF of nobody is left out" says "$tmp/italian.txt" '0000:04:00.0: no bridge can lead to its bus'
check "the original is not called translated" not says "$whole" 'words that are not lspci'
# Lines of numbers keep them, whatever their words: buses below a bridge, BARs, ids, revisions.
french() {
	sed -E 's/PCI bridge( \[[0-9a-f]{4}\])?: /Pont PCI : /; s/\(rev ([0-9a-f]+)\)/(rév \1)/; s/Capabilities:/Capacités :/; s/Control:/Contrôle :/
		s/Bus: primary=(..), secondary=(..), subordinate=(..), sec-latency/Bus : primaire=\1, secondaire=\2, subordonné=\3, latence/
		s/Region ([0-5]): Memory at ([0-9a-f]+) \((32|64)-bit, .*\) \[size=(.*)\]/Région \1 : mémoire à \2 (\3 bits, autre) [taille=\4]/'
}
# The words of a machine of its own, in three languages.
spoken() {
	printf '%s\n' "00:01.0 $1: Intel Corporation PCIe x16 [8086:1901] ($2 07) (prog-if 00 [x])" \
		"	$3=00, $4=01, $5=01, sec-latency=0" "	$6 [a0] Express (v2) Root Port (Slot+), MSI 00" \
		"" "01:00.0 VGA: NVIDIA Corporation GP104 [10de:1b80] ($2 a1)" \
		"	$7 de000000 (32$8, x) [$9=16M]" "	$6 [78] Express (v2) Endpoint, MSI 00"
}
spoken PCI-Brücke Rev. "Bus: primär" sekundär untergeordnet Fähigkeiten: "Region 0: Speicher bei" -Bit Größe >"$tmp/german.txt"
spoken "PCI ブリッジ" rev "バス: プ" セ 下 機能: "領域 0: メモリ" " ビット" サ >"$tmp/japanese.txt"
spoken "Puente PCI" rev "Bus: primario" secundario subordinado Capacidades: "Memoria en" " bits" tamaño >"$tmp/spanish.txt"
for how in german japanese spanish; do
	check "$how: the bridge and what is below it" has "$tmp/$how.txt" '^rp rp0 .* id 8086:1901 rev 07 .*buses 01-01'
	check "... and that device's BAR" has "$tmp/$how.txt" '^ep .* under rp0 .* id 10de:1b80 .*rev a1 .*bar0 16M 32 at 0xde000000'
	check "... and said" says "$tmp/$how.txt" 'in words that are not lspci'
done
# The colons, commas and brackets of Chinese, which have two columns.
{
	printf '00:01.0 PCI 桥 [0604]： Intel Corporation x16 [8086:1901]（rev 07）\n'
	printf '\t总线：主=00，次=01，从=01，延=0\n'
	printf '01:00.0 VGA [0300]：NVIDIA Corporation GP104 [10de:1b80]（版本 a1）\n'
} >"$tmp/chinese.txt"
check "chinese: the bridge" has "$tmp/chinese.txt" '^rp rp0 .* id 8086:1901 rev 07 .*buses 01-01'
check "... and the device below it" has "$tmp/chinese.txt" '^ep gpu0 under rp0 .* id 10de:1b80 class vga rev a1 '
french <"$whole" >"$tmp/french.txt"
for line in '^rp rp0 .* id 1aaa:0010 rev 02 .*buses 01-06' '^[a-z]+ gpu0 .* id 1ccc:3000 .*bar0 256M 64 .*at 0x4000000000'; do
	check "french: $line" has "$tmp/french.txt" "$line"
done

# --- the forms of lspci ------------------------------------------------------

# With paths in place of addresses: the tree is told twice.
awk 'FNR == NR { if (/^[0-9a-f][0-9a-f]:/) at = $1
	if (/Bus: primary/) { match($0, /secondary=../); above[substr($0, RSTART + 10, 2)] = at }
	next }
	function path(a, b) { b = substr(a, 1, 2); return b in above ? path(above[b]) "/" a : a }
	/^[0-9a-f][0-9a-f]:/ { $1 = path($1) } { print }' "$whole" "$whole" >"$tmp/pp.txt"
check "lspci -PP" same "$tmp/pp.txt"
sed -E '/^[0-9a-f]/ { :a; s,/[0-9a-f]{2}:([0-9a-f]{2}\.),/\1,; ta }' "$tmp/pp.txt" >"$tmp/p.txt"
check "lspci -P" same "$tmp/p.txt"

grep -E '^[0-9a-f]{2}:' "$whole" >"$tmp/nn.txt"
sed -E 's/ \[[0-9a-f]{4}(:[0-9a-f]{4})?\]//g' "$tmp/nn.txt" >"$tmp/plain.txt"
sed 's/$/\n\tKernel driver in use: pcieport\n\tKernel modules: shpchp/' "$tmp/nn.txt" >"$tmp/nnk.txt"
import "$tmp/nn.txt" >"$tmp/nn.hp"
import "$tmp/plain.txt" >"$tmp/plain.hp"
import "$tmp/nnk.txt" >"$tmp/nnk.hp"
check "lspci -nn: one root bus" test "$(grep -c '^hb ' "$tmp/nn.hp")" = 1
check "lspci -nn: guessed, and said" says "$tmp/nn.txt" 'guessed from the order of addresses'
check "lspci: as with numbers" diff "$tmp/nn.hp" "$tmp/plain.hp"
sed "s/ driver pcieport//" "$tmp/nnk.hp" >"$tmp/nnk.rest"
check "lspci -k: drivers change nothing" diff "$tmp/nn.hp" "$tmp/nnk.rest"
check "... and are kept" test "$(grep -c " driver pcieport" "$tmp/nnk.hp")" = "$(grep -c . "$tmp/nn.txt")"
check "lspci -nn: the switch" grep -q '^switch sw0 under rp0' "$tmp/nn.hp"

# An extended capability means PCI Express, with no Express line.
printf '00:02.0 PCI bridge [0604]: A [8086:2030]\n\tBus: primary=00, secondary=03, subordinate=03, sec-latency=0\n\tCapabilities: [110 v1] Access Control Services\n\t\tACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-\n\t\tACSCtl:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-\n' >"$tmp/ext.txt"
check "an extended capability means PCIe" has "$tmp/ext.txt" '^rp rp0 .* acs SV\+ .*RR\+'

# --- lists of groups ---------------------------------------------------------

awk '/^[0-9a-f][0-9a-f]:/ { h = $0 } /IOMMU group:/ { print $NF "\t" h }' "$whole" | sort -n >"$tmp/groups"
find_form() { awk -F '\t' '{ print "/sys/kernel/iommu_groups/" $1 "/devices/0000:" substr($2, 1, 7) }' "$tmp/groups"; }
one_line() { awk -F '\t' '{ print "IOMMU Group " $1 " " $2 }' "$tmp/groups"; }
headings() { awk -v g=none -F '\t' '$1 != g { g = $1; print "IOMMU Group " g ":" } { print "\t" $2 }' "$tmp/groups"; }
numbered() { awk -v g=none -F '\t' '$1 != g { g = $1; print "IOMMU GROUP " g } { print " (" $1 ") " $2 }' "$tmp/groups"; }
links() { awk -F '\t' '{ print "lrwxrwxrwx 1 root root 0 Jan 1 00:00 /sys/bus/pci/devices/0000:" substr($2, 1, 7) "/iommu_group -> ../../../kernel/iommu_groups/" $1 }' "$tmp/groups"; }
bullets() { awk -v g=none -F '\t' '$1 != g { g = $1; print "Group " g } { print "  - " $2 }' "$tmp/groups"; }
columns() { awk -v g=none -F '\t' '$1 != g { g = $1; h = "Group " g ":" } { match($2, /\[[0-9a-f]+:[0-9a-f]+\]/); id = substr($2, RSTART, RLENGTH)
	a = substr($2, 1, 7); c = substr($2, 9); sub(/ \[.*/, "", c); printf "%-15s %s [R] %s  %-30s  Device\n", h, id, a, c; h = "" }' "$tmp/groups"; }
# VFs are functions of their own only where no SR-IOV capability was seen.
of() { import "$1" | grep -v "1ccc:3001" | sed -nE 's/^.* id ([0-9a-f:]+) .*iommu-group ([0-9]+)$/\1 \2/p' | sort; }
of "$whole" >"$tmp/of.whole"
bare() { import "$1" | grep -oE "iommu-group [0-9]+$" | grep -v " [78]$" | sort; }
bare "$whole" >"$tmp/bare.whole"
same_groups() { of "$1" | diff "$tmp/of.whole" -; }
same_bare() { bare "$1" | diff "$tmp/bare.whole" -; }
for form in one_line headings numbered bullets columns; do
	"$form" >"$tmp/$form.txt"
	check "list of groups as a machine: $form" same_groups "$tmp/$form.txt"
	for how in quoted nbsp html unindented wrapped; do
		"$form" | "$how" >"$tmp/$form-$how.txt"
		check "... $how" same_groups "$tmp/$form-$how.txt"
	done
done
for form in find_form links; do
	"$form" >"$tmp/$form.txt"
	check "list of groups as a machine: $form" same_bare "$tmp/$form.txt"
done

# --- a kernel's log ---------------------------------------------------------------

# The same machine as its kernel would log it; what is below what is the same.
klog() {
	awk 'function flush() { if (a != "") print "pci 0000:" a ": [" id "] type " (bridge ? "01" : "00") " class 0x" class "00 " type
			if (a != "" && bridge) print "pci 0000:" a ": PCI bridge to [bus " sec "-" sub_ "]"
			if (a != "" && group != "") later = later "pci 0000:" a ": Adding to iommu group " group "\n" }
		/^[0-9a-f][0-9a-f]:/ { flush(); a = $1; bridge = 0; group = ""; type = "conventional PCI endpoint"
			match($0, /\[[0-9a-f]+\]/); class = substr($0, RSTART + 1, 4)
			match($0, /\[[0-9a-f]+:[0-9a-f]+\]/); id = substr($0, RSTART + 1, 9) }
		/Bus: primary/ { bridge = 1; match($0, /secondary=../); sec = substr($0, RSTART + 10, 2); match($0, /subordinate=../); sub_ = substr($0, RSTART + 12, 2) }
		/Express \(v2\) Root Port/ { type = "PCIe Root Port" }
		/Express \(v2\) Upstream/ { type = "PCIe Switch Upstream Port" }
		/Express \(v2\) Downstream/ { type = "PCIe Switch Downstream Port" }
		/Express \(v2\) Endpoint/ { type = "PCIe Endpoint" }
		/IOMMU group:/ { group = $NF }
		END { flush(); printf "%s", later }' "$whole"
}
tree() { import "$1" | awk '/ under / { for (i = 1; i < NF; i++) if ($i == "under") u = $(i + 1); match($0, /id [0-9a-f:]+/)
	print substr($0, RSTART, RLENGTH), $1, "below", id[u]; id[$2] = substr($0, RSTART, RLENGTH) }' | grep -v 1ccc:3001 | sort; }
tree "$whole" >"$tmp/tree.whole"
same_tree() { tree "$1" | diff "$tmp/tree.whole" - && bare "$1" | diff "$tmp/bare.whole" -; }
stamped() { sed 's/^/[    0.512345] /'; }
hosted() { sed 's/^/Jan  1 00:00:01 host kernel: /'; }
klog >"$tmp/klog.txt"
check "kernel log: the tree and the groups" same_tree "$tmp/klog.txt"
for how in stamped hosted quoted html nbsp coloured crlf indented greeting; do
	klog | "$how" >"$tmp/klog-$how.txt"
	check "... $how" same_tree "$tmp/klog-$how.txt"
done
klog | sed 's/ Port$/ =\nPort/' | sed '/=$/s/^/                    /' >"$tmp/klog-soft.txt"
check "... broken by quoted-printable" same_tree "$tmp/klog-soft.txt"
cat >"$tmp/redirect.txt" <<'END'
> nvme 0000:45:00.0: ACS redirect is set between the client and provider (0000:42:00.0)
> nvme 0000:45:00.0: to disable ACS redirect for this path, add the kernel parameter:
> 	pci=disable_acs_redir=0000:41:00.0;0000:3f:00.0;0000:44:00.0;0000:3f:08.0
END
check "kernel log: the ports that redirect" test "$(import "$tmp/redirect.txt" | grep -c '^dsp .*RR+')" = 4

# --- what a capture leaves open ------------------------------------------------

# Two devices below one switch, with ACSCtl as $1 says, or no capabilities at all.
machine() {
	local port="\tCapabilities: [68] Express (v2) $2, MSI 00\n\tCapabilities: [f24 v1] Access Control Services\n\t\tACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl+ DirectTrans+\n\t\tACSCtl:\tSrcValid$1 TransBlk- ReqRedir$1 CmpltRedir$1 UpstreamFwd$1 EgressCtrl- DirectTrans-\n"
	[ "$1" ] || port='\tCapabilities: <access denied>\n'
	printf '%b' "$3 PCI bridge [0604]: A [10b5:8747]\n\tBus: primary=${3:0:2}, secondary=$4, subordinate=$5, sec-latency=0\n${6-$port}\n"
}
pair() {
	local up='\tCapabilities: [68] Express (v2) Upstream Port, MSI 00\n' end='\tCapabilities: [78] Express (v2) Endpoint, MSI 00\n\tCapabilities: [100 v1] Virtual Channel\n' a
	[ "$1" ] || up='\tCapabilities: <access denied>\n' end=$up
	machine "$1" 'Root Port (Slot+)' 00:02.0 02 05
	machine "$1" '' 02:00.0 03 05 "$up"
	machine "$1" 'Downstream Port (Slot+)' 03:08.0 04 04
	machine "$1" 'Downstream Port (Slot+)' 03:10.0 05 05
	for a in 04 05; do
		printf '%b' "$a:00.0 3D controller [0302]: B [10de:1db6]\n\tRegion 0: Memory at c${a}00000 (32-bit, non-prefetchable) [size=1M]\n$end\n"
	done
}
pair - >"$tmp/off.txt"
pair + >"$tmp/on.txt"
pair '' >"$tmp/denied.txt"
# Two devices below two root ports, without and with the function that names the host.
ports() {
	local a
	machine - 'Root Port (Slot+)' 00:01.0 04 04
	machine - 'Root Port (Slot+)' 00:02.0 05 05
	for a in 04 05; do
		printf '%b' "$a:00.0 3D controller [0302]: B [10de:1db6]\n\tRegion 0: Memory at c${a}00000 (32-bit, non-prefetchable) [size=1M]\n\tCapabilities: [78] Express (v2) Endpoint, MSI 00\n\tCapabilities: [100 v1] Virtual Channel\n\n"
	done
}
ports >"$tmp/nohost.txt"
{ printf '00:00.0 Host bridge [0600]: Intel [8086:9b63]\n\tStatus: Cap-\n\n'; ports; } >"$tmp/host.txt"
explain() { timeout 120 "$hairpin" explain --quiet ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$tmp/$1.txt" 04:00.0 05:00.0 >"$tmp/explained"; }
told() { explain "$1" && shift && while [ $# -gt 0 ]; do grep -qE "$1" "$tmp/explained" || return 1; shift; done; }
if timeout 120 "$hairpin" groups -q ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$tmp/on.txt" >/dev/null 2>&1; then
	check "ACS off in the capture: simulated so, and the other said" told off \
		'^kernel: BUS_ADDR' '^assumed: the IOMMU is off, because ACSCtl' '  if it is on \(strict\), kernel: NOT_SUPPORTED'
	check "ACS on in the capture: stays on" told on '^kernel: NOT_SUPPORTED' '^because: ACS redirect is on at' \
		'  if it is off, kernel: NOT_SUPPORTED'
	check "not as root: both answers, and what to run" told denied '^unknown: whether 3 ports have ACS' \
		'  if they have it and it redirects .*, kernel: NOT_SUPPORTED' 'what tells: sudo lspci -vvv -nn'
	check "... and the first lines say that there are two" told denied \
		'^  that hangs on what the capture leaves open: otherwise NOT_SUPPORTED, see the end'
	check "an answer that is the same either way says nothing of it" not told host "^  that hangs on"
	check "no host bridge: both answers, and what to run" told nohost '^kernel: NOT_SUPPORTED' '^unknown: which host this is' \
		'  if it is on the list and forwards, kernel: THRU_HOST_BRIDGE' 'what tells: lspci -nn -s 00.0'
	check "a host bridge that is shown is no question" not told host '^unknown: which host'
	check "nor one that does not matter" not told off '^unknown: which host'
	matrix() { timeout 120 "$hairpin" matrix --quiet ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$@" | grep -q '^unknown: which host'; }
	check "... in a matrix, too" matrix "$tmp/nohost.txt"
	check "... unless the user says" not matrix --listed no "$tmp/nohost.txt"
	check "... or nothing is refused" not matrix "$tmp/off.txt"
fi

# --- functions that no group has, and domains behind a VMD ------------------------

cat >"$tmp/vmd.txt" <<'END'
0000:00:0e.0 RAID bus controller [0104]: Intel Corporation VMD [8086:9a0b]
	Flags: bus master, fast devsel, latency 0, IOMMU group 4
	Memory at 80000000 (32-bit, non-prefetchable) [size=16M]

10000:e0:1d.0 PCI bridge [0604]: Intel Corporation Device [8086:a0b0] (prog-if 00 [Normal decode])
	Flags: bus master, fast devsel, latency 0, IOMMU group 4
	Bus: primary=00, secondary=e1, subordinate=e1, sec-latency=0
	Memory behind bridge: 80100000-801fffff [size=1M] [32-bit]
	Capabilities: [40] Express Root Port (Slot+), MSI 00

10000:e1:00.0 Non-Volatile memory controller [0108]: Some [1c5c:1339] (prog-if 02 [NVM Express])
	Flags: bus master, fast devsel, latency 0, IOMMU group 4
	Memory at 80100000 (64-bit, non-prefetchable) [size=16K]
	Capabilities: [80] Express Endpoint, MSI 00
END
check "VMD: its BAR is its domain's window" has "$tmp/vmd.txt" '^window hb1 mem 0x80000000\+16M'
check "VMD: no BAR of its own is left there" hasnt "$tmp/vmd.txt" '^(rciep|pcidev) raid0 .*bar0'
# The drives alone, as somebody with a drive's problem pastes them.
sed '/^0000:00:0e/,/^$/d' "$tmp/vmd.txt" >"$tmp/vmd-drives.txt"
check "VMD: one that is not pasted is put there, and said" \
	says "$tmp/vmd-drives.txt" 'domain 10000 is behind a VMD that is not in the dump; one is put there'
check "VMD: it is marked as assumed" has "$tmp/vmd-drives.txt" '^pcidev raid0 .* class raid assumed'
# An AHCI controller in RAID mode has the class of a VMD, and is at a lower address.
{
	printf '0000:00:0d.0 RAID bus controller [0104]: Intel Corporation SATA [8086:2822]\n'
	printf '\tFlags: bus master, IOMMU group 3\n\tI/O ports at 4050 [size=8]\n\tMemory at 90000000 (32-bit, non-prefetchable) [size=8K]\n\n'
	cat "$tmp/vmd.txt"
} >"$tmp/vmd-sata.txt"
sed '/^0000:00:0e/,/^$/d' "$tmp/vmd-sata.txt" >"$tmp/vmd-sata-drives.txt"
check "VMD: an AHCI controller is none" has "$tmp/vmd-sata-drives.txt" '^pcidev raid. .* 0e\.0 .*assumed'

# Groups and no tree: what the groups prove.  Port 3 has a switch that nothing isolates, at
# the number that would be port 2's; port 9 keeps numbers in reserve; the GPU's two
# functions are apart; of the chipset's two ports one isolates.
forum() {
	awk '{ printf "IOMMU Group %s:\n\t%s %s\n", $1, $2, substr($0, index($0, $3)) }' <<'END'
0 00:01.0 Host bridge [0600]: Some Dummy [1022:14da]
1 00:01.1 PCI bridge [0604]: Some Port [1022:14db]
2 00:01.2 PCI bridge [0604]: Some Port [1022:14db]
3 00:03.0 PCI bridge [0604]: Some Port [1022:14db]
3 02:00.0 PCI bridge [0604]: Some Switch [1022:43f4]
3 03:00.0 PCI bridge [0604]: Some Switch [1022:43f5]
3 03:04.0 PCI bridge [0604]: Some Switch [1022:43f5]
3 05:00.0 Non-Volatile memory controller [0108]: Some NVMe [144d:a80a]
4 00:08.1 PCI bridge [0604]: Some Port [1022:14dd]
5 28:00.0 VGA compatible controller [0300]: Some GPU [1002:164e]
6 28:00.1 Audio device [0403]: Some Audio [1002:1640]
7 00:09.0 PCI bridge [0604]: Some Port [1022:14dd]
7 30:00.0 Ethernet controller [0200]: Some NIC [8086:1539]
8 00:1c.0 PCI bridge [0604]: Some Port [1022:43f5]
9 00:1c.1 PCI bridge [0604]: Some Port [1022:43f5]
9 38:00.0 Ethernet controller [0200]: Some NIC [8086:1539]
END
}
forum >"$tmp/forum.txt"
check "groups tell the bus below a port after numbers in reserve" has "$tmp/forum.txt" '^rp rp4 .* 09\.0 .* buses 30-'
check "... and one that is another's turn" has "$tmp/forum.txt" '^rp rp2 .* 03\.0 .* buses 02-'
check "of ports in one group, order tells which" has "$tmp/forum.txt" '^ep nvme0 under sw0\.1 '
check "a bus that another port's group has is not below this one" hasnt "$tmp/forum.txt" '^switch .* under rp[01] '
check "the places that were guessed are marked" has "$tmp/forum.txt" '^ep nvme0 .* assumed-place'
check "a bridge with nothing below has the number in reserve" has "$tmp/forum.txt" '^rp rp0 .* buses 01-01'
check "functions of one device in groups of their own isolate" has "$tmp/forum.txt" '^ep gpu0 .* acs assumed empty'
check "... and that is said" says "$tmp/forum.txt" '[0-9]+ functions, 0000:00:01.1 first, are in other'
# ACS without its controls, and the endpoint in the port's group: it does not isolate.
{
	printf '00:01.0 PCI bridge [0604]: A Port [8086:2030]\n\tFlags: bus master, IOMMU group 1\n'
	printf '\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0\n\tCapabilities: [40] Express Root Port (Slot+), MSI 00\n\tCapabilities: [220] Access Control Services\n\n'
	printf '01:00.0 Ethernet controller [0200]: A NIC [8086:1539]\n\tFlags: bus master, IOMMU group 1\n\tMemory at f0000000 (32-bit, non-prefetchable) [size=1M]\n\tCapabilities: [a0] Express Endpoint, MSI 00\n'
} >"$tmp/together.txt"
sed '/^01:00/,$s/group 1/group 2/' "$tmp/together.txt" >"$tmp/apart.txt"
check "ACS that does not isolate, as the groups show" says "$tmp/together.txt" 'has ACS, and its captured group holds what is below it, so it does not isolate'
check "... and as they do not" has "$tmp/apart.txt" '^rp rp0 .* acs assumed SV-'
cat >"$tmp/amd.txt" <<'END'
00:00.0 Host bridge [0600]: Advanced Micro Devices, Inc. [AMD] Root Complex [1022:1480]
	Control: I/O- Mem- BusMaster-
	Status: Cap-

00:00.2 IOMMU [0806]: Advanced Micro Devices, Inc. [AMD] IOMMU [1022:1481]
	Control: I/O- Mem- BusMaster+
	Status: Cap-

00:08.0 Host bridge [0600]: Advanced Micro Devices, Inc. [AMD] Dummy [1022:1482]
	Control: I/O- Mem- BusMaster-
	Status: Cap-
	IOMMU group: 3
END
# southbridge HOST-BRIDGE GROUP...: of AMD's before Zen.
southbridge() {
	printf '00:00.0 Host bridge [0600]: A [%s]\n\tStatus: Cap-\n\tIOMMU group: 0\n\n' "$1"
	printf '00:14.%s: B [%s]\n\tStatus: Cap-\n\tIOMMU group: %s\n\n' "0 SMBus [0c05]" 1002:4385 "$2" \
		"2 Audio device [0403]" 1002:4383 "$3" "3 ISA bridge [0601]" 1002:439d "$4"
}
own() { timeout 120 "$hairpin" groups -q ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$1" | grep "^as the machine's own" >/dev/null; }
if timeout 120 "$hairpin" groups -q ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$tmp/on.txt" >/dev/null 2>&1; then
	check "VMD: one group with what is behind it" own "$tmp/vmd.txt"
	check "VMD: one group with a VMD that is not pasted" own "$tmp/vmd-drives.txt"
	check "VMD: not an AHCI controller in RAID mode" own "$tmp/vmd-sata.txt"
	check "... nor with its drives alone" own "$tmp/vmd-sata-drives.txt"
	check "groups and no tree: as they were" own "$tmp/forum.txt"
	check "ACS whose controls are not shown: together" own "$tmp/together.txt"
	check "... and apart" own "$tmp/apart.txt"
	check "AMD: no group has the IOMMU and the root complex" own "$tmp/amd.txt"
	southbridge 1002:5a14 6 7 8 >"$tmp/sb.txt"
	southbridge 8086:0c00 6 6 6 >"$tmp/sb-intel.txt"
	check "AMD: a southbridge's functions are apart, by a quirk that wants an AMD IOMMU" own "$tmp/sb.txt"
	check "... and are together where there is none" own "$tmp/sb-intel.txt"
fi

printf 'host power\niommu strict\nrp rp0 00.0\nep gpu under rp0 class display bar0 1M\n' >"$tmp/power.hp"
by_pe() { timeout 120 "$hairpin" groups -q ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$tmp/power.hp" | grep -q 'a POWER kernel groups functions by PE'; }
check "POWER: by PE, and said" by_pe

# --- pastes that are cut, and functions that are asleep -------------------------

headless() { sed '1d' "$whole"; }
at_capabilities() { awk '/^03:00.0|^02:00.0/ { exit } { print } ' "$whole" | awk '{ l[NR] = $0 } /Status:.*Cap\+/ { last = NR } END { for (i = 1; i <= last; i++) print l[i] }'; }
heading_only() { awk '/^[0-9a-f][0-9a-f]:/ { if (++n == 6) { print; exit } } { print }' "$whole"; }
headless >"$tmp/headless.txt"
at_capabilities >"$tmp/capabilities.txt"
heading_only >"$tmp/heading.txt"
check "cut: it begins in the middle of a function" says "$tmp/headless.txt" 'begins in the middle of a function'
check "cut: it ends before the capabilities" says "$tmp/capabilities.txt" 'ends in the middle of 0000:[0-9a-f:.]+; what follows'
check "cut: it ends after a heading" says "$tmp/heading.txt" 'ends in the middle of 0000:'
whole_said() { ! says "$whole" 'in the middle of' && ! says "$tmp/nn.txt" 'in the middle of'; }
check "... and what is whole is not called cut" whole_said
ones() { # the text of a bridge, and bytes that read all ones
	printf '00:1c.0 PCI bridge [0604]: A [8086:2030]\n\tBus: primary=00, secondary=01, subordinate=03, sec-latency=0\n\tCapabilities: [90] Express Root Port (Slot+), MSI 00\n'
	for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do printf '%s0: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n' $i; done
}
ones >"$tmp/ones.txt"
check "bytes that read all ones: the text is kept" has "$tmp/ones.txt" '^rp rp0 .* id 8086:2030 .*buses 01-03'
sed "s/ \[8086:2030\]//" "$tmp/ones.txt" >"$tmp/ones-named.txt"
check "... with names for numbers, too" has "$tmp/ones-named.txt" "^rp rp0 .*buses 01-03"
# Headings and ACS lines, as grep picks them.
picked() { grep -hE '^[0-9a-f][0-9a-f]:|ACSCap|ACSCtl|Bus: primary' "$1"; }
acs_of() { import "$1" | grep -oE ' acs SV.*UF.' | sort; }
same_acs() { acs_of "$tmp/on.txt" >"$tmp/acs.1"; acs_of "$1" >"$tmp/acs.2"; [ -s "$tmp/acs.1" ] && diff "$tmp/acs.1" "$tmp/acs.2"; }
picked "$tmp/on.txt" >"$tmp/picked.txt"
check "lines of ACS that grep picked" same_acs "$tmp/picked.txt"
picked "$tmp/on.txt" | grep -v ACSCap >"$tmp/picked-ctl.txt"
check "... without what a port can" same_acs "$tmp/picked-ctl.txt"

# --- several captures of one machine --------------------------------------------

several() { "$hairpin" import --quiet --pci-ids "$ids" "$@" 2>"$tmp/several.err"; }
tree_of_two() { several "$tmp/nn.txt" "$tmp/klog.txt" >"$tmp/two.hp" && tree "$tmp/klog.txt" >"$tmp/tree.1" &&
	awk '/ under / { for (i = 1; i < NF; i++) if ($i == "under") u = $(i + 1); match($0, /id [0-9a-f:]+/)
		print substr($0, RSTART, RLENGTH), $1, "below", id[u]; id[$2] = substr($0, RSTART, RLENGTH) }' "$tmp/two.hp" |
		grep -v 1ccc:3001 | sort | diff "$tmp/tree.1" - && ! grep -q 'guessed from the order' "$tmp/two.hp"; }
check "several: a log numbers the buses of a plain list" tree_of_two
groups_of_three() { several "$tmp/nn.txt" "$tmp/headings.txt" "$tmp/klog.txt" | grep -oE 'iommu-group [0-9]+$' |
	grep -v ' [78]$' | sort | diff "$tmp/bare.whole" -; }
check "several: a list's groups" groups_of_three
sed '0,/IOMMU group: 8/s//IOMMU group: 44/' "$whole" >"$tmp/otherwise.txt"
contradiction() { several "$whole" "$tmp/otherwise.txt" >"$tmp/two.hp" &&
	grep -q 'is in group 44 here, and 8 in workstation-vvnn.txt, which is used' "$tmp/two.hp" && ! grep -q 'iommu-group 44' "$tmp/two.hp"; }
check "several: what contradicts is named, and the first counts" contradiction
strangers() { several "$whole" "$tmp/redirect.txt" >"$tmp/two.hp"; [ $? = 2 ] && [ ! -s "$tmp/two.hp" ] && grep -q 'none of its functions is in' "$tmp/several.err"; }
check "several: of two machines, refused" strangers
mode_of() { printf '%s\n' "$@" | several "$tmp/nn.txt" - | sed -n 's/^iommu //p'; }
lazy() { [ "$(mode_of '[    0.4] iommu: Default domain type: Translated' '[    0.4] iommu: DMA domain TLB invalidation policy: lazy mode')" = lazy ]; }
strict() { [ "$(mode_of 'iommu: Default domain type: Translated (set via kernel command line)' 'iommu: DMA domain TLB invalidation policy: strict mode')" = strict ]; }
passthrough() { [ "$(mode_of 'Jan 1 00:00:00 host kernel: iommu: Default domain type: Passthrough')" = passthrough ]; }
off() { [ -z "$(mode_of 'Kernel command line: root=/dev/sda1 intel_iommu=off quiet' 'iommu: Default domain type: Translated')" ]; } # which is the language's default
for mode in lazy strict passthrough off; do
	check "a log's lines on the IOMMU: $mode" $mode
done

# Not readable: it says so, and what to run instead.
printf 'My computer crashes when I start it.\nWhat is wrong?\n' >"$tmp/prose.txt"
unreadable() {
	! "$hairpin" groups "$tmp/prose.txt" 2>"$tmp/e" && ! grep -q 'unknown statement' "$tmp/e" && grep -q 'sudo lspci -vvv -nn' "$tmp/e"
}
check "unreadable: says what would be right" unreadable
for form in one_line headings numbered bullets columns find_form links; do
	for how in quoted html nbsp; do
		"$form" | "$how" >"$tmp/a.txt"
		check "--against takes the list: $form, $how" sh -c "! '$hairpin' groups -q tests/fixtures/groups/rules.hp --against '$tmp/a.txt' 2>&1 | grep -q 'neither a group'"
	done
done
many() { for i in 1 2 3 4 5 6 7 8 9; do printf '00:0%s.0 PCI bridge [0604]: A [8086:2030]\n\tBus: primary=00, secondary=0%s, subordinate=0%s, sec-latency=0\n\tCapabilities: [90] Express Root Port (Slot+), MSI 00\n\tCapabilities: [110] Access Control Services\n' $i $i $i; done; }
many >"$tmp/many.txt"
check "warnings of one kind are one, with their number" says "$tmp/many.txt" 'and 8 more like this'
echo 1..$n
