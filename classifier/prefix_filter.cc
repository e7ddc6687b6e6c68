// SPDX-License-Identifier: Apache-2.0
#include "classifier/prefix_filter.h"

#include <algorithm>
#include <bitset>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

namespace sluice {
namespace {

using ByteSet = std::bitset<256>;

// Reads a pattern's leading atoms. Whatever it does not know ends the prefix, which is safe.
class PrefixReader {
 public:
    explicit PrefixReader(std::string_view pattern) : rest_(pattern) {}

    // The next position's bytes; nothing when they are no longer fixed.
    std::optional<ByteSet> next() {
        if (repeats_ == 0 && !read_atom())
            return std::nullopt;
        --repeats_;
        return atom_;
    }

    // How many positions are left, if any byte may stand at each of them. Counted by the repeat;
    // Hyperscan compiles none that is longer.
    std::optional<size_t> any_to_the_end() {
        constexpr size_t kLongestRepeat = 32'767;
        size_t positions = 0;
        while (repeats_ > 0 || !rest_.empty()) {
            if ((repeats_ == 0 && !read_atom()) || !atom_.all() || repeats_ > kLongestRepeat)
                return std::nullopt;
            positions += std::exchange(repeats_, 0);
        }
        return positions;
    }

 private:
    bool read_atom() {
        const auto atom = take_atom();
        if (!atom)
            return false;
        atom_ = *atom;
        repeats_ = take_repeat();
        return repeats_ > 0;
    }

    std::optional<ByteSet> take_atom() {
        if (rest_.empty())
            return std::nullopt;
        if (rest_.front() == '[')
            return take_class();
        if (rest_.front() == '.') {
            rest_.remove_prefix(1);
            return ByteSet{}.set();
        }
        if (std::string_view("()|*+?{^$").find(rest_.front()) != std::string_view::npos)
            return std::nullopt;
        const auto byte = take_byte();
        return byte ? std::optional(ByteSet{}.set(*byte)) : std::nullopt;
    }

    std::optional<ByteSet> take_class() {
        rest_.remove_prefix(1);
        if (rest_.starts_with('^') || rest_.starts_with(']') || rest_.starts_with("[:"))
            return std::nullopt;
        ByteSet set;
        while (!rest_.empty() && rest_.front() != ']') {
            const auto first = take_byte();
            if (!first)
                return std::nullopt;
            auto last = first;
            if (rest_.starts_with('-') && !rest_.starts_with("-]")) {
                rest_.remove_prefix(1);
                last = take_byte();
            }
            if (!last || *last < *first)
                return std::nullopt;
            for (size_t byte = *first; byte <= *last; ++byte)
                set.set(byte);
        }
        if (rest_.empty())
            return std::nullopt;
        rest_.remove_prefix(1);
        return set;
    }

    // A literal, \xHH or an escaped punctuation mark.
    std::optional<uint8_t> take_byte() {
        if (rest_.empty())
            return std::nullopt;
        const char first = rest_.front();
        rest_.remove_prefix(1);
        if (first != '\\')
            return static_cast<uint8_t>(first);
        if (rest_.empty())
            return std::nullopt;
        const char escaped = rest_.front();
        rest_.remove_prefix(1);
        if (escaped != 'x')
            return std::isalnum(static_cast<unsigned char>(escaped))
                       ? std::nullopt
                       : std::optional(static_cast<uint8_t>(escaped));
        uint8_t byte = 0;
        const auto [end, error] = std::from_chars(
            rest_.data(), rest_.data() + std::min<size_t>(2, rest_.size()), byte, 16);
        if (error != std::errc{} || end != rest_.data() + 2)
            return std::nullopt;
        rest_.remove_prefix(2);
        return byte;
    }

    // How often the atom stands there: 1, n for {n}, and 0 if that is not fixed.
    size_t take_repeat() {
        if (rest_.starts_with('?') || rest_.starts_with('*') || rest_.starts_with('+'))
            return 0;
        if (!rest_.starts_with('{'))
            return 1;
        size_t count = 0;
        const char* const end = rest_.data() + rest_.size();
        const auto [after, error] = std::from_chars(rest_.data() + 1, end, count);
        if (error != std::errc{} || after == end || *after != '}')
            return 0;
        rest_.remove_prefix(static_cast<size_t>(after + 1 - rest_.data()));
        // A second quantifier (lazy, possessive) leaves the count as it is only for these.
        return rest_.starts_with('?') || rest_.starts_with('*') || rest_.starts_with('+') ? 0
                                                                                          : count;
    }

    std::string_view rest_;
    ByteSet atom_;
    size_t repeats_ = 0;
};

// ^a|b is not anchored as a whole.
bool has_top_level_alternative(std::string_view pattern) {
    int depth = 0;
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\')
            ++i;
        else if (pattern[i] == '(')
            ++depth;
        else if (pattern[i] == ')')
            --depth;
        else if (pattern[i] == '|' && depth <= 0)
            return true;
    }
    return false;
}

}  // namespace

void PrefixFilter::add(size_t signature, std::string_view pattern) {
    const uint32_t bit = 1u << signature;
    all_ |= bit;
    size_t position = 0;
    if (pattern.starts_with('^') && !has_top_level_alternative(pattern)) {
        PrefixReader reader{pattern.substr(1)};
        for (; position < kDepth; ++position) {
            const auto set = reader.next();
            if (!set)
                break;
            for (size_t byte = 0; byte < 256; ++byte)
                if (set->test(byte))
                    admitted_[position][byte] |= bit;
        }
        // Past the table only a number of any bytes can follow, which the length decides.
        if (const auto any_bytes = reader.any_to_the_end()) {
            whole_ |= bit;
            whole_bytes_[signature] = position + *any_bytes;
        }
    }
    depth_ = std::max(depth_, position);
    for (; position < kDepth; ++position)
        for (uint32_t& mask : admitted_[position])
            mask |= bit;
}

}  // namespace sluice
