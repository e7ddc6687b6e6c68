// SPDX-License-Identifier: Apache-2.0
#include "classifier/utp_conversation.h"

#include <algorithm>

namespace sluice {

// "conn_id_recv = random; conn_id_send = conn_id_recv + 1": the SYN carries the initiator's
// receiving id, later packets the other end's. So a reply to a SYN repeats its id, and otherwise
// the two directions differ by one.
bool UtpConversation::pair(const End& sender, const End& receiver, const UtpHeader& header) {
    if (receiver.syn && header.connection_id == receiver.syn_id)
        return true;
    if (sender.syn && receiver.other && receiver.connection_id == sender.syn_id)
        return header.connection_id == static_cast<uint16_t>(sender.syn_id + 1);
    const auto apart = static_cast<uint16_t>(header.connection_id - receiver.connection_id);
    return receiver.other && (apart == 1 || apart == 0xffff);
}

// A STATE packet has the sequence number of the next DATA, so that one less may be acknowledged.
bool UtpConversation::acknowledges(const End& receiver, const UtpHeader& header) {
    return std::any_of(receiver.sequences.begin(), receiver.sequences.begin() + receiver.sent,
                       [&](uint16_t sequence) {
                           const auto behind =
                               static_cast<uint16_t>(sequence - header.acknowledged);
                           return behind <= 1;
                       });
}

// DATA takes the next number, STATE repeats the one that the next DATA will have; what is
// acknowledged does not go back (BEP 29, seq_nr and ack_nr).
bool UtpConversation::follows(const End& sender, const UtpHeader& header) {
    constexpr uint16_t kAhead = 256;  // packets that one acknowledgement may cover
    const bool carries_on = header.type == UtpType::data || header.type == UtpType::state;
    return carries_on && sender.other && header.connection_id == sender.connection_id &&
           static_cast<uint16_t>(header.sequence - last_sequence(sender)) <= 1 &&
           static_cast<uint16_t>(header.acknowledged - sender.acknowledged) < kAhead &&
           header.timestamp_us - sender.timestamp_us < UINT32_MAX / 2;
}

uint16_t UtpConversation::last_sequence(const End& sender) {
    return sender.sequences[(sender.write + kRemembered - 1) % kRemembered];
}

// Over the run the sender's clock went as far as ours, but for what a queue adds.
bool UtpConversation::clock_runs(const End& sender, const UtpHeader& header, uint32_t time_us) {
    constexpr uint32_t kShortest_us = 10'000;
    constexpr uint32_t kQueue_us = 20'000;
    const uint32_t theirs = header.timestamp_us - sender.run_began_timestamp_us;
    const uint32_t ours = time_us - sender.run_began_us;
    const uint32_t apart = std::max(theirs, ours) - std::min(theirs, ours);
    return ours >= kShortest_us && apart <= ours / 4 + kQueue_us && apart < ours;
}

bool UtpConversation::extend_run(End& sender, const UtpHeader& header, uint32_t time_us) {
    if (!follows(sender, header)) {
        sender.run = 1;
        sender.run_began_timestamp_us = header.timestamp_us;
        sender.run_began_us = time_us;
        return false;
    }
    const bool moves =
        header.sequence != last_sequence(sender) || header.acknowledged != sender.acknowledged;
    if (moves && sender.run < kLongestRun)
        ++sender.run;
    return sender.run >= kProvingRun && clock_runs(sender, header, time_us);
}

bool UtpConversation::observe(const UtpHeader& header, Direction direction, uint32_t time_us) {
    End& sender = ends_[static_cast<size_t>(direction)];
    End& receiver = ends_[static_cast<size_t>(opposite(direction))];
    // Microseconds of a running clock: zero, or backwards by more than reordering, is none.
    constexpr uint32_t kReordering_us = 10'000'000;
    const uint32_t forward = header.timestamp_us - sender.timestamp_us + kReordering_us;
    const bool first = sender.sent == 0;
    if (header.timestamp_us == 0 || (!first && forward > UINT32_MAX / 2))
        return false;

    const bool syn = header.type == UtpType::syn;
    // Nothing acknowledged yet, or a field of zeros in some other protocol: no agreement.
    const bool paired = pair(sender, receiver, header);
    const bool agrees =
        !syn && header.acknowledged != 0 && paired && acknowledges(receiver, header);
    // The reply to a SYN acknowledges exactly it, which is as good as agreement both ways.
    const bool answers_syn = agrees && receiver.syn && !receiver.other &&
                             header.connection_id == receiver.syn_id &&
                             header.acknowledged == receiver.sequences[0];
    sender.agrees |= agrees;
    // Alone, a direction that goes on is enough; but not against what the other one says.
    const bool goes_on = extend_run(sender, header, time_us) && (receiver.sent == 0 || paired);

    sender.timestamp_us = header.timestamp_us;
    sender.acknowledged = header.acknowledged;
    sender.sequences[sender.write] = header.sequence;
    sender.write = static_cast<uint8_t>((sender.write + 1) % kRemembered);
    sender.sent = std::min<uint8_t>(static_cast<uint8_t>(sender.sent + 1), kRemembered);
    if (syn) {
        sender.syn = true;
        sender.syn_id = header.connection_id;
    } else {
        sender.other = true;
        sender.connection_id = header.connection_id;
    }
    return answers_syn || (sender.agrees && receiver.agrees) || goes_on;
}

}  // namespace sluice
