/* The security headers of every HTTP response, libwebsockets' own error pages included. */
#ifndef VEER_FRONT_HEADERS_H
#define VEER_FRONT_HEADERS_H

#include <libwebsockets.h>

/* For lws_context_creation_info.headers. */
const struct lws_protocol_vhost_options *headers_for_all(void);

#endif
