#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# test-explain.sh - hairpin explain against golden files: what the hardware
# does with the address that a real kernel hands out, and where the two part.
# The kernel's own words differ between versions and are left out.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_UPDATE_GOLDEN=1 writes the files anew.

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
