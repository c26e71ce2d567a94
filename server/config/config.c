#include "config/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "config/hours.h"
#include "config/network.h"
#include "config/shifts.h"

void config_destroy(struct config *config)
{
    if (config == NULL) {
        return;
    }
    for (size_t i = 0; i < config->tag_group_count; i++) {
        free(config->tag_groups[i].tags);
    }
    for (size_t i = 0; i < config->desk_count; i++) {
        hours_finish(&config->desks[i]);
        shifts_finish(&config->desks[i]);
        free(config->desks[i].tags);
        free(config->desks[i].skilled);
        free(config->desks[i].staffed_by);
        free(config->desks[i].fallbacks);
        free(config->desks[i].roster);
    }
    for (size_t i = 0; i < config->staff_count; i++) {
        free(config->staff[i].desks);
        free(config->staff[i].skills);
    }
    free(config->origins);
    free(config->limits);
    free(config->holidays.list);
    free(config->tag_groups);
    free(config->organisations);
    free(config->desks);
    free(config->staff);
    free(config->public_json);
    json_decref(config->document);
    free(config);
}

/* Reads all parts in the order in which they refer to each other. */
static void read_document(const struct reader *reader)
{
    const struct place root = {0};
    const json_t *document = reader->config->document;

    network_read(reader, &root, document);
    if (json_is_object(document)) {
        holidays_read(reader, &root, document);
        triage_read(reader, &root, document);
        organisations_read(reader, &root, document);
        staff_read(reader, &root, document);
        roster_read(reader, &root);
    }
}

/* text ends with a NUL behind its length bytes. */
static struct config *load(const char *name, const char *text, size_t length,
                           struct config_errors *errors)
{
    const size_t before = config_errors_total(errors);
    struct config *config = calloc(1, sizeof *config);
    json_error_t error;

    if (config == NULL) {
        config_errors_add(errors, name, 0, "out of memory");
        return NULL;
    }
    config->document = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (config->document == NULL) {
        config_errors_add(errors, name, error.line > 0 ? (size_t)error.line : 1, error.text);
    } else {
        const struct reader reader = {name, text, config, errors};
        read_document(&reader);
        if (config_errors_total(errors) == before && !public_build(config)) {
            config_errors_add(errors, name, 0, "out of memory");
        }
    }
    if (config_errors_total(errors) > before) {
        config_destroy(config);
        return NULL;
    }
    return config;
}

struct config *config_load_text(const char *name, const char *text, size_t length,
                                struct config_errors *errors)
{
    char *copy = length <= CONFIG_FILE_MAX ? malloc(length + 1) : NULL;
    struct config *config = NULL;

    if (copy == NULL) {
        config_errors_add(errors, name, 0,
                          length > CONFIG_FILE_MAX ? "is larger than 4 MiB" : "out of memory");
        return NULL;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    config = load(name, copy, length, errors);
    free(copy);
    return config;
}

char *config_read(const char *path, size_t *length, struct config_errors *errors)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(CONFIG_FILE_MAX + 1);
    bool fine = false;

    if (file == NULL) {
        config_errors_add(errors, path, 0, strerror(errno));
    } else if (text == NULL) {
        config_errors_add(errors, path, 0, "out of memory");
    } else {
        *length = fread(text, 1, CONFIG_FILE_MAX + 1, file);
        fine = !ferror(file);
        if (!fine) {
            config_errors_add(errors, path, 0, strerror(errno));
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    if (!fine) {
        free(text);
        return NULL;
    }
    return text;
}

struct config *config_load(const char *path, struct config_errors *errors)
{
    size_t length = 0;
    char *text = config_read(path, &length, errors);
    struct config *config = text != NULL ? config_load_text(path, text, length, errors) : NULL;

    free(text);
    return config;
}

bool config_use_time_zone(const struct config *config)
{
    if (setenv("TZ", config->time_zone, 1) != 0) {
        return false;
    }
    tzset();
    return true;
}
