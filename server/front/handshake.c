#include "front/handshake.h"

#include <string.h>
#include <strings.h>

#include "wire/generated/limits.h"

#define KEY_LENGTH 24 /* 16 bytes in base64 */

static bool is_same_site(const char *origin, const char *host)
{
    const char *rest = NULL;

    if (!host || *host == '\0')
        return false;
    if (strncasecmp(origin, "https://", 8) == 0)
        rest = origin + 8;
    else if (strncasecmp(origin, "http://", 7) == 0)
        rest = origin + 7;
    return rest && strcasecmp(rest, host) == 0;
}

bool handshake_origin_allowed(const char *origin, const char *host, const char *const *origins,
                              size_t origin_count)
{
    if (!origin)
        return false;
    if (is_same_site(origin, host))
        return true;
    for (size_t i = 0; i < origin_count; i++)
        if (strcasecmp(origin, origins[i]) == 0)
            return true;
    return false;
}

bool handshake_has_token(const char *value, const char *token)
{
    size_t length = strlen(token);

    while (value && *value != '\0') {
        size_t part = strcspn(value, ",");
        const char *start = value + strspn(value, " \t");
        const char *end = value + part;

        while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
            end--;
        if (start <= end && (size_t)(end - start) == length &&
            strncasecmp(start, token, length) == 0)
            return true;
        value += part;
        if (*value == ',')
            value++;
    }
    return false;
}

unsigned handshake_check(const struct handshake *request, const char *const *origins,
                         size_t origin_count)
{
    if (!request->path)
        return 405;
    if (strcmp(request->path, HANDSHAKE_PATH) != 0)
        return 404;
    if (request->has_query || !request->upgrade || strcasecmp(request->upgrade, "websocket") != 0 ||
        !handshake_has_token(request->connection, "upgrade") || !request->key ||
        strlen(request->key) != KEY_LENGTH ||
        !handshake_has_token(request->protocols, WIRE_PROTOCOL))
        return 400;
    if (!request->version || strcmp(request->version, "13") != 0)
        return 426;
    if (!handshake_origin_allowed(request->origin, request->host, origins, origin_count))
        return 403;
    return 0;
}
