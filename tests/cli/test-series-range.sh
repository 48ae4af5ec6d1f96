#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-series-range - which commits of a git tree are judged, and that the tree is only
# read: work tree, bare, shallow, detached, a second work tree, merges, hooks' variables.
#
# TAP.  It builds nothing.  HAIRPIN: the program.

set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
n=0
series=$PWD/tools/kbuild/series
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
export HAIRPIN_CACHE=$tmp/cache

. tests/said.sh
as_somebody

# commit SUBJECT FILE
commit() {
	echo "$1" >>"$tmp/linux/$2"
	git -C "$tmp/linux" add -A
	git -C "$tmp/linux" commit -qm "$1"
}

# all FOLDER: every file in it, .git too, with its time and contents.  An object that we
# need, too, git marks as used by its time.
all() {
	(cd "$1" && find . \( -type f -printf '%p %T@ %m ' -exec sha256sum {} \; \) -o -printf '%p %y %m\n' |
		sed -E '/^\.\/\.git\/objects\//s/ [0-9.]+ / /' | sort)
}

# subjects: of what was opened.
subjects() {
	sed -n '2,$s/^[0-9a-f]* //p' "$tmp/out" | paste -sd,
}

# opened FOLDER RANGE: status; FOLDER must be byte for byte what it was.
opened() {
	status=0
	all "$1" >"$tmp/before"
	"$series" open -C "$1" "$2" >"$tmp/out" 2>"$tmp/err" || status=$?
	all "$1" >"$tmp/after"
	cmp -s "$tmp/before" "$tmp/after" || {
		diff "$tmp/before" "$tmp/after" >>"$tmp/err"
		status="$status, and it wrote to the tree"
	}
}

mkdir -p "$tmp/linux/arch/um" "$tmp/linux/drivers/pci"
git init -q -b main "$tmp/linux"
touch "$tmp/linux/Kconfig" "$tmp/linux/Makefile" "$tmp/linux/arch/um/Kconfig"
commit base drivers/pci/a.c
commit one drivers/pci/a.c
git -C "$tmp/linux" checkout -qb side
commit side drivers/pci/b.c
git -C "$tmp/linux" checkout -q main
commit two drivers/pci/a.c
git -C "$tmp/linux" merge -q --no-ff -m merge side
commit three drivers/pci/a.c
git -C "$tmp/linux" branch -q other HEAD~1
git -C "$tmp/linux" checkout -q other
commit apart drivers/pci/c.c
git -C "$tmp/linux" checkout -q main
# What a developer has lying about: staged, edited, and unknown files.
echo staged >>"$tmp/linux/drivers/pci/b.c"
git -C "$tmp/linux" add drivers/pci/b.c
echo edited >>"$tmp/linux/drivers/pci/a.c"
echo unknown >"$tmp/linux/drivers/pci/new.c"
main=$(git -C "$tmp/linux" rev-parse main)

opened "$tmp/linux" main~3..main
is "commits by the first parent, a merge as one of them" "0 one,two,merge,three" "$status $(subjects)"
opened "$tmp/linux" main~1..
is "an end that is left out is HEAD" "0 merge,three" "$status $(subjects)"
opened "$tmp/linux" side..main
is "a base on another branch of a merge is an ancestor" "0 side" "$status $(subjects | cut -d, -f1)"
opened "$tmp/linux" other..main
is "a base that is no ancestor is a wrong input" 2 "$status"
is "which says what to do" 1 "$(grep -c 'is not an ancestor of its head; rebase' "$tmp/err")"
opened "$tmp/linux" main..main
is "a range without a commit is a wrong input" 2 "$status"
opened "$tmp/linux" nosuch..main
is "a commit that is not there is a wrong input" "2 1" "$status $(grep -c 'nosuch: no such commit' "$tmp/err")"
opened "$tmp/linux/drivers" main~1..main
is "a folder within the tree is a wrong input" 2 "$status"

git -C "$tmp/linux" worktree add -q --detach "$tmp/second" other >/dev/null 2>&1
all "$tmp/linux" >"$tmp/linux.before"
opened "$tmp/second" HEAD~1..HEAD
is "a second work tree, with a detached head" "0 merge,apart" "$status $(subjects)"
all "$tmp/linux" >"$tmp/linux.after"
is "the first one is as it was" "" "$(diff "$tmp/linux.before" "$tmp/linux.after")"

git clone -q --bare "$tmp/linux" "$tmp/bare.git" 2>/dev/null
opened "$tmp/bare.git" main~1..main
is "a bare repository" "0 merge,three" "$status $(subjects)"
git clone -q --depth 2 "file://$tmp/linux" "$tmp/shallow" 2>/dev/null
opened "$tmp/shallow" HEAD~1..HEAD
is "a shallow one" "0 merge,three" "$status $(subjects)"
opened "$tmp/shallow" HEAD~4..HEAD
is "a commit that a shallow one does not have" 2 "$status"
mkdir "$tmp/no"
git -C "$tmp/no" init -q
git -C "$tmp/no" commit -q --allow-empty -m a
git -C "$tmp/no" commit -q --allow-empty -m b
opened "$tmp/no" HEAD~1..HEAD
is "a repository of something else" "2 1" "$status $(grep -c 'no Linux source tree' "$tmp/err")"

# As a hook and git-rebase --exec set them.
all "$tmp/linux" >"$tmp/linux.before"
status=0
GIT_DIR=$tmp/linux/.git GIT_WORK_TREE=$tmp/linux GIT_INDEX_FILE=$tmp/linux/.git/index \
	"$series" open -C "$tmp/linux" main~1..main >"$tmp/out" 2>"$tmp/err" || status=$?
all "$tmp/linux" >"$tmp/linux.after"
is "what a hook sets is not for our own work tree" "0 merge,three " \
	"$status $(subjects) $(diff "$tmp/linux.before" "$tmp/linux.after")"
is "main is where it was" "$main" "$(git -C "$tmp/linux" rev-parse main)"

git -C "$tmp/linux" format-patch -q --stdout main~1..main >"$tmp/one.mbox"
all "$tmp/linux" >"$tmp/linux.before"
status=0
GIT_OBJECT_DIRECTORY=$tmp/linux/.git/objects \
	"$series" open -C "$tmp/second" "$tmp/one.mbox" >"$tmp/out" 2>"$tmp/err" || status=$?
all "$tmp/linux" >"$tmp/linux.after"
is "nor does a commit that we make go there" "0 apart,three " \
	"$status $(subjects) $(diff "$tmp/linux.before" "$tmp/linux.after")"

# A base with a changed file that no commit of the range has: nothing of it is judged.
dir=$(head -n 1 "$tmp/out")
is "our work tree has what is committed, not what is edited" "merge three" \
	"$(git -C "$dir/tree" log -2 --reverse --format=%s "$main" | paste -sd' ')"

# Validations of different trees do not wait for each other; those of one tree do.
mkdir -p "$HAIRPIN_CACHE/series"
hold() {
	flock "$HAIRPIN_CACHE/series/$1" "$hairpin" validate -C "$tmp/no" HEAD~1..HEAD >"$tmp/out" 2>&1 </dev/null
}
"$hairpin" validate -C "$tmp/no" HEAD~1..HEAD >/dev/null 2>&1 </dev/null
mine=$(cd "$HAIRPIN_CACHE/series" && echo lock.????????????????)
hold lock.packages
is "a validation of packaged kernels is not waited for" 0 "$(grep -c 'waiting for' "$tmp/out")"
mkfifo "$tmp/held" "$tmp/go"
(
	exec 9>"$HAIRPIN_CACHE/series/$mine"
	flock 9
	echo >"$tmp/held"
	read -r _ <"$tmp/go"
) &
read -r _ <"$tmp/held"
"$hairpin" validate -C "$tmp/no" HEAD~1..HEAD >"$tmp/out" 2>&1 </dev/null 9>&- &
until grep -q 'waiting for another validation of the same tree' "$tmp/out" || ! kill -0 $! 2>/dev/null; do
	sleep 0.1
done
is "one of the same tree is" 1 "$(grep -c 'waiting for another validation of the same tree to end' "$tmp/out")"
echo >"$tmp/go"
wait
is "and goes on after it" 1 "$(grep -c 'no Linux source tree' "$tmp/out")"
echo "1..$n"
