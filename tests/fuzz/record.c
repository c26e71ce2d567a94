/* The form of a record, in bytes and in base64: what is read stands there again when written. */
#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "sealing/seal.h"

static void check_record(const struct record *record, const uint8_t *data, size_t size)
{
    unsigned char header[RECORD_HEADER_SIZE];

    must(size <= RECORD_SIZE_MAX && record->entries <= RECORD_ENTRIES_MAX);
    must(record->seq <= RECORD_NUMBER_MAX && record->peer_ack <= RECORD_NUMBER_MAX);
    seal_header(record, header);
    must(memcmp(header, data, sizeof header) == 0);
}

/* The same bytes must be read alike in base64. */
static void check_base64(const uint8_t *data, size_t size, int is_record)
{
    char text[RECORD_BASE64_MAX + 8];
    struct record record;

    if (size > RECORD_SIZE_MAX)
        return;
    sodium_bin2base64(text, sizeof text, data, size, sodium_base64_VARIANT_ORIGINAL);
    must(record_read_base64(text, &record) == is_record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char key[EPOCH_KEY_SIZE];
    unsigned char clear[PADDING_SIZE_MAX];
    struct record record;
    size_t length;
    int is_record = record_read(data, size, &record);

    if (is_record) {
        check_record(&record, data, size);
        must(!seal_open(data, size, key, &record, clear, &length));
    }
    check_base64(data, size, is_record);

    /* And as a text that may be no base64 at all. */
    char *text = malloc(size + 1);
    must(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    (void)record_read_base64(text, &record);
    free(text);
    return 0;
}
