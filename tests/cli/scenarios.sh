#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scenarios.sh - the shipped scenarios as a suite: each says why in its first
# line, all pass on the newest kernel built and on 6.12, or are skipped with
# their reason, and one command puts both side by side.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).  HAIRPIN_NEW, HAIRPIN_OLD:
# kernels as -k takes them (default the newest built, and 6.12).

cd "$(dirname "$0")/../.." || exit 3
hairpin=${HAIRPIN:-build/hairpin}
case $hairpin in /*) ;; *) hairpin=$PWD/$hairpin ;; esac
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
n=0 failed=0

ok() {
	status=$?
	n=$((n + 1))
	if [ "$status" = 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		failed=1
	fi
}

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# exits STATUS COMMAND...: stdout and stderr in $dir/out, $dir/err.
exits() {
	want=$1
	shift
	"$@" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	[ "$got" = "$want" ] && return 0
	echo "# exit $got, not $want: $*"
	grep '^not ok' "$dir/out" | sed 's/^/# /' | head -5
	sed 's/^/# /' "$dir/err" | head -5
	return 1
}

# A reason is a sentence that says something, and no two scenarios share one.
reasons() {
	find scenarios tests/findings -name '*.hp' | sort | while read -r f; do
		head -n 1 "$f" | grep -qE '^# [A-Z].{40,}[^.]\.$' ||
			echo "# $f:1: its first line is no sentence that says why"
	done >"$dir/bad"
	find scenarios -name '*.hp' -exec sed -n 1p {} \; | sort | uniq -d |
		sed 's/^/# twice: /' >>"$dir/bad"
	cat "$dir/bad"
	[ ! -s "$dir/bad" ]
}

# Names are what results are known by.
names() {
	find scenarios -name '*.hp' | grep -vE '/[a-z0-9-]+/[a-z0-9-]+\.hp$' |
		sed 's/^/# no THEME\/NAME.hp: /' >"$dir/bad"
	cat "$dir/bad"
	[ ! -s "$dir/bad" ]
}

# Every scenario expects something: what cannot fail proves nothing.
expects() {
	find scenarios -name '*.hp' -exec grep -L '^\(xfail  *\)\{0,1\}expect ' {} \; |
		sed 's/^/# expects nothing: /' >"$dir/bad"
	cat "$dir/bad"
	[ ! -s "$dir/bad" ]
}

count=$(find scenarios -name '*.hp' | wc -l)
[ "$count" -ge 24 ]; ok "there are 24 scenarios or more ($count)"
reasons; ok "each says why in its first line"
names; ok "each is in a folder by theme"
expects; ok "each expects something"

new=${HAIRPIN_NEW:-$("$hairpin" kernel path 2>/dev/null)}
old=${HAIRPIN_OLD:-$("$hairpin" kernel path 6.12 2>/dev/null)}

# The result lines of scenarios, without what is nested in them.
results() {
	grep -E '^(not )?ok ' "$dir/out"
}

suite() {
	exits 0 "$hairpin" run -k "$1" scenarios &&
		[ "$(results | wc -l)" = "$count" ] &&
		! results | grep -q '^not ok'
}

reasons_to_skip() {
	! results | grep '# SKIP' | grep -vE '# SKIP .{10,}'
}

# Defects written up in docs/findings/ are there until somebody mends them; some
# only lockdep sees.
findings() {
	for f in tests/findings/*.hp; do
		grep -q "$f" docs/findings/*.md || return 1
		if grep -q -e '--variant asan' "$f"; then
			lockdep=$("$hairpin" kernel path --variant asan 2>/dev/null) || continue
			exits 1 "$hairpin" run -k "$lockdep" "$f" || return 1
		else
			exits 1 "$hairpin" run -k "$1" "$f" || return 1
		fi
	done
}

if [ -n "$new" ]; then
	suite "$new"; ok "all pass on the newest kernel"
	reasons_to_skip; ok "what is skipped there says why"
	grep -c '# XFAIL' "$dir/out" >"$dir/xfail"
	! grep -q '# XPASS' "$dir/out"; ok "known failures still fail there"

	findings "$new"; ok "what was found is still there, and written up"

	f=scenarios/acs/only-cr.hp
	exits 0 "$hairpin" run -k "$new" $f; ok "one that passes: exit 0"
	sed 's/BUS_ADDR/NOT_SUPPORTED/' $f >"$dir/wrong.hp"
	exits 1 "$hairpin" run -k "$new" "$dir/wrong.hp" &&
		grep -q '# expected: NOT_SUPPORTED' "$dir/out" &&
		grep -q '# replay: ' "$dir/out"
	ok "the same with another expectation: exit 1, and how to replay it"
	sed 's/^switch/swich/' $f >"$dir/torn.hp"
	exits 2 "$hairpin" run -k "$new" "$dir/torn.hp" && [ ! -s "$dir/out" ] &&
		grep -q "torn.hp:[0-9]*:[0-9]*: " "$dir/err"
	ok "the same, misspelled: exit 2, and where"
	{ cat $f; echo "require kernel>=99.0"; } >"$dir/none.hp"
	exits 4 "$hairpin" run -k "$new" "$dir/none.hp"
	ok "the same, for a kernel to come: exit 4"
else
	skip "all pass on the newest kernel" "no kernel is built"
fi

if [ -n "$old" ]; then
	suite "$old"; ok "all pass on 6.12"
	reasons_to_skip; ok "what is skipped there says why"
	results | grep -q 'nvidia-cpu-listed.*# SKIP needs nvidia-listed'
	ok "what 6.12 does not have is skipped there"
else
	skip "all pass on 6.12" "6.12 is not built"
fi

# A row for each scenario, a column for each kernel.
side_by_side() {
	exits 0 "$hairpin" run -k "$new" -k "$old" scenarios || return 1
	grep -c '^# kernel ' "$dir/out" | grep -qx 2 || return 1
	[ "$(grep -cE '^# scenarios/.*(PASS|SKIP) +(PASS|SKIP)$' "$dir/out")" = "$count" ] &&
		grep -qE '^# scenarios/acs/nested-below.hp +PASS +PASS$' "$dir/out" &&
		grep -qE '^# scenarios/host/nvidia-cpu-listed.hp +PASS +SKIP$' "$dir/out"
}

if [ -n "$new" ] && [ -n "$old" ] && [ "$new" != "$old" ]; then
	side_by_side; ok "both in one command"
else
	skip "both in one command" "there are no two kernels"
fi
echo "1..$n"
exit $failed
