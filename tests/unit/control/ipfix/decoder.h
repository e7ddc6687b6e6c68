// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sluice::test {

// A collector of the tests' own, written from RFC 7011 and not from the encoder. Remembers
// templates from message to message, as a Transport Session does.
class IpfixDecoder {
 public:
    struct Field {
        uint16_t number;
        uint16_t bytes;
        uint32_t enterprise;  // 0: IANA's
    };
    struct Record {
        uint16_t id = 0;
        std::map<std::pair<uint32_t, uint16_t>, std::string> fields;  // by enterprise and number

        uint64_t number(uint16_t element, uint32_t enterprise = 0) const {
            uint64_t value = 0;
            for (const char octet : fields.at({enterprise, element}))
                value = value << 8 | static_cast<uint8_t>(octet);
            return value;
        }
        std::string text(uint16_t element, uint32_t enterprise = 0) const {
            return fields.at({enterprise, element});
        }
    };
    struct Message {
        uint32_t export_time = 0;
        uint32_t sequence = 0;
        uint32_t domain = 0;
        size_t templates = 0;
        std::vector<Record> records;
    };

    // Empty mistake() afterwards: every octet was accounted for.
    Message read(std::span<const uint8_t> octets) {
        at_ = 0;
        in_ = octets;
        Message message;
        if (take(2) != 10)
            mistake_ = "version";
        if (take(2) != octets.size())
            mistake_ = "length";
        message.export_time = static_cast<uint32_t>(take(4));
        message.sequence = static_cast<uint32_t>(take(4));
        domain_ = message.domain = static_cast<uint32_t>(take(4));
        while (at_ < octets.size() && mistake_.empty())
            read_set(message);
        return message;
    }
    const std::string& mistake() const { return mistake_; }

 private:
    uint64_t take(size_t count) {
        if (in_.size() - at_ < count) {
            mistake_ = "beyond the end";
            at_ = in_.size();
            return 0;
        }
        uint64_t value = 0;
        while (count-- > 0)
            value = value << 8 | in_[at_++];
        return value;
    }

    void read_set(Message& message) {
        const size_t begins = at_;
        const auto id = static_cast<uint16_t>(take(2));
        const size_t end = begins + take(2);
        if (end > in_.size() || end <= begins + 4) {
            mistake_ = "set length";
            return;
        }
        while (at_ < end && mistake_.empty()) {
            if (id == 2 || id == 3) {
                read_template(id == 3);
                ++message.templates;
            } else if (!templates_.contains({domain_, id})) {
                mistake_ = "no template " + std::to_string(id);
            } else {
                message.records.push_back(read_record(id));
            }
        }
        if (at_ != end && mistake_.empty())
            mistake_ = "a record beyond its set";
    }

    void read_template(bool options) {
        const auto id = static_cast<uint16_t>(take(2));
        const uint64_t count = take(2);
        if (options && take(2) == 0)
            mistake_ = "no scope";
        std::vector<Field> fields;
        for (uint64_t i = 0; i < count; ++i) {
            Field field{static_cast<uint16_t>(take(2)), static_cast<uint16_t>(take(2)), 0};
            if (field.number & 0x8000) {
                field.number &= 0x7fff;
                field.enterprise = static_cast<uint32_t>(take(4));
            }
            fields.push_back(field);
        }
        if (templates_.contains({domain_, id}) && templates_[{domain_, id}].size() != fields.size())
            mistake_ = "a template that changes";
        templates_[{domain_, id}] = fields;
    }

    Record read_record(uint16_t id) {
        Record record;
        record.id = id;
        for (const Field& field : templates_[{domain_, id}]) {
            uint64_t length = field.bytes;
            if (length == 0xffff) {
                length = take(1);
                if (length == 255)
                    length = take(2);
            }
            std::string value;
            for (uint64_t i = 0; i < length && mistake_.empty(); ++i)
                value.push_back(static_cast<char>(take(1)));
            record.fields[{field.enterprise, field.number}] = value;
        }
        return record;
    }

    std::span<const uint8_t> in_;
    size_t at_ = 0;
    std::string mistake_;
    uint32_t domain_ = 0;
    std::map<std::pair<uint32_t, uint16_t>, std::vector<Field>> templates_;  // by domain and ID
};

}  // namespace sluice::test
