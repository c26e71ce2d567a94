#include "config/errors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct mistake {
    size_t line;
    char text[CONFIG_ERROR_SIZE];
};

struct config_errors {
    size_t total;
    size_t count;
    struct mistake kept[CONFIG_ERRORS_MAX];
};

struct config_errors *config_errors_create(void)
{
    return calloc(1, sizeof(struct config_errors));
}

void config_errors_destroy(struct config_errors *errors)
{
    free(errors);
}

/* A mistake quotes the file: whatever stands there must not drive the reader's terminal. */
static void make_printable(char *text)
{
    if (text_is_plain_label(text, strlen(text))) {
        return;
    }
    for (unsigned char *c = (unsigned char *)text; *c != '\0'; c++) {
        if (*c < 0x20 || *c > 0x7e) {
            *c = '?';
        }
    }
}

void config_errors_add(struct config_errors *errors, const char *file, size_t line,
                       const char *text)
{
    errors->total++;
    if (errors->count == CONFIG_ERRORS_MAX) {
        return;
    }
    size_t place = errors->count;
    while (place > 0 && errors->kept[place - 1].line > line) {
        place--;
    }
    struct mistake *mistake = &errors->kept[place];
    memmove(mistake + 1, mistake, (errors->count - place) * sizeof *mistake);
    errors->count++;
    mistake->line = line;
    if (line == 0) {
        (void)snprintf(mistake->text, sizeof mistake->text, "%s: %s", file, text);
    } else {
        (void)snprintf(mistake->text, sizeof mistake->text, "%s:%zu: %s", file, line, text);
    }
    make_printable(mistake->text);
}

size_t config_errors_total(const struct config_errors *errors)
{
    return errors->total;
}

size_t config_errors_count(const struct config_errors *errors)
{
    return errors->count;
}

const char *config_errors_at(const struct config_errors *errors, size_t index)
{
    return index < errors->count ? errors->kept[index].text : "";
}
