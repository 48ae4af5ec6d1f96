#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-help.sh - what --help says is there: the man page of each command; and
# programs of the tests, which have none, name themselves.  Prints TAP.
#
# HAIRPIN: the program.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh

# has_page COMMAND...: --help names a page that is there, and has it end there.
has_page() {
	"$hairpin" "$@" --help >"$tmp/help" || return
	page=$(sed -n 's/^See \(.*\)(\([0-9]\))\.$/\1.\2/p' "$tmp/help" | tail -n 1)
	[ "$page" ] && [ -f "docs/man/$page" ]
}

for c in run matrix perf groups explain dot import "kernel list" "kernel path"; do
	# shellcheck disable=SC2086 # words
	check "hairpin $c --help names a man page that is there" has_page $c
done

# names_itself PROGRAM: and no page; also when it complains.
names_itself() {
	local name=${1##*/}
	"$1" --help >"$tmp/help" || return
	grep -q "^usage: $name \[OPTION" "$tmp/help" || return
	! grep -q '^See ' "$tmp/help" || return
	! "$1" --no-such-option >/dev/null 2>"$tmp/help" &&
		grep -q "^$name: unknown option" "$tmp/help" &&
		grep -q "^usage: $name \[OPTION" "$tmp/help"
}

for p in bench_boot bench_matrix property; do
	check "$p --help names the program and no page" names_itself "build/$p"
done
echo "1..$n"
