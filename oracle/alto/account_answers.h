// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/exchange.h"
#include "oracle/alto/account_source.h"
#include "oracle/alto/requests.h"

namespace sluice {

// What accounts have used, as a filtered property map (RFC 9240, section 8.6). Whoever asks for the
// address that the request comes from is told of the account that has it; for others 401, unless
// the request says that it may. Blocks and what is nobody's have no properties.
HttpReply account_reply(const HttpRequest& request, const AccountQuestion& question,
                        AccountSource& accounts);

}  // namespace sluice
