#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# --profile, --cpu, --p2p, --listed, --iommu, --bus-offset: what the host is, against what a
# scenario or a capture says; the same for every command.  Prints TAP.
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
dump=tests/fixtures/import/workstation-vvnn.txt

kernel() {
	local what=$1
	shift
	timeout 60 "$hairpin" "$what" ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$@"
}

cat >"$tmp/m.hp" <<'END'
# Two root ports of a desktop.
host pc
iommu strict
rp rp0 01.0
rp rp1 02.0
ep gpu under rp0 class display bar0 32M
ep nic under rp1 class network bar0 32M
END
kernel matrix "$tmp/m.hp" >/dev/null 2>"$tmp/err" || {
	echo "1..0 # SKIP $(head -n 1 "$tmp/err")"
	exit 0
}

. tests/tap.sh
# answers TYPE OPTION...: gpu to nic.
answers() {
	local want=$1
	shift
	kernel matrix "$@" "$tmp/m.hp" | grep -q "^gpu .* $want"
}

check "a desktop is not trusted" answers NOT_SUPPORTED
check "--listed yes" answers THRU_HOST_BRIDGE --listed yes
check "--cpu amd-zen" answers THRU_HOST_BRIDGE --cpu amd-zen
check "--cpu amd: before Zen" answers NOT_SUPPORTED --cpu amd
check "--cpu with a family" answers THRU_HOST_BRIDGE --cpu amd:0x19
check "--listed no on one that is" answers NOT_SUPPORTED --listed no --profile server
check "--profile brings the CPU" answers THRU_HOST_BRIDGE --profile amd-zen
check "--profile, and another CPU" answers NOT_SUPPORTED --profile amd-zen --cpu intel

none() { kernel groups "$@" "$tmp/m.hp" | grep -q '^no groups'; }
check "--iommu off: no groups" none --iommu off
check "--iommu lazy: groups" gives 1 none --iommu lazy

# On a machine whose bus addresses are not the CPU's, the kernel's own address is lost.
lost() { kernel explain --listed yes --p2p all --iommu off "$@" "$tmp/m.hp" gpu nic | grep -q ' lost, through the root complex'; }
check "explain: the address arrives" gives 1 lost
check "explain --bus-offset: it does not" lost --bus-offset 1T
drawn() { kernel dot --listed yes --p2p all --iommu off "$@" --path gpu,nic "$tmp/m.hp" >"$tmp/dot$#"; }
other_picture() { drawn && drawn --bus-offset 1T && ! cmp -s "$tmp/dot0" "$tmp/dot2"; }
check "dot --bus-offset: another picture" other_picture
for c in matrix groups; do
	check "$c takes --bus-offset" gives 0 kernel $c --bus-offset 1T "$tmp/m.hp"
	check "$c --bus-offset: a number" gives 2 kernel $c --bus-offset far "$tmp/m.hp"
done

for c in matrix groups dot; do
	check "$c takes them with a capture" gives 0 \
		kernel $c --profile server --cpu amd:23 --p2p refuse --listed no --iommu strict "$dump"
done
names=$("$hairpin" import -q "$dump" 2>/dev/null | sed -n 's/^ep \([^ ]*\) .*/\1/p' | head -n 2)
# shellcheck disable=SC2086
check "explain, too" gives 0 kernel explain --listed yes --iommu off "$dump" $names
imported() { "$hairpin" import -q "${@:2}" "$dump" | grep -qE -- "$1"; }
check "import: profile and CPU" imported '^host amd-zen cpu intel' --profile amd-zen --cpu intel
check "import: listed" imported ' id 8086:2020' --listed yes
check "import: p2p" imported '^host .* p2p same-bridge' --p2p same-bridge
check "import: iommu" imported '^iommu lazy' --iommu lazy

for c in matrix groups dot import; do
	for o in --profile=vax --cpu=via --p2p=some --listed=maybe --iommu=on; do
		check "$c $o: 2" gives 2 "$hairpin" $c $o "$dump"
		check "$c $o: says what would be right" \
			says "hairpin $c: ${o%=*} ${o#*=}: one of" "$hairpin" $c $o "$dump"
	done
done
check "a family that is none" says "a family from 0 to 0xff" "$hairpin" import --cpu amd:900 "$dump"
cat >"$tmp/odd.hp" <<'END'
# Nothing at 00.0, nor a root port.
host custom
hb hb0 id none
window hb0 mem 0xc0000000+256M
rciep a under hb0 03.0 class network bar0 1M
END
check "nothing to list: said" says "host bridge hb0 has neither a function at 00.0 nor a root port" \
	"$hairpin" dot --listed yes "$tmp/odd.hp"
echo 1..$n
