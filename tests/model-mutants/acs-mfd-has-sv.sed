# what: functions of a device take part in controls of ports
# file: wire/acs.c
s/if (acs->port)$/if (acs->present)/
