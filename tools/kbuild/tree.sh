# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# tree.sh - from what the user named (a path, a version) to a source tree that
# Kbuild accepts with O=.  A user's tree is only ever read.

# is_tree DIR: looks like the top of a Linux source tree.
is_tree() {
	[ -f "$1/Kconfig" ] && [ -f "$1/Makefile" ] && [ -d "$1/drivers/pci" ] &&
		[ -d "$1/arch/um" ]
}

# tree_packages: the versions of the unpacked source packages, the newest last.  The
# cache's src, or a package in it, may be a link to where others have it, too.
tree_packages() {
	local d
	for d in "$HP_CACHE"/src/linux-source-*; do
		[ ! -e "$d/.complete" ] || printf '%s\n' "${d##*/linux-source-}"
	done | sort -V
}

# tree_packaged VERSION: its path in the cache, if that source package is there.
tree_packaged() {
	local v=$1
	[ "$v" != newest ] || v=$(tree_packages | tail -n 1)
	[ -n "$v" ] && [ -e "$HP_CACHE/src/linux-source-$v/.complete" ] &&
		printf '%s\n' "$HP_CACHE/src/linux-source-$v"
}

# tree_package_of DIR: which version of the packages it is, by whatever path it was
# named; nothing when it is none.
tree_package_of() {
	local v
	[ -e "$1/.complete" ] || return 0
	tree_packages | while IFS= read -r v; do
		[ ! "$1" -ef "$HP_CACHE/src/linux-source-$v" ] || printf '%s\n' "$v"
	done | tail -n 1
}

# tree_resolve ARG: sets TREE (as named, absolute), TREE_KIND, TREE_NAME.
tree_resolve() {
	local arg=$1 d
	if [[ $arg != */* && ( $arg == newest || $arg =~ ^[0-9]+\.[0-9]+$ ) &&
	      ! -d $arg ]]; then
		if ! d=$(tree_packaged "$arg"); then
			"$HP_ROOT/tools/kbuild/kernel-fetch" "$arg" >/dev/null || exit
			d=$(tree_packaged "$arg") || broken "fetched $arg, but not found"
		fi
		TREE_KIND=package TREE_NAME=${d##*/linux-source-}
		# Kbuild, too, names files by where they are and not by links.
		TREE=$(cd "$d" && pwd -P)
		return
	fi
	[ -d "$arg" ] || usage_error "$arg: no such directory, nor a version such as 7.3 (hairpin kernel list shows what is built)"
	is_tree "$arg" || usage_error "$arg: not the top of a Linux source tree (no Kconfig, Makefile, drivers/pci or arch/um in it)"
	TREE=$(cd "$arg" && pwd -P) TREE_KIND=tree
	TREE_NAME=$(tree_package_of "$TREE")
	if [ -n "$TREE_NAME" ]; then
		TREE_KIND=package
	else
		TREE_NAME=${TREE##*/}-$(printf %s "$TREE" | sha | cut -c1-8)
	fi
	case $TREE in
	*[[:space:]:]*)
		usage_error "$TREE: Kbuild cannot work in a path with a space or colon" ;;
	esac
}

# tree_used_in_place DIR: was built without O=, so Kbuild refuses O= now.
tree_used_in_place() {
	[ -e "$1/.config" ] || [ -d "$1/include/config" ] ||
		[ -d "$1/include/generated" ] ||
		[ -d "$1/arch/um/include/generated" ]
}

# Files of a git work tree: HEAD's, as edited, and untracked ones that git does not
# ignore, nor the build made: a tree may have no .gitignore.  NUL separated, relative.
tree_git_files() {
	git -C "$1" ls-files -z --cached
	git -C "$1" ls-files -z --others --exclude-standard | { grep -zvE \
		-e '^(\.config(\.old)?|\.version|vmlinux|System\.map)$' -e '^include/(config|generated)/' \
		-e '^arch/[^/]*/include/generated/' -e '\.(o|a|ko|o\.d)$' \
		-e '(^|/)\.[^/]*\.(cmd|d)$' -e '(^|/)(modules\.order|Module\.symvers|vmlinux)$' || :; }
}

# Files of a tree without git: everything that the build itself does not make.
tree_plain_files() {
	(cd "$1" && find . \( -path ./.git -o -path ./include/config -o \
		-path ./include/generated -o -path './arch/*/include/generated' \
		\) -prune -o \( -type f -o -type l \) \
		! -name '*.o' ! -name '*.a' ! -name '*.ko' ! -name '.*.cmd' \
		! -name '*.o.d' ! -name '.*.d' ! -name .config ! -name .config.old \
		! -name modules.order ! -name Module.symvers ! -name vmlinux \
		! -name System.map -printf '%P\0')
}

# tree_copy FROM TO: brings TO in step, writing only files that differ, with
# the times of the originals, so that what depends on the rest stays built.
tree_copy() {
	local from=$1 to=$2 list
	mkdir -p "$to"
	list=$to/.hairpin-files
	if [ "$TREE_GIT" ]; then
		tree_git_files "$from"
	else
		tree_plain_files "$from"
	fi | sort -zu >"$list.new"
	if [ -e "$list" ]; then
		comm -z -13 "$list.new" "$list" | (cd "$to" && xargs -0r rm -f --)
	fi
	# A file that is in the list but deleted in the work tree is no error.
	(cd "$from" && xargs -0 -a "$list.new" stat -c '%.9Y.%s %n' 2>/dev/null) |
		sort >"$list.from" || true
	(cd "$to" && xargs -0 -a "$list.new" stat -c '%.9Y.%s %n' 2>/dev/null) |
		sort >"$list.to" || true
	comm -23 "$list.from" "$list.to" | cut -d' ' -f2- | tr '\n' '\0' >"$list.todo"
	(cd "$from" && tar -c --format=posix --null --no-recursion -T "$list.todo") |
		tar -x -C "$to"
	comm -13 <(cut -d' ' -f2- "$list.from" | sort) \
		<(cut -d' ' -f2- "$list.to" | sort) | tr '\n' '\0' |
		(cd "$to" && xargs -0r rm -f --)
	mv "$list.new" "$list"
	rm -f "$list.from" "$list.to" "$list.todo"
}

# tree_prepare: sets SRC, the tree that Kbuild reads: TREE itself, or a copy
# in the cache when TREE was built in place.
tree_prepare() {
	TREE_GIT=
	# git may also refuse: a tree of somebody else's
	if [ -e "$TREE/.git" ] && git -C "$TREE" rev-parse HEAD >/dev/null 2>&1; then
		TREE_GIT=1
	fi
	SRC=$TREE
	tree_used_in_place "$TREE" || return 0
	SRC=$HP_CACHE/copy/$TREE_NAME
	say "$HP_SELF: $TREE was built in place, which Kbuild refuses to combine with O=: building a clean copy of its sources in $SRC"
	tree_copy "$TREE" "$SRC"
}

# tree_edited: of a package's sources, how many of OUT/files were written since it
# was unpacked; nothing when none was.
tree_edited() {
	local n
	n=$(grep -F "$TREE/" "$OUT/files" 2>/dev/null | xargs -d '\n' -r sh -c \
		'find "$@" -maxdepth 0 -newer "$0"' "$TREE/.complete" 2>/dev/null | wc -l)
	case $n in
	0) ;;
	1) echo "edited: 1 file is newer than the package" ;;
	*) echo "edited: $n files are newer than the package" ;;
	esac
}

# tree_describe: what git calls the tree now, or what was done to a package; nothing
# of a package that is as it came.
tree_describe() {
	local d
	[ "$TREE_KIND" != package ] || tree_edited
	if [ -z "$TREE_GIT" ]; then
		[ "$TREE_KIND" = package ] || echo "tree ${TREE##*/}, without git"
		return 0
	fi
	d=$(git -C "$TREE" describe --always --abbrev=12 2>/dev/null) || return 0
	git -C "$TREE" diff --quiet HEAD -- 2>/dev/null || d=$d-dirty
	printf '%s\n' "$d"
}
