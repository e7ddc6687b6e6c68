// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sluice {

// Fit for HTML's text and for its attributes in double quotes, whoever wrote it.
std::string escaped(std::string_view text);

// A whole document around the main part, which is HTML already. The title is text.
std::string html_document(std::string_view title, std::string_view operator_name,
                          std::string_view main_html);

// How to reach the operator: a link if the contact is an https: address or one for mail.
std::string contact_html(std::string_view contact);

// What the documents' link to style.css means.
std::string_view style_sheet();

}  // namespace sluice
