# what: completions are never redirected in a switch
# file: wire/tlp_cpl.c
/static bool to_peer/,/^}/s/k->t.relaxed/true/
