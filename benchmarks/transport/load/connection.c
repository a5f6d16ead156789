/* Connections: opening them, and what arrives on them. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../shared/accept_key.h"
#include "load.h"

enum { INPUT_BYTES = 1 << 20, OPENING_SECONDS_MAX = 120, SEND_SECONDS_MAX = 10 };

int poller = -1;
uint32_t publisher_id;
uint64_t errors, received_at;
static uint8_t input[INPUT_BYTES + 1]; /* one more for a zero behind a response head */
static uint8_t *output;                /* one batch of messages */

static const char *const paths[] = {[ECHOES] = "/echo", [SUBSCRIBES] = "/sub", [PUBLISHES] = "/pub"};

struct connection *new_connections(int count) {
    int batch = options.depth > options.burst ? options.depth : options.burst;
    struct connection *connections = calloc((size_t)count, sizeof *connections);
    poller = epoll_create1(0);
    output = malloc((size_t)batch * ((size_t)options.size + FRAMING_BYTES_MAX));
    for (int i = 0; i < count; i++) connections[i].id = (uint32_t)i;
    return connections;
}

static void watch(struct connection *c, uint32_t events, int operation) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(poller, operation, c->descriptor, &event)) fail("epoll_ctl: %s", strerror(errno));
}

/* ---- sending */

static void send_all(struct connection *c, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    while (count > 0) {
        ssize_t sent = send(c->descriptor, p, count, MSG_NOSIGNAL);
        if (sent >= 0) {
            p += sent;
            count -= (size_t)sent;
            continue;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN) fail("send: %s", strerror(errno));
        struct pollfd writable = {.fd = c->descriptor, .events = POLLOUT};
        if (poll(&writable, 1, SEND_SECONDS_MAX * 1000) <= 0)
            fail("the server read nothing for %d s", SEND_SECONDS_MAX);
    }
}

void send_messages(struct connection *c, int count, uint64_t at) {
    uint8_t *p = output;
    c->sent_at = at;
    for (int i = 0; i < count; i++) p = put_message(p, at, c->sent++, c->id);
    send_all(c, output, (size_t)(p - output));
}

/* ---- opening */

static void connect_unix(struct connection *c) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if ((size_t)snprintf(address.sun_path, sizeof address.sun_path, "%s", options.unix_path) >= sizeof address.sun_path)
        fail("%s is too long for a Unix socket", options.unix_path);
    c->descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->descriptor < 0) fail("socket: %s", strerror(errno));
    while (connect(c->descriptor, (struct sockaddr *)&address, sizeof address) < 0) {
        if (errno != EAGAIN) fail("connect: %s", strerror(errno));
        usleep(200); /* the backlog is full */
    }
}

static void connect_tcp(struct connection *c) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->descriptor < 0) fail("socket: %s", strerror(errno));
    setsockopt(c->descriptor, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (connect(c->descriptor, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)
        fail("connect: %s", strerror(errno));
}

static void ask_for_upgrade(struct connection *c) {
    uint64_t random[2] = {now() * 0x9E3779B97F4A7C15u, c->id};
    char key[KEY_CHARACTERS + 1], host[32] = "localhost", request[512];
    base64((const uint8_t *)random, sizeof random, key);
    accept_key(key, c->accept);
    // A Unix socket has no port to name.
    if (!options.unix_path) snprintf(host, sizeof host, "127.0.0.1:%d", options.port);
    int count = snprintf(request, sizeof request,
                         "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n%s%s%s\r\n",
                         paths[c->role], host, key, options.subprotocol ? "Sec-WebSocket-Protocol: " : "",
                         options.subprotocol ? options.subprotocol : "", options.subprotocol ? "\r\n" : "");
    send_all(c, request, (size_t)count);
    c->state = OPENING;
}

/* Lines have no handshake. An echo connection counts as open when its first message has come back, as only then the
 * server has surely accepted it; the others say what they want and trust that it is done within the settling time. */
static void introduce(struct connection *c) {
    char line[32];
    if (c->role == ECHOES) {
        c->state = OPENING;
        send_messages(c, 1, 0);
        return;
    }
    send_all(c, line, (size_t)snprintf(line, sizeof line, "{\"path\":\"%s\"}\n", paths[c->role]));
    c->state = OPEN;
}

static void connected(struct connection *c) {
    int fault = 0;
    getsockopt(c->descriptor, SOL_SOCKET, SO_ERROR, &fault, &(socklen_t){sizeof fault});
    if (fault) fail("connect: %s", strerror(fault));
    watch(c, EPOLLIN, EPOLL_CTL_MOD);
    if (options.framing == LINES) introduce(c);
    else ask_for_upgrade(c);
}

void open_connections(struct connection *connections, int count) {
    int begun = 0, open = 0;
    struct epoll_event events[256];
    uint64_t end = now() + nanoseconds(OPENING_SECONDS_MAX);
    while (open < count) {
        for (; begun < count && begun - open < options.opening; begun++) {
            struct connection *c = &connections[begun];
            if (options.unix_path) connect_unix(c);
            else connect_tcp(c);
            watch(c, EPOLLOUT, EPOLL_CTL_ADD);
        }
        int ready = epoll_wait(poller, events, 256, 2000);
        if (now() > end) fail("only %d of %d connections opened in %d s", open, count, OPENING_SECONDS_MAX);
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            bool was_open = c->state == OPEN;
            if (c->state == CONNECTING) connected(c);
            else receive(c);
            if (!was_open && c->state == OPEN) open++;
        }
    }
}

void reset_on_close(struct connection *connections, int count) {
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    for (int i = 0; i < count; i++)
        setsockopt(connections[i].descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/* ---- receiving */

/* Bytes of the response head; 0 while it is not whole. */
static uint32_t check_upgrade(struct connection *c, uint8_t *p, uint32_t count) {
    uint8_t *end = memmem(p, count, "\r\n\r\n", 4);
    if (!end) return 0;
    *end = 0;
    const char *head = (const char *)p;
    if (strncmp(head, "HTTP/1.1 101", 12) != 0) fail("refused: %.60s", head);
    const char *accept = strcasestr(head, "\r\nsec-websocket-accept:");
    if (!accept) fail("no accept key");
    accept += strlen("\r\nsec-websocket-accept:");
    while (*accept == ' ') accept++;
    if (strncmp(accept, c->accept, ACCEPT_CHARACTERS) != 0) fail("wrong accept key");
    if (options.subprotocol && !strcasestr(head, "\r\nsec-websocket-protocol:")) fail("the subprotocol was not taken");
    c->state = OPEN;
    return (uint32_t)(end + 4 - p);
}

static void check_message(struct connection *c, const uint8_t *p) {
    uint64_t sequence = c->received++;
    if (c->role == SUBSCRIBES) {
        uint64_t at = message_time(p);
        if (at == 0 || at > received_at || !is_message(p, at, sequence, publisher_id)) errors++;
        else if (measuring) histogram_add(received_at - at);
    } else {
        if (!is_message(p, c->sent_at, sequence, c->id)) errors++;
        else if (measuring && c->sent_at) histogram_add(received_at - c->sent_at);
    }
    if (measuring) messages_measured++;
    c->state = OPEN;
}

/* One frame at `p`: its bytes, or 0 while it is not whole. Adds to `messages` if it carried one. */
static uint32_t take_frame(struct connection *c, const uint8_t *p, uint32_t count, int *messages) {
    if (count < 2) return 0;
    uint64_t length = p[1];
    uint32_t head = 2;
    if (length & 0x80) fail("a server's frames are not masked; this one is");
    if (length == 126) {
        if (count < 4) return 0;
        length = (uint64_t)p[2] << 8 | p[3];
        head = 4;
    } else if (length == 127) {
        if (count < 10) return 0;
        length = 0;
        for (int i = 2; i < 10; i++) length = length << 8 | p[i];
        head = 10;
    }
    if (length > MESSAGE_BYTES_MAX) fail("a frame of %llu bytes was never sent", (unsigned long long)length);
    if (count < head + length) return 0;
    switch (p[0] & 15) {
    case 8: fail("the server closed the connection");
    case 9: /* pings are read and not answered: runs are short */
    case 10: break;
    default:
        if (p[0] == (0x80 | (options.binary ? 2 : 1)) && length == (uint64_t)options.size) {
            check_message(c, p + head);
            ++*messages;
        } else {
            errors++;
        }
    }
    return head + (uint32_t)length;
}

static uint32_t take_line(struct connection *c, const uint8_t *p, uint32_t count, int *messages) {
    uint32_t size = (uint32_t)options.size;
    if (count < size + 1) return 0;
    if (p[size] != '\n') fail("a line has another length than was sent");
    check_message(c, p);
    ++*messages;
    return size + 1;
}

static uint32_t take_messages(struct connection *c, uint8_t *p, uint32_t count, int *messages) {
    uint32_t taken = 0;
    if (c->state == OPENING && options.framing == WEBSOCKET) {
        taken = check_upgrade(c, p, count);
        if (taken == 0) return 0;
    }
    while (taken < count) {
        uint32_t step = options.framing == LINES ? take_line(c, p + taken, count - taken, messages)
                                                 : take_frame(c, p + taken, count - taken, messages);
        if (step == 0) break;
        taken += step;
    }
    return taken;
}

static void keep_rest(struct connection *c, const uint8_t *p, uint32_t count) {
    c->rest_count = count;
    if (count == 0) return;
    if (count > c->rest_capacity) {
        c->rest_capacity = count + 256;
        c->rest = realloc(c->rest, c->rest_capacity);
    }
    memcpy(c->rest, p, count);
}

int receive(struct connection *c) {
    if (c->rest_count) memcpy(input, c->rest, c->rest_count);
    ssize_t read = recv(c->descriptor, input + c->rest_count, INPUT_BYTES - c->rest_count, 0);
    if (read < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (read < 0) fail("recv: %s", strerror(errno));
    if (read == 0) fail("the server closed the stream of connection %u", c->id);
    received_at = now();
    if (measuring) reads_measured++;
    int messages = 0;
    uint32_t count = c->rest_count + (uint32_t)read, taken = take_messages(c, input, count, &messages);
    keep_rest(c, input + taken, count - taken);
    return messages;
}

void settle(double seconds) {
    struct epoll_event events[256];
    uint64_t end = now() + nanoseconds(seconds);
    while (now() < end) {
        int ready = epoll_wait(poller, events, 256, 10);
        for (int i = 0; i < ready; i++) receive(events[i].data.ptr);
    }
}
