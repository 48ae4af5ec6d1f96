# what: a request may end one byte beyond a 4 KiB boundary
# file: wire/tlp.c
s/+ t->bytes > 4096/+ t->bytes > 4097/
