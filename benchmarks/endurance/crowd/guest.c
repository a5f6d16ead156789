/* A client with a session: hello, heartbeats, acknowledgements, and what it hears of the drum. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crowd.h"

int coming;

void guest_come(struct guest *guest) {
    guest->state = COMING;
    guest->records = guest->acknowledged = 0;
    guest->last_seq = 0;
    guest->link.subprotocol = "lifeline.v1.json";
    coming++;
    link_dial(&guest->link, guest, 0);
}

void guest_leave(struct guest *guest, enum leave how) {
    tally.left++;
    if (how == GOODBYE) {
        guest->state = LEAVING; /* the server ends the connection */
        link_say(&guest->link, "{\"channel\":\"system\",\"type\":\"goodbye\",\"ts\":0,\"payload\":{\"code\":1000,"
                               "\"message\":\"enough\",\"resume\":false}}");
    } else {
        guest->state = OUT;
        link_close(&guest->link, true);
    }
    if (how != RETURN) guest->session[0] = 0;
}

static void say_hello(struct guest *guest) {
    link_say(&guest->link,
             "{\"channel\":\"system\",\"type\":\"hello\",\"ts\":0,\"payload\":{\"client\":\"crowd/1\","
             "\"channels\":[{\"name\":\"energy\"}],\"codec\":\"%s\",\"window\":%d%s%s%s}}",
             options.binary ? "mixed" : "json", options.window, guest->session[0] ? ",\"session\":\"" : "",
             guest->session, guest->session[0] ? "\"" : "");
}

/* ---- reading, as little as will do */

/* Behind `key` in a record; NULL if it is not there. */
static const char *value_of(const uint8_t *bytes, uint32_t count, const char *key) {
    size_t length = strlen(key);
    const char *found = memmem(bytes, count, key, length);
    return found ? found + length : NULL;
}

static bool has(const uint8_t *bytes, uint32_t count, const char *words) { return value_of(bytes, count, words) != NULL; }

static void count_record(struct guest *guest) {
    guest->records++;
    if (guest->records - guest->acknowledged < (uint32_t)options.window / 4) return;
    guest->acknowledged = guest->records;
    link_say(&guest->link, "{\"channel\":\"system\",\"type\":\"ack\",\"ts\":0,\"payload\":{\"received\":%u}}",
             guest->records);
}

static void hear_beat(struct guest *guest, uint64_t seq, uint32_t beat, uint64_t at) {
    if (guest->last_seq && seq <= guest->last_seq) tally.disordered++;
    if (guest->last_seq && seq > guest->last_seq + 1) tally.conflated += seq - guest->last_seq - 1;
    guest->last_seq = seq;
    tally.received++;
    uint64_t played = beat_time(beat);
    if (played == 0) tally.wrong++;
    else if (played > guest->since) tally_late(at - played);
}

static void hear_welcome(struct guest *guest, const uint8_t *bytes, uint32_t count, uint64_t at) {
    const char *session = value_of(bytes, count, "\"session\":\"");
    if (guest->state != COMING || !session) fail("a welcome that nobody asked for: %.*s", (int)count, (const char *)bytes);
    memcpy(guest->session, session, 32);
    tally.resumed += has(bytes, count, "\"resumed\":true");
    tally.joined++;
    guest->state = IN;
    guest->since = at;
    coming--;
}

/* An error below 600. Those above are the application's: the demo tells everybody each minute that a model is in trouble. */
static bool is_complaint(const uint8_t *bytes, uint32_t count) {
    const char *code = value_of(bytes, count, "\"code\":");
    return has(bytes, count, "\"type\":\"error_event\"") && (!code || strtoul(code, NULL, 10) < 600);
}

static void hear_control(struct guest *guest, const uint8_t *bytes, uint32_t count, uint64_t at) {
    if (has(bytes, count, "\"type\":\"heartbeat\"")) {
        const char *id = value_of(bytes, count, "\"id\":"), *ts = value_of(bytes, count, "\"ts\":");
        if (id && ts)
            link_say(&guest->link,
                     "{\"channel\":\"system\",\"type\":\"heartbeat\",\"re\":%lu,\"ts\":0,\"payload\":{\"echo\":%.*s}}",
                     strtoul(id, NULL, 10), (int)strcspn(ts, ",}"), ts);
    } else if (has(bytes, count, "\"type\":\"welcome\"")) {
        hear_welcome(guest, bytes, count, at);
    } else if (is_complaint(bytes, count) ||
               (guest->state != LEAVING && has(bytes, count, "\"type\":\"goodbye\""))) {
        fail("a client was told: %.*s", (int)count, (const char *)bytes);
    }
}

static void hear_text(struct guest *guest, const uint8_t *bytes, uint32_t count, uint64_t at) {
    /* The channel's name comes first in each message of a record. */
    if (!has(bytes, count < 32 ? count : 32, "\"channel\":\"energy\"")) return hear_control(guest, bytes, count, at);
    count_record(guest);
    if (!has(bytes, count < 64 ? count : 64, "\"type\":\"energy_field\"")) return;
    const char *seq = value_of(bytes, count, "\"seq\":"), *beat = value_of(bytes, count, "\"frame\":");
    if (seq && beat && is_payload(bytes, count))
        hear_beat(guest, strtoul(seq, NULL, 10), (uint32_t)strtoul(beat, NULL, 10), at);
    else tally.wrong++;
}

/* Offsets are those of ENERGY-FRAME.md. */
static void hear_frame(struct guest *guest, const uint8_t *bytes, uint32_t count, uint64_t at) {
    enum { HEADER = 48, ENERGY_FIELD = 0x21 };
    uint16_t kind;
    uint64_t seq;
    uint32_t beat;
    count_record(guest);
    if (count < HEADER) {
        tally.wrong++;
        return;
    }
    memcpy(&kind, bytes + 2, sizeof kind);
    memcpy(&seq, bytes + 16, sizeof seq);
    memcpy(&beat, bytes + 32, sizeof beat);
    if (kind == ENERGY_FIELD) hear_beat(guest, seq, beat, at);
}

static void hear(void *owner, int opcode, const uint8_t *bytes, uint32_t count, uint64_t at) {
    struct guest *guest = owner;
    if (opcode == 0) say_hello(guest);
    else if (opcode == TEXT) hear_text(guest, bytes, count, at);
    else if (opcode == BINARY) hear_frame(guest, bytes, count, at);
    else if (opcode == PING) link_send(&guest->link, PONG, bytes, count);
    else if (opcode == CLOSE && guest->state != LEAVING)
        fail("a client was sent away with %d", count >= 2 ? bytes[0] << 8 | bytes[1] : 1005);
}

void guest_ready(struct guest *guest) {
    if (guest->link.state == CONNECTING) return link_upgrade(&guest->link, guest, false);
    if (link_read(&guest->link, guest, hear)) return;
    if (guest->state == COMING) fail("the server hung up on a client that was coming in");
    if (guest->state == IN) tally.lost++;
    guest->state = OUT;
    link_close(&guest->link, false);
}
