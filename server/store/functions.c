#include "store/functions.h"

#include <stdlib.h>

struct load {
    functions_loaded_fn loaded;
    void *context;
};

static void on_reply(void *context, const redisReply *reply)
{
    struct load load = *(struct load *)context;
    const char *error = NULL;

    free(context);
    if (reply == NULL)
        error = "the connection to Redis was lost";
    else if (reply->type == REDIS_REPLY_ERROR)
        error = reply->str;
    load.loaded(load.context, error);
}

bool functions_load(struct redis *loader, const char *text, size_t length,
                    functions_loaded_fn loaded, void *context)
{
    const char *command[] = {"FUNCTION", "LOAD", "REPLACE", text};
    const size_t lengths[] = {8, 4, 7, length};
    struct load *load = malloc(sizeof *load);

    if (load == NULL)
        return false;
    *load = (struct load){.loaded = loaded, .context = context};
    if (redis_command(loader, on_reply, load, 4, command, lengths))
        return true;
    free(load);
    return false;
}
