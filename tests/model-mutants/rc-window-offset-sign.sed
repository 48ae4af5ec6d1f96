# what: the window offset has the wrong sign
# file: wire/rc.c
s/k->t.address = cpu - (uint64_t)win->offset/k->t.address = cpu + (uint64_t)win->offset/
