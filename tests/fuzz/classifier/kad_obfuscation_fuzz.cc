// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "classifier/wire/kad_obfuscation.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    std::array<KadNode, 8> nodes;
    read_kad_nodes(input, nodes);
    std::array<uint8_t, kMostObfuscatedBytes> room;
    reveal_kad(input, KadId{}, room);
    return 0;
}
