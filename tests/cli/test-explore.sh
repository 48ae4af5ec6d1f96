#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-explore.sh - hairpin explore: the same seed gives the same run, what it finds is
# shown by the command that it prints, a mistake planted in an error path is found, and
# wrong options are refused.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_TREE: the tree to plant a mistake in (tests/mutants/run).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
. tests/explored.sh
seeds='scenarios/revoke/acs-off-close.hp scenarios/sriov scenarios/dma'

# found STATUS OPTION...: a run that may find something.
# shellcheck disable=SC2086
explore() {
	local status=0
	"$hairpin" explore -k "$kernel" --jobs 1 --known $known --out "$tmp/out.d" "$@" ||
		status=$?
	[ $status -le 1 ] || return $status
}

# shellcheck disable=SC2086
same() {
	explore --programs 300 --seed 5 $seeds >"$tmp/first" &&
		explore --programs 300 --seed 5 $seeds >"$tmp/again" &&
		cmp "$tmp/first" "$tmp/again" &&
		grep -q '^300 programs, [0-9]* findings*$' "$tmp/first"
}
# shellcheck disable=SC2086
another() {
	explore --programs 300 --seed 6 $seeds >"$tmp/other" && ! cmp -s "$tmp/first" "$tmp/other"
}
blocks() { sed -n 's/.* edges and \([0-9]*\) blocks.*/\1/p' "$1"; }
# Programs that were made reach code that those that are shipped do not.
# shellcheck disable=SC2086
reaches() {
	explore --programs 1 $seeds >"$tmp/one" &&
		[ "$(blocks "$tmp/one")" -gt 1000 ] &&
		[ "$(blocks "$tmp/first")" -gt "$(blocks "$tmp/one")" ]
}
# Each by the command that is printed for it; most often there is none.
repeated() {
	local line
	cat "$tmp"/first "$tmp"/other | sed -n 's/^# hairpin run/run/p' |
	while read -r line; do
		# shellcheck disable=SC2086
		gives 1 "$hairpin" $line >"$tmp/run" || { echo "$line"; return 1; }
	done
}
# shellcheck disable=SC2086
keeps() {
	explore --programs 200 --corpus "$tmp/corpus" $seeds >"$tmp/kept" &&
		ls "$tmp"/corpus/*.hp >/dev/null &&
		"$hairpin" check "$tmp/corpus" &&
		explore --programs 1 --corpus "$tmp/corpus" --from scenarios/revoke/acs-off-close.hp >"$tmp/more" &&
		[ "$(sed -n 's/.* boots*, \([0-9]*\) programs kept.*/\1/p' "$tmp/more")" -gt \
			"$(find "$tmp/corpus" -name '*.hp' | wc -l)" ]
}
# An error path that leaks: nothing fails by itself.  What is printed shows it.  Most seeds
# find it in so many programs; another statement of the language changes which.
planted() {
	local k line seed
	k=$(tests/mutants/run --list tests/mutants/failures --variant trace \
		--make "$tmp/mutant" export-failed-leaks 2>"$tmp/make.err") || return 1
	for seed in 1 2 3; do
		"$hairpin" explore -k "$k" --jobs 1 --seed $seed --known $known \
			--out "$tmp/planted" --programs 4000 \
			--from scenarios/revoke/acs-off-close.hp >"$tmp/mutant.out"
		line=$(grep -A 1 '^finding .* lifetime vfio_pci_core_feature_dma_buf ' \
			"$tmp/mutant.out" | sed -n 's/^# hairpin run/run/p')
		[ -z "$line" ] || break
	done
	[ -n "$line" ] || { tail -n 5 "$tmp/mutant.out"; return 1; }
	# shellcheck disable=SC2086
	gives 1 "$hairpin" $line >"$tmp/run" && grep -q 'not ok .* law lifetime' "$tmp/run" &&
		[ "$(grep -cv '^#' "${line##* }")" -le 9 ]
}
stale() {
	echo 'quiet no_such_function never said' >"$tmp/stale"
	"$hairpin" explore -k "$kernel" --jobs 1 --known "$tmp/stale" --out "$tmp/out.d" \
		--programs 1 scenarios/dma >"$tmp/out.stale"
	grep -q "^# $tmp/stale:1: not met: quiet no_such_function never said" "$tmp/out.stale"
}
# leads FILE SAID SEED
leads() {
	explore --programs 1 --toward "$1" "$3" >"$tmp/led" && grep -q "^# $1: $2$" "$tmp/led"
}
# Ended in the middle, it says how far it was.
ended() {
	local pid
	"$hairpin" explore -k "$kernel" --known $known --out "$tmp/out.d" --seconds 600 \
		>"$tmp/ended" 2>&1 &
	pid=$!
	sleep 1
	kill -TERM $pid
	wait $pid
	tail -n 1 "$tmp/ended" | grep -q '^[0-9]* programs, [0-9]* findings$'
}

echo "1..19"
check "the same seed gives the same run" same
check "another seed another" another
check "what is made reaches more than what is shipped" reaches
check "what is found is shown by the command that is printed" repeated
check "what reaches new code is kept, parses, and is gone on from" keeps
check "a leak in an error path is found, and shrunk" planted
check "a known finding that is not met is named" stale
check "lines of the kernel that are led to: reached, and said" leads drivers/pci/p2pdma.c reached scenarios/dma
check "and not reached" leads drivers/vfio/pci/vfio_pci_dmabuf.c "not reached" scenarios/acs/clear.hp
check "of no such file: refused" says "drivers/pci/none.c: no code of the kernel instance comes from there" \
	"$hairpin" explore -k "$kernel" --toward drivers/pci/none.c scenarios/dma
check "lines that are none: refused" says "write FILE, FILE:LINE or FILE:FIRST-LAST" \
	"$hairpin" explore -k "$kernel" --toward drivers/pci/rom.c:9-3 scenarios/dma
check "SIGTERM ends it with its last line" ended
echo 'silence f text' >"$tmp/wrong"
check "a law that is none: where" says "$tmp/wrong:1:1: no such law" \
	"$hairpin" explore -k "$kernel" --known "$tmp/wrong" scenarios/dma
echo 'quiet' >"$tmp/wrong"
check "no function: where" says "$tmp/wrong:1:6: the kernel's function is missing" \
	"$hairpin" explore -k "$kernel" --known "$tmp/wrong" scenarios/dma
echo 'quiet f' >"$tmp/wrong"
check "no words: where" says "$tmp/wrong:1:8: the words of the failure are missing" \
	"$hairpin" explore -k "$kernel" --known "$tmp/wrong" scenarios/dma
check "no such scenario: refused" gives 2 "$hairpin" explore -k "$kernel" "$tmp/none.hp"
echo 'nonsense' >"$tmp/bad.hp"
check "a malformed scenario: refused" says "$tmp/bad.hp:1:1: " "$hairpin" explore "$tmp/bad.hp"
check "too many jobs: refused" gives 2 "$hairpin" explore --jobs 65 scenarios/dma
check "two kernels: refused" gives 2 "$hairpin" explore -k 7.3 -k 6.12 scenarios/dma
