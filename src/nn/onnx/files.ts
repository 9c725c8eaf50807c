import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../files.ts";
import { type Graph, graphBytes, graphWithExternalData } from "../../onnx/graph.ts";

/** An `.onnx` file may hold 2 GB; a little is for what is not weights. */
const mostInside = 2 ** 31 - 2 ** 24;

/**
 * Writes `onnx/name` and, where the weights are too large for one file, `onnx/name_data` beside it, the name by which
 * Transformers.js finds them.
 * @returns files of weights beside it: 0 or 1
 */
export function writeOnnx(folder: string, name: string, graph: Graph, most = mostInside): number {
  mkdirSync(join(folder, "onnx"), { recursive: true });
  const [path, dataPath] = pathsOf(folder, name);
  const size = graph.initializers.reduce((sum, { raw_data: bytes }) => sum + bytes.length, 0);
  if (size <= most) {
    writeWhole(path, graphBytes(graph));
    return 0;
  }
  const { bytes, data } = graphWithExternalData(graph, `${name}_data`);
  let end = 0;
  const chunks = data.flatMap((part) => {
    const gap = new Uint8Array(part.offset - end);
    end = part.offset + part.bytes.length;
    return [gap, part.bytes];
  });
  writeWhole(dataPath, ...chunks);
  writeWhole(path, bytes);
  return 1;
}

/** Takes away what `writeOnnx` wrote, if anything. */
export function removeOnnx(folder: string, name: string): void {
  for (const path of pathsOf(folder, name)) rmSync(path, { force: true });
}

const pathsOf = (folder: string, name: string): [string, string] => [
  join(folder, "onnx", name),
  join(folder, "onnx", `${name}_data`),
];
