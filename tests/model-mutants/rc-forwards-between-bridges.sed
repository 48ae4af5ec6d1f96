# what: a root complex that keeps to one host bridge forwards to another
# file: wire/rc.c
s/hb != k->host_bridge)) {/hb > 255)) {/
