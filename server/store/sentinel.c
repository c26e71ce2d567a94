#include "store/sentinel.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "sentinel:"
#define MOST 16 /* Sentinels in one address */

struct sentinel {
    char *name; /* of the primary, as the Sentinels call it */
    const char *question[3];
    size_t count, next;
    struct address addresses[MOST];
};

bool sentinel_is_meant(const char *text)
{
    return strncmp(text, PREFIX, strlen(PREFIX)) == 0;
}

static bool add(struct sentinel *sentinel, const char *text, size_t length)
{
    char *copy = sentinel->count < MOST ? strndup(text, length) : NULL;
    bool added = copy != NULL && address_init(&sentinel->addresses[sentinel->count], copy);

    free(copy);
    if (added)
        sentinel->count++;
    return added;
}

static bool read_text(struct sentinel *sentinel, const char *text)
{
    const char *at = strchr(text, '@');

    if (at == NULL || at == text)
        return false;
    sentinel->name = strndup(text, (size_t)(at - text));
    if (sentinel->name == NULL)
        return false;
    for (const char *next = at; next != NULL; next = strchr(next, ',')) {
        next++;
        if (!add(sentinel, next, strcspn(next, ",")))
            return false;
    }
    return true;
}

struct sentinel *sentinel_create(const char *text)
{
    struct sentinel *sentinel = sentinel_is_meant(text) ? calloc(1, sizeof *sentinel) : NULL;

    if (sentinel == NULL)
        return NULL;
    if (!read_text(sentinel, text + strlen(PREFIX))) {
        sentinel_destroy(sentinel);
        return NULL;
    }
    sentinel->question[0] = "SENTINEL";
    sentinel->question[1] = "get-master-addr-by-name";
    sentinel->question[2] = sentinel->name;
    return sentinel;
}

void sentinel_destroy(struct sentinel *sentinel)
{
    if (sentinel == NULL)
        return;
    for (size_t i = 0; i < sentinel->count; i++)
        address_finish(&sentinel->addresses[i]);
    free(sentinel->name);
    free(sentinel);
}

const struct address *sentinel_next(struct sentinel *sentinel)
{
    return &sentinel->addresses[sentinel->next++ % sentinel->count];
}

const char **sentinel_question(const struct sentinel *sentinel, int *argc)
{
    *argc = 3;
    return (const char **)sentinel->question;
}

bool sentinel_read(const redisReply *reply, struct address *address)
{
    struct address found = {0};

    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2 ||
        reply->element[0]->type != REDIS_REPLY_STRING ||
        reply->element[1]->type != REDIS_REPLY_STRING)
        return false;
    found.host = strdup(reply->element[0]->str);
    found.port = strdup(reply->element[1]->str);
    if (found.host == NULL || found.port == NULL) {
        address_finish(&found);
        return false;
    }
    *address = found;
    return true;
}

bool sentinel_is_primary(const redisReply *role)
{
    return role->type == REDIS_REPLY_ARRAY && role->elements > 0 &&
           role->element[0]->type == REDIS_REPLY_STRING &&
           strcmp(role->element[0]->str, "master") == 0;
}
