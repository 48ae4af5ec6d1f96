# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# objects.sh - sim/env/objects.list: which of the tree's objects are linked
# whole, which are a pool to draw from, and which are left out.
#
#	root PATH [if FILE]	PATH is a folder (trailing slash) or an object
#	pool PATH [if FILE]
#	omit PATH [if FILE]
#
# A root folder is built and linked whole.  A pool folder is where we look for
# what is still undefined: only objects that may be needed are built.

LISTS=${HAIRPIN_KERNEL_DIR:-$HP_ROOT/sim/env}

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
			# shellcheck disable=SC2086 # words
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

# pool_dir PATH: is it below a folder of the pool, and not omitted?
pool_dir() {
	local d
	for d in "${OMITS[@]}"; do
		[[ $d == */ && $1 == "$d"* || $1 == "$d" ]] && return 1
	done
	for d in "${POOLS[@]}"; do
		[[ $d == */ && $1 == "$d"* ]] && return 0
	done
	return 1
}

# objects_targets: what to ask Kbuild for: the roots and single pool objects,
# without those in a folder that is built anyway.  lib/ctype.o is there for its
# command.
objects_targets() {
	local t d skip
	for t in "${ROOTS[@]}" "${POOLS[@]}" lib/ctype.o; do
		skip=
		case " ${ROOTS[*]} " in
		*" $t "*) ;;
		*) [[ $t != */ ]] || skip=1 ;;
		esac
		for d in "${ROOTS[@]}"; do
			[[ $d == */ && $t != "$d" && $t == "$d"* ]] && skip=1
		done
		[ "$skip" ] || echo "$t"
	done | sort -u
}

# objects_enabled: of the objects on standard input, those that their folder's
# Makefile builds in this configuration: any source can be compiled by name,
# also one that this architecture replaces by its own.
objects_enabled() {
	sort -u | awk -F / '{ d = $0; sub(/\/[^\/]*$/, "", d)
		if (d != last) printf "%s%s", (NR > 1 ? "\n" : ""), d
		last = d; printf " %s", $NF } END { if (NR) print "" }' |
	while read -r dir names; do
		local mk=$SRC/$dir/Kbuild all
		[ -e "$mk" ] || mk=$SRC/$dir/Makefile
		[ -e "$mk" ] || continue
		all=$(make -s -rR -f - 2>/dev/null <<-END || :
			include $OUT/kbuild/.config
			srctree := $SRC
			obj := $dir
			src := $SRC/$dir
			SRCARCH := um
			include $mk
			real = \$(\$(1:.o=-objs)) \$(\$(1:.o=-y))
			\$(info \$(obj-y) \$(lib-y) \$(foreach o,\$(obj-y) \$(lib-y),\$(call real,\$o)))
			.DEFAULT_GOAL := hp_nothing
			hp_nothing: ;
			.PHONY: hp_nothing
		END
		)
		for name in $names; do
			case " ${all//$'\n'/ } " in *" $name "*) echo "$dir/$name" ;; esac
		done
	done
}

# objects_usual: what pool folders are known to give: those in usual.list, and
# what was searched out for this tree before.  Having Kbuild make them along
# with the rest saves a second run, and making the whole folders a minute.
objects_usual() {
	local o
	cat "$HP_ROOT/tools/kbuild/usual.list" "$OUT/extra" 2>/dev/null |
		grep -v '^#' | while read -r o; do
		pool_dir "$o" && object_exists "$o" && echo "$o" || :
	done | objects_enabled
}

# pool_search: objects of pool folders, not yet in the pool, whose sources look
# as if they defined one of the symbols in OUT/undefined.  A wrong guess costs
# a compilation, no more.
pool_search() {
	local d f o syms
	syms=$(awk '$1 == "U" { print $2 }' "$OUT/undefined" | paste -sd '|')
	[ "$syms" ] || return 0
	for d in "${POOLS[@]}"; do
		[[ $d != */ ]] || printf '%s\n' "$d"
	done | (cd "$SRC" && xargs -I{} find {} -name '*.c') |
		(cd "$SRC" && xargs grep -lE \
		"EXPORT_[A-Z_]*SYMBOL[A-Z_]*\\(($syms)[,)]|^[A-Za-z_][A-Za-z0-9_ ]*[ *]($syms)\\(") |
	while IFS= read -r f; do
		o=${f%.c}.o
		if pool_dir "$o" && ! grep -qxF "$o" "$OUT/pool" "$OUT/roots" &&
		   ! grep -qxF "$o" "$OUT/extra.failed" 2>/dev/null; then
			echo "$o"
		fi
	done | objects_enabled
}

# objects_of PATH: the objects that a root stands for, relative to the output.
# A folder's are what its archives list, so an object that is no longer in a
# Makefile is no longer linked.
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

# objects_list: after a build, sets arrays ROOT_OBJS and POOL_OBJS and writes
# them to OUT/roots and OUT/pool.
objects_list() {
	local p
	objects_filter >"$OUT/omit.sed"
	for p in "${ROOTS[@]}"; do
		objects_of "$p"
	done | sed -f "$OUT/omit.sed" | awk '!s[$0]++' >"$OUT/roots"
	{
		for p in "${POOLS[@]}"; do
			[[ $p == */ ]] || echo "$p"
		done
		objects_usual | while read -r p; do
			[ ! -e "$OUT/kbuild/$p" ] || echo "$p"
		done
	} | awk '!s[$0]++' | grep -vxF -f "$OUT/roots" >"$OUT/pool" || :
	# shellcheck disable=SC2034 # compile.sh and link.sh read both
	mapfile -t ROOT_OBJS <"$OUT/roots"
	# shellcheck disable=SC2034
	mapfile -t POOL_OBJS <"$OUT/pool"
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
