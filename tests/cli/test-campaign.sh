#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-campaign.sh - hairpin campaign: alone it is hairpin explore; two ranks tell each
# other what is new; one that is killed loses nothing; a campaign goes on, and two are
# merged; wrong use is refused.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_TREE: the kernel.

# shellcheck disable=SC2086 # lists of words
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
kernel=${HAIRPIN_TREE:-newest}
n=0
tmp=$(mktemp -d) || exit 3
pids=
trap 'rm -rf "$tmp"; [ -z "$pids" ] || kill -9 $pids 2>/dev/null' EXIT
. tests/tap.sh

"$hairpin" kernel path --variant trace "$kernel" >/dev/null 2>&1 || {
	echo "1..0 # SKIP no kernel of the variant trace is built"
	exit 4
}
known=tests/findings/explore/known
# Without failures, so that little is found and shrunk, which takes long.
seeds='--no-failures scenarios/revoke/acs-off-close.hp scenarios/sriov/next-bus.hp scenarios/dma/iova.hp'
# mpirun refuses root and more processes than processors, unless it is told not to.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
mpi="mpirun --oversubscribe"

# campaign DIR OPTION...: one rank, without mpirun.
campaign() {
	local dir=$1 status=0
	shift
	"$hairpin" campaign "$dir" -k "$kernel" --known $known "$@" $seeds || status=$?
	[ $status -le 1 ] || return $status
}
# ranks N DIR OPTION...
ranks() {
	local number=$1 dir=$2 status=0
	shift 2
	$mpi -n "$number" "$hairpin" campaign "$dir" -k "$kernel" --known $known \
		--share 0.3 "$@" $seeds || status=$?
	[ $status -le 1 ] || return $status
}
files() { find "$1" -name '*.hp' -printf '%f\n' | sort; }
# findings DIR: their names.
findings() { files "$1/findings"; }
last() { tail -n 1 "$1"; }

alone() {
	local status=0
	"$hairpin" explore -k "$kernel" --known $known --jobs 1 --programs 120 --seed 5 \
		--out "$tmp/explored" $seeds >"$tmp/explored.out" || status=$?
	[ $status -le 1 ] &&
		campaign "$tmp/alone" --programs 120 --seed 5 >"$tmp/alone.out" &&
		sed "s,$tmp/explored/,DIR/," "$tmp/explored.out" >"$tmp/a" &&
		sed "s,$tmp/alone/findings/,DIR/," "$tmp/alone.out" >"$tmp/b" &&
		cmp "$tmp/a" "$tmp/b" &&
		[ "$(files "$tmp/explored")" = "$(findings "$tmp/alone")" ]
}
# Its programs are run again, so all that they reached is reached again.
edges() { sed -n 's/.* machines*, \([0-9]*\) edges.*/\1/p' "$1"; }
resumed() {
	local have
	have=$(files "$tmp/alone/corpus" | wc -l)
	[ "$have" -gt 10 ] || return 1
	campaign "$tmp/alone" --programs $((have + 20)) --seed 9 >"$tmp/resumed.out" &&
		[ $(($(edges "$tmp/resumed.out") * 100)) -ge $(($(edges "$tmp/alone.out") * 98)) ] &&
		[ "$(sed -n 's/.* boots*, \([0-9]*\) programs kept.*/\1/p' "$tmp/resumed.out")" -ge "$have" ]
}
# What was found before is not found again, and counts.
counted() {
	local f=$tmp/planted/findings
	mkdir -p "$f" "$tmp/planted/corpus"
	printf '%s\n' '# Breaks law quiet: it warns' '# finding: quiet some_function it warns' \
		'host pc' >"$f/quiet-0.hp"
	campaign "$tmp/planted" --programs 3 >"$tmp/planted.out"
	last "$tmp/planted.out" | grep -q '^3 programs, 1 finding$'
}

# Each rank has a folder of its own: what one kept, the other has.
told() {
	local status=0 one="-n 1 $hairpin campaign" with="-k $kernel --known $known --share 0.3 --programs 60 --seed 3 $seeds"
	$mpi $one "$tmp/left" $with : $one "$tmp/right" $with >"$tmp/told.out" 2>"$tmp/told.err" ||
		status=$?
	[ $status -le 1 ] || { cat "$tmp/told.err"; return 1; }
	files "$tmp/left/corpus" >"$tmp/l"
	files "$tmp/right/corpus" >"$tmp/r"
	grep -q '^# 2 ranks of 2, [1-9][0-9]* of the programs kept are others' "$tmp/told.out" &&
		[ "$(comm -12 "$tmp/l" "$tmp/r" | wc -l)" -ge 3 ] &&
		last "$tmp/told.out" | grep -q '^120 programs, ' &&
		[ "$(findings "$tmp/left")" = "$(findings "$tmp/right")" ]
}
# What one knew before, the other has in the end: programs and findings.
passed_on() {
	local status=0 one="-n 1 $hairpin campaign" with="-k $kernel --known $known --share 0.3 --programs 8 --seed 3 $seeds"
	cp -r "$tmp/planted" "$tmp/knows"
	$mpi $one "$tmp/knows" $with : $one "$tmp/hears" $with >"$tmp/passed.out" 2>&1 || status=$?
	[ $status -le 1 ] && grep -q '^# finding: quiet some_function it warns' "$tmp"/hears/findings/*.hp
}

# rank_of N: the process that is rank N of mpirun $pids, once there is one.
rank_of() {
	local q
	for q in $(pgrep -P "$pids"); do
		tr '\0' '\n' <"/proc/$q/environ" 2>/dev/null |
			grep -qx "OMPI_COMM_WORLD_RANK=$1" && echo "$q"
	done
}
# kill_one DIR OPTION-OF-MPIRUN...: rank 1 is killed in the middle; nothing goes away.
kill_one() {
	local dir=$1 p=
	shift
	$mpi "$@" -n 2 "$hairpin" campaign "$dir" -k "$kernel" --known $known --share 0.3 \
		--patience 5 --seconds 6000 --seed 4 $seeds >"$dir.out" 2>"$dir.err" &
	pids=$!
	# Until some programs are kept.
	while [ -z "$p" ] || [ "$(files "$dir/corpus" 2>/dev/null | wc -l)" -lt 6 ]; do
		kill -0 "$pids" 2>/dev/null || return 1
		p=$(rank_of 1)
		sleep 0.1
	done
	files "$dir/corpus" >"$dir.before"
	kill -9 "$p"
}
nothing_lost() {
	files "$1/corpus" >"$1.after"
	[ -z "$(comm -23 "$1.before" "$1.after")" ]
}
# The other takes it for dead in the end, and is at work until it is told to end.
goes_on() {
	local at
	kill_one "$tmp/killed" --enable-recovery || return 1
	while ! tail -n 1 "$tmp/killed/progress" | grep -q ' 1$'; do
		kill -0 "$pids" 2>/dev/null || return 1
		sleep 0.1
	done
	at=$(tail -n 1 "$tmp/killed/progress" | cut -d' ' -f2)
	while [ "$(tail -n 1 "$tmp/killed/progress" | cut -d' ' -f2)" -le $((at + 3)) ]; do
		kill -0 "$pids" 2>/dev/null || return 1
		sleep 0.1
	done
	kill -TERM "$(rank_of 0)"
	wait "$pids"
	pids=
	nothing_lost "$tmp/killed" && grep -q '^# 1 rank of 2, ' "$tmp/killed.out" &&
		last "$tmp/killed.out" | grep -q '^[0-9]* programs, [0-9]* findings*$'
}
# mpirun ends the others; all is in the folder, parses, and is gone on from.
ends() {
	local have
	kill_one "$tmp/ended" || return 1
	wait "$pids"
	pids=
	nothing_lost "$tmp/ended" || return 1
	have=$(files "$tmp/ended/corpus" | wc -l)
	"$hairpin" check "$tmp/ended/corpus" &&
		campaign "$tmp/ended" --programs 5 >"$tmp/ended.again" &&
		[ "$(sed -n 's/.* boots*, \([0-9]*\) programs kept.*/\1/p' "$tmp/ended.again")" -ge "$have" ]
}

# Two that did not know of each other: their files together are one campaign.
merged() {
	local before
	campaign "$tmp/other" --programs 60 --seed 6 >"$tmp/other.out" || return 1
	cp -r "$tmp/alone" "$tmp/merged"
	cp -n "$tmp"/other/corpus/*.hp "$tmp/merged/corpus/"
	cp -n "$tmp"/planted/findings/*.hp "$tmp/merged/findings/"
	[ -z "$(findings "$tmp/other")" ] || cp -n "$tmp"/other/findings/*.hp "$tmp/merged/findings/"
	before=$(findings "$tmp/merged")
	[ "$before" = "$({ findings "$tmp/alone"; findings "$tmp/other"; findings "$tmp/planted"; } | sort -u)" ] &&
		ranks 2 "$tmp/merged" --programs 10 >"$tmp/merged.out" &&
		[ -z "$(comm -23 <(echo "$before") <(findings "$tmp/merged"))" ] &&
		[ "$(last "$tmp/merged.out" | sed 's/.*, \([0-9]*\) findings*$/\1/')" = "$(findings "$tmp/merged" | wc -l)" ]
}

mpi_missing() {
	mkdir -p "$tmp/without"
	cp "$hairpin" "$tmp/without/hairpin" &&
		gives 2 "$tmp/without/hairpin" campaign "$tmp/none" 2>"$tmp/missing" &&
		grep -q 'it was built without MPI: install libopenmpi-dev and openmpi-bin' "$tmp/missing" &&
		[ ! -e "$tmp/none" ]
}

if [ ! -e "${hairpin%/*}/ranks.so" ] || ! command -v mpirun >/dev/null; then
	echo "1..1"
	check "without MPI it says what is missing" mpi_missing
	exit 0
fi
echo "1..15"
check "without MPI it says what is missing" mpi_missing
check "alone it is hairpin explore with the same seed" alone
check "it goes on from what it has" resumed
check "what was found before counts, and is not found again" counted
check "what one of two ranks keeps, the other has" told
check "a finding of one is the other's" passed_on
check "a rank is killed: with --enable-recovery the other goes on, and nothing is lost" goes_on
check "without, mpirun ends all, and nothing is lost" ends
check "two campaigns are one: the union" merged
check "no folder: refused" gives 2 "$hairpin" campaign
: >"$tmp/file"
check "a file in place of the folder: refused" says "$tmp/file: Not a directory" \
	"$hairpin" campaign "$tmp/file" -k "$kernel"
mkdir -p "$tmp/odd/findings" "$tmp/odder/corpus"
echo 'host pc' >"$tmp/odd/findings/odd.hp"
check "a finding that is none: where" says "$tmp/odd/findings/odd.hp:1:1: a finding of a campaign has" \
	"$hairpin" campaign "$tmp/odd" -k "$kernel" $seeds
echo 'nonsense' >"$tmp/odder/corpus/bad.hp"
check "a program that is none: where" says "$tmp/odder/corpus/bad.hp:1:1: " \
	"$hairpin" campaign "$tmp/odder" -k "$kernel" $seeds
check "no such scenario: refused" gives 2 "$hairpin" campaign "$tmp/odd2" -k "$kernel" "$tmp/none.hp"
check "no time between messages: refused" gives 2 "$hairpin" campaign "$tmp/odd3" --share 0
