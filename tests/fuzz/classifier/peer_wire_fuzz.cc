// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/peer_framing.h"
#include "classifier/wire/peer_wire.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    parse_handshake(input, input.size());

    const Framing framing = judge_framing(input);
    if (framing.evidence != FramingEvidence::none && framing.next < kMessageHeaderBytes)
        std::abort();  // evidence without a message
    if (framing.evidence != FramingEvidence::none && framing.next < size)
        continues_framing(input.subspan(framing.next));

    const auto boundary = find_message_boundary(input);
    if (!boundary)
        return 0;
    Reader in{input.subspan(*boundary)};
    const uint32_t length = in.be32();
    if (!parse_message_header(length, in.u8()))
        std::abort();  // a boundary without a message
    return 0;
}
