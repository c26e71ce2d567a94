#include "cli/check.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "config/config.h"
#include "people/key_files.h"
#include "people/keys.h"

enum { SOON_DAYS = 14 }; /* time enough to bring the root out of its safe */

static void print_mistakes(const struct config_errors *errors)
{
    const size_t count = config_errors_count(errors);
    const size_t total = config_errors_total(errors);

    for (size_t i = 0; i < count; i++) {
        (void)printf("%s\n", config_errors_at(errors, i));
    }
    if (total > count) {
        (void)printf("... and %zu more mistakes\n", total - count);
    }
}

static void print_sentence(void *context, const char *sentence)
{
    bool *said = context;

    *said = true;
    (void)printf("%s\n", sentence);
}

/* Returns whether nothing in the folder is wrong; what is missing is told, too. */
static bool check_keys(const char *dir, const struct config *config)
{
    bool wrong = false, missing = false;
    struct keys *keys = keys_load(dir, config, print_sentence, &wrong);

    if (keys == NULL) {
        (void)fprintf(stderr, "veer: out of memory\n");
        return false;
    }
    (void)keys_review(keys, clock_wall_ms(), SOON_DAYS, print_sentence, &missing);
    keys_destroy(keys);
    return !wrong;
}

static bool check_file(const char *file, const char *dir, struct config_errors *errors)
{
    struct config *config = config_load(file, errors);
    char *beside = dir == NULL ? key_files_beside(file) : NULL;
    bool fine = config != NULL && (dir != NULL || beside != NULL);

    if (fine) {
        (void)printf("%s: fine: %zu organisations, %zu desks, %zu staff\n", file,
                     config_organisation_count(config), config_desk_count(config),
                     config_staff_count(config));
        fine = check_keys(dir != NULL ? dir : beside, config);
    } else {
        print_mistakes(errors);
    }
    free(beside);
    config_destroy(config);
    return fine;
}

int cli_check(int argc, char **argv)
{
    const bool named = argc == 4 && strcmp(argv[2], "--keys") == 0;

    if (argc != 2 && !named) {
        (void)fprintf(stderr, "usage: veer check FILE [--keys DIR]\n");
        return 2;
    }
    struct config_errors *errors = config_errors_create();
    if (errors == NULL || sodium_init() < 0) {
        (void)fprintf(stderr, "veer: out of memory\n");
        config_errors_destroy(errors);
        return 1;
    }
    bool fine = check_file(argv[1], named ? argv[3] : NULL, errors);
    config_errors_destroy(errors);
    return fine && fflush(stdout) == 0 ? 0 : 1;
}
