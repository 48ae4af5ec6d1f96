#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-guard - tools/kbuild/guard.sh: a script that is told to end does end, whatever its
# work does at that moment, and its work and the locks that it has end with it.
#
# TAP.  Nothing is compiled.

set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/said.sh
# Who has not ended by then never will.
patience=120

# script NAME: a guarded script whose work is what is on standard input.
script() {
	{
		printf 'set -euo pipefail\nHP_SELF=%s\nhere=%q\n' "$1" "$PWD/tools/kbuild"
		# shellcheck disable=SC2016 # for the script
		printf '. "$here/common.sh"\n. "$here/guard.sh"\n'
		echo 'main() {'
		cat
		printf '}\nguard main "$@"\n'
	} >"$tmp/$1"
}

# ended COUNT STATUSES COMMAND...: each time by itself, with one of them.
ended() {
	local i status
	for ((i = 0; i < $1; i++)); do
		status=0
		timeout -s KILL "$patience" "${@:3}" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
		[[ " $2 " == *" $status "* ]] || { echo "status $status" >>"$tmp/err"; return 1; }
	done
}

# The signal comes while bash reaps the work: one time in four that was a wait without end.
script ends <<'END'
	kill -"$1" $$
	exit 0
END
for signal in TERM:143 INT:130 HUP:129; do
	check "a work that ends while the script is told to: ${signal%:*}" \
		ended 20 "0 ${signal#*:}" bash "$tmp/ends" "${signal%:*}"
done
script fails <<'END'
	kill -TERM $$
	exit 5
END
check "and one that fails then" ended 20 "5 143" bash "$tmp/fails"

# Two of them, one in the other, as series and kernel-build are.
script inner <<'END'
	kill -TERM "$1"
	echo "$BASHPID" >>"$tmp/works"
	exit 0
END
script outer <<'END'
	local said
	exec 7>"$tmp/held"
	flock 7
	said=$(bash "$tmp/inner" $$) || exit
	echo "$said"
	exit 0
END
export tmp
check "so does one whose work waits for another" ended 10 "0 143" bash "$tmp/outer"
check "and no lock is kept" timeout -s KILL "$patience" flock "$tmp/held" true
# alive PID: one that nobody has asked how it ended is not.
alive() {
	sed -n 's/^State:\t//p' "/proc/$1/status" 2>/dev/null | grep -v ^Z
}
check "nor is a work left" [ -z "$(while read -r p; do alive "$p"; done <"$tmp/works")" ]

# What does not end politely is ended all the same.
script stays <<'END'
	trap '' TERM
	echo "$BASHPID" >"$tmp/stayed"
	kill -TERM $$
	while :; do sleep 1; done
END
check "work that does not want to end is ended" ended 1 143 bash "$tmp/stays"
check "and is no more" [ -z "$(alive "$(cat "$tmp/stayed")")" ]
echo "1..$n"
