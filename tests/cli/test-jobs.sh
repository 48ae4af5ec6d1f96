#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-jobs.sh - the check's pool of jobs (tools/dev/jobs.sh): order of what is
# printed, needs, counts, and a job that dies.  Prints TAP.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
n=0
. tests/tap.sh

# pool N JOBS...: what N processors make of the jobs that this text names.
pool() {
	cat >"$tmp/pool" <<-END
	start=\$SECONDS pass=0 fail=0 skip=0
	. tools/dev/jobs.sh
	ok() { pass=\$((pass + 1)); echo "ok \$step \$*"; }
	not_ok() { fail=\$((fail + 1)); echo "not ok \$step \$*"; }
	mark() { echo "\$*" >>"$tmp/marks"; }
	$2
	jobs_run $1 "$tmp/jobs"
	echo "\$pass \$fail \$skip"
	jobs_table
	END
	rm -f "$tmp/marks"
	bash "$tmp/pool"
}

# The second waits for nothing and ends first.
in_order() {
	pool 2 'step=a
	slow() { while [ ! -e '"$tmp"'/quick ]; do sleep 0.1; done; ok slow; }
	quick() { ok quick; : >'"$tmp"'/quick; }
	job one 1 "" slow
	step=b
	job two 1 "" quick' >"$tmp/log"
	printf 'ok a slow\nok b quick\n2 0 0\n' | cmp - <(head -n 3 "$tmp/log")
}
needs() {
	pool 2 'step=a
	job last 0 "a.first b.mid nobody.knows" mark last
	job first 5 "" mark first
	step=b
	job mid 9 a.first mark mid' >/dev/null
	printf 'first\nmid\nlast\n' | cmp - "$tmp/marks"
}
ranks() {
	pool 1 'step=a
	job three 3 "" mark 3
	job one 1 "" mark 1
	job two 2 "" mark 2' >/dev/null
	printf '1\n2\n3\n' | cmp - "$tmp/marks"
}
dies() {
	pool 2 'step=a
	die() { ok before; exit 1; }
	job one 1 "" die
	job two 2 a.one mark two' >"$tmp/log"
	grep -qx 'not ok a a.one ended without a result' "$tmp/log" &&
		grep -qx '0 1 0' "$tmp/log" && [ -e "$tmp/marks" ]
}
arguments() {
	pool 1 'step=a
	job one 1 "" mark "two  words" "*" "a;b"' >/dev/null
	printf 'two  words * a;b\n' | cmp - "$tmp/marks"
}
table() {
	pool 1 'step=a
	job one 1 "" true
	job two 1 "" true
	step=b
	job one 1 "" true' | grep -qE '^# a +2 .*[0-9]$'
}
# A fixed amount of work, so that how busy the machine is does not matter.
seconds() {
	pool 1 'step=a
	work() { bash -c "for ((i = 0; i < 1000000; i++)); do :; done"; }
	job one 1 "" work' | awk '$2 == "a" { found = $NF > 0 } END { exit !found }'
}

echo 1..7
check "results are printed in the order of the list" in_order
check "a job starts when what it needs has ended" needs
check "of those that can start the lowest rank does" ranks
check "a job that dies counts as failed, and the others go on" dies
check "arguments stay as they are" arguments
check "the table has a line a step" table
check "and its processor time" seconds
