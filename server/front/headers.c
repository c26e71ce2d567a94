#include "front/headers.h"

/* connect-src 'self' covers the WebSocket of the same host and port. */
static const struct lws_protocol_vhost_options policy = {
    NULL, NULL, "content-security-policy:",
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"};
static const struct lws_protocol_vhost_options permissions = {
    &policy, NULL, "permissions-policy:",
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"};
static const struct lws_protocol_vhost_options opener = {
    &permissions, NULL, "cross-origin-opener-policy:", "same-origin"};
static const struct lws_protocol_vhost_options resource = {
    &opener, NULL, "cross-origin-resource-policy:", "same-origin"};
static const struct lws_protocol_vhost_options sniff = {&resource, NULL,
                                                        "x-content-type-options:", "nosniff"};
static const struct lws_protocol_vhost_options referrer = {&sniff, NULL,
                                                           "referrer-policy:", "no-referrer"};

const struct lws_protocol_vhost_options *headers_for_all(void)
{
    return &referrer;
}
