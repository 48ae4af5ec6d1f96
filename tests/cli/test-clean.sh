#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-clean.sh - the cache does not grow without end: what goes, in which order, and
# what stays because somebody uses it.  Needs no kernel.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
fake=${hairpin%/*}/fake_kernel_new.so
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh
export HAIRPIN_CACHE=$tmp/cache
unset HAIRPIN_CACHE_SIZE HAIRPIN_CACHE_DAYS HAIRPIN_TOOLS CC LLVM
cache=$HAIRPIN_CACHE
printf '# A port.\nhost pc\nrp a 01.0\nexpect present a\n' >"$tmp/s.hp"

# unit FOLDER DAYS: 1 MB that was used so many days ago.
unit() {
	mkdir -p "$cache/$1"
	head -c 1048000 /dev/zero >"$cache/$1/file"
	case $1 in
	build/* | series/*) touch -d "$2 days ago" "$cache/$1/used"; : >"$cache/$1/lock" ;;
	esac
	touch -d "$2 days ago" "$cache/$1"
}
cache_of() {
	rm -rf "$cache"
	unit build/a.plain 1
	unit build/b.plain 5
	unit build/c.plain 90
	unit copy/b 20
	unit copy/lost 10
	unit series/s 3
	unit objects/o 4
	mkdir -p "$cache/src/linux-source-1.0"
	head -c 9000000 /dev/zero >"$cache/src/linux-source-1.0/big"
	touch -d '900 days ago' "$cache/src/linux-source-1.0"
}
# left FOLDER...: these are all that is left.
left() {
	(cd "$cache" && find build copy series objects -mindepth 1 -maxdepth 1 -type d) | sort >"$tmp/left"
	printf '%s\n' "$@" | sort | diff "$tmp/left" - && [ -e "$cache/src/linux-source-1.0/big" ]
}
clean() { "$hairpin" kernel clean "$@" </dev/null; }

old() {
	cache_of
	clean >"$tmp/said" && cat "$tmp/said" &&
		[ "$(cat "$tmp/said")" = "build/c.plain removed: not used for 90 days, 2 MB" ] &&
		left build/a.plain build/b.plain copy/b copy/lost series/s objects/o
}
check "what has not been used for 60 days goes" old
days() {
	cache_of
	clean --days 7 && left build/a.plain build/b.plain copy/b series/s objects/o || return
	# a copy is used with the builds of it
	HAIRPIN_CACHE_DAYS=4 clean && left build/a.plain series/s objects/o
}
check "as many days as one likes" days
size() {
	cache_of
	clean --size 5500K >"$tmp/said" && left build/a.plain build/b.plain copy/b series/s objects/o &&
		[ "$(cut -d' ' -f1 "$tmp/said" | xargs)" = "build/c.plain copy/lost" ] || return
	HAIRPIN_CACHE_SIZE=2500K clean && left build/a.plain series/s
}
check "what has been used longest ago goes until all is small enough" size
dry() {
	cache_of
	clean --dry-run --size 1K >"$tmp/said" && [ "$(wc -l <"$tmp/said")" = 7 ] &&
		[ "$(clean --list | wc -l)" = 8 ] &&
		left build/{a,b,c}.plain copy/b copy/lost series/s objects/o
}
check "--dry-run and --list remove nothing" dry
wrong() {
	cache_of
	gives 2 clean --size 1X && gives 2 clean --days -1 && gives 2 clean --days &&
		gives 2 clean now && (export HAIRPIN_CACHE_SIZE=big; gives 2 clean) &&
		left build/{a,b,c}.plain copy/b copy/lost series/s objects/o
}
check "wrong limits: status 2, and nothing goes" wrong
twice() {
	cache_of
	# the same file, by two names, takes its room once
	ln -f "$cache/src/linux-source-1.0/big" "$cache/series/s/big"
	clean --size 8M && left build/a.plain build/b.plain copy/b copy/lost series/s objects/o
}
check "files that are links to the sources take no room" twice

# What is in use.
building() {
	cache_of
	flock "$cache/build/b.plain/lock" "$hairpin" kernel clean --size 0 && left build/b.plain copy/b
}
check "what is being built stays, and the copy that it is built from" building
reading() {
	cache_of
	flock -s "$cache/build/c.plain/lock" "$hairpin" kernel clean --size 0 && left build/c.plain
}
check "what others read objects of stays" reading
validating() {
	cache_of
	flock "$cache/series/lock" "$hairpin" kernel clean --size 0 2>"$tmp/said" &&
		grep -q 'a validation is under way: nothing is removed' "$tmp/said" &&
		left build/{a,b,c}.plain copy/b copy/lost series/s objects/o
}
check "while a validation runs nothing goes" validating
# A run that waits for its scenario, which is a pipe.
running() {
	local pid
	cache_of
	cp "$fake" "$cache/build/c.plain/libkernel.so"
	printf 'release=9.9\nvariant=plain\nkind=tree\nname=c\ntree=%s/none\nobject=1\n' "$tmp" \
		>"$cache/build/c.plain/kernel.info"
	mkfifo "$tmp/trace"
	"$hairpin" run -k "$cache/build/c.plain/libkernel.so" --trace "$tmp/trace" "$tmp/s.hp" &
	pid=$!
	# It opens that when it has run, and waits for a reader.
	while [ -n "$(find "$cache/build/c.plain/used" -mtime +1)" ]; do sleep 0.05; done
	clean --size 0 && left build/c.plain
	local ok=$?
	cat "$tmp/trace" >"$tmp/o"
	wait $pid || return
	[ $ok = 0 ] && clean --size 0 && [ -z "$(ls "$cache/build")" ]
}
check "an instance that a run uses stays until its end" running
used_now() {
	cache_of
	cp "$fake" "$cache/build/c.plain/libkernel.so"
	"$hairpin" run -k "$cache/build/c.plain/libkernel.so" "$tmp/s.hp" &&
		clean --days 4 && left build/a.plain build/c.plain series/s objects/o
}
check "a run counts as use" used_now
killed() {
	cache_of
	mkdir -p "$cache/build/.gone.x.1" && touch "$cache"/.clean.{1,1.du,1.lock} && clean && [ ! -e "$cache/build/.gone.x.1" ] &&
		[ -z "$(find "$cache" -maxdepth 1 -name '.clean.*')" ]
}
check "what a killed one left goes with the next" killed
none() { HAIRPIN_CACHE=$tmp/none clean && [ ! -e "$tmp/none" ]; }
check "no cache: nothing to do" none
echo "1..$n"
