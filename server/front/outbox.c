#include "front/outbox.h"

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>

bool outbox_add(struct outbox *outbox, const char *text, size_t length)
{
    struct outbox_item *item = malloc(sizeof(*item) + LWS_PRE + length);

    if (!item)
        return false;
    item->next = NULL;
    item->length = length;
    memcpy(item->bytes + LWS_PRE, text, length);
    if (outbox->last)
        outbox->last->next = item;
    else
        outbox->first = item;
    outbox->last = item;
    outbox->bytes += length;
    return true;
}

unsigned char *outbox_text(const struct outbox *outbox)
{
    return outbox->first->bytes + LWS_PRE;
}

void outbox_drop(struct outbox *outbox)
{
    struct outbox_item *item = outbox->first;

    outbox->first = item->next;
    if (!outbox->first)
        outbox->last = NULL;
    outbox->bytes -= item->length;
    free(item);
}

void outbox_clear(struct outbox *outbox)
{
    while (outbox->first)
        outbox_drop(outbox);
}
