// SPDX-License-Identifier: Apache-2.0
#include "control/portal/html.h"

#include <fmt/format.h>

namespace sluice {

std::string escaped(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            default:
                safe.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c);
        }
    }
    return safe;
}

std::string html_document(std::string_view title, std::string_view operator_name,
                          std::string_view main_html) {
    return fmt::format(
        "<!doctype html>\n"
        "<html lang=\"en\">\n"
        "<head>\n"
        "<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<title>{0} - {1}</title>\n"
        "<link rel=\"stylesheet\" href=\"style.css\">\n"
        "</head>\n"
        "<body>\n"
        "<header><p>{1}</p><h1>{0}</h1></header>\n"
        "<main>\n"
        "{2}"
        "</main>\n"
        "</body>\n"
        "</html>\n",
        escaped(title), escaped(operator_name), main_html);
}

std::string contact_html(std::string_view contact) {
    const std::string text = escaped(contact);
    if (contact.starts_with("https://"))
        return fmt::format("<a href=\"{0}\">{0}</a>", text);
    const bool is_mail = contact.find('@') != std::string_view::npos &&
                         contact.find_first_of(" ?&:/") == std::string_view::npos;
    return is_mail ? fmt::format("<a href=\"mailto:{0}\">{0}</a>", text) : text;
}

}  // namespace sluice
