# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# clean.sh - keeps the cache from growing without end.  What has not been used for
# long goes, and what has been used longest ago while all is above a size; never what
# is in use.  The packaged sources (src/) are not looked at: they are fetched, not made.
#
#	build/NAME/	used: "used" was touched.  In use: its lock is held (a build),
#			or that of "used" (a run, tools/common/kernel_find.c)
#	copy/NAME/	used and in use as the builds of it
#	series/HASH/	the same by "used"; while a validation runs (series/lock), it
#			may need anything, and nothing goes
#	objects/HASH/	used: the folder's own time
#
# Nothing that is built depends on what is left here: it is only built again.

CLEAN_SIZE=${HAIRPIN_CACHE_SIZE:-10G}
CLEAN_DAYS=${HAIRPIN_CACHE_DAYS:-60}

# clean_limits: CLEAN_KB and CLEAN_DAYS, or says what is wrong with them.
clean_limits() {
	[[ $CLEAN_SIZE =~ ^[0-9]{1,9}[KMGT]?$ ]] ||
		usage_error "$CLEAN_SIZE: a size is a number with K, M, G or T, such as 10G (--size, HAIRPIN_CACHE_SIZE)"
	[[ $CLEAN_DAYS =~ ^[0-9]{1,6}$ ]] ||
		usage_error "$CLEAN_DAYS: so many days is a whole number, such as 60 (--days, HAIRPIN_CACHE_DAYS)"
	CLEAN_KB=$(($(numfmt --from=iec "$CLEAN_SIZE") / 1024))
}

# clean_used DIR...: seconds since 1970 when the latest used of them was.
clean_used() {
	local d
	for d; do
		if [ -e "$d/used" ]; then
			stat -c %Y "$d/used"
		else
			stat -c %Y "$d" 2>/dev/null || :
		fi
	done | sort -n | tail -n 1
}

# clean_list: "SECONDS KB FOLDER" of all that there is, the longest unused first.
# Files with several names count once: for the sources if one is there.
clean_list() {
	local kb d name
	cd "$HP_CACHE" || return
	find -L src -mindepth 1 -maxdepth 1 >"$CLEAN_TMP.du" 2>/dev/null || :
	find build copy series objects -mindepth 1 -maxdepth 1 -type d ! -name '.*' \
		2>/dev/null | sort >>"$CLEAN_TMP.du" || :
	{ tr '\n' '\0' <"$CLEAN_TMP.du" | du -skD --files0-from=- 2>/dev/null || :; } |
	while IFS=$'\t' read -r kb d; do
		name=${d#*/}
		case $d in
		build/* | series/*) echo "$(clean_used "$d") $kb $d" ;;
		copy/*) echo "$(clean_used "$d" build/"$name".*/) $kb $d" ;;
		objects/*) echo "$(stat -c %Y "$d") $kb $d" ;;
		esac
	done | sort -n
	rm -f "$CLEAN_TMP.du"
}

# clean_free FOLDER COMMAND...: runs COMMAND, while nobody uses the folder; false if
# somebody does.
clean_free() {
	local d=$1 lock locks=()
	shift
	case $d in
	build/* | series/*) locks=("$d/lock" "$d/used") ;;
	copy/*) for lock in build/"${d#*/}".*/; do locks+=("${lock}lock" "${lock}used"); done ;;
	esac
	(
		for lock in "${locks[@]}"; do
			[ -e "$lock" ] || continue
			exec {fd}<"$lock"
			flock -n "$fd" || exit 1
		done
		"$@"
	)
}

# clean_remove FOLDER: at once for who looks, whatever becomes of us.
clean_remove() {
	local gone=${1%/*}/.gone.${1##*/}.$BASHPID
	mv "$1" "$gone" && rm -rf "$gone"
}

# clean_all: prints a line for each folder that goes; with CLEAN_DRY for each that
# would.
clean_all() {
	local now total=0 used kb d why verb=removed
	[ -d "$HP_CACHE" ] || return 0
	CLEAN_TMP=$HP_CACHE/.clean.$BASHPID
	[ -w "$HP_CACHE" ] || { [ -n "${CLEAN_DRY:-}" ] && CLEAN_TMP=${TMPDIR:-/tmp}/.clean.$BASHPID; } || return 0
	now=$(date +%s)
	(
		cd "$HP_CACHE" || exit
		exec 7>>"$CLEAN_TMP.lock"
		mkdir -p series && exec 7>>series/lock || :
		rm -f "$CLEAN_TMP.lock"
		if ! flock -n 7; then
			say "$HP_SELF: a validation is under way: nothing is removed from the cache"
			exit 0
		fi
		[ -n "${CLEAN_DRY:-}" ] || rm -rf {build,copy,series,objects}/.gone.*
		[ -n "${CLEAN_DRY:-}" ] || find . -maxdepth 1 -name ".clean.*" -delete
		clean_list >"$CLEAN_TMP"
		total=$(awk '{ n += $2 } END { print n + 0 }' "$CLEAN_TMP")
		while read -r used kb d; do
			if [ $(((now - used) / 86400)) -gt "$CLEAN_DAYS" ]; then
				why="not used for $(((now - used) / 86400)) days"
			elif [ "$total" -gt "$CLEAN_KB" ]; then
				why="there were more than $CLEAN_SIZE"
			else
				continue
			fi
			if [ -n "${CLEAN_DRY:-}" ]; then
				verb="would be removed"
				clean_free "$d" true || continue
			else
				clean_free "$d" clean_remove "$d" || continue
			fi
			total=$((total - kb))
			echo "$d $verb: $why, $(((kb + 1023) / 1024)) MB"
		done <"$CLEAN_TMP"
		rm -f "$CLEAN_TMP"
		[ -n "${CLEAN_DRY:-}" ] || touch "$HP_CACHE/.cleaned"
	)
}

# clean_sometimes FULL: after a build; to look at everything costs a second, so it is
# done after those that cost minutes (FULL), and once a day.
clean_sometimes() {
	[ -n "$1" ] || [ -z "$(find "$HP_CACHE/.cleaned" -mtime -1 2>/dev/null)" ] || return 0
	clean_all | while IFS= read -r line; do
		say "$HP_SELF: cache: $line"
	done
}
