# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
#
# kbuild.sh - sourced by the tests that edit a tree and build it again: a copy of a
# kernel tree, its build folder, and what can be asked of them.  Runs in the top of the
# repository.
#
# HAIRPIN_TREE: an unpacked kernel (default: the newest packaged one).

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

. tests/said.sh

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

