/* The parts of the front that need no network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "front/assembly.h"
#include "front/bucket.h"
#include "front/handshake.h"
#include "front/pages.h"
#include "front/wheel.h"

static void test_bucket(void **state)
{
    struct bucket bucket;
    unsigned taken = 0;

    (void)state;
    bucket_init(&bucket, 5, 1000);
    while (bucket_take(&bucket, 2, 5, 1000))
        taken++;
    assert_int_equal(taken, 5);
    assert_false(bucket_take(&bucket, 2, 5, 1499));
    assert_true(bucket_take(&bucket, 2, 5, 1500));
    assert_false(bucket_take(&bucket, 2, 5, 1500));
    assert_false(bucket_take(&bucket, 2, 5, 900)); /* a clock that goes back gives nothing */
    for (taken = 0; bucket_take(&bucket, 2, 5, UINT64_MAX / 2); taken++)
        continue;
    assert_int_equal(taken, 5);
}

static enum assembly_state add(struct assembly *assembly, const char *bytes, size_t left,
                               bool first, bool final, const char **message, size_t *length)
{
    const struct assembly_limits limits = {.bytes = 10, .fragments = 3};
    const struct assembly_piece piece = {.bytes = bytes,
                                         .length = strlen(bytes),
                                         .frame_left = left,
                                         .first = first,
                                         .final = final};

    return assembly_add(assembly, &limits, &piece, message, length);
}

static void test_assembly(void **state)
{
    struct assembly assembly = {0};
    const char *message, *whole = "0123456789";
    size_t length;

    (void)state;
    assert_int_equal(add(&assembly, whole, 0, true, true, &message, &length), ASSEMBLY_COMPLETE);
    assert_ptr_equal(message, whole);
    assert_int_equal(length, 10);
    assembly_reset(&assembly);

    assert_int_equal(add(&assembly, "one", 3, true, false, &message, &length), ASSEMBLY_MORE);
    assert_int_equal(add(&assembly, "two", 0, false, false, &message, &length), ASSEMBLY_MORE);
    assert_int_equal(add(&assembly, "", 0, false, false, &message, &length), ASSEMBLY_MORE);
    assert_int_equal(add(&assembly, "last", 0, false, true, &message, &length), ASSEMBLY_COMPLETE);
    assert_int_equal(length, 10);
    assert_memory_equal(message, "onetwolast", 10);
    assembly_reset(&assembly);

    assert_int_equal(add(&assembly, "0123456789x", 0, true, true, &message, &length),
                     ASSEMBLY_TOO_BIG);
    assert_int_equal(add(&assembly, "a", 10, true, false, &message, &length), ASSEMBLY_TOO_BIG);
    assert_int_equal(add(&assembly, "a", SIZE_MAX, true, false, &message, &length),
                     ASSEMBLY_TOO_BIG);
    assert_int_equal(add(&assembly, "01234567", 0, true, false, &message, &length), ASSEMBLY_MORE);
    assert_int_equal(add(&assembly, "890", 0, false, true, &message, &length), ASSEMBLY_TOO_BIG);
    assembly_reset(&assembly);

    for (int i = 0; i < 3; i++)
        assert_int_equal(add(&assembly, "", 0, i == 0, false, &message, &length), ASSEMBLY_MORE);
    assert_int_equal(add(&assembly, "", 0, false, true, &message, &length), ASSEMBLY_TOO_MANY);
    assembly_reset(&assembly);
}

static void test_handshake(void **state)
{
    static const char *const origins[] = {"https://www.example.org"};
    const struct handshake good = {.path = "/ws",
                                   .upgrade = "WebSocket",
                                   .connection = "keep-alive, Upgrade",
                                   .host = "veer.example:8080",
                                   .origin = "https://veer.example:8080",
                                   .version = "13",
                                   .key = "dGhlIHNhbXBsZSBub25jZQ==",
                                   .protocols = "other, veer.v1"};
    struct handshake bad;

    (void)state;
    assert_int_equal(handshake_check(&good, origins, 1), 0);
#define REFUSED(member, value, status)                                                             \
    bad = good;                                                                                    \
    bad.member = value;                                                                            \
    assert_int_equal(handshake_check(&bad, origins, 1), status)
    REFUSED(path, NULL, 405);
    REFUSED(path, "/ws/", 404);
    REFUSED(path, "/", 404);
    REFUSED(has_query, true, 400);
    REFUSED(upgrade, "h2c", 400);
    REFUSED(upgrade, "websocket, h2c", 400);
    REFUSED(connection, NULL, 400);
    REFUSED(connection, "keep-alive", 400);
    REFUSED(key, NULL, 400);
    REFUSED(key, "short", 400);
    REFUSED(protocols, NULL, 400);
    REFUSED(protocols, "veer.v2", 400);
    REFUSED(protocols, "veer.v10", 400);
    REFUSED(version, NULL, 426);
    REFUSED(version, "12", 426);
    REFUSED(host, NULL, 403);
#undef REFUSED
}

static void test_origins(void **state)
{
    static const char *const origins[] = {"https://www.example.org"};
    static const char *const foreign[] = {"null",
                                          "",
                                          "http://",
                                          "https://evil.example",
                                          "https://veer.example",
                                          "https://veer.example:8080.evil.example",
                                          "https://evil.veer.example:8080",
                                          "https://veer.example:8080/",
                                          "https://veer.example:8081",
                                          "ftp://veer.example:8080",
                                          "veer.example:8080",
                                          "https://www.example.org.evil.example",
                                          "https://www.example.or"};

    (void)state;
    assert_true(handshake_origin_allowed("http://veer.example:8080", "veer.example:8080", NULL, 0));
    assert_true(handshake_origin_allowed("https://www.example.org", "veer.example", origins, 1));
    assert_false(handshake_origin_allowed(NULL, "veer.example:8080", origins, 1));
    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
        assert_false(handshake_origin_allowed(foreign[i], "veer.example:8080", origins, 1));
}

static void test_coding(void **state)
{
    const struct page page = {.bodies = {{"plain text", 10}, {"gzip", 4}, {"br", 2}}};
    const struct page only_plain = {.bodies = {{"plain text", 10}}};

    (void)state;
    assert_int_equal(page_choose(&page, NULL), PAGE_PLAIN);
    assert_int_equal(page_choose(&page, ""), PAGE_PLAIN);
    assert_int_equal(page_choose(&page, "deflate, identity"), PAGE_PLAIN);
    assert_int_equal(page_choose(&page, "gzip"), PAGE_GZIP);
    assert_int_equal(page_choose(&page, "gzip, deflate, br"), PAGE_BROTLI);
    assert_int_equal(page_choose(&page, "gzip;q=1.0,br;q=0"), PAGE_GZIP);
    assert_int_equal(page_choose(&page, "br; q=0.5"), PAGE_BROTLI);
    assert_int_equal(page_choose(&page, "brx, xgzip,,"), PAGE_PLAIN);
    assert_int_equal(page_choose(&only_plain, "gzip, br"), PAGE_PLAIN);
}

static void test_pages_that_are_not_there(void **state)
{
    char error[256];

    (void)state;
    assert_null(pages_load("/nowhere", error, sizeof(error)));
    assert_non_null(strstr(error, "visitor/index.html"));
    assert_non_null(strstr(error, "--pages"));
}

struct rider {
    struct ring seat;
    int visits;
    bool leaves;
};

struct ride {
    struct wheel wheel;
    struct rider riders[50];
    int steps;
};

static void on_visit(void *context, struct ring *member)
{
    struct ride *ride = context;
    struct rider *rider = RING_HOLDER(member, struct rider, seat);

    rider->visits++;
    if (rider->leaves) {
        ring_remove(member);
        ring_remove(&ride->riders[0].seat); /* and takes somebody with him */
    }
}

static void on_step(void *context)
{
    struct ride *ride = context;

    if (++ride->steps == 3 * WHEEL_SLOTS)
        wheel_finish(&ride->wheel);
}

/* In three turns everybody who stays is visited three times. */
static void test_wheel(void **state)
{
    static struct ride ride;
    const struct wheel_settings settings = {
        .period_ms = WHEEL_SLOTS, .visit = on_visit, .step = on_step, .context = &ride};
    uv_loop_t loop;

    (void)state;
    uv_loop_init(&loop);
    wheel_init(&ride.wheel, &loop, &settings);
    for (int i = 0; i < 50; i++) {
        ride.riders[i].leaves = i % 10 == 5;
        ring_init(&ride.riders[i].seat);
        wheel_add(&ride.wheel, &ride.riders[i].seat);
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(ride.riders[0].visits, 1);
    for (int i = 1; i < 50; i++)
        assert_int_equal(ride.riders[i].visits, i % 10 == 5 ? 1 : 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bucket),    cmocka_unit_test(test_assembly),
        cmocka_unit_test(test_handshake), cmocka_unit_test(test_origins),
        cmocka_unit_test(test_coding),    cmocka_unit_test(test_pages_that_are_not_there),
        cmocka_unit_test(test_wheel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
