#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-compiler.sh - what people have a kernel's make take from the environment, or
# give it as NAME=VALUE: honoured or refused, in the same words by every command.
# Clang need not be installed.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_TREE: an unpacked kernel (default: the newest).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
unset CC LLVM HOSTCC LD ARCH CROSS_COMPILE KCFLAGS KCPPFLAGS KAFLAGS MAKEFLAGS HAIRPIN_JOBS
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh
build=$PWD/tools/kbuild/kernel-build replace=$PWD/tools/kbuild/kernel-replace
src=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
so=$("$build" --quiet "$src" </dev/null) || exit 3
seed=${so%/*}
printf '# A port that is there.\nhost pc\nrp a 01.0\nexpect present a\n' >"$tmp/s.hp"

# refuses STATUS WORDS COMMAND...
refuses() {
	local want=$1 words=$2 status=0
	shift 2
	"$@" </dev/null >"$tmp/o" 2>"$tmp/e" || status=$?
	{ echo "$*: $status"; cat "$tmp/o" "$tmp/e"; } >&2
	# Another test may validate at the same time.
	sed -i '/: waiting for another validation of the same tree to end$/d' "$tmp/e"
	[ "$status" = "$want" ] && [ ! -s "$tmp/o" ] && [ "$(sed 's/^[^:]*: //' "$tmp/e")" = "$words" ]
}
# everywhere NAME=VALUE WORDS
everywhere() {
	local words="$1 is set, but $2; unset ${1%%=*}"
	refuses 2 "$words" env "$1" "$hairpin" run -k "$src" "$tmp/s.hp" &&
		refuses 2 "$words" env "$1" "$hairpin" run -k "$so" "$tmp/s.hp" &&
		refuses 125 "$words" env "$1" "$hairpin" run --bisect -k "$src" "$tmp/s.hp" &&
		refuses 2 "$words" env "$1" "$hairpin" groups "$tmp/s.hp" &&
		refuses 2 "$words" env "$1" "$hairpin" matrix "$tmp/s.hp" &&
		refuses 2 "$words" env "$1" "$hairpin" explain "$tmp/s.hp" a b &&
		refuses 2 "$words" env "$1" "$hairpin" compare "$src" "$so" "$tmp/s.hp" &&
		refuses 2 "$words" env "$1" "$hairpin" validate -C "$src" "$tmp/s.hp" &&
		refuses 2 "$words" env "$1" "$hairpin" kernel path &&
		refuses 2 "$words" env "$1" "$hairpin" kernel build "$src" &&
		refuses 2 "$words" "$hairpin" kernel build "$1" "$src" &&
		refuses 2 "$words" "$hairpin" kernel build "$src" "$1" &&
		refuses 2 "$words" env "$1" "$replace" --output "$tmp/r" "$src" \
			drivers/pci/probe.c="$src/drivers/pci/probe.c"
}
# some NAME=VALUE WORDS: there is one place that knows them all.
some() {
	local words="$1 is set, but $2; unset ${1%%=*}"
	refuses 2 "$words" env "$1" "$hairpin" run -k "$src" "$tmp/s.hp" &&
		refuses 2 "$words" "$hairpin" kernel build "$1" "$src"
}
gcc='kernels are compiled with gcc only here'
check "LLVM=1 is refused by every command" everywhere LLVM=1 "$gcc"
check "CC=clang is, whether or not there is one" everywhere CC=clang "$gcc"
check "LLVM=-14" some LLVM=-14 "$gcc"
check "CC=clang-99 with arguments" some "CC=ccache clang-99 -O2" "$gcc"
check "HOSTCC" some HOSTCC=clang "$gcc"
check "LD" some LD=ld.lld "kernels are linked with ld only here"
check "ARCH" some "ARCH=$(uname -m)" "kernels are built with ARCH=um only here"
check "CROSS_COMPILE" some CROSS_COMPILE=other-gnu- "kernels are built for the machine that runs them"
check "KCFLAGS" some KCFLAGS=-O3 "kernels are compiled with Hairpin's flags only"
check "a compiler that is not there" some CC=gcc-none "there is no such program"
check "one that fails" some CC=false "it is no C compiler that works"
# A compiler that calls itself something else, and one for another machine.
printf '#!/bin/sh\necho "#define __GNUC__ 4"\necho "#define __clang__ 1"\n' >"$tmp/cc"
printf '#!/bin/sh\necho "#define __GNUC__ 4"\necho "#define __sparc__ 1"\n' >"$tmp/sparc"
chmod +x "$tmp/cc" "$tmp/sparc"
check "clang by another name" some "CC=$tmp/cc" "$gcc"
check "a gcc for another machine" some "CC=$tmp/sparc" "it compiles for another machine than this"

same() {
	local v
	for v in CC=gcc "CC=$(command -v gcc)" HOSTCC=gcc LD=ld ARCH=um LLVM= MAKEFLAGS=-j8 'MAKEFLAGS=w -j4 --jobserver-auth=3,4'; do
		[ "$(env "$v" "$hairpin" kernel path "$src")" = "$so" ] || { echo "$v"; return 1; }
		[ "$("$hairpin" kernel build "$v" "$src" 2>/dev/null)" = "$so" ] ||
			case $v in MAKEFLAGS*) ;; *) return 1 ;; esac
	done
}
check "what says what is the case anyway changes nothing" same
jobs() { [ "$(env "$1" "$build" --compiler | sed -n 2p)" = "$2 jobs" ]; }
check "MAKEFLAGS: so many jobs" jobs MAKEFLAGS=-j7 7
check "as a make hands it on" jobs 'MAKEFLAGS=rRj5 --jobserver-auth=fifo:x' 5
more() { (export HAIRPIN_JOBS=3; jobs MAKEFLAGS=-j7 3); }
check "but HAIRPIN_JOBS has the last word" more
no_number() {
	local v
	for v in 0 abc -3 '2 x' 99999; do
		HAIRPIN_JOBS=$v gives 2 "$build" "$src" || { echo "HAIRPIN_JOBS=$v"; return 1; }
		HAIRPIN_JOBS=$v gives 2 "$hairpin" validate -C "$src" A..B || return
	done
	gives 2 env HAIRPIN_JOBS=0 "$build" "$src" 2>"$tmp/e" || return
	grep -q 'HAIRPIN_JOBS=0: a number from 1' "$tmp/e"
}
check "a HAIRPIN_JOBS that is no number is refused, and no tree blamed" no_number

# Another gcc: here a program that calls it, in two words.  What has been compiled is
# as this one would have it, so that little is compiled here.
printf '#!/bin/sh\nshift\nexec gcc "$@"\n' >"$tmp/mygcc"
chmod +x "$tmp/mygcc"
cc="$tmp/mygcc -mine"
export HAIRPIN_CACHE=$tmp/cache
hash=$(printf 'CC=%s\n' "$cc" | sha256sum | cut -c1-8)
name=${src##*/}-$(printf %s "$src" | sha256sum | cut -c1-8)+$hash
out=$HAIRPIN_CACHE/build/$name.plain
mkdir -p "$out"
cp -a "$seed/kbuild" "$seed/env" "$seed/extra" "$seed/count" "$out" 2>/dev/null
find "$out/kbuild" "$out/env" \( -name '.*.cmd' -o -name '*.cmd' -o -name '*.in' -o \
	-path "$out/kbuild/Makefile" \) -type f -exec sed -i \
	"s,$seed/,$out/,g; s,$seed ,$out ,g; 1s,:= gcc ,:= $cc ,; 1s,^gcc ,$cc ," {} +
echo "$(($(date +%s) + 86400)).0" >"$out/underway"
other() {
	mine=$(CC=$cc "$hairpin" kernel path "$src") && [ "$mine" = "$out/libkernel.so" ] &&
		grep -qx "with=CC=$cc" "$out/kernel.info"
}
mine=
check "another gcc is honoured, and is a build of its own" other
compiled_by_it() {
	[ "$(grep -l "^savedcmd_.*:= *$cc " "$out"/kbuild/drivers/pci/.*.o.cmd | wc -l)" -gt 20 ] &&
		! grep -l "^savedcmd_.*:= *gcc " "$out"/kbuild/drivers/pci/.*.o.cmd
}
check "its objects are compiled by it" compiled_by_it
listed() { "$hairpin" kernel list | grep -F " + CC=$cc" && "$hairpin" kernel list | grep -v '^\*'; }
check "the list of kernels says so, and it is no default" listed
by_name() { [ "$("$hairpin" kernel path "$name")" = "$mine" ]; }
check "by its name it is found without CC" by_name
edited() {
	rm "$out/kbuild/drivers/pci/probe.o" "$out/answer" "$out/watch"
	rm -rf "$HAIRPIN_CACHE/objects"
	[ "$("$hairpin" kernel path "$name")" = "$mine" ] && [ -e "$out/kbuild/drivers/pci/probe.o" ]
}
check "and when something changed, compiled by it again" edited
echo "1..$n"
