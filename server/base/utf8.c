#include "base/utf8.h"

/* The number of bytes that the first byte announces, and its share of the character; 0: it
 * cannot be a first byte. */
static size_t announced(unsigned char first, uint32_t *share)
{
    if (first < 0x80) {
        *share = first;
        return 1;
    }
    if (first >= 0xc2 && first < 0xe0) {
        *share = first & 0x1fU;
        return 2;
    }
    if (first >= 0xe0 && first < 0xf0) {
        *share = first & 0x0fU;
        return 3;
    }
    if (first >= 0xf0 && first < 0xf5) {
        *share = first & 0x07U;
        return 4;
    }
    return 0;
}

size_t utf8_decode(const char *bytes, size_t length, uint32_t *point)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *in = (const unsigned char *)bytes;
    size_t size = length > 0 ? announced(in[0], point) : 0;

    if (size == 0 || size > length)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((in[i] & 0xc0U) != 0x80)
            return 0;
        *point = *point << 6 | (in[i] & 0x3fU);
    }
    if (*point < smallest[size] || *point > 0x10ffff || (*point >= 0xd800 && *point <= 0xdfff))
        return 0;
    return size;
}

bool utf8_is_invisible(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0000, 0x001f}, {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x034f, 0x034f},
        {0x061c, 0x061c}, {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
        {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
        {0xfdd0, 0xfdef}, {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
        {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
    };

    if ((point & 0xfffe) == 0xfffe)
        return true;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    }
    return false;
}
