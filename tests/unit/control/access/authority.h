// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/control/scratch_folder.h"

namespace sluice::test {

// A certificate authority, and what it has signed, made by the real openssl.
class Authority {
 public:
    Authority() {
        openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
            "/CN=authority -keyout " +
            key("authority") + " -out " + certificate("authority"));
    }

    // Signed by it, with these alternative names: "URI:sluice:viewer", "IP:127.0.0.1". Afterwards
    // certificate(name) and key(name) are its files. days: less than nothing is over.
    void sign(const std::string& name, const std::string& alternative_names, int days = 2) {
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" + name +
                " -keyout " + key(name) + " -out " + folder_ / name + ".csr");
        folder_.write(name + ".ext", "subjectAltName=" + alternative_names + "\n");
        openssl("x509 -req -in " + folder_ / name + ".csr -CA " + certificate("authority") +
                " -CAkey " + key("authority") + " -CAcreateserial -extfile " + folder_ / name +
                ".ext -days " + std::to_string(days) + " -out " + certificate(name));
    }

    // Makes the folder of revocation lists, with this certificate on the authority's.
    std::string revoke(const std::string& name) {
        const std::string lists = folder_ / "lists";
        std::filesystem::create_directory(lists);
        folder_.write("index.txt", "");
        folder_.write("ca.conf", "[ca]\ndefault_ca=this\n[this]\ndefault_md=sha256\ndatabase=" +
                                     folder_ / "index.txt" + "\ndefault_crl_days=2\n");
        const std::string ca = "ca -config " + folder_ / "ca.conf" + " -keyfile " +
                               key("authority") + " -cert " + certificate("authority");
        openssl(ca + " -revoke " + certificate(name));
        openssl(ca + " -gencrl -out " + lists + "/list.pem");
        openssl("rehash " + lists);
        return lists;
    }

    std::string certificate(const std::string& name) const { return folder_ / (name + ".pem"); }
    std::string key(const std::string& name) const { return folder_ / (name + ".key"); }

 private:
    static void openssl(const std::string& arguments) {
        ASSERT_EQ(std::system(("openssl " + arguments + " 2>/dev/null").c_str()), 0) << arguments;
    }

    ScratchFolder folder_;
};

}  // namespace sluice::test
