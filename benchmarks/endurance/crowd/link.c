/* A WebSocket: dialling, the upgrade, frames in and out. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../transport/shared/accept_key.h"
#include "../../transport/shared/mask.h"
#include "crowd.h"

enum { INPUT_BYTES = 1 << 20, MESSAGE_BYTES_MAX = 4096, FRAME_HEAD_MAX = 8 };

int poller = -1;
static uint8_t input[INPUT_BYTES];

static void watch(struct link *link, void *owner, uint32_t events, int operation) {
    struct epoll_event event = {.events = events, .data.ptr = owner};
    if (epoll_ctl(poller, operation, link->descriptor, &event)) fail("epoll_ctl: %s", strerror(errno));
}

void link_dial(struct link *link, void *owner, int receive_buffer) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    link->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (link->descriptor < 0) fail("socket: %s", strerror(errno));
    setsockopt(link->descriptor, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (receive_buffer)
        setsockopt(link->descriptor, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (connect(link->descriptor, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)
        fail("connect: %s", strerror(errno));
    link->state = CONNECTING;
    link->rest_count = 0;
    watch(link, owner, EPOLLOUT, EPOLL_CTL_ADD);
}

void link_upgrade(struct link *link, void *owner, bool deaf) {
    int fault = 0;
    getsockopt(link->descriptor, SOL_SOCKET, SO_ERROR, &fault, &(socklen_t){sizeof fault});
    if (fault) fail("connect: %s", strerror(fault));
    watch(link, owner, deaf ? 0 : EPOLLIN, EPOLL_CTL_MOD);
    uint64_t random[2] = {now() * 0x9E3779B97F4A7C15u, (uint64_t)link->descriptor};
    char key[KEY_CHARACTERS + 1], head[512];
    base64((const uint8_t *)random, sizeof random, key);
    accept_key(key, link->accept);
    int count = snprintf(head, sizeof head,
                         "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer %s\r\n%s%s%s\r\n",
                         options.port, key, options.token, link->subprotocol ? "Sec-WebSocket-Protocol: " : "",
                         link->subprotocol ? link->subprotocol : "", link->subprotocol ? "\r\n" : "");
    if (count >= (int)sizeof head) fail("the token is too long");
    if (send(link->descriptor, head, (size_t)count, MSG_NOSIGNAL) != count) fail("no room for a request head");
    link->state = OPENING;
}

/* ---- out */

void link_send(struct link *link, int opcode, const void *bytes, uint32_t count) {
    uint8_t frame[MESSAGE_BYTES_MAX + FRAME_HEAD_MAX], *p = frame;
    if (count > MESSAGE_BYTES_MAX) fail("a message of %u bytes is too long", count);
    uint32_t mask = (uint32_t)(now() * 2654435761u);
    *p++ = (uint8_t)(0x80 | opcode);
    if (count < 126) {
        *p++ = (uint8_t)(0x80 | count);
    } else {
        *p++ = 0x80 | 126;
        *p++ = (uint8_t)(count >> 8);
        *p++ = (uint8_t)count;
    }
    memcpy(p, &mask, 4);
    memcpy(p + 4, bytes, count);
    apply_mask(p + 4, count, mask);
    size_t total = (size_t)(p - frame) + 4 + count;
    ssize_t sent = send(link->descriptor, frame, total, MSG_NOSIGNAL);
    /* Who was reset hears so when it reads. Half a message would be a fault of ours: they are far smaller than a buffer. */
    if (sent != (ssize_t)total && errno != EPIPE && errno != ECONNRESET) fail("the server does not read");
}

void link_say(struct link *link, const char *format, ...) {
    char text[MESSAGE_BYTES_MAX];
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    link_send(link, TEXT, text, (uint32_t)count);
}

void link_close(struct link *link, bool by_reset) {
    if (link->state == SHUT) return;
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (by_reset) setsockopt(link->descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(link->descriptor);
    free(link->rest);
    link->rest = NULL;
    link->rest_count = link->rest_capacity = 0;
    link->state = SHUT;
}

/* ---- in */

static uint32_t take_head(struct link *link, uint8_t *p, uint32_t count) {
    uint8_t *end = memmem(p, count, "\r\n\r\n", 4);
    if (!end) return 0;
    *end = 0;
    const char *head = (const char *)p, *accept = strcasestr(head, "\r\nsec-websocket-accept: ");
    if (strncmp(head, "HTTP/1.1 101", 12) != 0) fail("refused: %.60s", head);
    if (!accept || strncmp(accept + 24, link->accept, ACCEPT_CHARACTERS) != 0) fail("wrong accept key");
    link->state = OPEN;
    return (uint32_t)(end + 4 - p);
}

/* One whole frame at `p`: its bytes, or 0. */
static uint32_t take_frame(void *owner, const uint8_t *p, uint32_t count, frame_heard *heard, uint64_t at) {
    if (count < 2) return 0;
    uint32_t length = p[1] & 127, head = length < 126 ? 2 : length == 126 ? 4 : 10;
    if (count < head) return 0;
    if (head == 4) length = (uint32_t)p[2] << 8 | p[3];
    if (head == 10) length = (uint32_t)p[6] << 24 | (uint32_t)p[7] << 16 | (uint32_t)p[8] << 8 | p[9];
    if (length > INPUT_BYTES - head) fail("a frame of %u bytes", length);
    if (count < head + length) return 0;
    heard(owner, p[0] & 15, p + head, length, at);
    return head + length;
}

static void keep_rest(struct link *link, const uint8_t *p, uint32_t count) {
    link->rest_count = count;
    if (count > link->rest_capacity) {
        link->rest_capacity = count + 256;
        link->rest = realloc(link->rest, link->rest_capacity);
    }
    if (count) memcpy(link->rest, p, count);
}

bool link_read(struct link *link, void *owner, frame_heard *heard) {
    if (link->rest_count) memcpy(input, link->rest, link->rest_count);
    ssize_t read = recv(link->descriptor, input + link->rest_count, INPUT_BYTES - link->rest_count, 0);
    if (read < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (read <= 0) return false;
    uint64_t at = now();
    uint32_t count = link->rest_count + (uint32_t)read, taken = 0;
    if (link->state == OPENING && (taken = take_head(link, input, count)) > 0) heard(owner, 0, NULL, 0, at);
    /* Who hears a frame may close its link. */
    while (link->state == OPEN) {
        uint32_t step = take_frame(owner, input + taken, count - taken, heard, at);
        if (step == 0) break;
        taken += step;
    }
    if (link->state != SHUT) keep_rest(link, input + taken, count - taken);
    return true;
}
