/* The producer: a numbered beat of `energy_field` on the Unix socket, and when it was played. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "crowd.h"

/* Bytes of a record beside its cells: names and numbers in JSON; header, fields in an energy frame. */
enum { BEATS_KEPT = 1 << 14, JSON_OVERHEAD = 155, JSON_CELL = 6, FRAME_OVERHEAD = 72, FRAME_CELL = 4 };

static int producer = -1;
static uint32_t beat;
static uint64_t times[BEATS_KEPT];
static char *payload, *line;
static size_t payload_count;

static void make_payload(int bytes) {
    int cells = options.binary ? (bytes - FRAME_OVERHEAD) / FRAME_CELL : (bytes - JSON_OVERHEAD) / JSON_CELL;
    size_t room = (size_t)cells * JSON_CELL + 256;
    payload = malloc(room);
    line = malloc(room + 256);
    char *p = payload + sprintf(payload, "\"payload\":{\"model\":0,\"width\":%d,\"height\":1,\"min\":0,\"max\":1,\"cells\":[", cells);
    /* No digit is 0, so that a number is written as it was read. */
    for (int i = 0; i < cells; i++) p += sprintf(p, "0.%d%d%d,", 1 + i / 81 % 9, 1 + i / 9 % 9, 1 + i % 9);
    payload_count = (size_t)(p - 1 + sprintf(p - 1, "]}}") - payload);
}

void drum_begin(int bytes) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if ((size_t)snprintf(address.sun_path, sizeof address.sun_path, "%s", options.unix_path) >= sizeof address.sun_path)
        fail("%s is too long for a Unix socket", options.unix_path);
    producer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(producer, (struct sockaddr *)&address, sizeof address)) fail("%s: %s", options.unix_path, strerror(errno));
    make_payload(bytes);
}

void drum_beat(void) {
    static char answers[1 << 16];
    ssize_t heard = recv(producer, answers, sizeof answers - 1, MSG_DONTWAIT);
    if (heard == 0) fail("the server hung up on the producer");
    if (heard > 0) {
        answers[heard] = 0;
        if (strstr(answers, "\"type\":\"error_event\"")) fail("the producer was told: %s", answers);
    }
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    beat++;
    int head = sprintf(line, "{\"channel\":\"energy\",\"type\":\"energy_field\",\"frame\":%u,\"ts\":%lld.%03ld,", beat,
                       (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000, time.tv_nsec / 1000 % 1000);
    memcpy(line + head, payload, payload_count);
    size_t count = (size_t)head + payload_count;
    line[count++] = '\n';
    times[beat % BEATS_KEPT] = now();
    if (send(producer, line, count, MSG_NOSIGNAL) != (ssize_t)count) fail("the producer cannot publish");
}

uint64_t beat_time(uint32_t number) {
    return number > 0 && number <= beat && beat - number < BEATS_KEPT ? times[number % BEATS_KEPT] : 0;
}

bool is_payload(const uint8_t *record, uint32_t count) {
    return count > payload_count && memcmp(record + count - payload_count, payload, payload_count) == 0;
}
