#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-cache.sh - the places where kernels are built, and what becomes of a build
# when there is no room in them, when nobody may write there, when there are none:
# exit status 3 in our words, and nothing half-written.  Prints TAP.
#
# Full and read-only disks are small ones in memory, mounted in a name space of our
# own: for root alone; others skip these.
#
# HAIRPIN: the program.  HAIRPIN_TREE: an unpacked kernel (default: the newest).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
if [ "$(id -u)" = 0 ] && [ -z "${HAIRPIN_INSIDE:-}" ] && unshare -m true 2>/dev/null; then
	HAIRPIN_INSIDE=1 exec unshare -m "tests/cli/${0##*/}" "$@"
fi
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
n=0
tmp=$(mktemp -d) || exit 3
trap 'cd /; umount -q "$tmp/fs" "$tmp/to" "$tmp/small" "$tmp/linux"; rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
. tests/tap.sh
build=$PWD/tools/kbuild/kernel-build replace=$PWD/tools/kbuild/kernel-replace
src=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
seed=$("$build" --quiet "$src" </dev/null) || exit 3
seed=${seed%/*}
printf '# A port that is there.\nhost pc\nrp a 01.0\nexpect present a\n' >"$tmp/s.hp"

# refuses STATUS WORDS COMMAND...: and prints nothing but its own words.
refuses() {
	local want=$1 words=$2 status=0
	shift 2
	"$@" </dev/null >"$tmp/o" 2>"$tmp/e" || status=$?
	echo "$*: $status" >"$tmp/told"
	cat "$tmp/told" "$tmp/o" "$tmp/e" >&2
	[ "$status" = "$want" ] && [ ! -s "$tmp/o" ] && grep -qF -- "$words" "$tmp/e"
}

# everywhere STATUS WORDS: every command that builds kernels, or looks them up.
everywhere() {
	refuses "$1" "$2" "$hairpin" run -k 7.3 "$tmp/s.hp" &&
		refuses "$1" "$2" "$hairpin" run -k "$src" "$tmp/s.hp" &&
		refuses "$1" "$2" "$hairpin" groups -k "$src" "$tmp/s.hp" &&
		refuses "$1" "$2" "$hairpin" matrix -k "$src" "$tmp/s.hp" &&
		refuses "$1" "$2" "$hairpin" explain -k "$src" "$tmp/s.hp" a b &&
		refuses "$1" "$2" "$hairpin" compare "$src" "$src" "$tmp/s.hp" &&
		refuses "$1" "$2" "$hairpin" validate -C "$src" "$tmp/s.hp" &&
		refuses "$1" "$2" "$hairpin" kernel path &&
		refuses "$1" "$2" "$hairpin" kernel build "$src" &&
		refuses "$1" "$2" "$replace" --output "$tmp/r" "$src" \
			drivers/pci/probe.c="$src/drivers/pci/probe.c"
}

nowhere() {
	unset HOME XDG_CACHE_HOME HAIRPIN_CACHE
	everywhere 3 'neither HAIRPIN_CACHE nor XDG_CACHE_HOME nor HOME is set' &&
		refuses 3 'neither HAIRPIN_CACHE nor XDG_CACHE_HOME nor HOME is set' "$hairpin" kernel list
}
in_place() { (nowhere); }
check "no HOME and nothing else: everything says so" in_place
without_home() {
	local c
	for c in "HAIRPIN_CACHE=${seed%/build/*}" "XDG_CACHE_HOME=$tmp/xdg"; do
		env -u HOME -u XDG_CACHE_HOME -u HAIRPIN_CACHE "$c" \
			"$hairpin" run -k 7.3 "$tmp/s.hp" || return
	done
}
mkdir "$tmp/xdg"
ln -s "${seed%/build/*}" "$tmp/xdg/hairpin"
check "no HOME, but one of the others" without_home
: >"$tmp/file"
file() {
	export HAIRPIN_CACHE=$1
	everywhere 3 "$1" && refuses 3 "$1: Not a directory" "$hairpin" kernel list
}
file_at() { (file "$1"); }
check "the cache is a file" file_at "$tmp/file"
check "it is in a file" file_at "$tmp/file/x"

if [ -z "${HAIRPIN_INSIDE:-}" ]; then
	echo "ok $((n + 1)) - full and read-only disks # SKIP only for root"
	echo "1..$((n + 1))"
	exit 0
fi

# The packaged kernel's build folder, moved into a cache in memory; and its sources,
# at a place that everybody can read.
mkdir "$tmp/fs" "$tmp/to" "$tmp/small" "$tmp/linux" "$tmp/here"
{ mount --make-rprivate / && mount -t tmpfs -o size=300M none "$tmp/fs" &&
	mount -t tmpfs -o size=2M none "$tmp/to" &&
	mount -t tmpfs -o size=1M none "$tmp/small" &&
	mount --bind "$src" "$tmp/linux" && mount -o remount,bind,ro "$tmp/linux"; } || {
	echo "ok $((n + 1)) - full and read-only disks # SKIP nothing can be mounted"
	echo "1..$((n + 1))"
	exit 0
}
tree=$tmp/linux
export HAIRPIN_CACHE=$tmp/fs/cache
out=$HAIRPIN_CACHE/build/linux-$(printf %s "$tree" | sha256sum | cut -c1-8).plain
mkdir -p "$out"
cp -a "$seed/kbuild" "$seed/env" "$seed/extra" "$seed/count" "$out" 2>/dev/null
find "$out/kbuild" "$out/env" \( -name '.*.cmd' -o -name '*.cmd' -o -name '*.in' -o \
	-path "$out/kbuild/Makefile" \) -type f -exec sed -i \
	"s,$seed/,$out/,g; s,$seed ,$out ,g; s,$src/,$tree/,g; s,$src ,$tree ,g" {} +
echo "$(($(date +%s) + 86400)).0" >"$out/underway"
check "a kernel is built in memory" "$build" "$tree"
so=$out/libkernel.so
[ -s "$so" ] || { echo "Bail out! nothing to go on with"; exit 1; }
object=$(sed -n 's/^object=//p' "$out/kernel.info")
cp -a "$out" "$tmp/built"
known=(files hashes stamp deps.kbuild deps.env roots pool traps.txt)

# afresh: as built, but three objects are to be compiled and all to be linked.
afresh() {
	rm -rf "$out" "$HAIRPIN_CACHE/objects"
	cp -a "$tmp/built" "$out"
	rm -f "$out"/kbuild/drivers/{pci/p2pdma,pci/probe,iommu/iommu}.o \
		"$out"/env/cpu.* "$out"/env/kept/cpu.* "$out/answer" "$out/watch"
	touch "$tmp/mark"
}
# fill KB: so much is left.
fill() {
	local left
	left=$(df -Pk "$tmp/fs" | awk 'NR == 2 { print $4 }')
	fallocate -l "$((left - $1))K" "$tmp/fs/filler"
}
# repaired: with room again, a build gives what it gave, and all that it knows.
repaired() {
	local f
	rm -f "$tmp/fs/filler"
	"$build" "$tree" || return
	grep -qx "object=$object" "$out/kernel.info" || return
	for f in "${known[@]}"; do
		cmp <(sort "$tmp/built/$f") <(sort "$out/$f") || return
	done
	[ "$(find "$out/kbuild" -name '*.o' -newer "$tmp/mark" | wc -l)" -le 3 ] &&
		! find "$HAIRPIN_CACHE" -name '*.new' | grep .
}
# How much a build needs differs from one compiler to the next: the last may do.
full() {
	local kb refused=0
	for kb; do
		echo "$kb KB"
		afresh
		fill "$kb"
		if refuses 3 'the disk is full: 0 MB are left' "$build" --quiet "$tree"; then
			refused=$((refused + 1))
		elif ! grep -q ": 0$" "$tmp/told" || [ ! -s "$so" ]; then
			return 1
		fi
		# The old one, or none; never a half.
		[ ! -e "$so" ] || cmp "$so" "$tmp/built/libkernel.so" || return
		repaired || return
	done
	[ "$refused" -ge $(($# - 1)) ]
}
check "the disk is full at any time: said, and the next build has what was compiled" \
	full 0 100 400 1000 3000 6000 8000
no_more_files() {
	local used ok
	afresh
	used=$(df -Pi "$tmp/fs" | awk 'NR == 2 { print $3 }')
	mount -o "remount,nr_inodes=$((used + 9))" "$tmp/fs"
	refuses 3 'the disk is full' "$build" --quiet "$tree"
	ok=$?
	mount -o remount,nr_inodes=0 "$tmp/fs"
	[ $ok = 0 ] && repaired
}
check "no more files fit" no_more_files
runs_full() {
	afresh
	fill 100
	refuses 3 'the disk is full' "$hairpin" run -k "$tree" --junit "$tmp/here/x" "$tmp/s.hp" &&
		refuses 3 'the disk is full' "$hairpin" groups -k "$tree" "$tmp/s.hp" &&
		[ ! -e "$tmp/here/x" ] && repaired
}
check "so says a run that has to build" runs_full
tmpdir() {
	afresh
	dd if=/dev/zero of="$tmp/small/filler" bs=4k 2>/dev/null
	# shellcheck disable=SC2030,SC2031 # each is for one call
	(export TMPDIR=$tmp/small; repaired && "$hairpin" run -k "$tree" "$tmp/s.hp") || return
	# shellcheck disable=SC2031
	(export TMPDIR=$tmp/nowhere; "$build" "$tree" && "$hairpin" run -k "$tree" "$tmp/s.hp")
}
check "TMPDIR is full, or nowhere: that is no matter" tmpdir
outputs() {
	local o
	dd if=/dev/zero of="$tmp/to/filler" bs=4k 2>/dev/null
	for o in --json --junit --trace --dot; do
		gives 3 "$hairpin" run -k "$tree" $o "$tmp/to/x" "$tmp/s.hp" 2>"$tmp/e" || return
		cat "$tmp/e"
		grep -q "$tmp/to/.*: No space left on device" "$tmp/e" || return
		[ -z "$(find "$tmp/to" -type f ! -name filler)" ] || return
	done
	refuses 3 'the disk is full' "$replace" --quiet --output "$tmp/to/r" "$tree" \
		drivers/pci/probe.c="$tree/drivers/pci/probe.c"
}
check "the folder of the outputs is full" outputs

# What is built may be used by everybody, and looked at by who may not write.
nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups env -u HOME "$@"; }
used() { "$@" "$hairpin" run -k "$tree" "$tmp/s.hp" && "$@" "$build" "$tree"; }
not_ours() {
	export HAIRPIN_KERNEL_DEBUG=-g
	refuses 3 "$1" "${@:2}" "$build" "$tree" &&
		refuses 3 "$1" "${@:2}" "$hairpin" run -k "$tree" "$tmp/s.hp"
}
apart() { (not_ours "$@"); }
new_variant() { refuses 3 "$1" "${@:2}" "$build" --variant asan "$tree"; }
mount -o remount,ro "$tmp/fs"
check "a cache that cannot be written: what is built is used" used env
check "what would have to be built is not" apart "cannot be written to" env
check "nor another variant" new_variant "cannot be written to" env
series_there() { refuses 3 "cannot be written to" "$hairpin" validate -C "$tree" "$tmp/s.hp"; }
check "nor a series of patches" series_there
mount -o remount,rw "$tmp/fs"
if nobody test -x "$hairpin" -a -r "$build"; then
	check "another user's cache: what is built is used" used nobody
	check "what would have to be built is not" apart "cannot be written to" nobody
	check "nor another variant" new_variant "cannot be written to" nobody
	# sources, that is
	mkdir -p "$tmp/theirs/src/linux-source-6.18" "$tmp/theirs/apt"
	: >"$tmp/theirs/src/linux-source-6.18/.complete"
	fetch() { HAIRPIN_CACHE=$tmp/theirs nobody "${build%build}fetch" --quiet "$1"; }
	fetched() { [ "$(fetch 6.18)" = "$tmp/theirs/src/linux-source-6.18" ]; }
	check "its sources are used" fetched
	unfetched() { refuses 3 "cannot be written to" fetch 6.17 && [ "$(wc -l <"$tmp/e")" = 1 ]; }
	check "none is fetched into it" unfetched
	chmod 700 "$HAIRPIN_CACHE"
	hidden() { refuses 3 "$HAIRPIN_CACHE: Permission denied" nobody "$hairpin" kernel list; }
	check "one that cannot be read" hidden
else
	echo "ok $((n + 1)) - another user's cache # SKIP others cannot reach $hairpin"
	n=$((n + 1))
fi
echo "1..$n"
