// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/encoder.h"

#include <gtest/gtest.h>

#include "tests/unit/control/ipfix/decoder.h"
#include "tests/unit/control/ipfix/flows.h"

namespace sluice::test {
namespace {

constexpr uint32_t kEnterprise = 32'473;
constexpr uint16_t kIpv4Flow = 256;
constexpr uint16_t kIpv6Flow = 257;

IpfixEncoder encoder(uint32_t most_bytes = 1'352) {
    return IpfixEncoder(
        {.observation_domain = 9, .enterprise = kEnterprise, .most_bytes = most_bytes});
}

struct Read {
    std::vector<IpfixDecoder::Message> messages;
    std::vector<IpfixDecoder::Record> records;
    std::string mistake;
};

Read read(IpfixEncoder& encoder, IpfixDecoder& decoder) {
    Read all;
    for (const IpfixMessage& message : encoder.take(1'700'000'100)) {
        all.messages.push_back(decoder.read(message.bytes));
        for (const auto& record : all.messages.back().records)
            all.records.push_back(record);
    }
    all.mistake = decoder.mistake();
    return all;
}

TEST(IpfixEncoder, NothingToSayIsNoMessage) {
    EXPECT_TRUE(encoder().take(1).empty());
}

TEST(IpfixEncoder, AMessageIsOctetForOctetAsSection3SaysItIs) {
    IpfixEncoder one = encoder();
    one.add_loss({.flows = 1, .packets = 2, .octets = 3}, 4, 5);
    const auto messages = one.take(0x01020304);
    ASSERT_EQ(messages.size(), 1u);
    const std::vector<uint8_t> expected{
        0, 10, 0, 64, 1, 2, 3, 4,
        0, 0,  0, 0,  0, 0, 0, 0,  // version, length, time, sequence, domain
        1, 2,  0, 48,              // set 258
        0, 0,  0, 1,               // the process
        0, 0,  0, 0,  0, 0, 0, 1,
        0, 0,  0, 0,  0, 0, 0, 2,  // flows, packets
        0, 0,  0, 0,  0, 0, 0, 3,
        0, 0,  0, 0,  0, 0, 0, 4,  // octets, first
        0, 0,  0, 0,  0, 0, 0, 5};
    EXPECT_EQ(messages[0].bytes, expected);
}

TEST(IpfixEncoder, AFlowIsARecordForEachDirection) {
    IpfixEncoder one = encoder();
    IpfixDecoder decoder;
    one.add_templates();
    one.add_flow(exported());
    const Read all = read(one, decoder);
    ASSERT_EQ(all.mistake, "");
    ASSERT_EQ(all.records.size(), 3u + 2) << "beside the names of our own elements";
    const auto& up = all.records[3];
    EXPECT_EQ(up.id, kIpv4Flow);
    EXPECT_EQ(up.number(8), 0xc6120007u);
    EXPECT_EQ(up.number(12), 0xcb007109u);
    EXPECT_EQ(up.number(7), 40'000u);
    EXPECT_EQ(up.number(11), 6'881u);
    EXPECT_EQ(up.number(4), 6u);
    EXPECT_EQ(up.number(61), 0u) << "into the network";
    EXPECT_EQ(up.number(136), 2u);
    EXPECT_EQ(up.number(1), 0x1'0000'0001u);
    EXPECT_EQ(up.number(2), 70'000u);
    EXPECT_EQ(up.number(152), 1'700'000'000'123u);
    EXPECT_EQ(up.number(153), 1'700'000'060'456u);
    EXPECT_EQ(up.number(148), 0x0100'0000'0000'002au);
    EXPECT_EQ(up.text(1, kEnterprise), "s-1001");
    EXPECT_EQ(up.text(2, kEnterprise), "bittorrent.peer");
    EXPECT_EQ(up.number(3, kEnterprise), static_cast<uint64_t>(Grade::exact));
    const auto& down = all.records[4];
    EXPECT_EQ(down.number(8), 0xcb007109u);
    EXPECT_EQ(down.number(12), 0xc6120007u);
    EXPECT_EQ(down.number(7), 6'881u);
    EXPECT_EQ(down.number(11), 40'000u);
    EXPECT_EQ(down.number(61), 1u) << "out of it";
    EXPECT_EQ(down.number(1), 300u);
    EXPECT_EQ(down.number(2), 2u);
    EXPECT_EQ(down.text(1, kEnterprise), "s-1001");
}

TEST(IpfixEncoder, ADirectionWithoutAPacketIsNoRecord) {
    IpfixEncoder one = encoder();
    IpfixDecoder decoder;
    one.add_templates();
    ExportedFlow flow = exported();
    flow.record.packets[0] = 0;
    one.add_flow(flow);
    const Read all = read(one, decoder);
    ASSERT_EQ(all.records.size(), 4u);
    EXPECT_EQ(all.records[3].number(61), 1u);
}

TEST(IpfixEncoder, Ipv6HasATemplateOfItsOwn) {
    IpfixEncoder one = encoder();
    IpfixDecoder decoder;
    one.add_templates();
    one.add_flow(exported("2001:db8::7", "2001:db8:f::9"));
    one.add_flow(exported());
    one.add_flow(exported("2001:db8::8", "2001:db8:f::9"));
    const Read all = read(one, decoder);
    ASSERT_EQ(all.mistake, "");
    ASSERT_EQ(all.records.size(), 9u);
    EXPECT_EQ(all.records[3].id, kIpv6Flow);
    const IpAddress subscriber = *IpAddress::parse("2001:db8::7");
    EXPECT_EQ(all.records[3].text(27),
              std::string(subscriber.bytes.begin(), subscriber.bytes.end()));
    EXPECT_EQ(all.records[5].id, kIpv4Flow);
    EXPECT_EQ(all.records[7].id, kIpv6Flow);
}

TEST(IpfixEncoder, WhatStandsForPortsInIcmpIsNotExported) {
    IpfixEncoder one = encoder();
    IpfixDecoder decoder;
    one.add_templates();
    ExportedFlow flow = exported();
    flow.record.key.protocol = 1;
    one.add_flow(flow);
    const Read all = read(one, decoder);
    EXPECT_EQ(all.records.at(3).number(7), 0u);
    EXPECT_EQ(all.records.at(3).number(11), 0u);
}

TEST(IpfixEncoder, NamesOfEveryLengthAreReadBack) {
    for (const size_t length : {0u, 1u, 253u, 254u, 255u, 256u, 320u}) {
        IpfixEncoder one = encoder(IpfixEncoder::kLeastBytes);
        IpfixDecoder decoder;
        one.add_templates();
        ExportedFlow flow = exported("2001:db8::7", "2001:db8:f::9");
        flow.subscriber = std::string(length, 's');
        one.add_flow(flow);
        const Read all = read(one, decoder);
        ASSERT_EQ(all.mistake, "") << length;
        EXPECT_EQ(all.records.at(3).text(1, kEnterprise), flow.subscriber);
        EXPECT_EQ(all.records.at(4).text(2, kEnterprise), "bittorrent.peer");
    }
}

TEST(IpfixEncoder, ANameThatIsTooLongForAMessageIsCut) {
    IpfixEncoder one = encoder(IpfixEncoder::kLeastBytes);
    ExportedFlow flow = exported("2001:db8::7", "2001:db8:f::9");
    flow.subscriber = std::string(70'000, 's');
    one.add_flow(flow);
    for (const IpfixMessage& message : one.take(1))
        EXPECT_LE(message.bytes.size(), IpfixEncoder::kLeastBytes);
}

TEST(IpfixEncoder, NoMessageIsLongerThanMayBeAndEachIsAsFullAsPossible) {
    for (uint32_t most = IpfixEncoder::kLeastBytes; most < IpfixEncoder::kLeastBytes + 140;
         most += 7) {
        IpfixEncoder one = encoder(most);
        IpfixDecoder decoder;
        one.add_templates();
        for (int i = 0; i < 50; ++i)
            one.add_flow(exported());
        const auto messages = one.take(1);
        size_t records = 0;
        for (size_t i = 0; i < messages.size(); ++i) {
            EXPECT_LE(messages[i].bytes.size(), most);
            if (i + 1 < messages.size() && i > 0) {
                EXPECT_GT(messages[i].bytes.size() + 130, most) << "one more had found room";
            }
            records += decoder.read(messages[i].bytes).records.size();
        }
        EXPECT_EQ(decoder.mistake(), "");
        EXPECT_EQ(records, 3u + 100);
    }
}

TEST(IpfixEncoder, TheSequenceCountsDataRecordsAndNoTemplates) {
    IpfixEncoder one = encoder(IpfixEncoder::kLeastBytes);
    IpfixDecoder decoder;
    one.add_templates();
    for (int i = 0; i < 20; ++i)
        one.add_flow(exported());
    one.add_templates();
    one.add_loss({}, 0, 0);
    std::map<uint32_t, uint32_t> expected;
    for (int round = 0; round < 2; ++round) {
        const Read all = read(one, decoder);
        for (const auto& message : all.messages) {
            EXPECT_EQ(message.sequence, expected[message.domain]);
            EXPECT_EQ(message.export_time, 1'700'000'100u);
            expected[message.domain] += static_cast<uint32_t>(message.records.size());
        }
        one.add_flow(exported());
    }
    EXPECT_EQ(expected, (std::map<uint32_t, uint32_t>{{0, 3 + 3 + 1}, {9, 40 + 2}}))
        << "flows in their domain, what concerns the exporter in none";
    EXPECT_EQ(decoder.mistake(), "");
}

TEST(IpfixEncoder, ANewSessionBeginsAtZeroAndForgetsWhatWasNotTaken) {
    IpfixEncoder one = encoder();
    one.add_flow(exported());
    one.take(1);
    one.add_flow(exported());
    one.begin_session();
    one.add_templates();
    one.add_flow(exported());
    IpfixDecoder decoder;
    const Read all = read(one, decoder);
    ASSERT_EQ(all.messages.size(), 2u);
    for (const auto& message : all.messages)
        EXPECT_EQ(message.sequence, 0u);
    EXPECT_EQ(all.records.size(), 3u + 2);
}

TEST(IpfixEncoder, OurOwnElementsAreDescribedByNameAndType) {
    IpfixEncoder one = encoder();
    IpfixDecoder decoder;
    one.add_templates();
    const Read all = read(one, decoder);
    ASSERT_EQ(all.records.size(), 3u);
    EXPECT_EQ(all.messages[0].templates + all.messages[1].templates, 4u);
    EXPECT_EQ(all.records[0].number(346), kEnterprise);
    EXPECT_EQ(all.records[0].number(303), 1u);
    EXPECT_EQ(all.records[0].number(339), 13u) << "a string (RFC 5610, section 3.1)";
    EXPECT_EQ(all.records[0].text(341), "sluiceSubscriberId");
    EXPECT_EQ(all.records[2].number(339), 1u) << "an unsigned8";
    EXPECT_EQ(all.records[2].text(341), "sluiceGrade");
}

TEST(IpfixEncoder, AMessageKnowsWhatWouldBeLostWithIt) {
    IpfixEncoder one = encoder();
    one.add_flow(exported());
    const auto messages = one.take(1);
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].content.flows, 2u);
    EXPECT_EQ(messages[0].content.packets, 70'002u);
    EXPECT_EQ(messages[0].content.octets, 0x1'0000'0001u + 300);
}

}  // namespace
}  // namespace sluice::test
