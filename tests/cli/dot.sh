#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# hairpin dot on a server of 300 functions: what is folded and what is not,
# groups as frames, answers between chosen functions, a way on request; the
# same bytes every time; SVG that a parser takes, with tooltips.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).  HAIRPIN_NEW: a kernel as -k
# takes it (default the newest built).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=${HAIRPIN:-build/hairpin}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0
server=$tmp/server.hp
tests/fixtures/dot/make-server >"$server"

. tests/tap.sh
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}
dot() { timeout 60 "$hairpin" dot --pci-ids tests/fixtures/import/pci.ids "$@"; }
# has REGEXP, has_not REGEXP: in the picture.
has() { grep -qE -- "$1" "$tmp/p.dot"; }
has_not() { ! has "$1"; }
not() { ! "$@"; }
count() { [ "$(grep -cE -- "$2" "$tmp/p.dot")" = "$1" ]; }

dot "$server" >"$tmp/p.dot"
check "four host bridges" count 4 '^	"host bridge hb[0-9]"	'
check "left to right" has 'rankdir=LR'
check "idle ports share a box" has '2 idle ports</TD>'
check "functions of a device do" has '<B>eth00</B></TD>.*17:00|<B>eth00</B></TD>.*dev 00.0-3'
check "and their other boxes are not there" has_not '^	eth01	'
check "VFs are counted" has '\+ 16 VFs'
check "chipset parts share a box" has '5 chipset functions'
check "ACS on ports, redirecting bits apart" has '<B>sw1_1.0</B>.*SV <FONT COLOR="#b45309"><B>RR</B></FONT>'
check "ACS that is off" has '<B>eth00</B>.*ACS off'
check "all of a box's functions in its tooltip" has 'tooltip="dev 00.0 gpu00: 10de:2330 \[10de:2330\] class 038000'
check "down to the last" has '^dev 00.1 gpua00: 10de:22ba'
check "BARs in the tooltip" has '  bar2 64G 64 pref'
check "a legend" has 'ACS that is on; RR, CR redirect'
dot "$server" >"$tmp/again.dot"
check "the same bytes again" cmp "$tmp/p.dot" "$tmp/again.dot"

dot --full "$server" >"$tmp/p.dot"
check "--full folds nothing" has '^	*eth03	'
dot --map tests/golden/tree.hp >"$tmp/p.dot"
check "--map on a small machine" has 'nodesep=0.06'

# By topology: sw1_1 redirects, sw0_1 does not.
dot --path gpu00,nic00 "$server" >"$tmp/p.dot"
check "a way below a switch" has 'by topology and ACS: below the root complex'
check "its links" count 4 '^	+\[?color="#1d4ed8",$'
check "turned at the bridge above both" has '<B>sw0_1</B>.*turned here</B>: the first bridge above both'
dot --path gpu10,nic10 "$server" >"$tmp/p.dot"
check "a redirected way" has 'redirected to the root complex'
check "turned by the port that redirects" has '<B>sw1_1.0</B>.*turned here</B>: request redirect'
check "up to the host bridge" count 6 '^	+\[?color="#1d4ed8",$'
dot --path gpu00,nic10 "$server" >"$tmp/p.dot"
check "a way across host bridges" has 'through the root complex'
dot --path gpu00,nic00/vf2 "$server" >"$tmp/p.dot"
check "a VF that is asked for has a box" has '<B>nic00/vf2</B>'
check "and leaves its PF's count" has '\+ 7 VFs'

check "path: one function: 2" gives 2 dot --path gpu00 "$server"
check "path: three: said" says "two functions would be right: A,B" dot --path gpu00,gpu01,gpu02 "$server"
check "nobody of that name: said" says "hairpin dot: gpo: no function of" dot --path gpo,gpu00 "$server"
check "between: one: said" says "2 functions are needed" dot --between gpu00 "$server"
check "--full with --path: 2" gives 2 dot --full --path gpu00,nic00 "$server"

# What a capture does not show is not drawn as if it did: the port above bus 05 and
# the place of the drive.
cat >"$tmp/guess.txt" <<'END'
00:00.0 Host bridge [0600]: A Host Bridge [8086:2f00]
00:01.0 PCI bridge [0604]: A Port [8086:2f02]
01:00.0 Ethernet controller [0200]: A NIC [8086:1539]
END
printf '05:00.0 Non-Volatile memory controller [0108]: A Drive [144d:a808]\n\tFlags: bus master\n\tCapabilities: [70] Express Endpoint, MSI 00\n' >"$tmp/lone.txt"
for how in --map --full; do
	dot -q "$how" "$tmp/guess.txt" >"$tmp/p.dot"
	check "$how: a guessed place has a dotted link" has 'style=dotted'
	check "$how: and a line in the legend" has 'assumed: the capture does not show it'
	dot -q "$how" "$tmp/lone.txt" >"$tmp/p.dot"
	check "$how: a port that was put there has a dotted frame" has '<TABLE STYLE="dotted".*<B>rp0</B>'
	check "$how: what is below it has not" has '<TABLE BORDER.*<B>nvme0</B>'
	dot "$how" "$server" >"$tmp/p.dot"
	check "$how: a machine that is described has neither" has_not 'dotted|assumed'
done

# A captured machine's own groups, without a kernel.
dot --map tests/fixtures/import/workstation-vvnn.txt >"$tmp/p.dot" 2>/dev/null
check "a capture's own groups are said" has 'IOMMU groups, as its own kernel formed them'
"$hairpin" import -q tests/fixtures/import/workstation-vvnn.txt >"$tmp/w.hp" 2>/dev/null
dot --map "$tmp/w.hp" 2>/dev/null | sed 's/[^ "<>]*w\.hp/M/g' >"$tmp/w.dot"
sed 's/[^ "<>]*workstation-vvnn\.txt/M/g; s/^digraph .* {/digraph w {/' "$tmp/p.dot" >"$tmp/v.dot"
check "the picture of a dump is that of its import" cmp <(sed 1d "$tmp/v.dot") <(sed 1d "$tmp/w.dot")

if command -v xmllint >/dev/null && command -v dot >/dev/null; then
	svg() { command dot -Tsvg "$tmp/server.dot" >"$tmp/s.svg" && xmllint --noout --nonet "$tmp/s.svg"; }
	dot "$server" >"$tmp/server.dot"
	check "Graphviz makes SVG of it" svg
	check "with tooltips" grep -q 'xlink:title="dev 00.0 gpu00' "$tmp/s.svg"
	one_second() { (ulimit -t 1; "$hairpin" dot "$server") | (ulimit -t 1; "$(type -P dot)" -Tsvg) >/dev/null; }
	check "drawn and laid out at once" one_second
else
	skip "SVG" "no dot or xmllint here"
fi

if ! timeout 60 "$hairpin" groups ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$server" >/dev/null 2>"$tmp/err"; then
	skip "with a kernel" "$(head -n 1 "$tmp/err")"
	echo 1..$n
	exit
fi
k=(-k "${HAIRPIN_NEW:-$("$hairpin" kernel list | awk '$1 == "*" { print $2; exit }')}")
[ -n "${k[1]}" ] || k=()
dot "${k[@]}" "$server" >"$tmp/p.dot"
check "a kernel's addresses" has '<B>gpu00</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">0[0-9]:00.0-1'
check "groups as frames" count 4 'label="group [0-9]*"'
check "in a frame: what is in the group" has 'subgraph cluster_group_'
check "a group in one box is named there" has '<B>nic00</B>.*>group [0-9]+<'
dot "${k[@]}" --iommu off --between gpu00,gpu01,gpu10,nvme00 "$server" >"$tmp/p.dot"
check "below one switch: directly" has 'tooltip="gpu01 and gpu00: BUS_ADDR"|tooltip="gpu00 and gpu01: BUS_ADDR"'
check "across host bridges: not" has 'tooltip="gpu[01]* and gpu[01]*: (THRU_HOST_BRIDGE|NOT_SUPPORTED)"'
check "six pairs" count 6 'constraint=false'
dot "${k[@]}" --path gpu00,nic00 --iommu off "$server" >"$tmp/p.dot"
check "its links, and those by the switch" count 4 '^	+\[?color="#1d4ed8",$'
check "the hardware's way" has 'the kernel says BUS_ADDR; the hardware: arrives, directly'
dot "${k[@]}" --path gpu00,nic00 "$server" >"$tmp/p.dot"
check "no mark of a loss where it arrives" has_not 'lost here'
check "up to the switch" has 'dir=back'
check "and down again" has 'dir=forward'
"$hairpin" run "${k[@]}" --dot "$tmp/v.dot" scenarios/gpu/changes-hands.hp >/dev/null
check "VRAM, and whose it is" grep -q '"vram gpu".*VRAM 256M.*tables.*8M of vf2' "$tmp/v.dot"
check "and ways to it" grep -q '"gpu/vf2" -> "vram gpu"' "$tmp/v.dot"
cat >"$tmp/lost.hp" <<'END'
host pc
iommu strict
rp rp0 01.0 acs SV+ RR+ CR+ UF+
rp rp1 06.0 acs SV+ RR+ CR+ UF+
ep gpu under rp0 class vga bar1 16G 64 pref
ep cap under rp1 class 0x048000 bar0 1M
END
dot "${k[@]}" --path cap,gpu "$tmp/lost.hp" >"$tmp/q.dot"
check "where it is lost, and why" grep -q '<B>hb0</B>.*lost here</B>: no such mapping' "$tmp/q.dot"
check "the way ends there: no arrow goes down" not grep -q 'dir=forward\|dir=both' "$tmp/q.dot"
dot "${k[@]}" -q --path 0000:01:00.0,0000:00:01.0 "$tmp/guess.txt" >"$tmp/q.dot"
check "what an answer hangs on stands beside it" grep -q 'unknown: whether 1 port has ACS; taken as absent' "$tmp/q.dot"
check "and what was assumed" grep -q 'assumed: the IOMMU is on and strict' "$tmp/q.dot"
check "redirected, as the kernel switched ACS on" \
	has '<B>sw0_1.0</B>.*turned here</B>: ACS P2P request redirect'
echo 1..$n
