#include "cli/check.h"

#include <sodium.h>
#include <stdio.h>

#include "config/config.h"

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

int cli_check(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: veer check FILE\n");
        return 2;
    }
    struct config_errors *errors = config_errors_create();
    if (errors == NULL || sodium_init() < 0) {
        (void)fprintf(stderr, "veer: out of memory\n");
        config_errors_destroy(errors);
        return 1;
    }
    struct config *config = config_load(argv[1], errors);
    if (config != NULL) {
        (void)printf("%s: fine: %zu organisations, %zu desks, %zu staff\n", argv[1],
                     config_organisation_count(config), config_desk_count(config),
                     config_staff_count(config));
    } else {
        print_mistakes(errors);
    }
    int status = config != NULL && fflush(stdout) == 0 ? 0 : 1;
    config_destroy(config);
    config_errors_destroy(errors);
    return status;
}
