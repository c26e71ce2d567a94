#include "store/redis_settings.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COMMANDS 2048 /* half a second of work for Redis: far from command_timeout_ms */
#define MAX_BYTES ((size_t)16 << 20)
#define COMMAND_TIMEOUT_MS 5000
#define FIRST_RETRY_MS 200

/* NULL gives NULL, and so does a lack of memory: then *complete becomes false. */
static char *copy_text(const char *text, bool *complete)
{
    char *copy = text != NULL ? strdup(text) : NULL;

    if (copy == NULL && text != NULL)
        *complete = false;
    return copy;
}

bool redis_settings_init(struct redis_settings *copy, const struct redis_settings *settings)
{
    bool complete = true;

    *copy = *settings;
    copy->address = copy_text(settings->address, &complete);
    copy->user = copy_text(settings->user != NULL ? settings->user : "default", &complete);
    copy->password = copy_text(settings->password, &complete);
    copy->name = copy_text(settings->name != NULL ? settings->name : "redis", &complete);
    if (copy->max_commands == 0)
        copy->max_commands = MAX_COMMANDS;
    if (copy->max_bytes == 0)
        copy->max_bytes = MAX_BYTES;
    if (copy->command_timeout_ms == 0)
        copy->command_timeout_ms = COMMAND_TIMEOUT_MS;
    if (copy->first_retry_ms == 0)
        copy->first_retry_ms = FIRST_RETRY_MS;
    return complete;
}

void redis_settings_finish(struct redis_settings *copy)
{
    if (copy->password != NULL)
        sodium_memzero((char *)copy->password, strlen(copy->password));
    free((char *)copy->address);
    free((char *)copy->user);
    free((char *)copy->password);
    free((char *)copy->name);
    *copy = (struct redis_settings){0};
}
