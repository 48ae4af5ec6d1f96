#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kernel builds on a copy of a tree that is edited in every way that matters:
# what is rebuilt, what is said, what is left alone.  Prints TAP.
#
# HAIRPIN_TREE: an unpacked kernel (default: the newest packaged one).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
src=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export HAIRPIN_CACHE=$tmp/cache
unset HAIRPIN_KERNEL_DIR
# Scripts and environment as they are now, whatever happens to them meanwhile.
root=$tmp/hairpin
mkdir -p "$root/tools" "$root/sim" "$root/docs"
cp -r tools/kbuild "$root/tools"
cp -r sim/env "$root/sim"
cp -r include "$root"
tree=$tmp/linux
n=0

# check WHAT COMMAND...: one result.
check() {
	local what=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $what"
	else
		sed 's/^/# /' "$tmp/err" | tail -n 20
		echo "not ok $n - $what"
	fi
}

# build [ARG...]: sets status and so; standard error goes to $tmp/err.
build() {
	status=0
	so=$("$root/tools/kbuild/kernel-build" "$@" 2>"$tmp/err" </dev/null) || status=$?
}

said() { grep -qE -e "$1" "$tmp/err"; }
quiet() { ! [ -s "$tmp/err" ]; }
info() { sed -n "s/^$1=//p" "${so%/*}/kernel.info"; }
built() { [ "$status" = 0 ] && [ -s "$so" ]; }
fails() { [ "$status" = "$1" ] && said "$2"; }
has_symbol() { [ "$(nm "$so" | grep -cE " [a-zA-Z] $1\$")" != 0 ]; }

# Every file of the tree and of .git: name, size, time, content of the index.
listing() {
	(cd "$tree" && find . -printf '%p %y %s %T@\n' | sort | sha256sum)
}

# A tree with all of Kconfig and Kbuild, and the sources that are compiled.
sparse_tree() {
	mkdir -p "$tree"
	(cd "$src" && {
		find . -name 'Kconfig*' -o -name 'Makefile*' -o -name 'Kbuild*' -o \
			-name .gitignore
		find COPYING scripts include arch/um arch/x86 drivers/pci \
			drivers/base drivers/dma-buf drivers/iommu drivers/vfio \
			lib kernel fs/kernfs fs/sysfs fs/*.c fs/*.h mm init \
			security/*.c ipc tools/include tools/scripts ! -type d
	} | sort -u | grep -v '^\./\.complete' |
		tar -c --no-recursion -T - 2>/dev/null) | tar -x -C "$tree"
	# the package's own ignores all but its packaging
	sed -i '\,^/\*$,d' "$tree/.gitignore"
	(cd "$tree" && git init -q . && git config gc.auto 0 && git add -A . && git -c user.name=t \
		-c user.email=t@example.org commit -qm start &&
		git -c user.name=t -c user.email=t@example.org tag -am v1 v1)
}

p2p=drivers/pci/p2pdma.c

echo "# usage"
build; check "no tree: exit 2" fails 2 'which tree'
build --variant fast x; check "unknown variant: exit 2" fails 2 'plain, asan or cov'
build /nonexistent; check "missing tree: exit 2" fails 2 'no such directory'
build "$root/docs"; check "not a tree: exit 2" fails 2 'not the top of a Linux source tree'
build --frob x; check "unknown option: exit 2" fails 2 'unknown option'

sparse_tree
before=$(listing)
build "$tree"
check "a tree builds" built
check "the tree is not written into" [ "$(listing)" = "$before" ]
check "git says what it is" [ "$(info describe)" = v1 ]
check "traps are counted" eval 'built && [ "$(info traps)" = "$(wc -l <"${so%/*}/traps.txt")" ]'
check "only the entry is exported" [ "$(nm -D --defined-only "$so" | wc -l)" = 1 ]
check "no path of this machine in the instance" eval \
	'built && [ "$(strings -n 6 "$so" | grep -cF -e "$tmp" -e "$root/")" = 0 ]'
first=$(info object)

build "$tree"
check "nothing changed: nothing done" eval 'built && quiet'

echo "# edits"
cp -p "$tree/$p2p" "$tmp/p2pdma.c"
echo 'int hp_edited(void); int hp_edited(void) { return 1; }' >>"$tree/$p2p"
build "$tree"
check "one edit, one object" said 'compile 1 changed object$'
check "the edit is in" has_symbol hp_edited
check "the tree is dirty" [ "$(info describe)" = v1-dirty ]

cp -p "$tmp/p2pdma.c" "$tree/$p2p"
build "$tree"
check "undone, with the old time: recalled" said 'as built before'
check "it is the very one" [ "$(info object)" = "$first" ]
check "the edit is out" eval '! has_symbol hp_edited'
build "$tree"
check "recalled, nothing changed: nothing done" eval 'built && quiet'

echo '#define HP_TEST_HEADER 1' >>"$tree/include/linux/pci-p2pdma.h"
build "$tree"
check "an edited header rebuilds its users" said 'compile [0-9][0-9]* changed objects'
git -C "$tree" checkout -q include/linux/pci-p2pdma.h

echo 'int hp_new_file(void) { return 2; }' >"$tree/drivers/pci/hp_new.c"
sed -i '1a obj-y += hp_new.o' "$tree/drivers/pci/Makefile"
build "$tree"
check "a new file in a Makefile is linked" eval 'built && has_symbol hp_new_file'
rm "$tree/drivers/pci/hp_new.c"
git -C "$tree" checkout -q drivers/pci/Makefile
build "$tree"
check "a file that left its Makefile is not" eval 'built && ! has_symbol hp_new_file'
check "back to the first instance" [ "$(info object)" = "$first" ]

echo "# errors"
echo 'int broken(void) { return undeclared; }' >>"$tree/$p2p"
line=$(wc -l <"$tree/$p2p")
build "$tree"
check "does not compile: exit 1 and the compiler's message" \
	fails 1 "$p2p:$line:.*error: .undeclared. undeclared"
build --bisect "$tree"
check "with --bisect: exit 125" fails 125 "$p2p:$line:.*error"
cp -p "$tmp/p2pdma.c" "$tree/$p2p"
build "$tree"
check "repaired: builds" built
check "and is the first again" [ "$(info object)" = "$first" ]

echo "# two at once"
touch "$tree/$p2p"
echo '/* twice */' >>"$tree/$p2p"
"$root/tools/kbuild/kernel-build" "$tree" >"$tmp/one" 2>"$tmp/err1" </dev/null &
pid=$!
build "$tree"
wait $pid
check "both finish, with the same answer" [ $? = 0 -a "$(cat "$tmp/one")" = "$so" -a "$status" = 0 ]
cp -p "$tmp/p2pdma.c" "$tree/$p2p"

echo "# the list of symbols"
list=$root/sim/env/symbols.list
cp -p "$list" "$tmp/symbols.list"
sed -i '/^[a-z]* *kfree /d' "$list"
build "$tree"
check "provided but not listed: named" fails 3 'kfree is provided .* not listed'
cp -p "$tmp/symbols.list" "$list"
echo 'stub hp_nobody_has_this nothing' >>"$list"
build "$tree"
check "listed but not provided: named" fails 3 'hp_nobody_has_this is listed'
cp -p "$tmp/symbols.list" "$list"

echo "# a tree that was built in place"
touch "$tree/.config"
mkdir -p "$tree/include/config"
echo 'int hp_untracked(void) { return 3; }' >"$tree/drivers/pci/hp_untracked.c"
sed -i '1a obj-y += hp_untracked.o' "$tree/drivers/pci/Makefile"
before=$(listing)
build "$tree"
check "is copied, and that is said" eval 'built && said "was built in place"'
check "is not written into" [ "$(listing)" = "$before" ]
check "untracked and changed files are in" has_symbol hp_untracked
rm "$tree/drivers/pci/hp_untracked.c"
git -C "$tree" checkout -q drivers/pci/Makefile
build "$tree"
check "a deleted file leaves the copy" eval '! has_symbol hp_untracked'
check "same content, other path: the same instance" [ "$(info object)" = "$first" ]

echo "1..$n"
