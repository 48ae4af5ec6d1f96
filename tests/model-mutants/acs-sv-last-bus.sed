# what: source validation refuses the subordinate bus number
# file: wire/acs.c
s/bus > subordinate/bus >= subordinate/
