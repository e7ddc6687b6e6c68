// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/token_file.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string_view>

#include "policy/yaml/text_file.h"

namespace sluice {
namespace {

constexpr size_t kShortest = 16;
constexpr size_t kLongest = 512;

bool is_of_token(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-._~+/=").find(c) != std::string_view::npos;
}

}  // namespace

std::string read_token_file(const std::string& path) {
    std::string token = read_text_file(path);
    token.erase(std::find_if_not(token.rbegin(), token.rend(),
                                 [](char c) { return c == '\n' || c == '\r' || c == ' '; })
                    .base(),
                token.end());
    if (token.size() < kShortest || token.size() > kLongest ||
        !std::ranges::all_of(token, is_of_token))
        throw std::runtime_error(
            path + ": holds no token; write one line of 16 to 512 letters and digits");
    return token;
}

}  // namespace sluice
