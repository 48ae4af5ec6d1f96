#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-matrix.sh - which rows and columns hairpin matrix shows: those that are asked
# for, and of a big machine those that anybody sends data to.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_NEW: a kernel as -k takes it (default the newest built).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=${HAIRPIN:-build/hairpin}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

. tests/tap.sh

cat >"$tmp/m.hp" <<'END'
# Two GPUs, a NIC with VFs, a disk without a BAR, and what a chipset brings along.
host server
rp   rp0 01.0
rp   rp1 02.0
rp   rp2 03.0
rp   rp3 04.0
ep   gpu0 under rp0 class vga bar0 16M
ep   gpu1 under rp1 class 3d bar0 16M
ep   nic under rp2 class network bar0 1M vfs 2 vfbar0 64K
ep   disk under rp3 class nvme
rciep sys0 08.0 class system bar0 4K
rciep sys1 09.0 class system bar0 4K
rciep usb0 0a.0 class usb bar0 64K
rciep snd0 0b.0 class audio bar0 16K
rciep ser0 0c.0 class serial bar0 4K
step sriov nic 2
END
matrix() { timeout 120 "$hairpin" matrix ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$@" "$tmp/m.hp" >"$tmp/out" 2>"$tmp/err"; }
matrix || { echo "1..0 # SKIP $(head -n 1 "$tmp/err")"; exit 0; }
# shows PROVIDERS CLIENTS OPTION...: names, with blanks between.
shows() {
	local rows=$1 columns=$2
	shift 2
	matrix "$@" || return 1
	[ "$(sed -n 's/^provider *//p' "$tmp/out" | tr -s ' ' | sed 's/ $//')" = "$columns" ] &&
		[ "$(awk '/^provider/ { on = 1; next } /^left out|providers?,/ { on = 0 } on { printf "%s%s", s, $1; s = " " }' "$tmp/out")" = "$rows" ]
}
check "without chipset functions, where there are many" shows \
	"gpu0 gpu1 nic nic/vf1 nic/vf2" "gpu0 gpu1 nic nic/vf1 nic/vf2 disk"
says_so() { matrix && grep -q "^left out: 5 functions .*--all" "$tmp/out"; }
check "and says so" says_so
all() { matrix --all && grep -q '^ .* snd0 ' "$tmp/out" && ! grep -q 'left out' "$tmp/out"; }
check "--all" all
check "--only, by class and pattern" shows "gpu0 gpu1 nic/vf1 nic/vf2" "gpu0 gpu1 nic/vf1 nic/vf2" --only 'display,nic/vf*'
check "--from and --to" shows "gpu0 gpu1" "nic disk" --from nic,disk --to 'gpu*'
check "--from alone" shows "sys0 sys1 usb0 snd0 ser0 gpu0 gpu1 nic nic/vf1 nic/vf2" "disk" --from nvme
check "--to wins over --only" shows "snd0" "gpu0 disk" --only gpu0,disk --to snd0
check "a client without a BAR" shows "gpu0" "gpu0 disk" --only gpu0,disk
check "by address" shows "gpu1" "gpu0" --to 02:00.0 --from 0000:01:00.0
check "by a class code" shows "gpu0" "nic nic/vf1 nic/vf2" --to 0x0300 --from 0x02
answers() { matrix --from gpu0 --to gpu1 && grep -q '^gpu1 *THRU_HOST_BRIDGE 4$' "$tmp/out" && grep -q '^1 provider, 1 client: .*THRU_HOST_BRIDGE 1,' "$tmp/out"; }
check "with their answers" answers
json() { matrix --from gpu0 --to gpu1,nic --json "$tmp/j" && grep -q '"name": "gpu0"' "$tmp/j" && ! grep -q '"name": "nic"' "$tmp/j" && [ "$(grep -c '"provider"' "$tmp/j")" = 2 ]; }
check "and in JSON" json
for o in "--only gpu7" "--from 0x99" "--to 09:00.0" "--only ,"; do
	read -ra words <<<"$o"
	wrong() { matrix "${words[@]}"; [ $? = 2 ] && grep -q "^hairpin matrix: ${o% *} .*would be right" "$tmp/err"; }
	check "$o: 2" wrong
done
echo 1..$n
