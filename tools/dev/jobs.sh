# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# jobs.sh - the check's jobs: as many at a time as there are processors, each
# when what it needs has ended, and what they print in the order in which they
# were named.  Sourced by tools/check, whose $step, $start and counts it uses;
# knows nothing of what a job does.

# A job is STEP.NAME, an index into these.
job_id=() job_need=() job_rank=() job_command=()
declare -A job_index=() job_pid=() job_state=()

# job NAME RANK NEED COMMAND [ARGUMENT...]: names a job of $step.  NEED are jobs
# ("build.default kernels.newest") that have to end before; those that were not
# named at all need not.  Of what can start the lowest RANK does, so that what
# much depends on, and what takes long, comes first.
job() {
	local i=${#job_id[@]}
	job_id+=("$step.$1")
	job_rank+=("$2")
	job_need+=("$3")
	job_command+=("$(printf '%q ' "${@:4}")")
	job_index[$step.$1]=$i
	job_state[$i]=waits
}

# job_ready I: nothing that it needs is still to come.
job_ready() {
	local need
	for need in ${job_need[$1]}; do
		[ -z "${job_index[$need]:-}" ] ||
			[ "${job_state[${job_index[$need]}]}" = ended ] || return 1
	done
}

# job_choose: sets chosen to the job that is to start now, or to nothing.
job_choose() {
	local i
	chosen=
	for i in "${!job_id[@]}"; do
		[ "${job_state[$i]}" = waits ] && job_ready "$i" || continue
		[ -n "$chosen" ] && [ "${job_rank[$chosen]}" -le "${job_rank[$i]}" ] ||
			chosen=$i
	done
}

# job_seconds FILE: the processor time of the children of a shell, in seconds, from
# the second line of what `times` printed.
job_seconds() {
	tail -n 1 "$1" | tr -d s | awk '{
		for (i = 1; i <= 2; i++) { split($i, t, "m"); s += t[1] * 60 + t[2] }
		print s }'
}

# job_start I: in a process of its own.  It prints to FILE.out and leaves its
# counts and times in FILE.end.
job_start() {
	(
		job_file=$jobs_dir/${job_id[$1]}
		step=${job_id[$1]%%.*} pass=0 fail=0 skip=0
		begin=$SECONDS
		eval "${job_command[$1]}" >"$job_file.out" 2>&1
		# In this shell: its children are not those of a pipeline's.
		times >"$job_file.times"
		# shellcheck disable=SC2154
		echo "$pass $fail $skip $((begin - start)) $((SECONDS - start))" \
			"$(job_seconds "$job_file.times")" >"$job_file.end"
	) </dev/null &
	job_pid[$!]=$1
	job_state[$1]=runs
}

# jobs_show: what runs, in one line that the next one overwrites, on a terminal.
jobs_show() {
	local i ended=0 running=
	[ -t 2 ] || return 0
	for i in "${!job_id[@]}"; do
		case ${job_state[$i]} in
		ended) ended=$((ended + 1)) ;;
		runs) running="$running ${job_id[$i]}" ;;
		esac
	done
	printf '\r\033[K%.78s' "[$ended/${#job_id[@]}]$running" >&2
}

# jobs_print: all that ended and is next in the order.  Sets printed.
jobs_print() {
	local file p f s
	while [ "$printed" -lt ${#job_id[@]} ] &&
	      [ "${job_state[$printed]}" = ended ]; do
		file=$jobs_dir/${job_id[$printed]}
		[ ! -t 2 ] || printf '\r\033[K' >&2
		cat "$file.out"
		if read -r p f s _ <"$file.end"; then
			pass=$((pass + p)) fail=$((fail + f)) skip=$((skip + s))
		else
			step=${job_id[$printed]%%.*}
			not_ok "${job_id[$printed]} ended without a result"
		fi
		printed=$((printed + 1))
	done
}

# jobs_stop: what was started ends, when the check is interrupted.
jobs_stop() {
	local pid
	trap '' INT TERM HUP
	for pid in "${!job_pid[@]}"; do
		pkill -TERM -P "$pid" 2>/dev/null
		kill -TERM "$pid" 2>/dev/null
	done
	wait
	exit 130
}

# jobs_run N DIR: runs them all.  Adds to pass, fail and skip.
jobs_run() {
	local pid chosen printed=0 running=0
	jobs_dir=$2
	rm -rf "$jobs_dir"
	mkdir -p "$jobs_dir"
	trap jobs_stop INT TERM HUP
	while :; do
		while [ $running -lt "$1" ]; do
			job_choose
			[ -n "$chosen" ] || break
			job_start "$chosen"
			running=$((running + 1))
		done
		jobs_show
		[ $running -gt 0 ] || break
		wait -n -p pid
		[ -n "${pid:-}" ] && [ -n "${job_pid[$pid]:-}" ] || continue
		job_state[${job_pid[$pid]}]=ended
		unset "job_pid[$pid]"
		running=$((running - 1))
		jobs_print
	done
	trap - INT TERM HUP
}

# jobs_table: the time of each step: from the start of its first job to the end of
# its last, and the processor time of all.  Steps overlap.
jobs_table() {
	local i
	printf '# %-10s %6s %6s %6s %9s\n' step jobs from to 'CPU s'
	for i in "${!job_id[@]}"; do
		echo "${job_id[$i]%%.*} $(<"$jobs_dir/${job_id[$i]}.end")"
	done | awk '
		!($1 in n) { order[++steps] = $1; from[$1] = $5 }
		{
			n[$1]++
			if ($5 < from[$1]) from[$1] = $5
			if ($6 > to[$1]) to[$1] = $6
			cpu[$1] += $7
			all += $7
		}
		END {
			for (i = 1; i <= steps; i++) {
				s = order[i]
				printf "# %-10s %6d %6d %6d %9.0f\n", s, n[s], from[s], to[s], cpu[s]
			}
			printf "# %-10s %6s %6s %6s %9.0f\n", "all", "", "", "", all
		}'
}

# jobs_dearest N: the N jobs that took the most processor time, where to look first
# when the check takes too long.
jobs_dearest() {
	local id file s
	printf '# %-40s %9s\n' "the dearest jobs" 'CPU s'
	for id in "${job_id[@]}"; do
		file=$jobs_dir/$id.end
		printf '%s %s\n' "$id" "$(cut -d ' ' -f 6 "$file")"
	done | sort -k2,2nr -k1,1 | head -n "$1" |
		while read -r id s; do printf '# %-40s %9.0f\n' "$id" "$s"; done
}
