// SPDX-License-Identifier: Apache-2.0
// Fragments of a few datagrams, four bytes each, beside a model that keeps every byte seen: ports
// may only be given to bytes that came once, and only those of the first fragment.
#include <array>
#include <bitset>
#include <cstdlib>

#include "dataplane/fragment_table.h"

using namespace sluice;

namespace {

struct Model {
    std::bitset<2048> seen;  // in units of eight bytes
    uint16_t port = 0;
    size_t total = 0;
    bool known = false;
};

void require(bool holds) {
    if (!holds)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static constexpr uint8_t kIpv4Mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    FragmentTable table(64, 0x5eed);
    std::array<Model, 4> models;
    for (; size >= 4; data += 4, size -= 4) {
        const size_t id = data[0] & 0x03;
        const size_t begin = (data[0] & 0x04) != 0 ? 0 : size_t{data[1]} + 1;
        const size_t length = size_t{data[2]} % 64 + 1;
        ParsedPacket packet;
        std::copy(std::begin(kIpv4Mapped), std::end(kIpv4Mapped), packet.source.bytes.begin());
        packet.destination = packet.source;
        packet.protocol = 17;
        packet.has_flow = packet.is_fragment = true;
        packet.is_first_fragment = begin == 0;
        packet.more_fragments = begin == 0 || (data[0] & 0x08) != 0;
        packet.fragment_id = static_cast<uint32_t>(id);
        packet.fragment_offset = static_cast<uint16_t>(begin * 8);
        packet.fragment_length = static_cast<uint16_t>(length * 8);
        const uint16_t own_port = begin == 0 ? uint16_t{1} + (data[3] & 0x01) : 0;
        packet.source_port = own_port;
        table.resolve(0, 0, packet);

        Model& model = models[id];
        if (packet.oddity != Oddity::none) {
            require(packet.source_port == 0);
            require(packet.oddity == Oddity::fragment_overlap || !model.known);
            continue;
        }
        if (begin == 0) {
            require(packet.source_port == own_port);
            require(!model.known || model.port == own_port);
            if (!model.known)
                model = Model{.port = own_port, .known = true};
            else
                continue;
        }
        require(model.known && packet.source_port == model.port);
        for (size_t unit = begin; unit < begin + length; ++unit) {
            require(!model.seen[unit]);
            model.seen[unit] = true;
        }
        if (!packet.more_fragments)
            model.total = begin + length;
        require(model.total == 0 || (model.seen >> model.total).none());
        if (model.total != 0 && model.seen.count() == model.total)
            model.known = false;
    }
    return 0;
}
