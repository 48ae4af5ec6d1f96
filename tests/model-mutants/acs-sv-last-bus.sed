# what: source validation refuses the subordinate bus number
# file: acs.c
s/bus > subordinate/bus >= subordinate/
