#include "store/address.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

static bool init_unix(struct address *address, const char *path)
{
    size_t length = strlen(path);

    if (length == 0 || length >= sizeof((struct sockaddr_un *)NULL)->sun_path)
        return false;
    address->path = strdup(path);
    return address->path != NULL;
}

static bool is_port(const char *text)
{
    char *end;
    long port = strtol(text, &end, 10);

    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && port >= 1 && port <= 65535;
}

static bool init_tcp(struct address *address, const char *text)
{
    const char *colon = strrchr(text, ':');
    const char *host = text;
    size_t length;

    if (colon == NULL || !is_port(colon + 1))
        return false;
    length = (size_t)(colon - text);
    if (length >= 2 && host[0] == '[' && host[length - 1] == ']') {
        host++;
        length -= 2;
    } else if (memchr(host, ':', length) != NULL) {
        return false; /* an IPv6 address without brackets is ambiguous */
    }
    if (length == 0)
        return false;
    address->host = strndup(host, length);
    address->port = strdup(colon + 1);
    if (address->host != NULL && address->port != NULL)
        return true;
    address_finish(address);
    return false;
}

bool address_init(struct address *address, const char *text)
{
    *address = (struct address){0};
    if (strncmp(text, "unix:", 5) == 0)
        return init_unix(address, text + 5);
    return init_tcp(address, text);
}

void address_finish(struct address *address)
{
    free(address->path);
    free(address->host);
    free(address->port);
    *address = (struct address){0};
}
