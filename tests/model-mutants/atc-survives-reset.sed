# what: the translation cache of a device survives its reset
# file: wire/tlp.c
s/\t\tatc_forget(w, fn);/\t\t;/
