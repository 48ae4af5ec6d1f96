# what: the translation cache of a device survives its reset
# file: wire/wire.c
s/\t\tatc_forget(&w->atc, fn);/\t\t;/
