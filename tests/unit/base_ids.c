#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/clock.h"
#include "base/ids.h"

static void ids_are_hex_and_differ(void **state)
{
    char first[IDS_SIZE], second[IDS_SIZE];

    (void)state;
    ids_random(first);
    ids_random(second);
    assert_int_equal(strlen(first), 32);
    assert_int_equal(strspn(first, "0123456789abcdef"), 32);
    assert_string_not_equal(first, second);
}

static void secrets_are_base64url_and_differ(void **state)
{
    char first[IDS_SECRET_SIZE], second[IDS_SECRET_SIZE];
    unsigned char bytes[33];
    size_t length;

    (void)state;
    ids_secret(first);
    ids_secret(second);
    assert_string_not_equal(first, second);
    assert_int_equal(strlen(first), 43);
    assert_int_equal(sodium_base642bin(bytes, sizeof bytes, first, strlen(first), NULL, &length,
                                       NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                     0);
    assert_int_equal(length, 32);
}

static void digests_are_blake2b(void **state)
{
    char digest[IDS_DIGEST_SIZE];

    (void)state;
    ids_digest("abc", digest); /* as b2sum -l 256 gives */
    assert_string_equal(digest, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void clocks_go_on(void **state)
{
    int64_t before = clock_monotonic_ms();

    (void)state;
    assert_true(clock_wall_ms() > INT64_C(1700000000000));
    assert_true(clock_monotonic_ms() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_hex_and_differ),
        cmocka_unit_test(secrets_are_base64url_and_differ),
        cmocka_unit_test(digests_are_blake2b),
        cmocka_unit_test(clocks_go_on),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
