// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace sluice {

// A certificate for "localhost" that signs itself, in files of a folder that goes with it.
class SelfSigned {
 public:
    explicit SelfSigned(const std::string& organisation = "one") {
        char path[] = "/tmp/sluice-tls-XXXXXX";
        if (mkdtemp(path) == nullptr)
            throw std::runtime_error("no folder for a certificate");
        folder_ = path;
        write(organisation);
    }
    ~SelfSigned() { std::filesystem::remove_all(folder_); }
    SelfSigned(const SelfSigned&) = delete;
    SelfSigned& operator=(const SelfSigned&) = delete;

    std::string chain() const { return folder_ / "chain.pem"; }
    std::string key() const { return folder_ / "key.pem"; }

    // Another one in its place.
    void write(const std::string& organisation) {
        EVP_PKEY* const key = EVP_EC_gen("P-256");
        X509* const certificate = X509_new();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_NAME* const name = X509_get_subject_name(certificate);
        add(name, "O", organisation);
        add(name, "CN", "localhost");
        X509_set_issuer_name(certificate, name);
        X509_sign(certificate, key, EVP_sha256());
        std::FILE* const chain_file = std::fopen(chain().c_str(), "w");
        PEM_write_X509(chain_file, certificate);
        std::fclose(chain_file);
        std::FILE* const key_file = std::fopen(this->key().c_str(), "w");
        PEM_write_PrivateKey(key_file, key, nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(key_file);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }

 private:
    static void add(X509_NAME* name, const char* field, const std::string& value) {
        X509_NAME_add_entry_by_txt(name, field, MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(value.c_str()), -1, -1,
                                   0);
    }

    std::filesystem::path folder_;
};

}  // namespace sluice
