// SPDX-License-Identifier: Apache-2.0
#include "control/text_file.h"

#include <cerrno>
#include <cstring>
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
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    std::string text;
    if (in)
        text = read_all(in);
    if (errno != 0 && (!in || text.empty()))
        throw std::runtime_error("cannot read " + path + ": " + std::strerror(errno));
    return text;
}

}  // namespace sluice
