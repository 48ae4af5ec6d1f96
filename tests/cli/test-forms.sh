#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-forms.sh - what other programs than lspci -v tell of a machine, whole and in the
# mutilations of mail, browsers, terminals and forums: the same machine, or less of it
# and a word about that.  Prints TAP.
#
# HAIRPIN: the program.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=${HAIRPIN:-build/hairpin}
ids=tests/fixtures/import/pci.ids
forms=tests/fixtures/forms
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

. tests/tap.sh

import() { "$hairpin" import --quiet --pci-ids "$ids" "$@" | sed '/^#/d'; }
says() { "$hairpin" import --pci-ids "$ids" "$1" 2>&1 >/dev/null | grep -E -- "$2" >/dev/null; }
has() { import "$1" | grep -E -- "$2" >/dev/null; }

# --- what is done to a text on its way -------------------------------------

. tests/mail.sh
html() { sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/(/\&#40;/g'; }
nbsp() { sed 's/ /\xc2\xa0/g'; }
thin() { sed 's/  /\xe2\x80\xaf /g'; }
coloured() { sed -E 's/([0-9a-f]{2}\.[0-7])/\x1b[1;32m\1\x1b[0m/; s/$/\x1b[K/'; }
reset() { sed 's/^/\x1b[0m/'; }
bold() { sed -E 's/^(.*)$/**\1**/'; }
language() { echo '```text'; cat; echo '```'; }
indented() { sed 's/^/    /'; }
deep() { sed 's/^/                /'; }
trailing() { sed 's/$/     /'; }
prompt() { echo '$ a command'; cat; echo '$'; }
grusse() { printf 'Hallo zusammen,\n\nhier die Ausgabe (Gr\xc3\xbc\xc3\x9fe, \xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82):\n\n'; cat; }
twice() { cat >"$tmp/in"; cat "$tmp/in"; echo; cat "$tmp/in"; }
no_end() { head -c -1; }
blank_lines() { sed 's/$/\n/'; }
upper() { sed -E 's/\b(0x[0-9a-f]+|[0-9a-f]{4}:[0-9a-f]{4})\b/\U\1/g; s/0X/0x/g'; }
pairs="quoted:html quoted_twice:crlf indented:coloured backticks:nbsp greeting:quoted tags:quoted grusse:trailing bom:crlf"
singles="quoted quoted_twice quoted_tight crlf html tags nbsp thin coloured reset bold backticks language indented deep
	trailing bom printable prompt greeting grusse no_end blank_lines upper"

# mutilated FORM EXPECTED-TO-DIFFER...
mutilated() {
	local form=$1 how a b
	shift
	import "$forms/$form" >"$tmp/whole"
	check "$form: read" test -s "$tmp/whole"
	check "$form: what it prints is a scenario" "$hairpin" check "$tmp/whole"
	# shellcheck disable=SC2086
	for how in $singles $pairs; do
		[[ " $* " != *" $how "* ]] || continue
		a=${how%%:*} b=${how##*:}
		if [ "$a" = "$b" ]; then "$a" <"$forms/$form"; else "$a" <"$forms/$form" | "$b"; fi >"$tmp/$how"
		same() { import "$tmp/$how" >"$tmp/this" && diff "$tmp/whole" "$tmp/this"; }
		check "... $how" same
	done
}
# A paste that is cut, at any line: read as far as it goes, no function that is not in
# the whole, or a message; never a crash.
cut_anywhere() {
	local form=$1 lines i status
	lines=$(wc -l <"$forms/$form")
	for ((i = 1; i <= lines; i++)); do
		head -n "$i" "$forms/$form" | head -c "-$((i % 7))" >"$tmp/cut"
		"$hairpin" import --quiet --pci-ids "$ids" "$tmp/cut" >"$tmp/this" 2>"$tmp/err"
		status=$?
		[ $status = 0 ] || [ $status = 2 ] || { echo "# line $i: status $status"; return 1; }
		[ $status = 0 ] || [ ! -s "$tmp/this" ] || return 1
	done
}

# In a tree columns count, so what takes blanks from its lines' beginnings loses it.
mutilated lspci-tvnn.txt
mutilated nccl.xml
mutilated hwloc.xml
mutilated pciconf-lvbc.txt
mutilated nvidia-smi-topo.txt twice
mutilated dmesg-iommu.txt
mutilated dmesg-pci.txt
mutilated lspci-vmm.txt
for form in loop headings find unraid; do
	mutilated groups-$form.txt
done
mutilated acsctl-grep.txt
for form in lspci-tvnn.txt nccl.xml hwloc.xml pciconf-lvbc.txt nvidia-smi-topo.txt dmesg-iommu.txt dmesg-pci.txt \
	lspci-vmm.txt groups-loop.txt groups-headings.txt groups-find.txt groups-unraid.txt acsctl-grep.txt; do
	check "$form: cut at any line" cut_anywhere "$form"
done
fold -s -w 76 "$forms/pciconf-lvbc.txt" >"$tmp/w"
wrapped() { import "$forms/$1" >"$tmp/whole"; fold -s -w "$2" "$forms/$1" >"$tmp/w"; import "$tmp/w" >"$tmp/this" && diff "$tmp/whole" "$tmp/this"; }
for form in nccl.xml hwloc.xml pciconf-lvbc.txt dmesg-iommu.txt; do
	for width in 76 60; do
		check "$form: wrapped at $width" wrapped $form $width
	done
done
check "lspci-tvnn.txt: names wrapped" wrapped lspci-tvnn.txt 112

# --- what each tells, and what it does not ---------------------------------------

t=$forms/lspci-tvnn.txt
check "tree: a switch, by its buses" has "$t" '^switch sw0 under rp1 00.0 .*buses 5f-61'
check "tree: below its port" has "$t" '^ep .* under sw0.1 00.0 id 15b3:1017'
check "tree: two root buses" test "$(import "$t" | grep -c '^hb ')" = 2
check "tree: says what it lacks" says "$t" 'lspci -t shows no classes, BARs or capabilities \(sudo lspci -vvv -nn'
sed 's/^ *//' "$t" >"$tmp/flat"
check "tree: without the blanks at its beginnings, what is lost is said" says "$tmp/flat" 'functions? (is|are) left out, for the paste does not show on which bus'
sed 1,2d "$t" >"$tmp/headless"
check "tree: begun in the middle" says "$tmp/headless" '^[^ ]*:1:1: warning: 2 functions are left out'
sed -E 's/([0-9a-f]{2}[.][0-7])  .*/\1/' "$t" >"$tmp/t"
check "tree: lspci -t alone" test "$(import "$tmp/t" | grep -cE '^(rp|switch|dsp|ep|pcidev) ')" = "$(import "$t" | grep -cE '^(rp|switch|dsp|ep|pcidev) ')"

x=$forms/nccl.xml
check "NCCL: a switch, and ports put there" has "$x" '^switch sw0 under rp0 00.0 id 1000:c030 .*link gen5 x16'
check "NCCL: GPU and NIC below it" test "$(import "$x" | grep -cE '^ep .* under sw0\.[01] ')" = 2
check "NCCL: the other GPU is not" has "$x" '^ep .* under rp1 00.0 id 10de:2330'
check "NCCL: the CPU" has "$x" '^host .*intel|^host (pc|server|custom) cpu intel|^host custom .*intel'
check "NCCL: says what it leaves out" says "$x" "NCCL's topology shows no root ports, no downstream ports and no host bridges"
head -n 8 "$x" >"$tmp/x"
check "NCCL: cut" says "$tmp/x" 'the XML is cut or broken'

h=$forms/hwloc.xml
check "hwloc: two host bridges" test "$(import "$h" | grep -c '^hb ')" = 2
check "hwloc: buses and ids" has "$h" '^rp rp1 under hb1 01.0 id 8086:2f02 .*buses 81-81'
check "hwloc: says what it leaves out" says "$h" 'hwloc leaves out functions that it finds unimportant, BARs and ACS'

p=$forms/pciconf-lvbc.txt
check "pciconf: decimal selectors, types, ACS" has "$p" '^rp rp0 .* id 1022:1483 acs assumed SV- .*UF-'
check "pciconf: BARs" has "$p" 'bar0 16M 32 at 0xf6000000 bar1 256M 64 pref at 0xe0000000'
sed -E 's/vendor=0x([0-9a-f]{4}) device=0x([0-9a-f]{4}).*/chip=0x\2\1/; s/@pci0:/@pci/' "$p" >"$tmp/old"
check "pciconf: as it was before domains" diff <(import "$p") <(import "$tmp/old")

v=$forms/nvidia-smi-topo.txt
check "nvidia-smi: PIX, one switch" has "$v" '^ep nic0 under sw1\.'
check "nvidia-smi: PXB, two switches on one way" has "$v" '^ep gpu2 under sw0\.1 '
check "nvidia-smi: PHB, root ports of one host bridge" test "$(import "$v" | grep -c '^rp .* under hb1 ')" = 2
check "nvidia-smi: says what is made up, and what to run" says "$v" 'made up so that they fit.*sudo lspci -vvv -nn'
check "nvidia-smi: NVLink says nothing of PCIe" says "$v" 'where it says NV#'

d=$forms/dmesg-iommu.txt
mode() { [ "$(printf '%s\n' "$1" | cat "$d" - | sed "$2" | import - | sed -n 's/^iommu //p')" = "$3" ]; }
without='/DMAR/d'
check "DMAR: on" mode '' '' strict
check "DMAR: a fault alone" mode 'DMAR: [DMA Read] Request device [01:00.0] fault addr e1000000' "$without" strict
check "DMAR: a fault, and lazy" mode 'iommu: DMA domain TLB invalidation policy: lazy mode' '' lazy
check "DMAR: disabled" mode 'DMAR: Intel-IOMMU: disabled' "/Technology/d; /Request/d" ''
check "AMD-Vi: flushing" mode 'AMD-Vi: Lazy IO/TLB flushing enabled' "$without" lazy
check "AMD-Vi: a fault alone" mode 'nvme 0000:01:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000c address=0xe1000000 flags=0x0020]' "$without" strict
check "interrupts only: nothing of DMA" mode 'DMAR-IR: Enabled IRQ remapping in x2apic mode' "$without" strict
check "a fault is named" says "$d" '0000:01:00.0: its kernel logged DMA of it that no mapping of the IOMMU allows \(addr 0xe1000000'
check "BARs that a capture cannot show are assumed, and said" says "$v" 'BARs of 6 functions, .* are not in the capture: one of 1M is assumed'
check "addresses alone: buses that nothing leads to are said to be taken for root buses" says "$forms/groups-find.txt" 'bus 01 and others are taken for root buses'

a=$forms/acsctl-grep.txt
check "ACS lines: a bridge at device 8 below a port is a switch's" has "$a" '^dsp sw0\.0 under sw0 08\.0 .* acs SV- TB- RR- CR- UF-'
check "ACS lines: the upstream port above it is put there" has "$a" '^switch sw0 under rp0 00\.0 acs unknown assumed'

# A table of other numbers is no table of distances, though its rows are GPUs, too.
rocm() {
	printf '%s\n' '============================ Weight between two GPUs ===========================' \
		'       GPU0         GPU1' 'GPU0   0            40' 'GPU1   40           0'
}
rocm >"$tmp/rocm.txt"
refused() {
	"$hairpin" import "$tmp/rocm.txt" >"$tmp/o" 2>"$tmp/e"
	[ $? = 2 ] && [ ! -s "$tmp/o" ] && grep -q 'no distances.*lspci -vvv -nn' "$tmp/e"
}
pxb() { printf '\tGPU0\tGPU1\tNIC0\nGPU0\t X \tPXB\tPXB\nGPU1\tPXB\t X \tPXB\nNIC0\tPXB\tPXB\t X \n'; }
pxb >"$tmp/pxb.txt"
check "nvidia-smi: PXB alone, a switch between each two" test "$(import "$tmp/pxb.txt" | grep -c '^switch ')" = 3
check "rocm-smi's weights: refused, with what to run" refused

echo 1..$n
