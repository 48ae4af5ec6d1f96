# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# needs.sh - sourced: which symbols of Kconfig a C file of a tree is compiled under, by
# a plain reading of Kbuild's Makefiles.  It must not know instances.

# needs_heads MAKEFILE WORD: the left sides of assignments that have WORD on the right,
# "obj-$(CONFIG_X)", "driver-y"; lines that go on are joined.
needs_heads() {
	awk -v word="$2" '
	{
		sub(/#.*/, "")
		line = line $0
		if (sub(/\\$/, " ", line))
			next
		if (match(line, /^[ \t]*[A-Za-z0-9_.$()-]+[ \t]*[:+]?=/)) {
			head = substr(line, 1, RLENGTH)
			gsub(/[ \t:+=]/, "", head)
			n = split(substr(line, RLENGTH + 1), w)
			for (i = 1; i <= n; i++)
				if (w[i] == word)
					print head
		}
		line = ""
	}' "$1"
}

# needs_makefile DIR: that of the first of $NEEDS_TREES that has one.
needs_makefile() {
	local t f
	for t in "${NEEDS_TREES[@]}"; do
		for f in Kbuild Makefile; do
			[ ! -f "$t/$1/$f" ] || { echo "$t/$1/$f"; return; }
		done
	done
	return 1
}

# needs_of DIR WORD DEPTH: symbols for WORD of DIR's Makefile, and for DIR itself, one a
# line.  False: no Makefile names it.
needs_of() {
	local mk head above
	[ "$3" -lt 16 ] && mk=$(needs_makefile "$1") || return 1
	head=$(needs_heads "$mk" "$2" | grep -m1 -E '^(obj|lib)-' ||
		needs_heads "$mk" "$2" | grep -m1 -E -- '-(y|m|objs|\$\(CONFIG_[A-Za-z0-9_]+\))$') || return 1
	grep -oE 'CONFIG_[A-Za-z0-9_]+' <<<"$head" || :
	case $head in
	obj-* | lib-*)
		case $1 in
		*/*) above=${1%/*} ;;
		*) return 0 ;;
		esac
		needs_of "$above" "${1##*/}/" $(($3 + 1)) || needs_of_deeper "$above" "$1" "$3" ;;
	*) needs_of "$1" "${head%-*}.o" $(($3 + 1)) ;;
	esac
}

# needs_of_deeper ABOVE DIR DEPTH: where a Makefile further up names DIR by more than
# its last folder ("obj-y += controller/dwc/").
needs_of_deeper() {
	local up=$1
	while :; do
		case $up in
		*/*) up=${up%/*} ;;
		*) return 1 ;;
		esac
		! needs_of "$up" "${2#"$up"/}/" $(($3 + 1)) || return 0
	done
}

# needs TREE... -- FILE: symbols under which FILE is compiled, one a line, outermost
# first; nothing where it always is.  False: no Makefile has it.
needs() {
	local file out
	NEEDS_TREES=()
	while [ "$1" != -- ]; do
		NEEDS_TREES+=("$1")
		shift
	done
	file=$2
	out=$(needs_of "${file%/*}" "$(basename "${file%.c}").o" 0) || return 1
	tac <<<"$out" | awk 'NF && !seen[$0]++'
}
