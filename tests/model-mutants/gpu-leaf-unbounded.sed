# what: the size of the leaf table is not looked at
# file: gpu/lmtt.c
s/ || page >= leaf_entries(root))/)/
