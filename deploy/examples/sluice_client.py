#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Asks sluiced, with no files of ours: what there is to ask, the server tells by reflection.

    sluice_client.py Links.List
    sluice_client.py Flows.Top '{"count": 5}'
    sluice_client.py Events.Watch '{"history": 10, "follow": true}'     a stream: a line each

Needs Debian's python3-grpcio and python3-protobuf. To use from a program of one's own:

    box = Server("unix:/run/sluice/sluiced.sock")
    for link in box.call("Links.List")["links"]:
        print(link["name"], link["state"])
"""
import argparse
import json
import os
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

REFLECTION = "grpc.reflection.v1alpha"


def reflection_file():
    """The part of gRPC's reflection.proto that is used here."""
    file = descriptor_pb2.FileDescriptorProto(name="reflection.proto", package=REFLECTION,
                                              syntax="proto3")
    kinds = descriptor_pb2.FieldDescriptorProto

    def message(name, *fields):
        made = file.message_type.add(name=name)
        for field, number, kind, label, type_name in fields:
            made.field.add(name=field, number=number, type=kind, label=label, type_name=type_name)

    one, many = kinds.LABEL_OPTIONAL, kinds.LABEL_REPEATED
    message("ServerReflectionRequest",
            ("file_containing_symbol", 4, kinds.TYPE_STRING, one, None))
    message("FileDescriptorResponse",
            ("file_descriptor_proto", 1, kinds.TYPE_BYTES, many, None))
    message("ErrorResponse", ("error_message", 2, kinds.TYPE_STRING, one, None))
    message("ServerReflectionResponse",
            ("file_descriptor_response", 4, kinds.TYPE_MESSAGE, one,
             f".{REFLECTION}.FileDescriptorResponse"),
            ("error_response", 7, kinds.TYPE_MESSAGE, one, f".{REFLECTION}.ErrorResponse"))
    return file


class Server:
    """Calls by name, with and of plain Python values, as protobuf's JSON has them."""

    def __init__(self, address, package="sluice.v1"):
        self._channel = grpc.insecure_channel(address)
        self._package = package
        self._pool = descriptor_pool.DescriptorPool()
        self._pool.Add(reflection_file())
        self._known = set()

    def _made(self, descriptor):
        return message_factory.MessageFactory(self._pool).GetPrototype(descriptor)

    def _learn(self, symbol):
        request = self._made(self._pool.FindMessageTypeByName(
            f"{REFLECTION}.ServerReflectionRequest"))
        response = self._made(self._pool.FindMessageTypeByName(
            f"{REFLECTION}.ServerReflectionResponse"))
        ask = self._channel.stream_stream(f"/{REFLECTION}.ServerReflection/ServerReflectionInfo",
                                          request_serializer=request.SerializeToString,
                                          response_deserializer=response.FromString)
        answer = next(ask(iter([request(file_containing_symbol=symbol)])))
        if answer.HasField("error_response"):
            raise LookupError(f"{symbol}: {answer.error_response.error_message}")
        files = {}
        for data in answer.file_descriptor_response.file_descriptor_proto:
            file = descriptor_pb2.FileDescriptorProto.FromString(data)
            files[file.name] = file
        for name in files:
            self._add(name, files)

    def _add(self, name, files):
        """What a file needs comes before it."""
        if name in self._known or name not in files:
            return
        self._known.add(name)
        for needed in files[name].dependency:
            self._add(needed, files)
        self._pool.Add(files[name])

    def _method(self, name):
        service, _, method = name.partition(".")
        full = f"{self._package}.{service}"
        self._learn(full)
        methods = self._pool.FindServiceByName(full).methods_by_name
        if method not in methods:
            raise LookupError(f"{service} has no {method}; it has {', '.join(methods)}")
        return f"/{full}/{method}", methods[method]

    def stream(self, name, **request):
        """What comes, one by one; of a method that answers once, that."""
        path, method = self._method(name)
        question, answer = self._made(method.input_type), self._made(method.output_type)
        # A method's descriptor does not tell that it streams before protobuf 4.
        as_proto = descriptor_pb2.MethodDescriptorProto()
        method.CopyToProto(as_proto)
        kind = self._channel.unary_stream if as_proto.server_streaming else self._channel.unary_unary
        call = kind(path, request_serializer=question.SerializeToString,
                    response_deserializer=answer.FromString)
        said = call(json_format.ParseDict(request, question()))
        for message in said if as_proto.server_streaming else [said]:
            yield json_format.MessageToDict(message)

    def call(self, name, **request):
        return next(self.stream(name, **request))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--socket", default=os.environ.get("SLUICE_SOCKET",
                                                           "/run/sluice/sluiced.sock"))
    parser.add_argument("method", help="Service.Method, see docs/api.md")
    parser.add_argument("request", nargs="?", default="{}", help="JSON")
    options = parser.parse_args()
    try:
        for message in Server(f"unix:{options.socket}").stream(options.method,
                                                               **json.loads(options.request)):
            print(json.dumps(message), flush=True)
    except (LookupError, json_format.ParseError, json.JSONDecodeError) as error:
        sys.exit(f"sluice_client: {' '.join(str(error.args[0]).split())}")
    except grpc.RpcError as error:
        sys.exit(f"sluice_client: {error.code().name}: {error.details()}")


if __name__ == "__main__":
    main()
