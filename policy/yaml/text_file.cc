// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/text_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace sluice {
namespace {

std::string read_all(std::istream& in) {
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

std::string read_text_file(const std::string& path) {
    if (path == "-")
        return read_all(std::cin);
    std::error_code ignored;  // opening it says what is wrong
    if (std::filesystem::is_directory(path, ignored))
        throw std::runtime_error("cannot read " + path + ": it is a directory");
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw std::runtime_error("cannot read " + path + ": " + std::strerror(errno));
    return read_all(in);
}

}  // namespace sluice
