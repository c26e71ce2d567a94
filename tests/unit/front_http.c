/* HTTP as the front answers it, its limits, and the listener. */
#include "front_client.h"
#include "front_fixture.h"

#include <errno.h>

static struct fixture fixture;
static const struct front_settings quick = {.ping_ms = 400, .request_s = 1, .connections_max = 40};
static char head[4096];

static int start(void **state)
{
    (void)state;
    fixture = fixture_start(&quick);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    fixture_stop(&fixture);
    return 0;
}

static void expect(const char *path, const char *more, const char *status, const char *part)
{
    close(client_get(fixture.port, path, more, head, sizeof(head)));
    if (strncmp(head + 8, status, strlen(status)) != 0 || !strstr(head, part))
        fail_msg("%s: expected %s and %s, got:\n%s", path, status, part, head);
}

static void test_pages(void **state)
{
    (void)state;
    expect("/", "", " 200 ", "content-length: 7\r\n");
    expect("/", "", " 200 ", "cache-control: no-store\r\n");
    expect("/c/csg/acute", "", " 200 ", "content-length: 7\r\n");
    expect("/console", "", " 308 ", "location: /console/\r\n");
    expect("/wallboard/", "", " 200 ", "content-length: 9\r\n");
    expect("/assets/app-1.js", "", " 200 ", "content-length: 26\r\n");
    expect("/assets/app-1.js", "", " 200 ", "max-age=31536000, immutable\r\n");
    expect("/assets/app-1.js", "Accept-Encoding: gzip, br\r\n", " 200 ", "encoding: br\r\n");
    expect("/assets/app-1.js", "Accept-Encoding: br;q=0, gzip\r\n", " 200 ", "encoding: gzip\r\n");
    expect("/assets/app-1.js.br", "", " 404 ", "text/html");
    expect("/manifest.json", "", " 200 ", "content-type: application/json\r\n");
    expect("/manifest.json", "", " 200 ", "cache-control: no-store\r\n");
    expect("/manifest.json.sig", "", " 404 ", "text/html");
    expect("/assets/", "", " 404 ", "text/html");
    expect("/c/csg/acute/more", "", " 404 ", "text/html");
    expect("/assets/../../../etc/passwd", "", " 404 ", "text/html");
    expect("/assets/..%2f..%2f..%2fetc%2fpasswd", "", " 404 ", "text/html");
    expect("/assets/%2e%2e/visitor/index.html", "", " 404 ", "text/html");
    expect("/%zz", "", " 403 ", "");
    expect("/assets/%4", "", " 403 ", "");
}

static void test_security_headers(void **state)
{
    static const char *const paths[] = {"/",        "/assets/app-1.js", "/network.json", "/healthz",
                                        "/nowhere", "/console",         "/%zz"};
    static const char *const wanted[] = {
        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'\r\n",
        "referrer-policy: no-referrer\r\n", "x-content-type-options: nosniff\r\n",
        "cross-origin-opener-policy: same-origin\r\n", "permissions-policy: "};

    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        close(client_get(fixture.port, paths[i], "", head, sizeof(head)));
        for (size_t j = 0; j < sizeof(wanted) / sizeof(wanted[0]); j++)
            if (!strstr(head, wanted[j]))
                fail_msg("%s without %s:\n%s", paths[i], wanted[j], head);
    }
}

static void test_network(void **state)
{
    char condition[128], *tag;

    (void)state;
    expect("/network.json", "", " 200 ", "content-type: application/json\r\n");
    tag = strstr(head, "etag: ");
    assert_non_null(tag);
    snprintf(condition, sizeof(condition), "If-None-Match: %.34s\r\n", tag + 6);
    expect("/network.json", condition, " 304 ", "etag: ");
    expect("/network.json", "If-None-Match: \"other\"\r\n", " 200 ", "content-length: 12\r\n");
}

static void test_health(void **state)
{
    int fd = client_open(fixture.port);

    (void)state;
    expect("/healthz", "", " 200 ", "content-length: 12\r\n");
    expect("/readyz", "", " 200 ", "content-length: 15\r\n");
    assert_true(client_text(fd, "unready"));
    assert_true(client_text(fd, "done"));
    client_expect(fd, "done");
    close(fd);
    expect("/readyz", "", " 503 ", "content-length: 34\r\n");
}

/* Sends a raw request and returns all that comes until the connection ends. */
static const char *raw(const char *request)
{
    static char answer[16384];
    int fd = client_connect(fixture.port, 0);

    assert_true(client_write(fd, request, strlen(request)));
    assert_true(client_read_to_end(fd, answer, sizeof(answer), CLIENT_PATIENCE_MS) >= 0);
    close(fd);
    return answer;
}

static void test_methods(void **state)
{
    const char *answer;

    (void)state;
    answer = raw("HEAD / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
    assert_non_null(strstr(answer, " 200 "));
    assert_non_null(strstr(answer, "content-length: 7\r\n"));
    assert_string_equal(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
    answer = raw("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nhi");
    assert_non_null(strstr(answer, " 405 "));
    assert_non_null(strstr(answer, "allow: GET, HEAD\r\n"));
    assert_non_null(strstr(raw("DELETE / HTTP/1.1\r\nHost: here\r\n\r\n"), " 405 "));
    assert_non_null(
        strstr(raw("GET / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nhi"), " 400 "));
    assert_null(strstr(raw("CONNECT other:80 HTTP/1.1\r\nHost: here\r\n\r\n"), " 200 "));
    assert_null(strstr(raw("BREW / HTTP/1.1\r\nHost: here\r\n\r\n"), " 200 "));
    assert_null(strstr(raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), " 200 "));
}

/* 13: requests that come before the answers to the ones before them. */
static void test_pipelined(void **state)
{
    const char *answer = raw("GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n"
                             "GET /nowhere HTTP/1.1\r\nHost: here\r\n\r\n"
                             "GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
    const char *second;

    (void)state;
    assert_int_equal(strncmp(answer, "HTTP/1.1 200", 12), 0);
    second = strstr(answer, "HTTP/1.1 404");
    assert_non_null(second);
    assert_non_null(strstr(second, "HTTP/1.1 200"));
}

/* 11: more header than 4096 bytes. */
static void test_large_header(void **state)
{
    char request[8192];

    (void)state;
    snprintf(request, sizeof(request), "GET / HTTP/1.1\r\nHost: here\r\nX-Long: %06000d\r\n\r\n",
             1);
    assert_string_equal(raw(request), "");
}

/* 12: one byte at a time, as long as the server likes. */
static void test_slow_header(void **state)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: here\r\nA: aaaaaaaaaaaaaaaaaaaaaaaa";
    int fd = client_connect(fixture.port, 0);
    int64_t start_ms = clock_monotonic_ms();
    size_t sent = 0;
    char byte;

    (void)state;
    while (sent < sizeof(request) - 1 && client_write(fd, request + sent, 1)) {
        sent++;
        if (client_read(fd, &byte, 1, clock_monotonic_ms() + 100))
            break;
    }
    assert_true(sent < sizeof(request) - 1);
    assert_true(clock_monotonic_ms() - start_ms < 4000);
    close(fd);
}

/* 14, before HTTP: a connection that says nothing at all. */
static void test_mute(void **state)
{
    int fd = client_connect(fixture.port, 0);
    char rest[8];

    (void)state;
    assert_int_equal(client_read_to_end(fd, rest, sizeof(rest), 5000), 0);
    close(fd);
}

/* A response of 4 MB in full; and a reader who sends on without reading is let go. */
static void test_large_response(void **state)
{
    static char bytes[65536];
    size_t left = 4 * 1024 * 1024;
    int fd = client_get(fixture.port, "/assets/large-1.bin", "", head, sizeof(head));

    (void)state;
    assert_non_null(strstr(head, "content-length: 4194304\r\n"));
    while (left > 0) {
        size_t part = left < sizeof(bytes) ? left : sizeof(bytes);
        assert_true(client_read(fd, bytes, part, clock_monotonic_ms() + CLIENT_PATIENCE_MS));
        assert_int_equal(bytes[0], 'L');
        left -= part;
    }
    assert_true(client_write(fd, "GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n", 38));
    client_read_head(fd, head, sizeof(head));
    assert_non_null(strstr(head, " 200 "));
    close(fd);
}

static void test_pushy_reader(void **state)
{
    static char bytes[65536];
    int fd = client_connect(fixture.port, 4096);
    int64_t start_ms = clock_monotonic_ms();
    char request[] = "GET /assets/large-1.bin HTTP/1.1\r\nHost: here\r\n\r\n";

    (void)state;
    for (int i = 0; i < 4; i++)
        client_write(fd, request, strlen(request));
    while (client_write(fd, "x", 1)) {
        assert_true(clock_monotonic_ms() - start_ms < CLIENT_PATIENCE_MS);
        usleep(10000);
    }
    assert_true(client_read(fd, bytes, 1000, clock_monotonic_ms() + 1000));
    close(fd);
}

/* Who takes nothing of a response for a second (request_s) is let go, too. */
static void test_stalled_reader(void **state)
{
    static const char request[] = "GET /assets/large-1.bin HTTP/1.1\r\nHost: here\r\n\r\n";
    int fd = client_connect(fixture.port, 4096);
    struct pollfd hangup = {.fd = fd, .events = POLLRDHUP};

    (void)state;
    assert_true(client_write(fd, request, strlen(request)));
    assert_int_equal(poll(&hangup, 1, 500), 0);
    assert_int_equal(poll(&hangup, 1, CLIENT_PATIENCE_MS), 1);
    close(fd);
}

/* Over the limit a connection is answered by closing; room that comes free is used. */
static void test_connection_limit(void **state)
{
    int fds[40];
    char rest[8];

    (void)state;
    for (int i = 0; i < 40; i++)
        fds[i] = client_connect(fixture.port, 0);
    for (int i = 0; i < 3; i++) {
        int fd = client_connect(fixture.port, 0);
        assert_int_equal(client_read_to_end(fd, rest, sizeof(rest), 900), 0);
        close(fd);
    }
    for (int i = 0; i < 40; i++)
        close(fds[i]);
    for (int tries = 0;; tries++) {
        int fd = client_get(fixture.port, "/healthz", "", head, sizeof(head));
        close(fd);
        if (strstr(head, " 200 "))
            break;
        assert_true(tries < 100);
    }
}

static void test_probe(void **state)
{
    (void)state;
    assert_int_equal(listener_probe("127.0.0.1", fixture.port), EADDRINUSE);
    assert_int_equal(listener_probe("127.0.0.1", 0), 0);
    assert_int_equal(listener_probe("::1", 0), 0);
    assert_int_equal(listener_probe("localhost", 0), EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),          cmocka_unit_test(test_security_headers),
        cmocka_unit_test(test_network),        cmocka_unit_test(test_methods),
        cmocka_unit_test(test_pipelined),      cmocka_unit_test(test_large_header),
        cmocka_unit_test(test_slow_header),    cmocka_unit_test(test_mute),
        cmocka_unit_test(test_large_response), cmocka_unit_test(test_pushy_reader),
        cmocka_unit_test(test_stalled_reader), cmocka_unit_test(test_connection_limit),
        cmocka_unit_test(test_probe),          cmocka_unit_test(test_health),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
