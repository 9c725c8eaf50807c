import protobuf from "protobufjs";

// The part of the ONNX format (onnx.proto3) that a static tensor graph needs; field numbers are the standard's.
const schema = `
syntax = "proto3";
package onnx;
message AttributeProto {
  string name = 1; float f = 2; int64 i = 3; bytes s = 4; TensorProto t = 5;
  repeated float floats = 7; repeated int64 ints = 8; repeated bytes strings = 9; int32 type = 20;
}
message TensorProto {
  repeated int64 dims = 1; int32 data_type = 2; repeated float float_data = 4; repeated int64 int64_data = 7;
  string name = 8; bytes raw_data = 9; repeated StringStringEntryProto external_data = 13; int32 data_location = 14;
}
message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
message TensorShapeProto { repeated Dimension dim = 1; }
message TensorTypeProto { int32 elem_type = 1; TensorShapeProto shape = 2; }
message SequenceTypeProto { TypeProto elem_type = 1; }
message TypeProto { TensorTypeProto tensor_type = 1; SequenceTypeProto sequence_type = 4; }
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message NodeProto {
  repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
  repeated AttributeProto attribute = 5; string domain = 7;
}
message GraphProto {
  repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
}
message OperatorSetIdProto { string domain = 1; int64 version = 2; }
message StringStringEntryProto { string key = 1; string value = 2; }
message ModelProto {
  int64 ir_version = 1; string producer_name = 2; string producer_version = 3; GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8; repeated StringStringEntryProto metadata_props = 14;
}`;

const ModelProto = protobuf.parse(schema, { keepCase: true }).root.lookupType("onnx.ModelProto");

export interface AttributeProto {
  name: string;
  /** 1 float, 2 int, 3 string, 6 floats, 7 ints. */
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  floats?: number[];
  ints?: number[];
}
export interface TensorProto {
  name: string;
  dims: number[];
  data_type: number;
  /** Its values; empty where they lie elsewhere. */
  raw_data: Uint8Array;
  /** `location`, a file's name, with `offset` and `length` in it. */
  external_data?: { key: string; value: string }[];
  /** 1 where the values are external. */
  data_location?: number;
}
export interface ValueInfoProto {
  name: string;
  type: {
    tensor_type: { elem_type: number; shape: { dim: { dim_value?: number; dim_param?: string }[] } };
  };
}
export interface SequenceInfoProto {
  name: string;
  type: { sequence_type: { elem_type: ValueInfoProto["type"] } };
}
export interface NodeProto {
  name: string;
  op_type: string;
  domain: string;
  input: string[];
  output: string[];
  attribute: AttributeProto[];
}
export interface ModelProto {
  ir_version: number;
  producer_name: string;
  opset_import: { domain: string; version: number }[];
  metadata_props: { key: string; value: string }[];
  graph: {
    name: string;
    node: NodeProto[];
    initializer: TensorProto[];
    input: ValueInfoProto[];
    output: (ValueInfoProto | SequenceInfoProto)[];
  };
}

/** The bytes of an `.onnx` file. */
export function encodeModel(model: ModelProto): Uint8Array {
  return ModelProto.encode(ModelProto.fromObject(model)).finish();
}

/**
 * The model in the bytes of an `.onnx` file.
 * @throws Error when the bytes are no ONNX model
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  return ModelProto.toObject(ModelProto.decode(bytes), {
    longs: Number,
    arrays: true,
    bytes: Uint8Array,
  }) as ModelProto;
}
