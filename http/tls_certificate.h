// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>
#include <string>

namespace sluice {

// What a server shows who it is with: a chain and its key, in PEM files. Any thread.
class TlsCertificate {
 public:
    // Loads them; throws std::runtime_error, one line that names the file. With client_ca_path not
    // empty only clients whose certificate that signed are spoken with (RFC 7285, section 8.3.5).
    TlsCertificate(std::string chain_path, std::string key_path, std::string client_ca_path = "");

    // Loads them again, as after a renewal. Throws the same, and what was stays.
    void reload();

    // Connections keep the one they began with.
    std::shared_ptr<boost::asio::ssl::context> context() const;

 private:
    std::shared_ptr<boost::asio::ssl::context> load() const;

    const std::string chain_path_;
    const std::string key_path_;
    const std::string client_ca_path_;
    mutable std::mutex mutex_;
    std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace sluice
