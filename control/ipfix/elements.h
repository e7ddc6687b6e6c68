// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice::ipfix {

// A Field Specifier (RFC 7011, section 3.2). The numbers are IANA's, or ours where ours is set.
struct Element {
    uint16_t number;
    uint16_t bytes;
    bool ours = false;
};

inline constexpr uint16_t kVariableLength = 0xffff;  // RFC 7011, section 7

inline constexpr Element kOctetDeltaCount{1, 8};
inline constexpr Element kPacketDeltaCount{2, 8};
inline constexpr Element kProtocolIdentifier{4, 1};
inline constexpr Element kSourceTransportPort{7, 2};
inline constexpr Element kSourceIpv4Address{8, 4};
inline constexpr Element kDestinationTransportPort{11, 2};
inline constexpr Element kDestinationIpv4Address{12, 4};
inline constexpr Element kSourceIpv6Address{27, 16};
inline constexpr Element kDestinationIpv6Address{28, 16};
inline constexpr Element kFlowDirection{61, 1};
inline constexpr Element kFlowEndReason{136, 1};
inline constexpr Element kExportingProcessId{144, 4};
inline constexpr Element kFlowId{148, 8};
inline constexpr Element kFlowStartMilliseconds{152, 8};
inline constexpr Element kFlowEndMilliseconds{153, 8};
inline constexpr Element kNotSentFlowTotalCount{166, 8};
inline constexpr Element kNotSentPacketTotalCount{167, 8};
inline constexpr Element kNotSentOctetTotalCount{168, 8};
inline constexpr Element kInformationElementId{303, 2};
inline constexpr Element kObservationTimeMilliseconds{323, 8};
inline constexpr Element kInformationElementDataType{339, 1};
inline constexpr Element kInformationElementName{341, kVariableLength};
inline constexpr Element kInformationElementSemantics{344, 1};
inline constexpr Element kPrivateEnterpriseNumber{346, 4};

inline constexpr Element kSubscriberId{1, kVariableLength, true};
inline constexpr Element kLabel{2, kVariableLength, true};
inline constexpr Element kGrade{3, 1, true};

// Template IDs are ours to choose, from 256 on.
inline constexpr uint16_t kTemplateSet = 2;
inline constexpr uint16_t kOptionsTemplateSet = 3;
inline constexpr uint16_t kIpv4Flow = 256;
inline constexpr uint16_t kIpv6Flow = 257;
inline constexpr uint16_t kLoss = 258;
inline constexpr uint16_t kTypeInformation = 259;

}  // namespace sluice::ipfix
