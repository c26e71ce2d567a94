/* Where a Redis is. */
#ifndef VEER_STORE_ADDRESS_H
#define VEER_STORE_ADDRESS_H

#include <stdbool.h>

/* Either path, or host and port; the others are NULL. */
struct address {
    char *path;
    char *host;
    char *port;
};

/* Reads "unix:/path", "host:port" or "[ipv6]:port". Returns false (and leaves nothing to finish)
 * when the text is none of these or memory runs out. */
bool address_init(struct address *address, const char *text);

void address_finish(struct address *address);

#endif
