#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-tree-copy.sh - the copy of a tree that was built in place: of git with and
# without .gitignore, and without git, it has what people wrote and nothing that the
# build made, which Kbuild would refuse.  Needs no kernel.  Prints TAP.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh
export HAIRPIN_CACHE=$tmp/cache HP_QUIET=1
tree=$tmp/linux
made=(.config .config.old include/config/auto.conf include/generated/autoconf.h vmlinux
	arch/um/include/generated/asm/x.h drivers/pci/probe.o drivers/pci/.probe.o.cmd
	drivers/pci/built-in.a drivers/pci/x.ko drivers/pci/.probe.o.d modules.order Module.symvers System.map)
wrote=(Makefile Kconfig drivers/pci/probe.c drivers/pci/new.c include/linux/pci.h arch/um/Makefile)

fresh() {
	rm -rf "$tree" "$HAIRPIN_CACHE"
	local f
	for f in "${wrote[@]}"; do
		mkdir -p "$tree/$(dirname "$f")"
		echo "$f" >"$tree/$f"
	done
	rm "$tree/drivers/pci/new.c"
	if [ "$1" != none ]; then
		[ "$1" != ignore ] || printf '%s\n' '*.o' '*.ko' '*.a' '.*' '/include/config' '/include/generated' \
			'/arch/*/include/generated' vmlinux modules.order Module.symvers System.map >"$tree/.gitignore"
		(cd "$tree" && git init -q . && git add -f . && git -c user.name=t -c user.email=t@example.org commit -qm start)
	fi
	echo drivers/pci/new.c >"$tree/drivers/pci/new.c"
	for f in "${made[@]}"; do
		mkdir -p "$tree/$(dirname "$f")"
		: >"$tree/$f"
	done
}
# copy: as kernel-build has it made; prints what is in it.
copy() {
	bash -c 'set -euo pipefail
		. tools/kbuild/common.sh; . tools/kbuild/tree.sh
		TREE=$1 TREE_NAME=linux TREE_KIND=tree
		tree_prepare
		cd "$SRC" && find . -type f ! -name ".hairpin-files" ! -name .gitignore -printf "%P\n" | sort' sh "$tree"
}
holds() {
	copy >"$tmp/is" && printf '%s\n' "$@" | sort | diff "$tmp/is" -
}
whatever() {
	fresh "$1"
	holds "${wrote[@]}" || return
	# what is edited, new and removed comes and goes
	echo more >>"$tree/Makefile"
	rm "$tree/drivers/pci/new.c" "$tree/include/linux/pci.h"
	echo new >"$tree/drivers/pci/other.c"
	holds Makefile Kconfig drivers/pci/probe.c drivers/pci/other.c arch/um/Makefile &&
		cmp "$tree/Makefile" "$HAIRPIN_CACHE/copy/linux/Makefile"
}
check "a git work tree" whatever ignore
check "one without .gitignore" whatever git
check "a tree without git" whatever none

# A cache whose sources are links to where others have them: the same packages, by whatever
# they are named, and at the place where Kbuild finds them.
resolved() {
	bash -c 'set -euo pipefail
		. tools/kbuild/common.sh; . tools/kbuild/tree.sh
		tree_resolve "$1"
		echo "$TREE_KIND $TREE_NAME $TREE"' sh "$1"
}
linked() {
	local name
	for name in newest 9.10 "$tmp/real/linux-source-9.10" "$HAIRPIN_CACHE/src/linux-source-9.10"; do
		[ "$(resolved "$name")" = "package 9.10 $tmp/real/linux-source-9.10" ] || { resolved "$name"; return 1; }
	done
	[ "$(resolved 9.2)" = "package 9.2 $tmp/real/linux-source-9.2" ] || return
	# one that merely looks like them is the user's own
	[[ $(resolved "$tmp/own/linux-source-9.10") == "tree linux-source-9.10-"* ]]
}
tmp=$(cd "$tmp" && pwd -P)
for it in real own; do
	for v in 9.2 9.10; do
		mkdir -p "$tmp/$it/linux-source-$v"/{drivers/pci,arch/um}
		touch "$tmp/$it/linux-source-$v"/{Kconfig,Makefile,.complete}
	done
done
rm -rf "$HAIRPIN_CACHE"
mkdir "$HAIRPIN_CACHE"
ln -s "$tmp/real" "$HAIRPIN_CACHE/src"
check "the cache's src is a link" linked
rm "$HAIRPIN_CACHE/src"
mkdir "$HAIRPIN_CACHE/src"
ln -s "$tmp/real"/* "$HAIRPIN_CACHE/src"
check "the packages in it are links" linked
mv "$HAIRPIN_CACHE" "$tmp/cache.real"
ln -s cache.real "$HAIRPIN_CACHE"
check "and the cache is one" linked
echo "1..$n"
