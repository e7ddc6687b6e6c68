// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/wire/emule_fields.h"

namespace sluice::kad {

// How much a body says by itself.
enum class Worth : uint8_t { weak, proves };
constexpr Worth proves_if(bool condition) {
    return condition ? Worth::proves : Worth::weak;
}

// Of the start of a search for a key: terms follow.
inline constexpr uint16_t kRestrictive = 0x8000;

// Id, address, UDP and TCP port, version: as many as the count says fill what is left of a body.
Worth contacts(EmuleFields& in, uint16_t count);
// How many tags there were.
uint8_t tag_list(EmuleFields& in);
// Entries of an id and tags each.
Worth results(EmuleFields& in);
void file_size(EmuleFields& in);
// Id, TCP port and version of who speaks.
void node(EmuleFields& in);
Worth find(EmuleFields& in);
Worth search_key(EmuleFields& in);
Worth publish_reply(EmuleFields& in, bool has_load);
// Two ids and a port, since version 7 connect options as well.
Worth buddy(EmuleFields& in, bool options);

}  // namespace sluice::kad
