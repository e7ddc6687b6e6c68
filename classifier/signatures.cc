// SPDX-License-Identifier: Apache-2.0
#include "classifier/signatures.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include <hs/hs.h>

namespace sluice {
namespace {

// DOTALL: payloads are bytes, not lines. SINGLEMATCH: one hit makes the candidate.
constexpr unsigned kFlags = HS_FLAG_DOTALL | HS_FLAG_SINGLEMATCH;

[[noreturn]] void fail(const std::string& name, hs_compile_error_t* error) {
    const std::string message = error != nullptr ? error->message : "out of memory";
    hs_free_compile_error(error);
    throw std::runtime_error("signature " + name + ": " + message);
}

// The length of the pattern's longest match.
size_t longest_match(const Signature& signature) {
    hs_expr_info_t* info = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_expression_info(signature.pattern.c_str(), kFlags, &info, &error) != HS_SUCCESS)
        fail(signature.name, error);
    const unsigned width = info->max_width;
    std::free(info);
    return width == std::numeric_limits<unsigned>::max() ? std::numeric_limits<size_t>::max()
                                                         : width;
}

SignatureSet compile_set(const std::vector<Signature>& signatures, Transport transport,
                         bool anchored) {
    SignatureSet set;
    std::vector<const Signature*> chosen;
    for (const Signature& signature : signatures)
        if (signature.transport == transport && signature.anchored() == anchored)
            chosen.push_back(&signature);
    if (chosen.empty())
        return set;
    if (chosen.size() > PrefixFilter::kSignatures)
        throw std::runtime_error("signature " + chosen.back()->name + ": more than " +
                                 std::to_string(PrefixFilter::kSignatures) + " of one transport");

    std::vector<const char*> patterns;
    std::vector<unsigned> ids;
    for (const Signature* signature : chosen) {
        set.reach = std::max(set.reach, longest_match(*signature));
        set.filter.add(ids.size(), signature->pattern);
        set.verifiers.push_back(signature->verifier);
        patterns.push_back(signature->pattern.c_str());
        ids.push_back(static_cast<unsigned>(ids.size()));
    }
    const std::vector<unsigned> flags(chosen.size(), kFlags);
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_compile_multi(patterns.data(), flags.data(), ids.data(),
                         static_cast<unsigned>(ids.size()), HS_MODE_BLOCK, nullptr, &database,
                         &error) != HS_SUCCESS)
        fail(error != nullptr && error->expression >= 0
                 ? chosen[static_cast<size_t>(error->expression)]->name
                 : "set",
             error);
    set.database.reset(database);
    return set;
}

}  // namespace

void SignatureSet::DatabaseDeleter::operator()(hs_database* compiled) const {
    hs_free_database(compiled);
}

std::shared_ptr<const Signatures> Signatures::compile(const std::vector<Signature>& signatures) {
    auto compiled = std::make_shared<Signatures>();
    compiled->tcp_ = compile_set(signatures, Transport::tcp, true);
    compiled->udp_ = compile_set(signatures, Transport::udp, true);
    compiled->within_ = compile_set(signatures, Transport::tcp, false);
    return compiled;
}

std::shared_ptr<const Signatures> Signatures::built_in() {
    std::vector<Signature> all;
    for (const SignatureText& source : embedded_signatures()) {
        auto read = read_signatures(source);
        if (const auto* const error = std::get_if<SignatureFileError>(&read))
            throw std::runtime_error(error->text());
        for (Signature& signature : std::get<std::vector<Signature>>(read))
            all.push_back(std::move(signature));
    }
    return compile(all);
}

}  // namespace sluice
