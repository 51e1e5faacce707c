import protobuf from "protobufjs";

/**
 * The part of the ONNX file format that this package writes and reads: field numbers of `onnx.proto3`, IR version 8
 * (onnx.ai, "Open Neural Network Exchange Intermediate Representation Specification"). An attribute's value is
 * `optional` so that a 0 is written too: checkers want to see it.
 */
const source = `
syntax = "proto3";
package onnx;

message AttributeProto {
  string name = 1;
  optional float f = 2;
  optional int64 i = 3;
  optional bytes s = 4;
  GraphProto g = 6;
  repeated int64 ints = 8;
  AttributeType type = 20;
  enum AttributeType { UNDEFINED = 0; FLOAT = 1; INT = 2; STRING = 3; GRAPH = 5; INTS = 7; }
}

message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  string name = 3;
  string op_type = 4;
  repeated AttributeProto attribute = 5;
}

message TensorProto {
  repeated int64 dims = 1;
  int32 data_type = 2;
  string name = 8;
  bytes raw_data = 9;
}

message ValueInfoProto {
  string name = 1;
  TypeProto type = 2;
}

message TypeProto {
  Tensor tensor_type = 1;
  message Tensor {
    int32 elem_type = 1;
    TensorShapeProto shape = 2;
  }
}

message TensorShapeProto {
  repeated Dimension dim = 1;
  message Dimension {
    oneof value {
      int64 dim_value = 1;
      string dim_param = 2;
    }
  }
}

message GraphProto {
  repeated NodeProto node = 1;
  string name = 2;
  repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
}

message StringStringEntryProto {
  string key = 1;
  string value = 2;
}

message OperatorSetIdProto {
  string domain = 1;
  int64 version = 2;
}

message ModelProto {
  int64 ir_version = 1;
  string producer_name = 2;
  GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
  repeated StringStringEntryProto metadata_props = 14;
}
`;

export const modelProto: protobuf.Type = protobuf.parse(source, { keepCase: true }).root.lookupType("onnx.ModelProto");
