#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# test-input.sh - what a newcomer gives to each command: "-", a pipe, an empty
# file, a byte order mark, and one file under two names.  A table: each row is a
# command, what it is given, the exit status, and a pattern of what it prints.
# Runs on the fake kernels built beside the program.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).

cd "$(dirname "$0")/../.." || exit 3
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
fakes=$(dirname "$hairpin")
new=$fakes/fake_kernel_new.so old=$fakes/fake_kernel_old.so
capture=$PWD/tests/fixtures/import/workstation-vv.txt
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 3
n=0 failed=0

cat >m.hp <<'END'
# A machine.
host   server
rp     a 01.0 id 8086:2030 acs SV+ RR+ CR+
rp     b 02.0 id 8086:2031
expect present a
END
cp "$capture" capture.txt
: >empty
printf '\357\273\277' >mark
cat mark m.hp >mark.hp
cp mark markonly.hp
cat mark capture.txt >mark.txt
printf 'quiet vfio_create_group\n' >known
cat mark known >markknown

# row STATUS INPUT PATTERN COMMAND...: INPUT comes by a pipe, which can be read once.
row() {
	want=$1 input=$2 pattern=$3
	shift 3
	# shellcheck disable=SC2002
	cat "$input" | "$hairpin" "$@" >out 2>&1
	got=$?
	n=$((n + 1))
	if [ $got = "$want" ] && { [ -z "$pattern" ] || grep -a -q -e "$pattern" out; }; then
		echo "ok $n - $* <$input"
	else
		echo "not ok $n - $* <$input: exit $got, not $want, or no '$pattern':"
		head -5 out | sed 's/^/# /'
		failed=1
	fi
}

machine='no machine is described\|neither a scenario nor a capture\|no capture of a machine'
twice='standard input (-) is named twice'

# --- a scenario or a capture from standard input ---
row 0 m.hp '^ok 1 /dev/stdin$' run -k "$new" -
row 0 m.hp '' check -
row 0 m.hp '^rp     a 01.0' fmt -
row 0 m.hp '^provider' matrix -k "$new" -
row 0 m.hp '^group 0' groups -k "$new" -
row 0 m.hp '^kernel: ' explain -k "$new" - a b
row 0 m.hp '^digraph' dot -
row 0 m.hp '5 SAME$' compare "$old" "$new" -
row 0 capture.txt '^# A real machine' import -
row 0 capture.txt '^provider' matrix -k "$new" -
row 0 capture.txt '^digraph' dot -
row 2 m.hp 'no capture of a machine' import -
row 0 empty '^# Say here' init -
row 2 m.hp 'cannot be written back' fmt -w -
[ ! -e ./- ] || {
	echo "# a file is named -"
	failed=1
}
row 0 m.hp '0 fault points' run -k "$new" --fail-nth --known known -
row 0 known '0 fault points' run -k "$new" --fail-nth --known - m.hp

# --- standard input twice ---
for two in '- -' '- /dev/stdin' '/dev/fd/0 -'; do
	# shellcheck disable=SC2086
	for command in "run -k $new" check fmt "compare $old $new"; do
		row 2 m.hp "$twice" $command $two
	done
done
row 2 m.hp "$twice" groups -k "$new" --against - -
row 2 m.hp "$twice" run -k "$new" --fail-nth --known - -
row 2 capture.txt "$twice" import - -
row 2 capture.txt "$twice" import capture.txt - /dev/stdin
for command in "matrix -k $new" "groups -k $new" dot; do
	# shellcheck disable=SC2086
	row 2 m.hp 'is too much' $command - -
done

# --- an empty file, and a byte order mark ---
for file in - empty markonly.hp; do
	for command in "run -k $new" check fmt "matrix -k $new" "groups -k $new" dot import; do
		# shellcheck disable=SC2086
		row 2 empty "$machine" $command $file
	done
	row 2 empty "$machine" explain -k "$new" $file a b
done
for command in "run -k $new" check fmt "matrix -k $new" "groups -k $new" dot; do
	# shellcheck disable=SC2086
	row 0 empty '' $command mark.hp
done
row 0 empty '^# A real machine' import mark.txt
row 0 empty '^provider' matrix -k "$new" mark.txt
row 0 empty '^digraph' dot mark.txt
row 0 empty '0 fault points' run -k "$new" --fail-nth --known markknown m.hp
row 0 empty '0 fault points' run -k "$new" --fail-nth --known empty m.hp
row 2 empty 'no IOMMU groups in it' groups -k "$new" --against empty m.hp

echo "1..$n"
exit $failed
