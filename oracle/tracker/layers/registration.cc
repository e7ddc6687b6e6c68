// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/registration.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <simdjson.h>

#include "policy/complaint.h"

namespace sluice {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kDepth = 16;
constexpr size_t kMostBytes = 1 << 20;

// One object's fields, and the first thing that is wrong with them.
class Fields {
 public:
    // The parser outlives it.
    Fields(dom::parser& parser, std::string_view json) {
        dom::element root;
        auto error = json.size() > kMostBytes
                         ? simdjson::CAPACITY
                         : parser.allocate(std::max<size_t>(json.size(), 64), kDepth);
        if (!error)
            error = parser.parse(json.data(), json.size()).get(root);
        if (error)
            object(simdjson::error_message(error));
        else if (root.get(fields_) != simdjson::SUCCESS)
            object("it is no JSON object");
    }

    std::optional<dom::element> find(std::string_view name, bool required) {
        std::optional<dom::element> found;
        if (!objection.empty())
            return found;
        for (const auto field : fields_) {
            if (field.key != name)
                continue;
            if (found) {
                object("\"" + std::string(name) + "\" is there twice");
                return std::nullopt;
            }
            found = field.value;
        }
        if (!found && required)
            object("\"" + std::string(name) + "\" is missing");
        return found;
    }

    std::optional<uint64_t> number(std::string_view name, bool required) {
        const auto found = find(name, required);
        uint64_t number;
        if (!found)
            return std::nullopt;
        if (found->get(number) == simdjson::SUCCESS)
            return number;
        object("\"" + std::string(name) + "\" is no number that is not negative");
        return std::nullopt;
    }

    // Calls take(text) with each element; what it does not take is objected to.
    template <typename Take>
    void texts(std::string_view name, bool required, size_t most, std::string_view right,
               Take take) {
        const auto found = find(name, required);
        dom::array array;
        if (!found)
            return;
        if (found->get(array) != simdjson::SUCCESS)
            return object("\"" + std::string(name) + "\" is no list");
        if (array.size() > most)
            return object("\"" + std::string(name) + "\" has more than " + std::to_string(most) +
                          " entries");
        for (const dom::element element : array) {
            std::string_view text;
            if (element.get(text) != simdjson::SUCCESS || !take(text))
                return object("an entry of \"" + std::string(name) + "\" is no " +
                              std::string(right));
        }
    }

    void object(std::string_view what) {
        if (objection.empty())
            objection = one_line(std::string(what));
    }

    std::string objection;

 private:
    dom::object fields_;
};

void read_prefixes(Fields& fields, std::string_view name, bool required, size_t most,
                   std::vector<Prefix>& out) {
    fields.texts(name, required, most, "prefix, such as 192.0.2.0/24", [&](std::string_view text) {
        const auto prefix = Prefix::parse(text);
        if (prefix)
            out.push_back(*prefix);
        return prefix.has_value();
    });
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

}  // namespace

ParsedRegistration parse_registration(std::string_view json) {
    dom::parser parser;
    Fields fields(parser, json);
    Registration read;
    const auto lifetime_s = fields.number("lifetime", true);
    if (lifetime_s && *lifetime_s != 0)
        read.lifetime_s = static_cast<uint32_t>(std::clamp<uint64_t>(
            *lifetime_s, Registration::kShortestLifetimeS, Registration::kLongestLifetimeS));
    // Who takes leave need not say what it was.
    const bool comes = read.lifetime_s != 0;
    fields.texts("announce", comes, AnnounceUrls::kMost, "http URL that ends in /announce",
                 [&](std::string_view text) { return read.announce.add(text); });
    read_prefixes(fields, "prefixes", comes, Registration::kMostPrefixes, read.prefixes);
    read_prefixes(fields, "caches", false, Registration::kMostCaches, read.caches);
    if (comes && read.announce.empty())
        fields.object("\"announce\" is empty");
    if (comes && read.prefixes.empty())
        fields.object("\"prefixes\" is empty");
    if (!fields.objection.empty())
        return {std::nullopt, fields.objection};
    return {std::move(read), ""};
}

std::string registration_text(const Registration& registration) {
    nlohmann::json json;
    json["announce"] = nlohmann::json::array();
    for (const HttpUrl& url : registration.announce.urls())
        json["announce"].push_back(url.to_string());
    const auto list = [&](const char* name, const std::vector<Prefix>& prefixes) {
        json[name] = nlohmann::json::array();
        for (const Prefix& prefix : prefixes)
            json[name].push_back(prefix.to_string());
    };
    list("prefixes", registration.prefixes);
    list("caches", registration.caches);
    json["lifetime"] = registration.lifetime_s;
    return json.dump();
}

std::string registration_answer_text(uint32_t lifetime_s) {
    return nlohmann::json{{"lifetime", lifetime_s}}.dump();
}

std::string registration_objection_text(std::string_view objection) {
    return nlohmann::json{{"error", one_line(std::string(objection))}}.dump();
}

std::optional<RegistrationAnswer> parse_registration_answer(std::string_view json) {
    dom::parser parser;
    Fields fields(parser, json);
    RegistrationAnswer answer;
    if (const auto error = fields.find("error", false)) {
        std::string_view text;
        if (error->get(text) != simdjson::SUCCESS || text.empty())
            return std::nullopt;
        answer.objection = one_line(std::string(text));
        return answer;
    }
    const auto lifetime_s = fields.number("lifetime", true);
    if (!lifetime_s)
        return std::nullopt;
    answer.lifetime_s =
        static_cast<uint32_t>(std::min<uint64_t>(*lifetime_s, Registration::kLongestLifetimeS));
    return answer;
}

}  // namespace sluice
