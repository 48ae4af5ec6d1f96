# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# mail.sh - sourced by the tests of captures: what mail, browsers and forums do to a text
# on its way, each from standard input to standard output.  `tags` wants a function html
# of its caller, which says what becomes of characters.

quoted() { sed 's/^/> /'; }
quoted_twice() { sed 's/^/> > /'; }
quoted_tight() { sed 's/^/>/'; }
crlf() { sed 's/$/\r/'; }
tags() { echo '<pre>'; html | sed 's/$/<br\/>/'; echo '</pre>'; }
backticks() { echo '```'; cat; echo '```'; }
bom() { printf '\xef\xbb\xbf'; cat; }
printable() { # quoted-printable, as mail programs write it
	sed 's/=/=3D/g; s/\t/=09/' | awk '{ while (length($0) > 75) {
		n = 74; while (substr($0, n - 1, 1) == "=" || substr($0, n, 1) == "=") n--
		print substr($0, 1, n) "="; $0 = substr($0, n + 1) } print }'
}
greeting() { printf 'Hello,\n\nthis is my box:\n\n'; cat; printf '\nIs that enough?\n\n-- \nA. User\n'; }
