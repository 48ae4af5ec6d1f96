# what: functions of a device take part in controls of ports
# file: acs.c
s/if (acs->port)$/if (acs->present)/
