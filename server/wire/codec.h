/* From the text of a message to its type and id, and the replies back. */
#ifndef VEER_WIRE_CODEC_H
#define VEER_WIRE_CODEC_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "wire/generated/errors.h"
#include "wire/generated/messages.h"

/* Reads the text of a request (length bytes, which need not end with a NUL) as far as its type and
 * id; its other fields are for the decoder of that type. Returns false and sets `error` when it is
 * no request.
 * In both cases `root` is the message, or NULL, and the caller json_decref()s it; `id` belongs to
 * it and is NULL when it could not be read, so that even an error can be answered if the client
 * said what it belongs to. */
bool wire_parse(const char *text, size_t length, json_t **root, enum wire_request *type,
                const char **id, enum wire_error *error);

/* Appends the reply to request `id`; `done_json` is a JSON object. */
void wire_reply_done(struct text *text, const char *id, const char *done_json);

/* Appends the refusal of request `id`, which may be NULL when it could not be read. */
void wire_reply_error(struct text *text, const char *id, enum wire_error error);

#endif
