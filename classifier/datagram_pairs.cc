// SPDX-License-Identifier: Apache-2.0
#include "classifier/datagram_pairs.h"

namespace sluice {

// Whether it answers the last one; if not it is the last one now.
template <class Message>
bool DatagramPairs::is_answered_by(const Message& message, Direction direction) {
    const auto* const earlier = std::get_if<Message>(&last_);
    if (earlier != nullptr && direction_ != direction && answers(message, *earlier))
        return true;
    last_ = message;
    direction_ = direction;
    return false;
}

Verdict DatagramPairs::ed2k(Bytes datagram, Direction direction) {
    const auto message = parse_ed2k_udp(datagram);
    if (!message)
        return {};
    if (message->proves)
        return {Label::ed2k_udp, Grade::exact};
    return is_answered_by(*message, direction) ? Verdict{Label::ed2k_udp, Grade::coherent}
                                               : Verdict{};
}

Verdict DatagramPairs::kad(Bytes datagram, Direction direction, Inflator& inflator) {
    const auto message = parse_kad(datagram, inflator);
    if (!message)
        return {};
    if (message->proves)
        return {Label::kad, Grade::exact};
    return is_answered_by(*message, direction) ? Verdict{Label::kad, Grade::coherent} : Verdict{};
}

Verdict DatagramPairs::wireguard(Bytes datagram, Direction direction) {
    const auto message = parse_wireguard(datagram);
    if (!message)
        return {};
    if (message->proves_itself)
        return {Label::wireguard, Grade::exact};
    return is_answered_by(*message, direction) ? Verdict{Label::wireguard, Grade::coherent}
                                               : Verdict{};
}

}  // namespace sluice
