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
. tests/kbuild.sh


# Every file of the tree and of .git: name, size, time, content of the index.
listing() {
	(cd "$tree" && find . -printf '%p %y %s %T@\n' | sort | sha256sum)
}

p2p=drivers/pci/p2pdma.c

echo "# usage"
build; check "no tree: exit 2" fails 2 'which tree'
build --variant fast x; check "unknown variant: exit 2" fails 2 'plain, asan, cov, trace or access'
build /nonexistent; check "missing tree: exit 2" fails 2 'no such directory'
build "$root/docs"; check "not a tree: exit 2" fails 2 'not the top of a Linux source tree'
build --frob x; check "unknown option: exit 2" fails 2 'unknown option'

sparse_tree
seed_build
before=$(listing)
build "$tree"
check "a tree builds" built
[ "$status" = 0 ] || { echo "Bail out! nothing to go on with"; exit 1; }
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

echo "# interrupted"
for sig in INT:130 HUP:129 TERM:143; do
	echo "#define HP_TEST_${sig%:*} 1" >>"$tree/include/linux/pci-ats.h"
	# what a shell starts in the background ignores SIGINT
	env --default-signal setsid "$root/tools/kbuild/kernel-build" "$tree" \
		>/dev/null 2>"$tmp/err" </dev/null &
	pid=$!
	while [ -d /proc/$pid ] && ! said 'changed objects'; do sleep 0.1; done
	sleep 1
	kill -"${sig%:*}" $pid
	wait $pid
	check "SIG${sig%:*}: exit ${sig#*:}" [ $? = "${sig#*:}" ]
	check "and says so" said 'interrupted; what was compiled stays'
	check "the lock is free at once" flock -n "${so%/*}/lock" true
	check "all that it started has ended" ended
	build "$tree"
	check "the next one finishes it" built
done
git -C "$tree" checkout -q include/linux/pci-ats.h
build "$tree"
check "back to the first instance" [ "$(info object)" = "$first" ]

echo "# errors"
echo 'int broken(void) { return undeclared; }' >>"$tree/$p2p"
line=$(wc -l <"$tree/$p2p")
build "$tree"
check "does not compile: exit 5 and the compiler's message" \
	fails 5 "$p2p:$line:.*error: .undeclared. undeclared"
build --bisect "$tree"
check "with --bisect: exit 125" fails 125 "$p2p:$line:.*error"
cp -p "$tmp/p2pdma.c" "$tree/$p2p"
build "$tree"
check "repaired: builds" built
check "and is the first again" [ "$(info object)" = "$first" ]

echo "# two clones of Hairpin, one cache"
mkdir "$tmp/other"
cp -r "$root" "$tmp/other"
other=$tmp/other/hairpin
# Its objects are those of the instance, not of what was tried in between.
HP_OBJECTS=1 build "$tree"
mark
mine=$root root=$other
build "$tree"
check "another clone with the same files: nothing done" eval 'built && quiet'
check "nothing is compiled" [ "$(compiled) $(compiled_env)" = "0 0" ]
echo 'int hp_other(void); int hp_other(void) { return 1; }' >>"$other/sim/env/core/cpu.c"
build "$tree"
check "its environment is edited: of that one object is compiled, of the tree none" \
	[ "$status $(compiled) $(compiled_env)" = "0 0 1" ]
check "and that is in" has_symbol hp_other
mark
root=$mine
build "$tree"
check "the first clone has its own again" [ "$(info object)" = "$first" ]
root=$other
build "$tree"
check "and the second one its own" has_symbol hp_other
echo 'int hp_other2(void); int hp_other2(void) { return 1; }' >>"$other/sim/env/core/data.c"
build "$tree"
check "an edit after that is one object" [ "$status $(compiled) $(compiled_env)" = "0 0 1" ]
echo '/* no clone of ours */' >"$other/sim/env/core/hp_new.c"
build "$tree"
check "so is a new file" [ "$status $(compiled) $(compiled_env)" = "0 0 2" ]
root=$mine
build "$tree"
check "back to the first instance" [ "$(info object)" = "$first" ]

echo "# a Kconfig file"
mark
echo '# touched' >>"$tree/drivers/pci/Kconfig"
build "$tree"
check "touched: nothing is compiled, and Kbuild does not run" eval \
	'[ "$status $(compiled) $(compiled_env)" = "0 0 0" ] && said configure && ! said Kbuild'
check "it is the first instance" [ "$(info object)" = "$first" ]
echo 'int hp_one(void); int hp_one(void) { return undeclared; }' >"$tree/drivers/pci/hp_one.c"
echo 'int hp_two(void); int hp_two(void) { return 2; }' >"$tree/drivers/pci/hp_two.c"
sed -i '1a obj-$(CONFIG_HP_ONE) += hp_one.o\nobj-$(CONFIG_HP_TWO) += hp_two.o' \
	"$tree/drivers/pci/Makefile"
mark
build "$tree"
check "a new file in a Makefile, for a symbol that is not set: nothing is compiled" eval \
	'[ "$status $(compiled) $(compiled_env)" = "0 0 0" ] && said Kbuild && ! said configure'
printf 'config HP_ONE\n\tdef_bool y\n' >>"$tree/drivers/pci/Kconfig"
build "$tree"
check "a symbol more: what it builds is compiled" fails 5 'hp_one.c:.*undeclared'
sed -i 's/undeclared/1/' "$tree/drivers/pci/hp_one.c"
build "$tree"
check "and once it compiles, it is linked, and nothing else is compiled" eval \
	'[ "$status $(compiled) $(compiled_env)" = "0 1 0" ] && has_symbol hp_one'
echo 'source "drivers/pci/Kconfig.hp"' >>"$tree/drivers/pci/Kconfig"
echo '# nothing' >"$tree/drivers/pci/Kconfig.hp"
build "$tree"
printf 'config HP_TWO\n\tdef_bool y\n' >>"$tree/drivers/pci/Kconfig.hp"
build "$tree"
check "a Kconfig file that another one names since then counts, too" \
	eval 'built && has_symbol hp_two'
cp -p "$root/sim/env/core/cpu.c" "$tmp/cpu.c"
printf '#ifdef CONFIG_HP_THREE\nint hp_three(void); int hp_three(void) { return 3; }\n#endif\n' \
	>>"$root/sim/env/core/cpu.c"
build "$tree"
printf 'config HP_THREE\n\tdef_bool y\n' >>"$tree/drivers/pci/Kconfig"
build "$tree"
check "a symbol that the environment names: that is compiled" \
	eval 'built && has_symbol hp_three'
mark
printf 'config HP_FOUR\n\tdef_bool y\n' >>"$tree/drivers/pci/Kconfig"
build "$tree"
check "one that it does not name, when some of it was compiled before other symbols were set" \
	[ "$status $(compiled) $(compiled_env)" = "0 0 0" ]
cp -p "$tmp/cpu.c" "$root/sim/env/core"
rm "$tree"/drivers/pci/{hp_one.c,hp_two.c,Kconfig.hp}
git -C "$tree" checkout -q drivers/pci

echo "# a commit that does not compile, and changes a Makefile"
mark
echo '# touched' >>"$tree/drivers/pci/Makefile"
echo 'int broken(void) { return undeclared; }' >>"$tree/$p2p"
build "$tree"
check "exit 5" fails 5 "$p2p:.*error: .*undeclared"
cp -p "$tmp/p2pdma.c" "$tree/$p2p"
echo 'int hp_repaired(void); int hp_repaired(void) { return 1; }' >>"$tree/$p2p"
build "$tree"
check "the next one compiles what is new in it" \
	[ "$status $(compiled) $(compiled_env)" = "0 1 0" ]
cp -p "$tmp/p2pdma.c" "$tree/$p2p"
git -C "$tree" checkout -q drivers/pci/Makefile

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
copy=$(basename "$out" .plain)
move_build "$tree" "$HAIRPIN_CACHE/copy/$copy"
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
