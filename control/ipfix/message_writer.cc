// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/message_writer.h"

#include <utility>

namespace sluice {
namespace {

using Octets = std::vector<uint8_t>;

constexpr uint16_t kVersion = 10;
constexpr size_t kHeaderBytes = 16;
constexpr size_t kSetHeaderBytes = 4;

void set_be16(Octets& out, size_t at, size_t value) {
    out[at] = static_cast<uint8_t>(value >> 8);
    out[at + 1] = static_cast<uint8_t>(value);
}

void set_be32(Octets& out, size_t at, uint32_t value) {
    set_be16(out, at, value >> 16);
    set_be16(out, at + 2, value & 0xffff);
}

}  // namespace

IpfixLoss& IpfixLoss::operator+=(const IpfixLoss& other) {
    flows += other.flows;
    packets += other.packets;
    octets += other.octets;
    return *this;
}

void IpfixMessageWriter::begin_session() {
    open_ = {};
    open_records_ = 0;
    open_set_ = 0;
    closed_.clear();
    sequence_ = 0;
}

void IpfixMessageWriter::add(uint16_t set, const Octets& record, uint32_t data_records) {
    Octets& out = open_.bytes;
    const size_t needs = record.size() + (set == open_set_ ? 0 : kSetHeaderBytes);
    if (!out.empty() && out.size() + needs > most_bytes_)
        close_message();
    if (out.empty())
        out.resize(kHeaderBytes);
    if (set != open_set_) {
        close_set();
        open_set_ = set;
        set_begins_ = out.size();
        out.resize(out.size() + kSetHeaderBytes);
        set_be16(out, set_begins_, set);
    }
    out.insert(out.end(), record.begin(), record.end());
    open_records_ += data_records;
}

void IpfixMessageWriter::close_set() {
    if (open_set_ != 0)
        set_be16(open_.bytes, set_begins_ + 2, open_.bytes.size() - set_begins_);
    open_set_ = 0;
}

void IpfixMessageWriter::close_message() {
    close_set();
    Octets& out = open_.bytes;
    set_be16(out, 0, kVersion);
    set_be16(out, 2, out.size());
    set_be32(out, 8, sequence_);
    set_be32(out, 12, observation_domain_);
    sequence_ += open_records_;
    open_records_ = 0;
    closed_.push_back(std::exchange(open_, {}));
}

void IpfixMessageWriter::take(uint32_t export_time_s, std::vector<IpfixMessage>& out) {
    if (!open_.bytes.empty())
        close_message();
    for (IpfixMessage& message : closed_) {
        set_be32(message.bytes, 4, export_time_s);
        out.push_back(std::move(message));
    }
    closed_.clear();
}

}  // namespace sluice
