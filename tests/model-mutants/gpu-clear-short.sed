# what: clearing stops before the last page
# file: wire/memory.c
s/at + PAGE <= address ||/at + PAGE < address + 2 * PAGE ||/
