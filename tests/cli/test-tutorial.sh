#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-tutorial.sh - the code blocks of docs/TUTORIAL.md and README.md, run: what
# a page shows is what the program prints.  Prints TAP.
#
#	```hairpin FILE		is written to FILE
#	```console		"$ COMMAND", and the output that it must print;
#				"..." stands for any text of a line, or, on a line
#				of its own, for any lines.  A command that fails
#				must be followed by "$ echo $?".
#	```sh			set-up, or on files of the reader's: not run, but
#				programs, subcommands and options must exist
#
# README.md's picture must show what its `hairpin dot` command draws.
#
# HAIRPIN: the program (default: build/hairpin).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
repo=$PWD
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT

"$hairpin" kernel path >/dev/null 2>&1 || {
	echo "1..0 # SKIP no kernel is built"
	exit 4
}

n=0 failed=0
result() {	# STATUS WHAT [DIAGNOSTICS]
	n=$((n + 1))
	[ "$1" = 0 ] && { echo "ok $n - $2"; return; }
	failed=1
	[ -z "${3:-}" ] || sed 's/^/# /' "$3"
	echo "not ok $n - $2"
}

# matches EXPECTED ACTUAL: line by line, with "..." in EXPECTED.
matches() {
	awk '
	function fits(i, j,	k) {
		if (i > ne)
			return j > na
		if (want[i] == "...") {
			for (k = j; k <= na + 1; k++)
				if (fits(i + 1, k))
					return 1
			return 0
		}
		return j <= na && got[j] ~ line[i] && fits(i + 1, j + 1)
	}
	FNR == 1 { file++ }
	file == 1 {
		want[++ne] = $0
		gsub(/[][\\^$.*+?(){}|]/, "\\\\&")
		gsub(/\\\.\\\.\\\./, ".*")
		line[ne] = "^" $0 "$"
		next
	}
	{ got[++na] = $0 }
	END { exit !fits(1, 1) }' "$1" "$2"
}

# blocks PAGE: a file for each of its blocks in $tmp/blocks, named by line and
# kind: NNNN.hairpin.FILE, NNNN.console, NNNN.sh.
blocks() {
	rm -rf "$tmp/blocks"
	mkdir "$tmp/blocks"
	awk -v dir="$tmp/blocks" '
		/^```$/ && out != "" { close(out); out = ""; next }
		/^```/ {
			kind = substr($0, 4)
			gsub(/ /, ".", kind)
			out = sprintf("%s/%04d.%s", dir, NR, kind == "" ? "none" : kind)
			printf "" >out
			next
		}
		out != "" { print >out }
	' "$1"
}

# console WHERE BLOCK: runs its commands, in one shell with those of the page.
console() {
	local where=$1 line command='' status=0
	while IFS= read -r line; do
		if [[ $line == '$ '* ]]; then
			[ -z "$command" ] || judge
			command=${line#??}
			: >"$tmp/want"
		else
			printf '%s\n' "$line" >>"$tmp/want"
		fi
	done < <(cat "$2"; echo '$ ')
	command=''
	failed_unsaid "the end of the block"
}

# failed_unsaid BEFORE: the command before failed, and no "echo $?" shows it.
failed_unsaid() {
	[ "$status" = 0 ] || [ "$command" = "echo \$?" ] ||
		result 1 "$where: before $1: exit $status, which the page does not say"
}

judge() {
	failed_unsaid "'$command'"
	set +o pipefail
	(exit "$status")
	eval "$command" >"$tmp/got" 2>&1 </dev/null
	status=$?
	set -o pipefail
	[[ $status != 1 || $command != "diff "* ]] || status=0
	if matches "$tmp/want" "$tmp/got"; then
		result 0 "$where: $command"
	else
		diff "$tmp/want" "$tmp/got" >"$tmp/diff"
		result 1 "$where: $command" "$tmp/diff"
	fi
}

# exists WHERE BLOCK: what a page names but a test cannot run.
exists() {
	local where=$1 line words w help
	while read -r line; do
		line=${line%%#*}
		line=${line%%|*}
		line=${line%"${line##*[! ]}"}
		read -ra words <<<"$line"
		case ${words[0]:-} in
		'') continue ;;
		./tools/*) result "$([ -x "$repo/${words[0]}" ]; echo $?)" \
			"$where: ${words[0]} is there"; continue ;;
		git | mpirun) while [[ ${words[0]} != */hairpin ]]; do words=("${words[@]:1}"); done ;;
		build/hairpin) ;;
		*) result 1 "$where: '$line' is no command of ours"; continue ;;
		esac
		"$hairpin" "${words[1]}" --help >"$tmp/help" 2>&1
		help=$?
		for w in "${words[@]:2}"; do
			[[ $w != -* ]] || grep -qE -- "(^| )$w(,| |\$)" "$tmp/help" || help=1
		done
		result $help "$where: hairpin ${words[1]} knows the options of '$line'"
	done <"$2"
}

page() {	# PAGE
	local block where
	mkdir "$tmp/$(basename "$1")" "$tmp/$(basename "$1")/build"
	cd "$tmp/$(basename "$1")" || exit 3
	ln -s "$hairpin" build/hairpin
	ln -s "$repo/tools" tools
	ln -s "$repo/scenarios" scenarios
	blocks "$repo/$1"
	for block in "$tmp"/blocks/*; do
		where=$(basename "$block")
		where=$1:$((10#${where%%.*}))
		case $block in
		*.hairpin.*) cp "$block" "./${block#*.hairpin.}" ;;
		*.console) console "$where" "$block" ;;
		*.sh) exists "$where" "$block" ;;
		*) result 1 "$where: a code block of unknown kind" ;;
		esac
	done
}

# The words of a picture, sorted: where they stand is Graphviz's own.
words_of() {
	sed -n 's/^<text .*>\(.*\)<\/text>$/\1/p' "$1" | sort
}

page docs/TUTORIAL.md
tutorial=$n
result "$([ "$tutorial" -ge 15 ]; echo $?)" "the tutorial has commands: $tutorial"
page README.md
result "$([ $((n - tutorial)) -ge 10 ]; echo $?)" "README.md has commands: $((n - tutorial))"
words_of switch.svg >"$tmp/drawn"
words_of "$repo/docs/switch.svg" >"$tmp/shown"
diff "$tmp/shown" "$tmp/drawn" >"$tmp/diff" && [ -s "$tmp/shown" ]
result $? "docs/switch.svg is what the command of README.md draws" "$tmp/diff"
echo "1..$n"
exit $failed
