// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sluice {

// A metainfo file of five bytes' content; more: what else is in its info dictionary, at the end.
inline std::string torrent_text(const std::string& more = "") {
    return "d8:announce21:http://a/announce/123"
           "4:infod6:lengthi5e4:name1:a12:piece lengthi16384e6:pieces20:AAAAAAAAAAAAAAAAAAAA" +
           more + "ee";
}
inline constexpr std::string_view kTorrentHash = "0a9e3e273a9c62626a57c63be187222044589d3b";

}  // namespace sluice
