// Written by scripts/assets: run it when a file of the page or a schema comes or goes.
#include "WebAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char asset_0[] = {
#embed "../../clients/web/lifeline.d.ts"
};
static const unsigned char asset_1[] = {
#embed "../../clients/web/lifeline.js"
};
static const unsigned char asset_2[] = {
#embed "../../schemas/index.json"
};
static const unsigned char asset_3[] = {
#embed "../../schemas/item.json"
};
static const unsigned char asset_4[] = {
#embed "../../schemas/layouts.json"
};
static const unsigned char asset_5[] = {
#embed "../../schemas/message.json"
};
static const unsigned char asset_6[] = {
#embed "../../schemas/record.json"
};
static const unsigned char asset_7[] = {
#embed "../../schemas/wf.protocol.message.json"
};
static const unsigned char asset_8[] = {
#embed "../../schemas/messages/ack.json"
};
static const unsigned char asset_9[] = {
#embed "../../schemas/messages/auth.json"
};
static const unsigned char asset_10[] = {
#embed "../../schemas/messages/codec_set.json"
};
static const unsigned char asset_11[] = {
#embed "../../schemas/messages/energy_field.json"
};
static const unsigned char asset_12[] = {
#embed "../../schemas/messages/energy_update.json"
};
static const unsigned char asset_13[] = {
#embed "../../schemas/messages/error_event.json"
};
static const unsigned char asset_14[] = {
#embed "../../schemas/messages/goodbye.json"
};
static const unsigned char asset_15[] = {
#embed "../../schemas/messages/heartbeat.json"
};
static const unsigned char asset_16[] = {
#embed "../../schemas/messages/hello.json"
};
static const unsigned char asset_17[] = {
#embed "../../schemas/messages/interference_event.json"
};
static const unsigned char asset_18[] = {
#embed "../../schemas/messages/lag.json"
};
static const unsigned char asset_19[] = {
#embed "../../schemas/messages/model_status.json"
};
static const unsigned char asset_20[] = {
#embed "../../schemas/messages/reply.json"
};
static const unsigned char asset_21[] = {
#embed "../../schemas/messages/request.json"
};
static const unsigned char asset_22[] = {
#embed "../../schemas/messages/resonance_event.json"
};
static const unsigned char asset_23[] = {
#embed "../../schemas/messages/resync.json"
};
static const unsigned char asset_24[] = {
#embed "../../schemas/messages/reward_event.json"
};
static const unsigned char asset_25[] = {
#embed "../../schemas/messages/set_codec.json"
};
static const unsigned char asset_26[] = {
#embed "../../schemas/messages/startup_complete.json"
};
static const unsigned char asset_27[] = {
#embed "../../schemas/messages/state_snapshot.json"
};
static const unsigned char asset_28[] = {
#embed "../../schemas/messages/subscribe.json"
};
static const unsigned char asset_29[] = {
#embed "../../schemas/messages/subscribed.json"
};
static const unsigned char asset_30[] = {
#embed "../../schemas/messages/token_stream.json"
};
static const unsigned char asset_31[] = {
#embed "../../schemas/messages/unsubscribe.json"
};
static const unsigned char asset_32[] = {
#embed "../../schemas/messages/unsubscribed.json"
};
static const unsigned char asset_33[] = {
#embed "../../schemas/messages/welcome.json"
};

static const struct lifeline_asset assets[] = {
    {"/client/lifeline.d.ts", asset_0, sizeof asset_0},
    {"/client/lifeline.js", asset_1, sizeof asset_1},
    {"/schemas/index.json", asset_2, sizeof asset_2},
    {"/schemas/item.json", asset_3, sizeof asset_3},
    {"/schemas/layouts.json", asset_4, sizeof asset_4},
    {"/schemas/message.json", asset_5, sizeof asset_5},
    {"/schemas/record.json", asset_6, sizeof asset_6},
    {"/schemas/wf.protocol.message.json", asset_7, sizeof asset_7},
    {"/schemas/messages/ack.json", asset_8, sizeof asset_8},
    {"/schemas/messages/auth.json", asset_9, sizeof asset_9},
    {"/schemas/messages/codec_set.json", asset_10, sizeof asset_10},
    {"/schemas/messages/energy_field.json", asset_11, sizeof asset_11},
    {"/schemas/messages/energy_update.json", asset_12, sizeof asset_12},
    {"/schemas/messages/error_event.json", asset_13, sizeof asset_13},
    {"/schemas/messages/goodbye.json", asset_14, sizeof asset_14},
    {"/schemas/messages/heartbeat.json", asset_15, sizeof asset_15},
    {"/schemas/messages/hello.json", asset_16, sizeof asset_16},
    {"/schemas/messages/interference_event.json", asset_17, sizeof asset_17},
    {"/schemas/messages/lag.json", asset_18, sizeof asset_18},
    {"/schemas/messages/model_status.json", asset_19, sizeof asset_19},
    {"/schemas/messages/reply.json", asset_20, sizeof asset_20},
    {"/schemas/messages/request.json", asset_21, sizeof asset_21},
    {"/schemas/messages/resonance_event.json", asset_22, sizeof asset_22},
    {"/schemas/messages/resync.json", asset_23, sizeof asset_23},
    {"/schemas/messages/reward_event.json", asset_24, sizeof asset_24},
    {"/schemas/messages/set_codec.json", asset_25, sizeof asset_25},
    {"/schemas/messages/startup_complete.json", asset_26, sizeof asset_26},
    {"/schemas/messages/state_snapshot.json", asset_27, sizeof asset_27},
    {"/schemas/messages/subscribe.json", asset_28, sizeof asset_28},
    {"/schemas/messages/subscribed.json", asset_29, sizeof asset_29},
    {"/schemas/messages/token_stream.json", asset_30, sizeof asset_30},
    {"/schemas/messages/unsubscribe.json", asset_31, sizeof asset_31},
    {"/schemas/messages/unsubscribed.json", asset_32, sizeof asset_32},
    {"/schemas/messages/welcome.json", asset_33, sizeof asset_33},
};

const int lifeline_asset_count = sizeof assets / sizeof assets[0];

const struct lifeline_asset *lifeline_asset_list(void) { return assets; }
