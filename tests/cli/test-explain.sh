#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# test-explain.sh - hairpin explain against golden files: what the hardware
# does with the address that a real kernel hands out, and where the two part.
# The kernel's own words differ between versions and are left out.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_TREE: the tree to plant a mistake in
# (tests/mutants/run).  HAIRPIN_UPDATE_GOLDEN=1 writes the files anew.

cd "$(dirname "$0")/../.." || exit 3
hairpin=${HAIRPIN:-build/hairpin}
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
n=0 failed=0

"$hairpin" kernel path >/dev/null 2>&1 || {
	echo "1..0 # SKIP no kernel is built"
	exit 4
}

explains() {	# GOLDEN WHAT FILE A B OPTION...
	golden=tests/golden/explain-$1.txt
	what=$2
	shift 2
	"$hairpin" explain "$@" >"$dir/all" 2>"$dir/err"
	status=$?
	sed -n '/^kernel hands out/,/^they /p' "$dir/all" >"$dir/out"
	[ -z "$HAIRPIN_UPDATE_GOLDEN" ] || cp "$dir/out" "$golden"
	n=$((n + 1))
	if [ $status = 0 ] && diff -u "$golden" "$dir/out" >"$dir/diff"; then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what"
		sed 's/^/# /' "$dir/err" "$dir/diff"
		failed=1
	fi
}

sed 's/^rp     rp0 /iommu  strict\nrp     rp0 /' scenarios/acs/clear.hp >"$dir/strict.hp"

sed 's/^iommu .*/iommu passthrough/' scenarios/iommu/acs-enabled.hp >"$dir/passthrough.hp"

explains direct "no redirect: direct, and they agree" scenarios/acs/clear.hp gpu nic
explains nested "redirect below the divergence: conservative, and where" \
	scenarios/acs/nested-below.hp gpu nic
explains passthrough "redirect at the divergence: through the root complex" \
	"$dir/passthrough.hp" gpu nic
explains strict "an IOMMU translates what the kernel hands out, and not the bus address" \
	"$dir/strict.hp" gpu nic
explains unlisted "a host that the kernel does not trust, and that does not forward" \
	scenarios/acs/all-on-unlisted.hp gpu nic
explains translated "a translated address goes direct where ACS says so" \
	scenarios/acs/dt-with-rr.hp gpu nic --at translated --relaxed

# A driver that maps with dma_map_resource() in a translated domain gets an address that
# the switch sends up, and the root complex not back down; untranslated it is right.
sed 's/^host .*/host server p2p refuse/' "$dir/strict.hp" >"$dir/doors.hp"
n=$((n + 1))
if "$hairpin" explain ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$dir/doors.hp" gpu nic >"$dir/out" 2>"$dir/err" &&
   grep -qE '^  dma_map_resource\(\): 0x[0-9a-f]+ does not reach the memory, write: .*root complex' "$dir/out"; then
	echo "ok $n - calls whose address goes wrong are named"
else
	sed 's/^/# /' "$dir/out" "$dir/err"
	echo "not ok $n - calls whose address goes wrong are named"
	failed=1
fi
n=$((n + 1))
if "$hairpin" explain ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} scenarios/acs/clear.hp gpu nic >"$dir/out" 2>"$dir/err" &&
   ! grep -q 'go wrong' "$dir/out"; then
	echo "ok $n - and none where all of them arrive"
else
	sed 's/^/# /' "$dir/out" "$dir/err"
	echo "not ok $n - and none where all of them arrive"
	failed=1
fi

# has WHAT FILE A B REGEXP...: what explain says, without a golden file.
has() {
	what=$1 file=$2 a=$3 b=$4
	shift 4
	n=$((n + 1))
	"$hairpin" explain ${HAIRPIN_NEW:+-k "$HAIRPIN_NEW"} "$file" "$a" "$b" >"$dir/out" 2>"$dir/err" || set -- "^no exit status 0$"
	for re; do
		grep -qE -- "$re" "$dir/out" && continue
		sed 's/^/# /' "$dir/out" "$dir/err"
		echo "not ok $n - $what: $re"
		failed=1
		return
	done
	echo "ok $n - $what"
}
# A root complex that carries peers' writes and not their reads.
cat >"$dir/writes.hp" <<'END'
host pc-writes
rp rp0 01.0
rp rp1 02.0
ep gpu under rp0 class vga bar0 64M
ep nic under rp1 class network bar0 32M
END
sed 's/^rp rp0/hb hb0 id 8086:2020\n&/' "$dir/writes.hp" >"$dir/listed.hp"
has "writes and no reads: the kernel refuses" "$dir/writes.hp" gpu nic \
	'^they agree: the hardware carries the writes, and not the reads; it ends at the root complex' \
	"^  write: arrives at gpu BAR 0" "^  read: Unsupported Request" \
	'^  dma_map_resource\(\): 0x[0-9a-f]+ reaches the memory for writes only, read: Unsupported Request'
has "writes and no reads: the kernel trusts" "$dir/listed.hp" gpu nic \
	"^they part: the kernel says THRU_HOST_BRIDGE, but at the address it hands out only writes reach the memory, reads do not; first at the root complex"
# Functions of one device: the VF, and the port that decides.
cat >"$dir/vf.hp" <<'END'
host server
rp rp0 01.0 acs SV+ RR+ CR+ UF+ ari-forwarding
ep gpu under rp0 class display bar0 16M ari vfs 2 vfbar0 16M
step sriov gpu 2
END
has "a VF and its PF: both, and the port above" "$dir/vf.hp" gpu/vf1 gpu \
	'^path: within one device, or by the port above it$' '^    gpu/vf1 +0000:01:00.1  virtual function' \
	'^  = rp0 .*RR\+ CR\+.*the kernel names this port' '^    gpu +0000:01:00.0  endpoint'
# A kernel that does not look at the provider's side: which port redirects all the same.
[ -z "${HAIRPIN_TREE:-}" ] || {
	mutant=$(tests/mutants/run --make "$dir/mutant" provider-side-unchecked)
	HAIRPIN_NEW=$mutant has "a kernel that waives ACS: what redirects is named" "$dir/vf.hp" gpu/vf1 gpu \
		'^kernel: BUS_ADDR' '^because: .* the kernel named no port that redirects$' \
		'^all the same, ACS redirect is on at rp0 \(RR\+ CR\+\)'
}

n=$((n + 1))
"$hairpin" explain --at sometimes scenarios/acs/clear.hp gpu nic >"$dir/out" 2>"$dir/err"
if [ $? = 2 ] && grep -q 'untranslated or translated' "$dir/err"; then
	echo "ok $n - --at with a wrong word: 2"
else
	echo "not ok $n - --at with a wrong word: 2"
	failed=1
fi
echo "1..$n"
exit $failed
