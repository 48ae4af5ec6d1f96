#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-kernel-replace.sh - an instance with one file replaced: what is in it, what stays as
# it was, what is kept for the next time, and what is refused.  Prints TAP.
#
# HAIRPIN_TREE: an unpacked kernel (default: the newest packaged one).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
src=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
so=$(tools/kbuild/kernel-build --quiet "$src" </dev/null) || exit 3
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh
file=drivers/pci/rom.c
object=drivers/pci/rom.o

# edit WORD: the file with a function of that name.
edit() {
	{ cat "$src/$file"; printf 'int hp_%s(void);\nint hp_%s(void) { return 1; }\n' "$1" "$1"; } >"$tmp/rom.c"
}
replace() {
	tools/kbuild/kernel-replace --quiet --keep "$tmp/kept" --output "$tmp/to" "$src" \
		"$file=$tmp/rom.c" </dev/null
}
has() { [ "$(nm "$tmp/to/libkernel.so" | grep -c " hp_$1\$")" != 0 ]; }
kept() { find "$tmp/kept" -name '*.o' | wc -l; }

sha256sum "$so" "$src/$file" >"$tmp/before"
first() {
	edit first
	[ "$(replace)" = "$tmp/to/libkernel.so" ] && has first && [ "$(kept)" = 1 ]
}
check "a file is replaced" first
check "the tree and its own instance stay as they were" sha256sum --quiet -c "$tmp/before"
another() {
	edit second
	replace && has second && ! has first && [ "$(kept)" = 2 ]
}
check "another content is compiled" another
again() {
	edit first
	replace && has first && ! has second && [ "$(kept)" = 2 ] &&
		[ -n "$(find "$tmp/kept" -samefile "$tmp/to/obj/$object")" ]
}
check "what was compiled before is taken from there" again
# One that was being written when all was killed, and one that is being written now.
leftover() {
	sleep 0 & wait $!
	touch "$tmp/kept/a.o.$!" "$tmp/kept/b.o.$$"
	edit third
	replace && has third && [ ! -e "$tmp/kept/a.o.$!" ] && [ -e "$tmp/kept/b.o.$$" ]
}
check "what a killed one was writing goes" leftover
most() {
	local i
	for ((i = 0; i < 250; i++)); do : >"$tmp/kept/$i.o"; done
	touch -d '1 day ago' "$tmp/kept"/[0-9]*.o
	edit fourth
	replace && has fourth && [ "$(kept)" -le 200 ] && [ "$(kept)" -gt 100 ]
}
check "what has not been used for long goes" most
broken() {
	echo 'int broken(void) { return undeclared; }' >>"$tmp/rom.c"
	says 'undeclared' gives 5 replace
}
check "does not compile: exit 5" broken
other() {
	gives 2 tools/kbuild/kernel-replace --quiet --output "$tmp/to" "$src" "$1=$tmp/rom.c"
}
check "no such file: exit 2" other drivers/pci/none.c
check "no C file: exit 2" other include/linux/pci.h
check "one that is not linked: exit 2" other drivers/net/loopback.c
echo "1..$n"
