# what: a request sent into another hierarchy keeps its requester ID
# file: wire/rc.c
/k->t.requester = 0;/d
