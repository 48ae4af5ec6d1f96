#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-man.sh - the man pages: well formed, one for every command, with every option
# that --help prints and every variable that scripts read, and referring to pages that
# exist.  Prints TAP.  What hairpin(5) says, test_lang_man.c checks.
#
# HAIRPIN: the program (default build/hairpin).

cd "$(dirname "$0")/../.." || exit 3
. tests/tap.sh
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
pages=docs/man
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
n=0

# plain PAGE: without the escapes that are in words.
plain() {
	sed 's/\\-/-/g; s/\\f[BIR]//g; s/\\&//g' "$1"
}

formats() {
	[ -z "$(man -l --warnings -Tutf8 "$1" 2>&1 >/dev/null)" ]
}
lints() {
	# Pages have no date, as those of git have none.
	mandoc -T lint -W warning "$1" | grep -v 'missing date' >"$tmp/lint"
	[ ! -s "$tmp/lint" ] || { cat "$tmp/lint"; return 1; }
}
refers() {
	local name section
	plain "$1" | sed -nE 's/^\.BR (.*" )?(hairpin[a-z-]*) \(([1-8])\).*/\2 \3/p' >"$tmp/refs"
	[ -s "$tmp/refs" ] || { echo "refers to no page"; return 1; }
	while read -r name section; do
		[ -e "$pages/$name.$section" ] ||
			{ echo "$name($section) is no page"; return 1; }
	done <"$tmp/refs"
	grep -q '^\.SH SEE ALSO' "$1"
}
for p in "$pages"/*.[15]; do
	! command -v man >/dev/null || check "${p##*/} formats" formats "$p"
	! command -v mandoc >/dev/null || check "${p##*/} passes mandoc" lints "$p"
	check "${p##*/} refers to pages that exist" refers "$p"
	check "${p##*/} goes by its name" grep -qi "^\.TH $(basename "${p%.*}") ${p##*.} " "$p"
done

has_options() {
	local o page=$pages/hairpin-$1.1
	shift
	"$hairpin" "$@" --help | sed '/^See /q' | grep -E '^  (-.,|   ) --|\[--' |
		grep -oE -- '(^  (-., |    )|\[)--[a-z][a-z0-9-]*' | sed 's/.*--/--/' >"$tmp/options"
	while read -r o; do
		[ "$o" = --help ] || plain "$page" | grep -qE -- "(^|[^a-z-])$o([^a-z0-9-]|\$)" ||
			{ echo "${page##*/} lacks $o"; return 1; }
	done <"$tmp/options"
}
listed() {
	plain $pages/hairpin.1 | grep -qE "^\.BR $1 \" - see \" hairpin-$1 \(1\)"
}
for c in $("$hairpin" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'); do
	check "$c is in hairpin(1)" listed "$c"
	if [ "$c" = kernel ]; then
		for s in list build path; do
			check "hairpin-kernel(1) has every option of $s" has_options kernel kernel $s
		done
	else
		check "hairpin-$c(1) has every option" has_options "$c" "$c"
	fi
done

# Variables that the program and its scripts read, but those of tests alone and of the
# program's own.
variables() {
	local v
	grep -rhoE '\$\{?HAIRPIN_[A-Z_]+|getenv\("HAIRPIN_[A-Z_]+' tools/kbuild tools/common \
		tools/cmd tools/hairpin-capture sim/run sim/load | grep -oE 'HAIRPIN_[A-Z_]+' |
		sort -u >"$tmp/variables"
	[ -s "$tmp/variables" ] || return
	while read -r v; do
		grep -qE "^\.B $v\$" $pages/hairpin.1 || { echo "hairpin(1) lacks $v"; return 1; }
	done <"$tmp/variables"
}
check "hairpin(1) has every variable that is read" variables
once() {
	local d
	d=$(grep -lE '^\.BR? HAIRPIN_' $pages/* | grep -v '/hairpin\.1$')
	[ -z "$d" ] || { echo "$d"; return 1; }
}
check "and no other page has one" once
echo "1..$n"
