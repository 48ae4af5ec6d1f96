#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-ci.sh - the files of docs/ci: each shell step is taken out of the workflow files
# and run, in their order, in a folder as the servers make it; and the scripts for b4 and
# git bisect.  Prints TAP.
#
# Without a network: apt-get, tools/install-deps and cmake are ours here, and say that
# they were called.  A range of a whole git tree costs a whole kernel build, so what
# stands for hairpin there has the real one judge the same commits as a mailbox on the
# packaged kernel, with the same options.
#
# HAIRPIN: the program.  HAIRPIN_TREE: the newest packaged kernel's sources.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh
HAIRPIN_REAL=$(readlink -f "${HAIRPIN:-build/hairpin}")
src=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
cache=${HAIRPIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hairpin}
top=$PWD
export HAIRPIN_REAL cache tmp
export GIT_CONFIG_GLOBAL=$tmp/gitconfig
git config --global user.name t
git config --global user.email t@localhost
git config --global init.defaultBranch main

# --- what the servers have, ours ---
mkdir -p "$tmp/bin" "$tmp/hairpin/tools" "$tmp/hairpin/build"
for tool in apt-get cmake hairpin/tools/install-deps; do
	path=$tmp/bin/$tool
	[[ $tool != */* ]] || path=$tmp/$tool
	printf '#!/bin/sh\necho "%s $*" >>"$tmp/called"\n' "${tool##*/}" >"$path"
	chmod +x "$path"
done
cat >"$tmp/hairpin/build/hairpin" <<'END'
#!/bin/bash
# validate ... BASE..HEAD of a git tree: the same commits as a mailbox, in the cache of
# the check.
set -eu
echo "hairpin $* cache=${HAIRPIN_CACHE-}" >>"$tmp/called"
tree=. args=()
while [ $# -gt 0 ]; do
	case $1 in
	-C) tree=$2; shift ;;
	*..*) git -C "$tree" format-patch -q --stdout "$1" >"$tmp/range.mbox"
		args+=("$tmp/range.mbox") ;;
	*) args+=("$1") ;;
	esac
	shift
done
HAIRPIN_CACHE=$cache exec "$HAIRPIN_REAL" "${args[@]}"
END
chmod +x "$tmp/hairpin/build/hairpin"
(cd "$tmp/hairpin" && git init -q . && git add -A && git commit -qm hairpin)
PATH=$tmp/bin:$PATH

# --- a kernel's repository: a base and two changes, of which one breaks a law ---
file=drivers/pci/p2pdma.c
mkdir -p "$tmp/linux/drivers/pci"
cp "$src/$file" "$tmp/linux/$file"
in='/^static .*pci_bridge_has_acs_redir/,/^}/'
(cd "$tmp/linux" && git init -q . && git add -A && git commit -qm base && git branch upstream &&
	git checkout -qb good && sed -i -E "${in}s/= pdev->acs_cap;/= (pdev->acs_cap);/" "$file" &&
	git commit -qam 'PCI/P2PDMA: Add parentheses' &&
	git checkout -qb bad && sed -i -E "${in}s/return 1;/return 0;/" "$file" &&
	git commit -qam 'PCI/P2PDMA: Redirect nothing' &&
	git checkout -q good && git branch -q --set-upstream-to=upstream good &&
	git checkout -qb unseen upstream && sed -i -E "${in}s/^\tint pos;/&\n\tif (pdev->vendor == 0x1af7)\n\t\tpci_info(pdev, \"seen\");/" "$file" &&
	git commit -qam 'PCI/P2PDMA: Greet a device that none has')

# github FILE: the steps' shell, one file each in $tmp/steps, in their order.
github() {
	awk -v to="$tmp/steps/" '
	/^ *run: \|$/ { match($0, /^ */); deep = RLENGTH; f = sprintf("%s%02d", to, ++n); next }
	f && /[^ ]/ { match($0, /^ */); if (RLENGTH <= deep) f = "" }
	f { print substr($0, deep + 3) >f }' "$1"
}
gitlab() {
	awk -v to="$tmp/steps/" '
	/^ *- \|$/ { match($0, /^ */); deep = RLENGTH; f = sprintf("%s%02d", to, ++n); next }
	f && /[^ ]/ { match($0, /^ */); if (RLENGTH <= deep) f = "" }
	f { print substr($0, deep + 3) >f }' "$1"
}

# steps DIR: all of them there, each by a shell of its own, until one fails.
steps() {
	local f status=0
	for f in "$tmp"/steps/*; do
		(cd "$1" && bash -e -o pipefail "$f") || { status=$?; break; }
	done
	# What GitHub does with "if: always()".
	[ $status = 0 ] || [ "${f##*/}" = "$(basename "$(printf '%s\n' "$tmp"/steps/* | tail -n 1)")" ] ||
		[ -z "${GITHUB_STEP_SUMMARY-}" ] ||
		(cd "$1" && bash -e -o pipefail "$(printf '%s\n' "$tmp"/steps/* | tail -n 1)")
	return $status
}

fresh() {
	rm -rf "$tmp/steps" "$tmp/job" "$tmp/called"
	mkdir -p "$tmp/steps" "$tmp/job"
}

# on_github BRANCH
on_github() {
	fresh
	github docs/ci/github.yml
	cp -a "$tmp/linux" "$tmp/hairpin" "$tmp/job/"
	git -C "$tmp/job/linux" checkout -q "$1"
	export GITHUB_STEP_SUMMARY=$tmp/job/summary BASE=upstream HEAD=$1
	export HAIRPIN_OPTIONS='-s scenarios/acs/only-rr.hp'
	ln -s "$top/scenarios" "$tmp/job/scenarios"
	local status=0
	steps "$tmp/job" >"$tmp/log" || status=$?
	cat "$tmp/log"
	unset GITHUB_STEP_SUMMARY
	return $status
}
on_gitlab() {
	fresh
	gitlab docs/ci/gitlab.yml
	cp -a "$tmp/linux/." "$tmp/job/"
	git -C "$tmp/job" checkout -q "$1"
	export HAIRPIN_REPOSITORY=$tmp/hairpin HAIRPIN_OPTIONS='-s scenarios/acs/only-rr.hp'
	CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git -C "$tmp/job" merge-base upstream HEAD)
	CI_COMMIT_SHA=$(git -C "$tmp/job" rev-parse HEAD)
	export CI_MERGE_REQUEST_DIFF_BASE_SHA CI_COMMIT_SHA
	ln -s "$top/scenarios" "$tmp/job/scenarios"
	steps "$tmp/job"
}
has() {
	grep -qE -e "$1" "$tmp/job/$2" || { cat "$tmp/job/$2"; return 1; }
}
called() {
	grep -qE -e "$1" "$tmp/called" || { cat "$tmp/called"; return 1; }
}

check "GitHub: a change that is right passes" on_github good
check "what is needed is installed, and Hairpin built" called '^cmake --build --preset default --target hairpin$'
check "install-deps is called" called '^install-deps'
check "the kernels go where the cache is" called ' cache=.*/job/kernels$'
check "the page of the run has the text" has '^  1/1  *SAME ' summary
check "a JUnit file is there" has '<testsuites ' junit.xml
check "and a page" has '<h1>A series of 1 commit</h1>' page.html
check "GitHub: a change that breaks a law fails" gives 1 on_github bad
check "and the text is on the page all the same" has '^  2/2  *BROKEN ' summary
check "GitHub: a change that is not run passes" on_github unseen
check "with a warning" grep -q '^::warning::no scenario runs' "$tmp/log"
check "GitLab: a change that is right passes" on_gitlab good
check "Hairpin is cloned and built" called '^cmake --build'
check "a JUnit file is there" has '<testsuites ' junit.xml
check "GitLab: a change that breaks a law fails" gives 1 on_gitlab bad

# --- b4 and git bisect ---
preflight() {
	(cd "$tmp/linux" && rm -f cover.txt && git checkout -q "$1" && shift &&
		HAIRPIN=$tmp/hairpin/build/hairpin "$top/docs/ci/b4-preflight" \
			-s "$top/scenarios/acs/only-rr.hp" "$@")
}
check "b4: a series that is right goes on, from the branch's upstream" preflight good
check "with a text for the cover letter" grep -q '^  1/1  *SAME ' "$tmp/linux/cover.txt"
printf '#!/bin/sh\n[ "$*" = "prep --show-info" ] && printf "cover-subject: x\\nseries-range: upstream..bad\\n"\n' >"$tmp/bin/b4"
chmod +x "$tmp/bin/b4"
check "b4: one that breaks a law stops, by what b4 says of it" gives 1 preflight bad
B4_BASE=bad~1
export B4_BASE
check "B4_BASE says where it begins" gives 1 preflight bad
check "so that it has one commit" grep -q '^  1/1  *BROKEN ' "$tmp/linux/cover.txt"
cat >"$tmp/bisected" <<'END'
#!/bin/bash
# run --bisect -k . FILE: the tree's one file in a copy of the packaged kernel's instance.
set -eu
[ "$1 $2 $3 $4" = 'run --bisect -k .' ]
so=$("$top/tools/kbuild/kernel-replace" --quiet --output "$tmp/one" "$src" "$file=$PWD/$file") || exit 125
exec "$HAIRPIN_REAL" run --bisect -k "$so" "${@:5}"
END
chmod +x "$tmp/bisected"
export top src file
bisects() {
	(cd "$tmp/linux" && git bisect start bad upstream &&
		HAIRPIN=$tmp/bisected git bisect run "$top/docs/ci/bisect" "$top/scenarios/acs/only-rr.hp") || return
	git -C "$tmp/linux" log -1 --format=%s refs/bisect/bad >"$tmp/found"
}
check "git bisect run finds the commit" bisects
check "which is the one that breaks a law" grep -q '^PCI/P2PDMA: Redirect nothing$' "$tmp/found"
echo "1..$n"
