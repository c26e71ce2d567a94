#include "sealing/padding.h"

#include <sodium.h>

static const size_t SIZES[] = {256, 512, 1024, 2048, PADDING_SIZE_MAX};

size_t padding_size(size_t length)
{
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        if (length < SIZES[i])
            return SIZES[i];
    }
    return 0;
}

bool padding_add(unsigned char *bytes, size_t length)
{
    size_t size = padding_size(length), padded;

    return size > 0 && sodium_pad(&padded, bytes, length, size, size) == 0;
}

bool padding_length(const unsigned char *bytes, size_t size, size_t *length)
{
    return size > 0 && padding_size(size - 1) == size &&
           sodium_unpad(length, bytes, size, size) == 0;
}
