#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-syscalls.sh - each system call of a run fails once, and from then on: in the
# runner, and in the processes of scenarios.  Whatever fails, a run that exits 0 or 1
# has written all that it would have written; what it could not judge is an ERROR or
# told on standard error, and never a FAIL; every plan is kept; every file is old or
# whole.  Prints TAP.
#
#	test-syscalls.sh [--all | --sample N] [--seed N] [--only WHAT] [--keep]
#
# Without --all, N (250) of the failures of each set of options, drawn with the seed
# (1).  --only: of what begins with these words, such as validate.  --keep stops at the
# first that is wrong, and leaves its files.
# HAIRPIN: the program (default build/hairpin).  HAIRPIN_KERNEL: which kernel (the
# newest built; without one, the fake one beside the program).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
sysfail=$(readlink -f build/sysfail)
sample=250 seed=1 only='' keep=''
while [ $# -gt 0 ]; do
	case $1 in
	--all) sample=0 ;;
	--sample) sample=$2; shift ;;
	--seed) seed=$2; shift ;;
	--only) only=$2; shift ;;
	--keep) keep=1 ;;
	*) sed -n '4,18s/^# \{0,1\}//p' "$0"; exit 2 ;;
	esac
	shift
done
kernel=$("$hairpin" kernel path ${HAIRPIN_KERNEL:+"$HAIRPIN_KERNEL"} 2>/dev/null) ||
	kernel=${hairpin%/*}/fake_kernel_new.so
dir=$(mktemp -d) || exit 3
trap '[ "$keep" = kept ] || rm -rf "$dir"' EXIT
mkdir "$dir/ref" "$dir/run"
n=0

"$sysfail" --list "$dir/list" -- true 2>"$dir/why" || {
	echo "1..0 # SKIP no process can be traced here: $(head -n 1 "$dir/why")"
	exit 4
}

cat >"$dir/pass.hp" <<'END'
# Two endpoints below a switch: the kernel maps, and bytes are sent.
host   server
rp     rp0   01.0
switch sw0   under rp0
dsp    sw0.0              acs SV- RR- CR- UF-
dsp    sw0.1              acs SV- RR- CR- UF-
ep     gpu   under sw0.0  class display  bar2 64M pref
ep     nic   under sw0.1  class network  bar0 1M
expect map gpu -> nic BUS_ADDR
expect present gpu
END
sed 's/^expect map gpu -> nic .*/expect map gpu -> nic NOT_SUPPORTED/' "$dir/pass.hp" >"$dir/fail.hp"
sed '$a require kernel>=99.0' "$dir/pass.hp" >"$dir/skip.hp"
printf '# Two ports.\nhost pc\nrp a 01.0\nrp b 02.0\nexpect present a\n' >"$dir/two.hp"
scenarios=()

# files FOLDER: what is there, besides what was printed.
files() {
	(cd "$1" && find . -type f ! -name out ! -name err | sort)
}

# begin FOLDER: a file that is to be replaced is there before.
begin() {
	rm -rf "$1"
	mkdir "$1"
	echo old >"$1/j"
}

# run FOLDER COMMAND...: sets status.  A validation may have to wait for that of another test,
# which is no hang.
run() {
	local folder=$1
	shift
	for _ in 1 2 3 4 5 6; do
		status=0
		(cd "$folder" && exec timeout -k 5 100 "$@" >out 2>err </dev/null) || status=$?
		[ $status = 124 ] && grep -q ': waiting for another validation ' "$folder/err" || return 0
	done
}

# failures FILE: what is called a failure of the kernel, without numbers.
failures() {
	grep -E '^ *not ok ' "$1" | grep -vE '# (ERROR|TODO)' |
		sed -E 's/not ok [0-9]+ //' | sort -u
}

# plan_kept FILE: each plan has as many results as it says, in order, inner ones before
# the result that they belong to; or it ends with "Bail out!".
plan_kept() {
	awk '
	function close_inner() {
		if (inner >= 0 && inner != seen) bad = "inner plan of " inner " and " seen " results"
		inner = -1
	}
	/^Bail out!/ { bail = 1; exit }
	/^1\.\./ { plan = substr($0, 4) + 0; planned = 1; next }
	/^  1\.\./ { inner = substr($0, 6) + 0; seen = 0; next }
	/^  (not )?ok / { seen++; if ($($1 == "not" ? 3 : 2) != seen) bad = "inner number at " $0; next }
	/^(not )?ok / { close_inner(); got++; if ($($1 == "not" ? 3 : 2) != got) bad = "number at " $0 }
	BEGIN { inner = -1 }
	END {
		if (bail) exit 0
		close_inner()
		if (NR && (!planned || plan != got)) bad = "plan of " plan " and " got + 0 " results"
		if (bad) { print bad; exit 1 }
	}' "$1"
}

# whole FILE: a file that was written has all of it.
whole() {
	local name=$1 want=${#scenarios[@]}
	case $name in
	*/j) [ "$(grep -c '"verdicts":' "$name")" -ge "$want" ] && [ "$(tail -c 2 "$name")" = '}' ] ;;
	*/x) [ "$(grep -c '<testsuite ' "$name")" = "$want" ] && grep -q '</testsuites>' "$name" ;;
	*.dot | */d) [ "$(tail -n 1 "$name")" = '}' ] ;;
	*) [ "$(tail -c 3 "$name")" = ']}' ] ;;
	esac
}

# wordless POINT: may that one leave nothing to say?  What the loader does comes before
# the program itself, and nothing comes through an output that takes nothing.
wordless() {
	local process call nth how
	read -r process call nth _ how <<<"$1"
	[ "$process" = 0 ] || return 1
	[ "$call $how" = "write on" ] ||
		awk -v c="$call" -v n="$nth" '$1 == 0 && $2 == c && n + 0 <= $3 { f = 1 } END { exit !f }' "$dir/loader"
}

# judge POINT: what is wrong with the run, if anything.
judge() {
	local f said point=$1 ref=$dir/ref run=$dir/run
	case $status in
	0 | 1)
		[ "$status" = "$ref_status" ] || echo "exit $status instead of $ref_status"
		# What could not be judged beside what failed.
		if [ "$status" = 0 ] || ! grep -q '^not ok .*# ERROR .' "$run/out"; then
			diff -r -q -x err "$ref" "$run"
		fi ;;
	124) echo "it did not end" ;;
	2 | 3 | 127)
		wordless "$point" || grep -q . "$run/err" || grep -q '^not ok .*# ERROR .' "$run/out" ||
			echo "exit $status without a word" ;;
	*) wordless "$point" && [ ! -s "$run/out" ] || echo "exit $status" ;;
	esac
	failures "$run/out" | comm -13 <(failures "$ref/out") - | sed 's/^/blamed: /'
	grep -q 'standard output could not be written' "$run/err" || wordless "$point" || plan_kept "$run/out"
	while IFS= read -r f; do
		[ -e "$ref/$f" ] || { echo "left behind: $f"; continue; }
		cmp -s "$ref/$f" "$run/$f" || whole "$run/$f" ||
			[ "$(cat "$run/$f")" = old ] || echo "half of $f"
	done < <(files "$run")
	said=$(grep -acE 'Sanitizer|runtime error|double free|corrupted' "$run/err")
	[ "$said" = 0 ] || echo "memory errors"
}

# points: "PROCESS CALL N ERROR HOW" of all calls in the list.
points() {
	awk '{
		for (i = 1; i <= $3; i++) for (e = 4; e <= NF; e++) {
			print $1, $2, i, $e, "once"
			# such a one for ever is no machine at all
			if ($e != "EINTR" && $e != "EAGAIN") print $1, $2, i, $e, "on"
		}
	}' "$dir/list"
}

# drawn: of the lines on standard input.
drawn() {
	if [ "$sample" = 0 ]; then
		cat
	else
		awk -v n="$sample" -v seed="$seed" 'BEGIN { srand(seed) }
			{ line[NR] = $0 }
			END { for (i = 0; i < n && NR; i++) {
				k = 1 + int(rand() * NR)
				print line[k]
				line[k] = line[NR--]
			} }'
	fi
}

# judge_answer POINT: what is wrong with a command that gives an answer and no verdict.  It
# has all of it, or status 3 and a reason; 1 would blame the kernel.
judge_answer() {
	local f
	case $status in
	0) diff -r -q -x err "$dir/ref" "$dir/run" ;;
	124) echo "it did not end" ;;
	2 | 3 | 127) wordless "$1" || grep -q . "$dir/run/err" || echo "exit $status without a word" ;;
	*) wordless "$1" && [ ! -s "$dir/run/out" ] || echo "exit $status" ;;
	esac
	while IFS= read -r f; do
		cmp -s "$dir/ref/$f" "$dir/run/$f" || [ "$(cat "$dir/run/$f")" = old ] ||
			echo "half of $f, or left behind"
	done < <(files "$dir/run")
	! grep -qaE 'Sanitizer|runtime error|double free|corrupted' "$dir/run/err" ||
		echo "memory errors"
}

# judge_compare POINT: what could not be judged is UNJUDGED, on one kernel or both.
judge_compare() {
	if [ "$status" = 3 ] && grep -q "^ *UNJUDGED " "$dir/run/out"; then
		[ "$(tail -c 2 "$dir/run/j")" = "}" ] && grep -q "unjudged_on_both" "$dir/run/j" || echo "half of j"
	else
		judge_answer "$1"
	fi
}

# judge_explore POINT: programs that were lost are counted, and what we failed at is no
# finding.
judge_explore() {
	local ran lost
	if [ "$status" != 0 ]; then
		judge_answer "$1"
		return
	fi
	ran=$(sed -n 's/ programs, 0 findings$//p' "$dir/run/out")
	lost=$(sed -n 's/^# .*, \([0-9]*\) lost$/\1/p' "$dir/run/out")
	[ "${ran:-0}" -gt 0 ] && [ $((ran + ${lost:-0})) = 5 ] || echo "not all programs are told"
	files "$dir/run" | grep -vx ./j && echo "files"
}

# validated: a series of two commits, on the sources of a packaged kernel.  The scripts
# that it calls are not made to fail, for other tests see to them.
validated() {
	local tree file=drivers/pci/p2pdma.c git=(git -C "$dir/repo" -c user.name=t -c user.email=t@example.org)
	tree=$(sed -n 's/^tree=//p' "${kernel%/*}/kernel.info" 2>/dev/null)
	[ -e "$tree/$file" ] && [ -e "$tree/.complete" ] || return 0
	mkdir -p "$dir/repo/${file%/*}"
	cp "$tree/$file" "$dir/repo/$file"
	git init -q "$dir/repo"
	"${git[@]}" add -A
	"${git[@]}" commit -qm base
	for i in 1 2; do
		echo "static int __maybe_unused hp_$i;" >>"$dir/repo/$file"
		"${git[@]}" commit -qam "PCI/P2PDMA: Add variable $i"
	done
	"${git[@]}" format-patch -q --stdout HEAD~2 >"$dir/series.mbox"
	[ "$sample" = 0 ] || sample=$(((sample + 3) / 4))
	sweep_of judge_compare "validate" validate --timeout 1 --no-evidence -j2 --json j -s ../two.hp \
		../series.mbox
}

# sweep WHAT OPTION...: a run in $dir/run.
sweep() {
	local what=$1
	shift
	sweep_of judge "$what" run -k "$kernel" "$@"
}

# sweep_of JUDGE WHAT COMMAND...: any command, in $dir/run.  Of its points those are drawn
# that do not match $always, which all are taken.
sweep_of() {
	local judge=$1 what=$2 total=0 bad=0 wrong point
	shift 2
	[[ $what == "$only"* ]] || return 0
	begin "$dir/ref"
	run "$dir/ref" "$sysfail" --list "$dir/list" -- "$hairpin" "$@"
	ref_status=$status
	[ "$ref_status" -le 1 ] || sed "s/^/# undisturbed: /" "$dir/ref/err"
	while IFS= read -r point; do
		total=$((total + 1))
		begin "$dir/run"
		# shellcheck disable=SC2086 # words
		run "$dir/run" "$sysfail" $point -- "$hairpin" "$@"
		wrong=$("$judge" "$point")
		[ "$wrong" ] || continue
		bad=$((bad + 1))
		echo "# $point: $(head -n 3 <<<"$wrong" | tr '\n' ';') (exit $status) $(tail -n 1 "$dir/run/err" | cut -c1-120)"
		[ -z "$keep" ] || { keep=kept; echo "# $dir"; exit 1; }
	done < <(points | grep -E "${always:-^$}"; points | grep -vE "${always:-^$}" | drawn)
	n=$((n + 1))
	# A sweep of nothing is none.
	if [ $bad = 0 ] && [ $total -gt 0 ] && [ "$ref_status" -le 1 ]; then
		echo "ok $n - $what: $total failing calls"
	else
		echo "not ok $n - $what: $bad of $total failing calls"
	fi
}

# What is called until the program's own work begins.
"$sysfail" --list "$dir/loader" -- "$hairpin" --version >/dev/null
scenarios=(../pass.hp)
sweep "one scenario, with files" -j1 --timeout 1 --json j --junit x --trace t --dot d "${scenarios[@]}"
scenarios=(../pass.hp ../fail.hp ../skip.hp ../two.hp)
sweep "four, two at once, with folders" -j2 --timeout 1 --json j --junit x --trace t/ --dot d/ "${scenarios[@]}"
# Commands that answer have no verdict: a fifth as many of each.
[ "$sample" = 0 ] || sample=$(((sample + 4) / 5))
pair=(-k "$kernel" --timeout 1)
sweep_of judge_answer "perf" perf "${pair[@]}" --from nic --to gpu --size 64-256 --csv j ../pass.hp
sweep_of judge_answer "matrix" matrix "${pair[@]}" -j2 --json j ../pass.hp
sweep_of judge_answer "explain" explain "${pair[@]}" ../pass.hp gpu nic
sweep_of judge_answer "groups" groups "${pair[@]}" --json j ../pass.hp
sweep_of judge_answer "dot" dot "${pair[@]}" --between nic,gpu -o j ../pass.hp
sweep_of judge_answer "import" import -q -o j "$PWD/tests/fixtures/import/workstation-vv.txt"
compared=("${hairpin%/*}"/fake_kernel_{old,new}.so)
older=$("$hairpin" kernel path 6.12 2>/dev/null) && [ ! "$older" -ef "$kernel" ] && compared=("$older" "$kernel")
sweep_of judge_compare "compare" compare --timeout 1 -j2 --as-written --json j "${compared[@]}" ../pass.hp ../two.hp
# Who answers is not heard any more, or hears nothing: no boot succeeds, or no question.
always='^[01] read [0-9]+ EIO on$'
sweep_of judge_explore "explore" explore "${pair[@]}" --jobs 1 --programs 5 --out d ../pass.hp
always=
validated
echo "1..$n"
