/* Wrapped enrolments. What Argon2id would cost is set to almost nothing, after a look at whether
 * limits beyond all bounds are refused before it runs. */
#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "sealed/bytes.h"
#include "sealed/enrolment.h"

enum { AT_OPERATIONS = 4, AT_MEMORY = 8, MEMORY_KIB = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char bytes[ENROLMENT_SIZE], seed[WRAPPING_SEED_SIZE];
    struct certificate certificate;

    if (size < ENROLMENT_SIZE)
        return 0;
    memcpy(bytes, data, ENROLMENT_SIZE);
    int is_enrolment = enrolment_read(bytes, &certificate);
    if (bytes_u32(bytes + AT_OPERATIONS) > WRAPPING_OPERATIONS_MAX ||
        bytes_u32(bytes + AT_MEMORY) > WRAPPING_MEMORY_KIB_MAX)
        must(enrolment_unwrap(bytes, "phrase", 6, seed) == WRAPPING_NONE);
    bytes_put_u32(bytes + AT_OPERATIONS, 1);
    bytes_put_u32(bytes + AT_MEMORY, MEMORY_KIB);
    enum wrapping_answer answer = enrolment_unwrap(bytes, "phrase", 6, seed);
    must(answer == (is_enrolment ? WRAPPING_WRONG : WRAPPING_NONE));
    return 0;
}
