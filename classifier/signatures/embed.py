#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes data files into a C++ source, so that a program needs no data path."""
import pathlib
import sys

DELIMITER = "signatures"

header, function = sys.argv[1:3]
output, *inputs = map(pathlib.Path, sys.argv[3:])
entries = []
for path in inputs:
    text = path.read_text(encoding="ascii")
    assert f"){DELIMITER}\"" not in text, path
    entries.append(f'    {{"{path.name}", R"{DELIMITER}({text}){DELIMITER}"}},\n')
output.write_text(
    f'#include "{header}"\n\n'
    "namespace sluice {\n\n"
    f"const std::vector<SignatureText>& {function}() {{\n"
    "    static const std::vector<SignatureText> kFiles{\n"
    + "".join(entries) + "    };\n    return kFiles;\n}\n\n}  // namespace sluice\n",
    encoding="ascii")
