#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-series-mails - which patches of mailboxes become commits, and in which order:
# renames, binary files, CRLF, answers, versions, several series, bases.
#
# TAP.  It builds nothing.

set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
n=0
series=$PWD/tools/kbuild/series
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
export HAIRPIN_CACHE=$tmp/cache
tree=$tmp/linux

. tests/said.sh
as_somebody

git_tree() {
	git -c core.autocrlf=false -C "$tree" "$@"
}

# commit SUBJECT: all that was edited.
commit() {
	git_tree add -A
	git_tree commit -qm "$1"
}

# mails COUNT [OPTION...]: the last ones, as a mailbox.
mails() {
	local count=$1
	shift
	git_tree format-patch -q --stdout "$@" "HEAD~$count"
}

# opened FILE...: on the tree's base; "STATUS SUBJECT,SUBJECT".
opened() {
	local status=0
	git_tree checkout -q base
	"$series" open -C "$tree" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	git_tree checkout -q work
	got="$status $(sed -n '3,$s/^[0-9a-f]* //p' "$tmp/out" | paste -sd,)"
	made=$(head -n 1 "$tmp/out")/tree
}

says() {
	is "$1" yes "$(grep -qE -e "$2" "$tmp/err" && echo yes || echo no)"
}

# again BRANCH: work begins at the base.
again() {
	git_tree checkout -q -B work base
}

mkdir -p "$tree/arch/um" "$tree/drivers/pci" "$tree/Documentation"
git init -q -b base "$tree"
touch "$tree/Kconfig" "$tree/arch/um/Kconfig"
seq 1 40 >"$tree/drivers/pci/a.c"
seq 1 40 | sed 's/$/\r/' >"$tree/drivers/pci/crlf.c"
head -c 3000 /dev/zero | tr '\0' '\1' >"$tree/Documentation/picture.gif"
echo text >"$tree/Documentation/text.rst"
commit base

again
git_tree mv drivers/pci/a.c drivers/pci/b.c
commit 'Call a file otherwise'
sed -i 's/^7$/seven/' "$tree/drivers/pci/b.c"
git_tree mv drivers/pci/b.c drivers/pci/c.c
commit 'And again, with an edit'
mails 2 -M >"$tmp/renames.mbox"
opened "$tmp/renames.mbox"
is "a rename without a changed line is a commit" \
	"0 Call a file otherwise,And again, with an edit" "$got"
is "and the file has its new name" "seven" "$(sed -n 7p "$made/drivers/pci/c.c" 2>&1)"

again
printf 'GIF\0\1\2' >"$tree/Documentation/picture.gif"
commit 'Draw it anew'
mails 1 --binary >"$tmp/binary.mbox"
opened "$tmp/binary.mbox"
is "a binary patch is a commit" "0 Draw it anew" "$got"
is "and its bytes are the new ones" "474946000102" \
	"$(od -An -tx1 "$made/Documentation/picture.gif" | tr -d ' \n')"

again
echo more >>"$tree/Documentation/text.rst"
commit 'Documentation: Say more'
chmod +x "$tree/Documentation/text.rst"
commit 'Documentation: Have it run'
mails 2 >"$tmp/documentation.mbox"
opened "$tmp/documentation.mbox"
is "so is one of documentation, and one of a mode" \
	"0 Documentation: Say more,Documentation: Have it run" "$got"

again
sed -i 's/^5\r$/five\r/' "$tree/drivers/pci/crlf.c"
commit 'Write five'
mails 1 >"$tmp/crlf.mbox"
opened "$tmp/crlf.mbox"
is "a patch of a file that has CRLF itself" "0 Write five" "$got"
git_tree diff HEAD~1 >"$tmp/crlf.patch"
opened "$tmp/crlf.patch"
is "the same, not as a mail" "0 crlf.patch" "$got"
is "and the line ends stay" "40" "$(grep -c $'\r' "$made/drivers/pci/crlf.c")"

# Four patches of one file, which apply in one order only.
again
for i in one two three four; do
	sed -i "1s/.*/$i/" "$tree/drivers/pci/a.c"
	commit "Say $i"
done
all="0 Say one,Say two,Say three,Say four"
mails 4 -v2 --cover-letter >"$tmp/v2.mbox"

# backwards FILE: its mails, the last one first.
backwards() {
	local f
	mkdir "$tmp/split"
	git mailsplit -o"$tmp/split" "$1" >/dev/null
	find "$tmp/split" -type f | sort -r | while IFS= read -r f; do
		cat "$f"
		echo
	done
	rm -rf "$tmp/split"
}
backwards "$tmp/v2.mbox" >"$tmp/backwards.mbox"
opened "$tmp/backwards.mbox"
is "patches out of order are put in that of their numbers" "$all" "$got"
git_tree format-patch -q -o "$tmp/files" HEAD~4
opened "$tmp"/files/0003* "$tmp"/files/0001* "$tmp"/files/0004* "$tmp"/files/0002*
is "so are files" "$all" "$got"

# An answer quotes the patch, has trailers, and one a diff of its own.
answers() {
	cat "$tmp/v2.mbox"
	cat <<-'END'

	From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
	From: R <r@localhost>
	Date: Thu, 1 Jan 1970 00:00:00 +0000
	Subject: Re: [PATCH v2 2/4] Say two

	> diff --git a/drivers/pci/a.c b/drivers/pci/a.c
	> --- a/drivers/pci/a.c
	> +++ b/drivers/pci/a.c
	Reviewed-by: R <r@localhost>

	From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
	From: R <r@localhost>
	Date: Thu, 1 Jan 1970 00:00:00 +0000
	Subject: Re: [PATCH v2 3/4] Say three

	What of this instead:

	diff --git a/drivers/pci/a.c b/drivers/pci/a.c
	--- a/drivers/pci/a.c
	+++ b/drivers/pci/a.c
	@@ -1,2 +1,2 @@
	-two
	+drei
	 2
	END
}
answers >"$tmp/answers.mbox"
opened "$tmp/answers.mbox"
is "answers are no patches, even with a diff" "$all" "$got"

again
for i in eins zwei; do
	sed -i "1s/.*/$i/" "$tree/drivers/pci/a.c"
	commit "Say $i"
done
{ mails 2; echo; cat "$tmp/v2.mbox"; } >"$tmp/versions.mbox"
opened "$tmp/versions.mbox"
is "of two versions the newer one is taken" "$all" "$got"
says "which is said" 'several versions: taking v2, leaving out 2 patches of older ones'
{ mails 2 -v2; echo; cat "$tmp/v2.mbox"; } >"$tmp/two.mbox"
opened "$tmp/two.mbox"
is "two series in one mailbox are a wrong input" "2 " "$got"
says "which says why" 'two patches are number 1/4|two patches are number 1/2'
cat "$tmp"/files/000[124]* >"$tmp/gap.mbox"
opened "$tmp/gap.mbox"
is "of a series with a gap what comes after it does not apply" "2 " "$got"
says "which says what is missing" 'patch 3/4 is not among them'
says "and where" '"Say four" does not apply: patch failed: drivers/pci/a.c:1'

again
sed -i 's/^30$/thirty/' "$tree/drivers/pci/a.c"
commit 'Write thirty'
mails 1 >"$tmp/far.mbox"
git_tree checkout -q base
sed -i '1i zero\nand a half' "$tree/drivers/pci/a.c"
commit 'Begin with zero'
git_tree checkout -q work
opened "$tmp/far.mbox"
is "a patch that applies some lines further on is applied" "0 Write thirty" "$got"
is "there" "32:thirty" "$(grep -n thirty "$made/drivers/pci/a.c")"
git_tree checkout -q base
sed -i 's/^29$/nine and twenty/' "$tree/drivers/pci/a.c"
commit 'Have another neighbour'
git_tree checkout -q work
opened "$tmp/far.mbox"
is "one whose neighbouring lines are others is not" "2 " "$got"
says "and the hunk is shown" '^    \+thirty'
{ mails 1 --base=HEAD~1; } | sed 's/^base-commit: .*/base-commit: 0123456789abcdef0123456789abcdef01234567/' >"$tmp/lost.mbox"
git_tree branch -q -f base base~1
opened "$tmp/lost.mbox"
is "a base-commit that the tree does not have: its HEAD is taken" "0 Write thirty" "$got"
says "which is said" 'base-commit 0123456789abcdef0123456789abcdef01234567 is not in .*: taking its HEAD'
echo "1..$n"
