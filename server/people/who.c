#include "people/who.h"

#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Slots that all the names share that do not exist. */
enum { UNKNOWN_SLOTS = 1024 };

_Static_assert(WHO_KEY_SIZE == crypto_shorthash_KEYBYTES, "the key is for crypto_shorthash");

size_t who_slots(const struct config *config)
{
    return config_staff_count(config) + UNKNOWN_SLOTS;
}

struct who who_find(const struct config *config, const unsigned char key[WHO_KEY_SIZE],
                    const char *organisation, const char *name)
{
    char id[2 * CONFIG_ID_SIZE];
    unsigned char hash[crypto_shorthash_BYTES];
    uint64_t number;
    const size_t count = config_staff_count(config);

    (void)snprintf(id, sizeof id, "%s/%s", organisation, name); /* cut: longer than any id */
    const struct config_staff *staff = config_staff_find(config, id);
    if (staff != NULL) {
        return (struct who){staff, staff->password, (size_t)(staff - config_staff_at(config, 0))};
    }
    (void)crypto_shorthash(hash, (const unsigned char *)id, strlen(id), key);
    memcpy(&number, hash, sizeof number);
    return (struct who){NULL, config_staff_at(config, number % count)->password,
                        count + (size_t)(number % UNKNOWN_SLOTS)};
}
