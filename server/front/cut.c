#include "front/cut.h"

#include <sys/socket.h>

void cut_socket(struct lws *wsi)
{
    const struct linger none = {.l_onoff = 1, .l_linger = 0};
    int fd = lws_get_socket_fd(wsi);

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
    shutdown(fd, SHUT_RDWR);
}
