#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-progress.sh - what people and CI see of a run beside its results: a line on a
# terminal that shows how far it is, colours, the failures once more at the end with
# the command that repeats each, totals in JUnit.  Runs on the fake kernels built
# beside the program.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).

cd "$(dirname "$0")/../.." || exit 3
. tests/tap.sh
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
new=${hairpin%/*}/fake_kernel_new.so
old=${hairpin%/*}/fake_kernel_old.so
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
n=0
unset NO_COLOR
export TERM=xterm

make() {
	printf '# %s\nhost pc\nrp a 01.0 id 8086:2030 acs SV+ RR+ CR+\nrp b 02.0 id 8086:2031\n%s\n' \
		"$1" "$2" >"$tmp/$1"
}
make pass.hp 'expect map a -> b BUS_ADDR'
make fail.hp 'expect map b -> a BUS_ADDR'
make more.hp 'expect absent a
expect absent b
expect map b -> a BUS_ADDR
expect map b -> a BUS_ADDR distance 3
expect present a'
make error.hp 'step selftest trap'
make skip.hp 'require kernel>=99.0'
make xpass.hp 'xfail expect present a'
# Long enough for its name to be shown, however fast the machine.
make loop.hp 'step selftest loop'
cd "$tmp" || exit 3

# on_terminal COMMAND...: standard output and error are one terminal; into $tmp/seen.
on_terminal() {
	script -qefc "$(printf '%q ' "$@")" /dev/null </dev/null >"$tmp/seen"
}

# list FILE: the list at its end.
list() {
	sed -n '/^# Failed, and what repeats it:$/,/^# Totals/p' "$1"
}

# --- the failures once more ---
failures() {
	gives 1 "$hairpin" run -k "$new" pass.hp fail.hp skip.hp more.hp error.hp xpass.hp >got
	cat >want <<-END
		# Failed, and what repeats it:
		#   FAIL fail.hp: expect map b -> a BUS_ADDR
		#     hairpin run --seed 1 -k $new fail.hp
		#   FAIL more.hp: expect absent a; expect absent b; expect map b -> a BUS_ADDR; 1 more
		#     hairpin run --seed 1 -k $new more.hp
		#   ERROR error.hp: step selftest trap; law quiet
		#     hairpin run --seed 1 -k $new error.hp
		# Totals: pass:2 fail:2 skip:1 error:1
	END
	list got | diff want - && tail -n 1 got | grep -q '^# Totals'
}
check "what failed is listed once more, and what repeats it" failures
none() {
	"$hairpin" run -k "$new" pass.hp skip.hp >got && ! grep -q '^# Failed' got
}
check "there is no list when nothing failed" none
one() {
	gives 1 "$hairpin" run -k "$new" fail.hp >got && ! grep -q '^# Failed' got
}
check "nor for one scenario" one
strict() {
	gives 1 "$hairpin" run --strict -k "$new" pass.hp xpass.hp >got && list got | grep -q '^#   FAIL xpass.hp: xfail expect present a$' &&
		list got | grep -q -- '--strict .*xpass.hp$'
}
check "--strict: so is what passes unexpectedly" strict
kernels() {
	gives 1 "$hairpin" run -k "$new" -k "$old" pass.hp fail.hp >got && list got | grep -q '^#   FAIL fail.hp on 7.0.0-fake: ' &&
		list got | grep -q '^#   FAIL fail.hp on 6.1.0-fake: ' && list got | grep -q -- "-k $old fail.hp$"
}
check "with several kernels, on which" kernels

# Options that change what a run finds are all in the command; it gives the same again.
repeats() {
	local -a words
	gives 1 "$hairpin" run "$@" -k "$new" pass.hp more.hp >got
	mapfile -t words < <(list got | sed -n 's/^#     hairpin //p' | tail -n 1 | xargs printf '%s\n')
	[ "${words[0]}" = run ] || return
	for w in "$@"; do
		printf '%s\n' "${words[@]}" | grep -qxFe "$w" || { echo "no $w: ${words[*]}"; return 1; }
	done
	gives 1 "$hairpin" "${words[@]}" >again
	grep '^  ' again >want && grep '^  ' got | tail -n "$(wc -l <want)" | diff want -
}
check "options: --iommu" repeats --iommu strict
check "options: --bus-offset" repeats --bus-offset 1T
check "options: --schedule" repeats --schedule random:7
check "options: --seed" repeats --seed 99
check "options: --timeout" repeats --timeout 2.5
check "options: --variant" repeats --variant plain
fail_at() {
	gives 3 "$hairpin" run --fail-at 3 -k "$new" error.hp pass.hp >got && list got | grep -q -- '--fail-at 3 .*error.hp$'
}
check "options: --fail-at" fail_at
sweep() {
	gives 1 "$hairpin" run --schedules 3 -k "$new" pass.hp more.hp fail.hp >got &&
		list got | grep -q '^#   FAIL more.hp: expect absent a$' &&
		list got | grep -q -- 'run --seed 1 -k .* fail.hp$' &&
		grep -q '^# schedule random:1$' got
}
check "a sweep lists what failed, too" sweep

# --- JUnit totals ---
totals() {
	gives 1 "$hairpin" run -k "$new" --junit got.xml pass.hp fail.hp skip.hp more.hp error.hp >got
	sum() { echo $(($(grep '<testsuite ' got.xml | sed "s/.* $1=\"\([0-9]*\)\".*/\1/" | paste -sd+))); }
	local top
	top=$(grep '<testsuites ' got.xml)
	for w in tests failures errors skipped; do
		[[ $top == *" $w=\"$(sum $w)\""* ]] || { echo "$w: $(sum $w): $top"; return 1; }
	done
	[ "$(sum failures)" = 5 ] && [ "$(sum errors)" -ge 1 ] && [ "$(sum skipped)" = 1 ]
}
check "JUnit: testsuites has the sums" totals

# --- colours ---
esc=$(printf '\033')
no_colour() {
	"$@" >got
	! grep -q "$esc" got
}
check "no colour in a file" no_colour "$hairpin" run -k "$new" fail.hp pass.hp
check "nor with auto" no_colour "$hairpin" run --color auto -k "$new" fail.hp pass.hp
coloured() {
	gives 1 "$@" >got
	grep -q "^$esc\[1;31mnot ok$esc\[0m 1 fail.hp" got && grep -q "^$esc\[32mok$esc\[0m 2 pass.hp" got &&
		grep -q "^$esc\[33mok$esc\[0m 3 skip.hp # SKIP" got
}
check "--color always" coloured "$hairpin" run --color always -k "$new" fail.hp pass.hp skip.hp
check "it is asked for, so NO_COLOR does not mind" coloured env NO_COLOR=1 "$hairpin" run --color=always -k "$new" fail.hp pass.hp skip.hp
says_what() { says "--color: write auto, always or never" gives 2 "$hairpin" run --color yes -k "$new" pass.hp; }
check "--color yes: 2" says_what
same_text() {
	"$hairpin" run -k "$new" fail.hp pass.hp >plain
	"$hairpin" run --color always -k "$new" fail.hp pass.hp | sed "s/$esc\[[0-9;]*m//g" | cmp - plain
}
check "colours change no letter" same_text

if ! command -v script >/dev/null; then
	echo "ok $((++n)) - a terminal # SKIP script(1) is not installed"
	echo "1..$n"
	exit
fi
terminal_colour() {
	on_terminal "$hairpin" run -k "$new" pass.hp
	grep -q "$esc\[32mok$esc\[0m 1 pass.hp" seen
}
check "colours on a terminal" terminal_colour
refused() {
	on_terminal "$@"
	grep -q "ok 1 pass.hp" seen && ! grep -q "$esc\[[0-9;]*m" seen
}
check "NO_COLOR" refused env NO_COLOR=1 "$hairpin" run -k "$new" pass.hp
check "TERM=dumb" refused env TERM=dumb "$hairpin" run -k "$new" pass.hp
check "--color never" refused "$hairpin" run --color never -k "$new" pass.hp

# --- progress ---
progress() {
	on_terminal bash -c '"$0" run -k "$1" --jobs 2 --timeout 0.5 fail.hp loop.hp loop.hp >results' "$hairpin" "$new"
	tr '\r' '\n' <seen >lines
	grep -q '^1/3, 1 failed: loop.hp, and 1 other'"$esc" lines || { cat -v lines; return 1; }
	# It is gone at the end, and never was in the results.
	tail -c 4 seen | grep -q "$esc\[K" && ! grep -q '/3' results && ! grep -q "$esc" results
}
check "a terminal shows how far it is, what failed and what runs" progress
between() {
	on_terminal "$hairpin" run --color never -k "$new" --jobs 1 --timeout 0.5 loop.hp pass.hp
	tr -d '\r' <seen | sed "s/^.*$esc\[K//" >lines
	grep -qx 'not ok 1 loop.hp' lines && grep -qx 'ok 2 pass.hp' lines && ! grep -q "/2: loop.hp$" lines
}
check "results are lines of their own" between
quiet() {
	"$hairpin" run -k "$new" --timeout 0.5 loop.hp pass.hp >got 2>said
	[ ! -s said ] && ! grep -q "$esc" got
}
check "no progress in a pipe" quiet
dumb() {
	on_terminal env TERM=dumb "$hairpin" run -k "$new" --timeout 0.5 loop.hp
	! grep -q "$esc" seen && grep -q 'not ok 1 loop.hp' seen
}
check "none where TERM is dumb" dumb
narrow() {
	mkdir -p a-folder-with-a-name/that-is-long
	cp loop.hp a-folder-with-a-name/that-is-long
	on_terminal bash -c 'stty columns 20 && "$0" run -k "$1" --timeout 0.5 a-folder-with-a-name >results' "$hairpin" "$new"
	tr '\r' '\n' <seen | grep -qx "0/1: a-folder-with-$esc\[K"
}
check "it is cut to the width of the terminal" narrow
sweeps() {
	on_terminal bash -c '"$0" run -k "$1" --jobs 1 --timeout 0.5 --schedules 2 loop.hp >results' "$hairpin" "$new"
	tr '\r' '\n' <seen | grep -q "^1/2, 1 failed: loop.hp$esc"
}
check "a sweep shows its runs" sweeps
echo "1..$n"
