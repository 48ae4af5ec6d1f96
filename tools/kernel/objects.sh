# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# objects.sh - sim/kernel/objects.list: which of the tree's objects are linked
# whole, which are a pool to draw from, and which are left out.
#
#	root PATH [if FILE]	PATH is a directory (trailing slash) or an object
#	pool PATH [if FILE]
#	omit PATH [if FILE]

LISTS=${HAIRPIN_KERNEL_DIR:-$HP_ROOT/sim/kernel}

# objects_read: sets arrays ROOTS POOLS OMITS, of what applies to this tree.
# A pool object whose source the tree does not have is skipped: the pool says
# what may be used.  A missing root is an error.
objects_read() {
	local kind path rest n=0 list=$LISTS/objects.list
	ROOTS=() POOLS=() OMITS=()
	[ -f "$list" ] || broken "$list: no such file"
	while read -r kind path rest; do
		n=$((n + 1))
		case $kind in '' | '#'*) continue ;; esac
		rest=${rest%%#*}
		case $rest in
		'') ;;
		'if '*)
			set -- $rest
			[ -e "$SRC/$2" ] || continue ;;
		*) broken "$list:$n: '$rest' after the path: only 'if FILE' may stand there" ;;
		esac
		case $kind in
		root)
			object_exists "$path" ||
				fail "$TREE has no source for $path (root in $list:$n)"
			ROOTS+=("$path") ;;
		pool)
			object_exists "$path" && POOLS+=("$path") || : ;;
		omit) OMITS+=("$path") ;;
		*) broken "$list:$n: '$kind': only root, pool and omit are known" ;;
		esac
	done <"$list"
}

object_exists() {
	case $1 in
	*/) [ -d "$SRC/$1" ] ;;
	*) [ -e "$SRC/${1%.o}.c" ] || [ -e "$SRC/${1%.o}.S" ] ;;
	esac
}

# objects_targets: what to ask Kbuild for: the paths, without those that lie
# in a directory that is built anyway.  lib/ctype.o is there for its command.
objects_targets() {
	local t d skip
	for t in "${ROOTS[@]}" "${POOLS[@]}" lib/ctype.o; do
		skip=
		for d in "${ROOTS[@]}" "${POOLS[@]}"; do
			[[ $d == */ && $t != "$d" && $t == "$d"* ]] && skip=1
		done
		[ "$skip" ] || echo "$t"
	done | sort -u
}

# objects_of PATH: the objects that PATH stands for, relative to the output.
# A directory's are what its archives list, so an object that is no longer in
# a Makefile is no longer linked.
objects_of() {
	case $1 in
	*/) (
		cd "$OUT/kbuild"
		if [ -e "${1}built-in.a" ]; then ar t "${1}built-in.a"; fi
		# lib-y objects are in archives of their own, one a folder.
		find "$1" -name lib.a -exec ar t {} \; 
	) | sed "s,^$OUT/kbuild/,," ;;
	*) echo "$1" ;;
	esac
}

# objects_list: sets arrays ROOT_OBJS and POOL_OBJS after a build.
objects_list() {
	local p
	objects_filter >"$OUT/omit.sed"
	mapfile -t ROOT_OBJS < <(for p in "${ROOTS[@]}"; do
		objects_of "$p"; done | sed -f "$OUT/omit.sed" | awk '!s[$0]++')
	mapfile -t POOL_OBJS < <(for p in "${POOLS[@]}"; do
		objects_of "$p"; done | sed -f "$OUT/omit.sed" | awk '!s[$0]++' |
		grep -vxF -f <(printf '%s\n' "${ROOT_OBJS[@]}") || :)
}

# A sed script that deletes omitted objects; a directory omits all below it.
objects_filter() {
	local p q
	for p in "${OMITS[@]}"; do
		q=$(printf %s "$p" | sed 's/[.[\*^$,]/\\&/g')
		case $p in
		*/) echo "\\,^$q,d" ;;
		*) echo "\\,^$q\$,d" ;;
		esac
	done
}
