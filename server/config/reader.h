#ifndef VEER_CONFIG_READER_H
#define VEER_CONFIG_READER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"
#include "config/place.h"

/*
 * Typed reading of the network file's JSON. A value of the wrong kind is added to the mistakes,
 * and the reading goes on with nothing (NULL, 0) in its place, so that one run finds them all.
 * What is absent is silent here: reader_object() has said which keys are required. All strings
 * returned belong to the JSON document.
 */
struct reader {
    const char *file; /* its name, for the mistakes */
    const char *text; /* the source, ended by a NUL */
    struct config *config;
    struct config_errors *errors;
};

struct reader_key {
    const char *name;
    bool required;
};

/* Adds a mistake at this place. */
void reader_wrong(const struct reader *reader, const struct place *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Names record index of a list for the mistakes: `desk "csg/acute"`, or `desk 3` while its id is
 * NULL. Returns out. */
#define READER_SUBJECT_SIZE 112
const char *reader_subject(char out[READER_SUBJECT_SIZE], const char *kind, const char *id,
                           size_t index);

/* Checks that value is an object with all required keys and no unknown ones. Returns whether it
 * is an object. keys ends with a NULL name. */
bool reader_object(const struct reader *reader, const struct place *place, const json_t *value,
                   const struct reader_key *keys);

/* Zeroed room for count records (at least one); NULL and a mistake when out of memory. */
void *reader_room(const struct reader *reader, size_t count, size_t size);

/* The same for count pointers. */
void *reader_pointers(const struct reader *reader, size_t count);

/* A member that is a string which is not empty, or NULL. */
const char *reader_string(const struct reader *reader, const struct place *parent,
                          const json_t *object, const char *key);

/* The same, which people get to see: no control, direction or invisible characters. max: bytes. */
const char *reader_label(const struct reader *reader, const struct place *parent,
                         const json_t *object, const char *key, size_t max);

/* A name for machines: [a-z0-9][a-z0-9-]{0,30}. */
const char *reader_id(const struct reader *reader, const struct place *parent, const json_t *object,
                      const char *key);

/* A member that is an object with one label for each language of the network. */
void reader_text(const struct reader *reader, const struct place *parent, const json_t *object,
                 const char *key, size_t max, struct config_text *text);

/* true or false; otherwise when the key is absent. */
bool reader_flag(const struct reader *reader, const struct place *parent, const json_t *object,
                 const char *key, bool otherwise);

/* A whole number from least to most; 0 when absent or wrong. */
json_int_t reader_number(const struct reader *reader, const struct place *parent,
                         const json_t *object, const char *key, json_int_t least, json_int_t most);

/* A member that is an array with at least one element, or NULL. */
const json_t *reader_list(const struct reader *reader, const struct place *parent,
                          const json_t *object, const char *key);

/* Element index of a list of different names: its text, or NULL and a mistake at place. */
const char *reader_name(const struct reader *reader, const struct place *place, const json_t *list,
                        size_t index);

/* A member that is a list of the network's languages. Returns how many went into out. */
size_t reader_languages(const struct reader *reader, const struct place *parent,
                        const json_t *object, const char *key,
                        const char *out[CONFIG_LANGUAGES_MAX]);

/* A member that is a list of triage tags. *out gets an array that the caller frees (NULL when out
 * of memory). Returns how many there are. */
size_t reader_tags(const struct reader *reader, const struct place *parent, const json_t *object,
                   const char *key, const struct config_tag ***out);

#endif
