// SPDX-License-Identifier: Apache-2.0
#include "control/portal/forwarded.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace sluice {
namespace {

// RFC 9110, section 5.6.2.
bool is_token_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// What is left of a field.
class Rest {
 public:
    explicit Rest(std::string_view text) : text_(text) {}

    bool at_end() const { return text_.empty(); }

    bool take(char c) {
        if (text_.empty() || text_.front() != c)
            return false;
        text_.remove_prefix(1);
        return true;
    }

    void skip_blanks() {
        while (take(' ') || take('\t')) {
        }
    }

    std::string_view token() {
        const auto end = std::find_if_not(text_.begin(), text_.end(), is_token_character);
        const auto length = static_cast<size_t>(end - text_.begin());
        const std::string_view token = text_.substr(0, length);
        text_.remove_prefix(length);
        return token;
    }

    // RFC 9110, section 5.6.4, after the opening quote.
    std::optional<std::string> rest_of_quoted_string() {
        std::string value;
        while (!text_.empty()) {
            if (take('"'))
                return value;
            if (take('\\') && text_.empty())
                return std::nullopt;
            const char c = text_.front();
            if (c != '\t' && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f))
                return std::nullopt;
            value.push_back(c);
            text_.remove_prefix(1);
        }
        return std::nullopt;
    }

 private:
    std::string_view text_;
};

// "unknown", or what a proxy made up so as not to tell, as "_hidden" and "_SEVKISEK".
bool is_no_address(std::string_view name) {
    constexpr std::string_view kUnknown = "unknown";
    if (std::equal(name.begin(), name.end(), kUnknown.begin(), kUnknown.end(),
                   [](char a, char b) { return (a | 0x20) == b; }))
        return true;
    return name.size() > 1 && name.front() == '_' &&
           std::all_of(name.begin() + 1, name.end(), [](char c) {
               return is_token_character(c) &&
                      std::string_view("!#$%&'*+^`|~").find(c) == std::string_view::npos;
           });
}

// False if it is none. 0 is no port that anybody sends from.
bool read_port(std::string_view text, std::optional<uint16_t>& port) {
    if (is_no_address(text) && text.front() == '_')
        return true;
    uint16_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end || number == 0)
        return false;
    port = number;
    return true;
}

// RFC 7239, section 6.
std::optional<ForwardedNode> read_node(std::string_view text) {
    ForwardedNode node;
    const bool bracketed = text.starts_with('[');
    const size_t name_end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
    if (name_end == std::string_view::npos)
        return std::nullopt;
    const std::string_view name = text.substr(bracketed, name_end - bracketed);
    const std::string_view after = text.substr(name_end + bracketed);
    node.address = IpAddress::parse(name);
    if (node.address ? name.find(':') == std::string_view::npos && bracketed
                     : bracketed || !is_no_address(name))
        return std::nullopt;
    if (after.empty())
        return node;
    if (after.front() != ':' || !read_port(after.substr(1), node.port))
        return std::nullopt;
    return node;
}

bool is_for(std::string_view name) {
    return name.size() == 3 && (name[0] | 0x20) == 'f' && (name[1] | 0x20) == 'o' &&
           (name[2] | 0x20) == 'r';
}

// forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] ), with no blanks inside.
std::optional<ForwardedNode> read_element(Rest& rest) {
    std::optional<ForwardedNode> node;
    do {
        const std::string_view name = rest.token();
        if (name.empty())
            continue;
        if (!rest.take('='))
            return std::nullopt;
        std::optional<std::string> value;
        if (rest.take('"'))
            value = rest.rest_of_quoted_string();
        else if (const std::string_view token = rest.token(); !token.empty())
            value = std::string(token);
        if (!value)
            return std::nullopt;
        if (!is_for(name))
            continue;
        if (node)  // section 4: no parameter twice
            return std::nullopt;
        node = read_node(*value);
        if (!node)
            return std::nullopt;
    } while (rest.take(';'));
    return node.value_or(ForwardedNode{});
}

}  // namespace

std::optional<std::vector<ForwardedNode>> parse_forwarded(std::string_view field) {
    std::vector<ForwardedNode> nodes;
    Rest rest(field);
    for (;;) {
        rest.skip_blanks();
        if (rest.at_end())
            break;
        if (rest.take(','))  // RFC 9110, section 5.6.1.2: empty elements are to be passed over
            continue;
        const auto node = read_element(rest);
        if (!node)
            return std::nullopt;
        nodes.push_back(*node);
        rest.skip_blanks();
        if (!rest.at_end() && !rest.take(','))
            return std::nullopt;
    }
    if (nodes.empty())
        return std::nullopt;
    return nodes;
}

}  // namespace sluice
