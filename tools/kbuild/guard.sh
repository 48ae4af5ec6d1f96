# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# guard.sh - whatever a build starts ends with it: at Ctrl-C, at SIGTERM, and
# when the script itself is killed outright.  Knows nothing of builds.

# Seconds that make and the compilers have for deleting what they were writing.
GUARD_PATIENCE=3

# guard_kill GROUP: ends a group of processes, politely at first.
guard_kill() {
	local i
	kill -TERM -- "-$1" 2>/dev/null || return 0
	for ((i = 0; i < GUARD_PATIENCE * 20; i++)); do
		kill -0 -- "-$1" 2>/dev/null || return 0
		sleep 0.05
	done
	kill -KILL -- "-$1" 2>/dev/null || :
}

# guard_watch: reads the number of the group that does the work, and waits for
# the guard's end of the pipe to close.  Unless the guard said that the work is
# done, it was killed: then this ends the work.
guard_watch() {
	local group='' word=''
	trap '' INT TERM HUP
	IFS= read -r group || return 0
	IFS= read -r word || :
	[ "$word" = finished ] || guard_kill "$group"
}

guard_end() {
	trap '' INT TERM HUP PIPE
	if [ -n "$guard_work" ]; then
		guard_kill "$guard_work"
		echo finished >&"$guard_pipe" || :
	fi
	# Bash may have reaped the work and not know it, where the signal came just then.  It
	# would wait for any child then: for guard_watch, which waits for us.
	exec {guard_pipe}>&-
	[ -z "$guard_work" ] || wait "$guard_work" 2>/dev/null || :
	progress_end
	warn "interrupted; what was compiled stays"
	exit $((128 + $1))
}

# guard COMMAND...: runs COMMAND, a function, in a group of its own and exits
# with its status.
guard() {
	local status=0
	guard_work=
	exec {guard_pipe}> >(guard_watch >/dev/null 2>&1)
	trap 'guard_end 1' HUP
	trap 'guard_end 2' INT
	trap 'guard_end 15' TERM
	set -m
	{
		set +m
		trap - HUP INT TERM
		echo "$BASHPID" >&"$guard_pipe"
		exec {guard_pipe}>&-
		set -E
		trap 'guard_unasked $?' ERR
		trap 'guard_unplanned $?' EXIT
		"$@"
		exit 0
	} </dev/null &
	guard_work=$!
	set +m
	wait "$guard_work" || status=$?
	echo finished >&"$guard_pipe" || :
	exit $status
}

# guard_unasked STATUS: a command failed, and nobody had asked whether it would.  Its
# own status would be taken for one of ours: awk, for one, gives 2 on a full disk.
guard_unasked() {
	[[ $- == *e* ]] || return 0
	[ "$1" != 3 ] || exit 3
	exit 99
}

# guard_unplanned STATUS: the work ended.  Statuses other than those that
# common.sh gives after a message come from a command that nobody expected to
# fail: nearly always one that could not write.
guard_unplanned() {
	case $1 in 0 | 2 | 3 | "$HP_FAIL" | 5) exit "$1" ;; esac
	cache_trouble || warn "a command of the build failed unexpectedly"
	exit 3
}
