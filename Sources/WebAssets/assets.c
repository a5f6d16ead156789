// Written by scripts/assets: run it when a file of the page or a schema comes or goes.
#include "WebAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char asset_0[] = {
#embed "../../clients/web/index.html"
};
static const unsigned char asset_1[] = {
#embed "../../clients/web/lifeline.d.ts"
};
static const unsigned char asset_2[] = {
#embed "../../clients/web/lifeline.min.js"
};
static const unsigned char asset_3[] = {
#embed "../../clients/web/page/answer.js"
};
static const unsigned char asset_4[] = {
#embed "../../clients/web/page/backstage.js"
};
static const unsigned char asset_5[] = {
#embed "../../clients/web/page/channels.js"
};
static const unsigned char asset_6[] = {
#embed "../../clients/web/page/effort.js"
};
static const unsigned char asset_7[] = {
#embed "../../clients/web/page/elements.js"
};
static const unsigned char asset_8[] = {
#embed "../../clients/web/page/faults.js"
};
static const unsigned char asset_9[] = {
#embed "../../clients/web/page/field.js"
};
static const unsigned char asset_10[] = {
#embed "../../clients/web/page/flat.js"
};
static const unsigned char asset_11[] = {
#embed "../../clients/web/page/glass.js"
};
static const unsigned char asset_12[] = {
#embed "../../clients/web/page/graph.js"
};
static const unsigned char asset_13[] = {
#embed "../../clients/web/page/hero.js"
};
static const unsigned char asset_14[] = {
#embed "../../clients/web/page/inspector.js"
};
static const unsigned char asset_15[] = {
#embed "../../clients/web/page/journal.js"
};
static const unsigned char asset_16[] = {
#embed "../../clients/web/page/keys.js"
};
static const unsigned char asset_17[] = {
#embed "../../clients/web/page/latency.js"
};
static const unsigned char asset_18[] = {
#embed "../../clients/web/page/losses.js"
};
static const unsigned char asset_19[] = {
#embed "../../clients/web/page/machine.js"
};
static const unsigned char asset_20[] = {
#embed "../../clients/web/page/main.js"
};
static const unsigned char asset_21[] = {
#embed "../../clients/web/page/palette.js"
};
static const unsigned char asset_22[] = {
#embed "../../clients/web/page/probe.js"
};
static const unsigned char asset_23[] = {
#embed "../../clients/web/page/prompt.js"
};
static const unsigned char asset_24[] = {
#embed "../../clients/web/page/ring.js"
};
static const unsigned char asset_25[] = {
#embed "../../clients/web/page/shaders.js"
};
static const unsigned char asset_26[] = {
#embed "../../clients/web/page/stage.js"
};
static const unsigned char asset_27[] = {
#embed "../../clients/web/page/surface.js"
};
static const unsigned char asset_28[] = {
#embed "../../clients/web/page/theatre.js"
};
static const unsigned char asset_29[] = {
#embed "../../clients/web/page/toasts.js"
};
static const unsigned char asset_30[] = {
#embed "../../clients/web/page/token.js"
};
static const unsigned char asset_31[] = {
#embed "../../clients/web/page/traffic.js"
};
static const unsigned char asset_32[] = {
#embed "../../clients/web/page/voices.js"
};
static const unsigned char asset_33[] = {
#embed "../../clients/web/page/words.js"
};
static const unsigned char asset_34[] = {
#embed "../../clients/web/page.css"
};
static const unsigned char asset_35[] = {
#embed "../../clients/web/unauthorized.html"
};
static const unsigned char asset_36[] = {
#embed "../../schemas/index.json"
};
static const unsigned char asset_37[] = {
#embed "../../schemas/item.json"
};
static const unsigned char asset_38[] = {
#embed "../../schemas/layouts.json"
};
static const unsigned char asset_39[] = {
#embed "../../schemas/message.json"
};
static const unsigned char asset_40[] = {
#embed "../../schemas/record.json"
};
static const unsigned char asset_41[] = {
#embed "../../schemas/wf.protocol.message.json"
};
static const unsigned char asset_42[] = {
#embed "../../schemas/messages/ack.json"
};
static const unsigned char asset_43[] = {
#embed "../../schemas/messages/auth.json"
};
static const unsigned char asset_44[] = {
#embed "../../schemas/messages/codec_set.json"
};
static const unsigned char asset_45[] = {
#embed "../../schemas/messages/energy_field.json"
};
static const unsigned char asset_46[] = {
#embed "../../schemas/messages/energy_update.json"
};
static const unsigned char asset_47[] = {
#embed "../../schemas/messages/error_event.json"
};
static const unsigned char asset_48[] = {
#embed "../../schemas/messages/goodbye.json"
};
static const unsigned char asset_49[] = {
#embed "../../schemas/messages/heartbeat.json"
};
static const unsigned char asset_50[] = {
#embed "../../schemas/messages/hello.json"
};
static const unsigned char asset_51[] = {
#embed "../../schemas/messages/interference_event.json"
};
static const unsigned char asset_52[] = {
#embed "../../schemas/messages/lag.json"
};
static const unsigned char asset_53[] = {
#embed "../../schemas/messages/model_status.json"
};
static const unsigned char asset_54[] = {
#embed "../../schemas/messages/reply.json"
};
static const unsigned char asset_55[] = {
#embed "../../schemas/messages/request.json"
};
static const unsigned char asset_56[] = {
#embed "../../schemas/messages/resonance_event.json"
};
static const unsigned char asset_57[] = {
#embed "../../schemas/messages/resync.json"
};
static const unsigned char asset_58[] = {
#embed "../../schemas/messages/reward_event.json"
};
static const unsigned char asset_59[] = {
#embed "../../schemas/messages/set_codec.json"
};
static const unsigned char asset_60[] = {
#embed "../../schemas/messages/startup_complete.json"
};
static const unsigned char asset_61[] = {
#embed "../../schemas/messages/state_snapshot.json"
};
static const unsigned char asset_62[] = {
#embed "../../schemas/messages/subscribe.json"
};
static const unsigned char asset_63[] = {
#embed "../../schemas/messages/subscribed.json"
};
static const unsigned char asset_64[] = {
#embed "../../schemas/messages/token_stream.json"
};
static const unsigned char asset_65[] = {
#embed "../../schemas/messages/unsubscribe.json"
};
static const unsigned char asset_66[] = {
#embed "../../schemas/messages/unsubscribed.json"
};
static const unsigned char asset_67[] = {
#embed "../../schemas/messages/welcome.json"
};

static const struct lifeline_asset assets[] = {
    {"/", asset_0, sizeof asset_0},
    {"/client/lifeline.d.ts", asset_1, sizeof asset_1},
    {"/client/lifeline.js", asset_2, sizeof asset_2},
    {"/client/page/answer.js", asset_3, sizeof asset_3},
    {"/client/page/backstage.js", asset_4, sizeof asset_4},
    {"/client/page/channels.js", asset_5, sizeof asset_5},
    {"/client/page/effort.js", asset_6, sizeof asset_6},
    {"/client/page/elements.js", asset_7, sizeof asset_7},
    {"/client/page/faults.js", asset_8, sizeof asset_8},
    {"/client/page/field.js", asset_9, sizeof asset_9},
    {"/client/page/flat.js", asset_10, sizeof asset_10},
    {"/client/page/glass.js", asset_11, sizeof asset_11},
    {"/client/page/graph.js", asset_12, sizeof asset_12},
    {"/client/page/hero.js", asset_13, sizeof asset_13},
    {"/client/page/inspector.js", asset_14, sizeof asset_14},
    {"/client/page/journal.js", asset_15, sizeof asset_15},
    {"/client/page/keys.js", asset_16, sizeof asset_16},
    {"/client/page/latency.js", asset_17, sizeof asset_17},
    {"/client/page/losses.js", asset_18, sizeof asset_18},
    {"/client/page/machine.js", asset_19, sizeof asset_19},
    {"/client/page/main.js", asset_20, sizeof asset_20},
    {"/client/page/palette.js", asset_21, sizeof asset_21},
    {"/client/page/probe.js", asset_22, sizeof asset_22},
    {"/client/page/prompt.js", asset_23, sizeof asset_23},
    {"/client/page/ring.js", asset_24, sizeof asset_24},
    {"/client/page/shaders.js", asset_25, sizeof asset_25},
    {"/client/page/stage.js", asset_26, sizeof asset_26},
    {"/client/page/surface.js", asset_27, sizeof asset_27},
    {"/client/page/theatre.js", asset_28, sizeof asset_28},
    {"/client/page/toasts.js", asset_29, sizeof asset_29},
    {"/client/page/token.js", asset_30, sizeof asset_30},
    {"/client/page/traffic.js", asset_31, sizeof asset_31},
    {"/client/page/voices.js", asset_32, sizeof asset_32},
    {"/client/page/words.js", asset_33, sizeof asset_33},
    {"/client/page.css", asset_34, sizeof asset_34},
    {"/client/unauthorized.html", asset_35, sizeof asset_35},
    {"/schemas/index.json", asset_36, sizeof asset_36},
    {"/schemas/item.json", asset_37, sizeof asset_37},
    {"/schemas/layouts.json", asset_38, sizeof asset_38},
    {"/schemas/message.json", asset_39, sizeof asset_39},
    {"/schemas/record.json", asset_40, sizeof asset_40},
    {"/schemas/wf.protocol.message.json", asset_41, sizeof asset_41},
    {"/schemas/messages/ack.json", asset_42, sizeof asset_42},
    {"/schemas/messages/auth.json", asset_43, sizeof asset_43},
    {"/schemas/messages/codec_set.json", asset_44, sizeof asset_44},
    {"/schemas/messages/energy_field.json", asset_45, sizeof asset_45},
    {"/schemas/messages/energy_update.json", asset_46, sizeof asset_46},
    {"/schemas/messages/error_event.json", asset_47, sizeof asset_47},
    {"/schemas/messages/goodbye.json", asset_48, sizeof asset_48},
    {"/schemas/messages/heartbeat.json", asset_49, sizeof asset_49},
    {"/schemas/messages/hello.json", asset_50, sizeof asset_50},
    {"/schemas/messages/interference_event.json", asset_51, sizeof asset_51},
    {"/schemas/messages/lag.json", asset_52, sizeof asset_52},
    {"/schemas/messages/model_status.json", asset_53, sizeof asset_53},
    {"/schemas/messages/reply.json", asset_54, sizeof asset_54},
    {"/schemas/messages/request.json", asset_55, sizeof asset_55},
    {"/schemas/messages/resonance_event.json", asset_56, sizeof asset_56},
    {"/schemas/messages/resync.json", asset_57, sizeof asset_57},
    {"/schemas/messages/reward_event.json", asset_58, sizeof asset_58},
    {"/schemas/messages/set_codec.json", asset_59, sizeof asset_59},
    {"/schemas/messages/startup_complete.json", asset_60, sizeof asset_60},
    {"/schemas/messages/state_snapshot.json", asset_61, sizeof asset_61},
    {"/schemas/messages/subscribe.json", asset_62, sizeof asset_62},
    {"/schemas/messages/subscribed.json", asset_63, sizeof asset_63},
    {"/schemas/messages/token_stream.json", asset_64, sizeof asset_64},
    {"/schemas/messages/unsubscribe.json", asset_65, sizeof asset_65},
    {"/schemas/messages/unsubscribed.json", asset_66, sizeof asset_66},
    {"/schemas/messages/welcome.json", asset_67, sizeof asset_67},
};

const int lifeline_asset_count = sizeof assets / sizeof assets[0];

const struct lifeline_asset *lifeline_asset_list(void) { return assets; }
