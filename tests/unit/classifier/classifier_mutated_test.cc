// SPDX-License-Identifier: Apache-2.0
// Streams as their senders cut, repeat and shuffle them: the label is right, or none is given.
#include <gtest/gtest.h>

#include "tests/unit/classifier/flow_under_test.h"
#include "tests/unit/classifier/peer_wire_messages.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;

struct Form {
    std::string_view name;
    std::vector<uint8_t> stream;
};

// What a client says first, of each wire form over TCP that a verifier knows by it.
std::vector<Form> forms() {
    return {
        {"handshake", handshake() + have() + request()},
        {"announce",
         text_bytes("GET /announce?info_hash=%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11"
                    "%12%13%14&peer_id=-XX0001-abcdefghijkl&port=6881&left=0 HTTP/1.1\r\n"
                    "Host: tracker\r\n\r\n")},
        {"scrape", text_bytes("GET /scrape?info_hash=%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f"
                              "%10%11%12%13%14 HTTP/1.1\r\nHost: tracker\r\n\r\n")},
        {"http", text_bytes("GET /index.html HTTP/1.1\r\nHost: example.net\r\n\r\n")},
        {"ssh", text_bytes("SSH-2.0-OpenSSH_9.2\r\n")},
    };
}

enum class Mutation { in_order, reordered, repeated };

Label label_of(Bytes stream, size_t cut, Mutation mutation) {
    FlowUnderTest flow;
    flow.opens();
    if (mutation != Mutation::reordered)
        flow.tcp(kUp, 0, stream.first(cut));
    if (mutation == Mutation::repeated)
        flow.tcp(kUp, 0, stream.first(cut));
    flow.tcp(kUp, cut, stream.subspan(cut));
    if (mutation == Mutation::repeated)
        flow.tcp(kUp, cut, stream.subspan(cut));
    if (mutation == Mutation::reordered)
        flow.tcp(kUp, 0, stream.first(cut));
    return flow.inspection.verdict.label;
}

TEST(ClassifierMutated, AStreamCutShuffledOrRepeatedNeverGetsAnotherLabel) {
    for (const Form& form : forms()) {
        FlowUnderTest intact;
        intact.opens();
        intact.tcp(kUp, 0, form.stream);
        const Label expected = intact.inspection.verdict.label;
        EXPECT_NE(expected, Label::unknown) << form.name;
        for (size_t cut = 1; cut < form.stream.size(); ++cut)
            for (const Mutation mutation :
                 {Mutation::in_order, Mutation::reordered, Mutation::repeated}) {
                const Label label = label_of(form.stream, cut, mutation);
                // Of what came so far a web request is one, whatever its query goes on to say.
                EXPECT_TRUE(label == expected || label == Label::unknown || label == Label::http)
                    << form.name << " cut at " << cut << ": " << name(label);
            }
    }
}

}  // namespace
}  // namespace sluice
