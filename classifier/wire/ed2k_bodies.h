// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/wire/emule_fields.h"

namespace sluice::ed2k {

// What follows the opcode of one message each, read and verified. Lengths that an opcode fixes are
// in the tables of ed2k_messages.cc.

// Nothing in it is fixed but its length.
void free_body(EmuleFields& body);

// Between client and server.
void hello_or_login(EmuleFields& body);  // one opcode: only what follows tells them apart
void offer_files(EmuleFields& body);
void search(EmuleFields& body);
void get_sources(EmuleFields& body);
void server_list(EmuleFields& body);
void search_result(EmuleFields& body);
void callback_requested(EmuleFields& body);
void id_change(EmuleFields& body);
void server_identity(EmuleFields& body);
void found_sources(EmuleFields& body);
void found_sources_with_options(EmuleFields& body);
void text(EmuleFields& body);

// Between clients.
void hello_answer(EmuleFields& body);
void sending_part(EmuleFields& body);
void sending_part_64(EmuleFields& body);
void compressed_part(EmuleFields& body);
void compressed_part_64(EmuleFields& body);
void request_parts(EmuleFields& body);
void request_parts_64(EmuleFields& body);
void file_status(EmuleFields& body);
void hash_set(EmuleFields& body);
void request_file_name(EmuleFields& body);
void file_name(EmuleFields& body);
void shared_folders(EmuleFields& body);
void shared_files_of_folder(EmuleFields& body);

// eMule's extensions between clients.
void emule_info(EmuleFields& body);
void file_description(EmuleFields& body);
void queue_ranking(EmuleFields& body);
void request_sources_2(EmuleFields& body);
void answer_sources(EmuleFields& body);
void answer_sources_2(EmuleFields& body);
void public_key(EmuleFields& body);
void signature(EmuleFields& body);
void identification_state(EmuleFields& body);
void multipacket(EmuleFields& body);
void multipacket_with_size(EmuleFields& body);
void multipacket_with_identifier(EmuleFields& body);
void multipacket_answer(EmuleFields& body);
void multipacket_answer_with_identifier(EmuleFields& body);
void reask_callback(EmuleFields& body);
void hash_set_request_2(EmuleFields& body);
void hash_set_answer_2(EmuleFields& body);

// The part status of a file: a count and as many bits.
void part_status(EmuleFields& body);
// File id, client id, port and tags, as servers and clients list files and users.
void listed_entry(EmuleFields& body);

}  // namespace sluice::ed2k
