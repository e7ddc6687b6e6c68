// SPDX-License-Identifier: Apache-2.0
#include "oracle/udp/system_random.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include <sys/random.h>

namespace sluice {

uint64_t random_number() {
    uint64_t number;
    if (getrandom(&number, sizeof number, 0) != sizeof number)
        throw std::runtime_error(std::string("no random numbers: ") + std::strerror(errno));
    return number;
}

SipKey random_key() {
    return {random_number(), random_number()};
}

}  // namespace sluice
