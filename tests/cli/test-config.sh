#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-config.sh - kernels with --config and --objects: what is wrong in these files
# is said with its place and why, and a driver of the tree that no instance has by
# itself binds to a device.  Prints TAP.
#
# The instance is built once, like every other, in the cache.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh
hairpin=$PWD/build/hairpin
src=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
unset HAIRPIN_CONFIG HAIRPIN_OBJECTS
data=tests/fixtures/config

# refused OPTION LINES MESSAGE...: status 2, and each message after the file's name.
refused() {
	local option=$1 text status=0
	printf '%b' "$2" >"$tmp/f"
	shift 2
	"$hairpin" kernel build "$option" "$tmp/f" "$src" >"$tmp/o" 2>"$tmp/e" || status=$?
	cat "$tmp/e"
	[ $status = 2 ] && ! [ -s "$tmp/o" ] || return
	for text; do
		grep -qF -- "$tmp/f:$text" "$tmp/e" || { echo "not said: $text"; return 1; }
	done
}
check "wrong lines of a fragment" refused --config \
	'CONFIG_UIO=y\nCONFIG_UIO=n\nUIO=y\n  CONFIG_UIO_CIF=m\nCONFIG_X=yes\n# a comment\n' \
	'2:1: CONFIG_UIO is in line 1 already' '3:1: "UIO=y" is no line of a Kconfig fragment' \
	'4:18: CONFIG_UIO_CIF=m: there are no modules' '5:10: CONFIG_X: "yes" is no value'
check "what every instance needs" refused --config '# nothing\n# CONFIG_PCI_P2PDMA is not set\n' \
	'2:1: CONFIG_PCI_P2PDMA is needed by every instance'
check "wrong lines of a list" refused --objects \
	'drivers/uio/uio.o\nroots drivers/uio/uio.o\n/etc/passwd\nroot a.o b.o\ndrivers/uio/uio.c\n' \
	'2:1: "roots": write root, pool or omit' '3:1: "/etc/passwd": write an object of the tree' \
	'4:10: "b.o" after the path' '5:1: "drivers/uio/uio.c": write an object of the tree'
check "a file that is not there" says "$tmp/none: no file that can be read" \
	"$hairpin" kernel build --config "$tmp/none" "$src"
check "symbols that take no effect, and why" refused --config \
	'CONFIG_NO_SUCH_THING=y\nCONFIG_UIO_PCI_GENERIC=y\nCONFIG_AGP_INTEL=y\nCONFIG_HAS_IOPORT=y\n' \
	'1:1: CONFIG_NO_SUCH_THING=y: the tree has no such symbol' \
	'2:1: CONFIG_UIO_PCI_GENERIC=y: it did not take effect, it is n; drivers/uio/Kconfig:' \
	'3:1: CONFIG_AGP_INTEL=y: it did not take effect, it is n; drivers/char/agp/Kconfig:' \
	'4:1: CONFIG_HAS_IOPORT=y: it did not take effect'
check "with what it depends on" grep -q 'depend on (UIO) and (PCI); UIO is not set$' "$tmp/e"
check "and all of it" grep -q 'AGP is not set, X86 is not set$' "$tmp/e"
check "objects that are not there, or not built" refused --objects \
	'drivers/nowhere/a.o\n' '1:1: drivers/nowhere/a.o: the tree has no folder drivers/nowhere/'
check "objects that the configuration does not build" refused --objects \
	'# UIO\ndrivers/uio/uio.o\ndrivers/uio/none.o\n' \
	"2:1: drivers/uio/uio.o: its folder's Makefile does not build it in this configuration (it is under CONFIG_UIO)" \
	'3:1: drivers/uio/none.o: the tree has no source for it'

plain=$("$hairpin" kernel build "$src" 2>/dev/null) || exit 3
with=(--config "$data/uio.config" --objects "$data/uio.objects")
build() {
	so=$("$hairpin" kernel build "${with[@]}" "$src") && [ -e "$so" ]
}
check "a kernel with a driver of the tree that none has" build
so=$("$hairpin" kernel build "${with[@]}" "$src" 2>/dev/null)
name=$(sed -n 's/^name=//p' "${so%/*}/kernel.info")
apart() { [ -n "$so" ] && [ "$so" != "$plain" ] && ! cmp "$so" "$plain"; }
check "is a build of its own" apart
listed() {
	"$hairpin" kernel list >"$tmp/list" && cat "$tmp/list" &&
		grep -qF " $name $src + CONFIG_UIO=y CONFIG_UIO_PCI_GENERIC=y drivers/uio/uio.o drivers/uio/uio_pci_generic.o pool fs/fcntl.o" "$tmp/list"
}
check "which the list of kernels says" listed
default() { grep -q "^\*" "$tmp/list" && ! grep -q '^\*.*+' "$tmp/list"; }
check "and which is not the default" default
same_by_content() {
	{ echo '# other words'; tac "$data/uio.config"; } >"$tmp/other"
	[ "$("$hairpin" kernel build --config "$tmp/other" --objects "$data/uio.objects" "$src" 2>/dev/null)" = "$so" ]
}
check "other words and another order in the files are the same build" same_by_content
check "the driver binds" "$hairpin" run "${with[@]}" -k "$src" "$data/uio.hp"
check "also where the kernel is called by its name" "$hairpin" run -k "$name" "$data/uio.hp"
check "but no other kernel has it" gives 3 "$hairpin" run -k "$plain" "$data/uio.hp"
traps() {
	grep -qx find_vpid "${so%/*}/traps.txt" &&
		grep -qx find_vpid "${so%/*}/with.missing" &&
		! grep -qx find_vpid "${plain%/*}/traps.txt"
}
check "what it needs and nobody provides traps, by name" traps
check "compare takes them, too" gives 2 "$hairpin" compare "${with[@]}" "$plain" "$src" "$data/uio.hp"
check "an instance is built already" says "it is built already; --config and --objects want a tree" \
	"$hairpin" run "${with[@]}" -k "$plain" "$data/uio.hp"

# A patch to the packaged sources: its base and itself are built with both files.
if [ -e "$src/.complete" ]; then
	mkdir -p "$tmp/a/drivers/pci" "$tmp/b/drivers/pci"
	cp "$src/drivers/pci/search.c" "$tmp/a/drivers/pci"
	{ cat "$src/drivers/pci/search.c"; echo "int hp_nothing;"; } >"$tmp/b/drivers/pci/search.c"
	(cd "$tmp" && diff -u a/drivers/pci/search.c b/drivers/pci/search.c >one.patch)
	validates() {
		"$hairpin" validate --no-evidence "${with[@]}" -s "$data/uio.hp" "$tmp/one.patch" >"$tmp/o" 2>&1
		local status=$?
		cat "$tmp/o"
		[ $status = 0 ] && grep -q '5 results: 5 SAME' "$tmp/o"
	}
	check "validate judges a patch with them" validates
fi
echo "1..$n"
