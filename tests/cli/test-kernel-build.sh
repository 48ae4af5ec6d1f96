#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kernel builds on a copy of a tree that is edited in every way that matters:
# what is rebuilt, what is said, what is left alone.  Prints TAP.
#
# HAIRPIN_TREE: an unpacked kernel (default: the newest packaged one).
# HAIRPIN_KILLS: how often a build is killed (5).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
# shellcheck source=/dev/null
. "sim/arch/$(uname -m)/kbuild.sh"
src=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
seed=$(tools/kbuild/kernel-build --quiet "$src" </dev/null) || exit 3
seed=${seed%/*}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export HAIRPIN_CACHE=$tmp/cache
unset HAIRPIN_KERNEL_DIR
# Scripts and environment as they are now, whatever happens to them meanwhile.
root=$tmp/hairpin
mkdir -p "$root/tools" "$root/sim" "$root/docs"
cp -r tools/kbuild "$root/tools"
cp -r sim/env sim/arch "$root/sim"
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

# mark, and how many objects were compiled since then: of the tree, of sim/env/.
mark() { touch "$tmp/mark"; sleep 0.02; }
compiled() { find "${so%/*}/kbuild" -name '*.o' -newer "$tmp/mark" | wc -l; }
compiled_env() { find "${so%/*}/env" -maxdepth 1 -name '*.o' -newer "$tmp/mark" | wc -l; }

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
		find COPYING scripts include arch/um "arch/$CPU_TREE" drivers/pci \
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

# at_work: is anything of the build in this cache still running?
at_work() {
	# by a file: grep's own command line has no such words
	echo "$tmp/cache/build" >"$tmp/words"
	grep -aqsF -f "$tmp/words" /proc/[0-9]*/cmdline
}

# ended: all is gone, and the lock with it, soon: nothing waits for it.
ended() {
	local i
	for ((i = 0; i < 600; i++)); do
		if ! at_work && flock -n "${so%/*}/lock" true; then
			return 0
		fi
		sleep 0.1
	done
	return 1
}

# left_behind: temporary files, in the cache and where temporary files are.
left_behind() {
	find "$tmp/cache" "$tmp/tmp" \( -name '*.new' -o -name 'cc??????.*' \
		-o -name 'GMfifo*' -o -name '.*.o.d' -o -name '*.start' \
		-o -name 'put.*' -o -path "$tmp/cache/build/*/tmp/*" \) | grep .
}

# sweep_kills N: a header that many objects read is edited, and the build killed
# at a random moment, by turns all of it at once (as when memory runs out) and the
# script alone.  Each object then has to be of the header as it is.
sweep_kills() {
	local i pid users all good rest now header=$tree/include/linux/pci-ats.h
	local -i failed=0 most=0 cut=0 start took
	RANDOM=${HAIRPIN_SEED:-1}
	export TMPDIR=$tmp/tmp
	mkdir -p "$TMPDIR"
	cp -p "$header" "$tmp/header"
	for ((i = 0; i <= $1; i++)); do
		cp "$tmp/header" "$header"
		echo "static int __attribute__((used)) hp_round_$i;" >>"$header"
		mark
		if [ $i -gt 0 ]; then
			# a session of its own, to be killed as one
			setsid "$root/tools/kbuild/kernel-build" "$tree" >/dev/null 2>&1 &
			pid=$!
			# at any moment of what the first one took
			sleep "$(printf '%d.%03d' $((took * RANDOM / 32768 / 1000)) $((took * RANDOM / 32768 % 1000)))"
			kill -0 $pid 2>/dev/null && cut+=1
			if [ $((i % 2)) = 1 ]; then
				kill -9 $(pgrep -s "$pid") 2>/dev/null
			else
				kill -9 -- $pid 2>/dev/null
			fi
			wait $pid 2>/dev/null
			ended || { echo "# round $i: it goes on"; failed+=1; }
			good=$(find "${so%/*}/kbuild" -name '*.o' -newer "$tmp/mark" | wc -l)
			mark
		fi
		start=$(date +%s%N)
		build "$tree"
		[ $i -gt 0 ] || took=$((($(date +%s%N) - start) / 1000000))
		rest=$(compiled)
		# of the tree's objects, and of all
		[ $i -gt 0 ] ||
			users=$rest good=0 all=$(nm "$so" | grep -c ' hp_round_')
		nm "$so" >"$tmp/symbols"
		now=$(grep -c " hp_round_$i\$" "$tmp/symbols")
		if [ "$status" != 0 ] || [ "$now" != "$all" ] || [ "$all" = 0 ] ||
		   [ "$(grep -c " hp_round_" "$tmp/symbols")" != "$all" ]; then
			echo "# round $i: status $status, $now of $all objects are of now"
			sed 's/^/# /' "$tmp/err"
			failed+=1
		fi
		if left_behind | sed 's/^/# left behind: /' | grep .; then
			failed+=1
		fi
		[ $((good + rest - users)) -le $most ] || most=$((good + rest - users))
	done
	unset TMPDIR
	cp -p "$tmp/header" "$header"
	# What follows goes on with these objects.
	HP_OBJECTS=1 build "$tree"
	check "killed $1 times: the next build is right, and nothing is left behind" \
		[ "$failed" = 0 ]
	check "builds were killed before their end" [ "$cut" -gt 0 ]
	check "what had been compiled is not compiled again" [ "$most" -le "$(nproc)" ]
	echo "# $1 rounds, $cut killed before their end; at most $most objects of $users compiled twice"
}

# move_build SOURCES OTHER [BUILT ELSEWHERE]: in the build folder of the tree, what
# was recorded of SOURCES (and of the folder BUILT) is of OTHER (and of ELSEWHERE),
# as if a build had been interrupted when all was compiled.
move_build() {
	find "$out/kbuild" "$out/env" \( -name '.*.cmd' -o -name '*.cmd' -o \
		-name '*.in' -o -path "$out/kbuild/Makefile" \) -type f -exec sed -i \
		"${3:+s,$3/,$4/,g; s,$3 ,$4 ,g; }s,$1/,$2/,g; s,$1 ,$2 ,g" {} +
	echo "$(($(date +%s) + 86400)).0" >"$out/underway"
}

# seed_build: the build folder of the packaged tree, whose sources are the same, at
# the place of this tree's.  That a folder is made from nothing is what the check
# sees when it builds the packaged kernels.
seed_build() {
	out=$HAIRPIN_CACHE/build/linux-$(printf %s "$tree" | sha256sum | cut -c1-8).plain
	mkdir -p "$out"
	cp -a "$seed/kbuild" "$seed/env" "$out"
	cp "$seed/extra" "$seed/count" "$out" 2>/dev/null
	move_build "$src" "$tree" "$seed" "$out"
}

p2p=drivers/pci/p2pdma.c

echo "# usage"
build; check "no tree: exit 2" fails 2 'which tree'
build --variant fast x; check "unknown variant: exit 2" fails 2 'plain, asan, cov or trace'
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

sweep_kills "${HAIRPIN_KILLS:-5}"

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
