# what: completions are never redirected in a switch
# file: wire/cpl_up.c
/static bool to_peer/,/^}/s/k->t.relaxed/true/
