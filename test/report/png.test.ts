import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { drawingsOf } from "../../src/report/drawings.ts";
import { drawingPng } from "../../src/report/png.ts";
import { themes } from "../../src/report/tokens.ts";
import { madeRun } from "./drawings/made.ts";

const [drawing] = drawingsOf(madeRun());

describe("a drawing as PNG", () => {
  it("has the size asked for, in pixels a unit", async () => {
    const height = Number(/ height="(\d+)"/.exec(drawing!.svg({ width: 400 }))![1]);
    for (const scale of [1, 2]) {
      const { width, height: high } = read(await drawingPng(drawing!, { width: 400, scale }));
      expect([width, high]).toEqual([400 * scale, height * scale]);
    }
  });

  it("is the same bytes each time, also of two made at once", async () => {
    const [one, other] = await Promise.all([drawingPng(drawing!), drawingPng(drawing!)]);
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
  });

  it.each(["light", "dark"] as const)("stands on the ground of the %s theme", async (theme) => {
    const { corner } = read(await drawingPng(drawing!, { width: 400, theme, scale: 1 }));
    expect(corner).toBe(themes[theme].sheet);
  });

  it("holds the text: without letters it would be a good deal emptier", async () => {
    const silent = {
      ...drawing!,
      svg: () => drawing!.svg({ theme: "light" }).replaceAll(/<text.*?<\/text>/g, ""),
    };
    const [said, unsaid] = await Promise.all([
      drawingPng(drawing!, { scale: 1 }),
      drawingPng(silent, { scale: 1 }),
    ]);
    expect(said.length).toBeGreaterThan(unsaid.length + 5000);
  });
});

/** Size and the first pixel, which no PNG filter changes. */
function read(png: Uint8Array) {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.subarray(at + 4, at + 8).toString("latin1") === "IDAT")
      parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const corner = `#${inflateSync(Buffer.concat(parts)).subarray(1, 4).toString("hex")}`;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), corner };
}
