import { DOMParser } from "linkedom";

/** What a test asks of an element of the parsed file. */
export interface Node {
  readonly localName: string;
  readonly textContent: string;
  readonly parentElement: Node | null;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Node>;
}

/** The root of the file, read by a lenient parser once it is known to be strictly well-formed. */
export function parse(svg: string): Node {
  refuseMalformed(svg);
  const { documentElement } = new DOMParser().parseFromString(svg, "image/svg+xml");
  return documentElement as unknown as Node;
}

/** XML 1.0 without a prologue: tags balance, attributes are unique and quoted, nothing stands unescaped. */
function refuseMalformed(xml: string): void {
  const open: string[] = [];
  const text = `(?:[^<>&"]|&(?:amp|lt|gt|quot);)*`;
  const token = new RegExp(
    `<(/?)([A-Za-z]+)((?: [a-z0-9-]+="${text}")*) ?(/?)>|(?:[^<&]|&(?:amp|lt|gt|quot);)+`,
    "giy",
  );
  let end = 0;
  for (const [whole, closes, name, attributes, isEmpty] of xml.matchAll(token)) {
    end += whole.length;
    if (name === undefined) continue;
    const names = [...attributes!.matchAll(/ ([A-Za-z0-9-]+)="/g)].map((one) => one[1]);
    if (new Set(names).size !== names.length) throw new Error(`an attribute twice in ${whole}`);
    if (closes === "/" && open.pop() !== name) throw new Error(`${whole} closes nothing`);
    if (closes === "" && isEmpty === "") open.push(name);
  }
  if (end !== xml.length) throw new Error(`not XML from ${xml.slice(end, end + 80)}`);
  if (open.length > 0) throw new Error(`${open.join(", ")} stay open`);
}

export const all = (node: Node, selector: string): Node[] => [...node.querySelectorAll(selector)];

/** The elements of a series, as it is labelled for the panel: `name, kind`. */
export const groups = (root: Node, label: string): Node[] =>
  all(root, "g").filter((node) => node.getAttribute("data-part") === escaped(label));

/** The parser leaves what attributes hold as it was written. */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Pixels a node is moved by, itself included, up to `until`. */
export function offset(node: Node, until?: Node): { x: number; y: number } {
  let [x, y] = [0, 0];
  for (let at: Node | null = node; at !== null && at !== until; at = at.parentElement) {
    const moved = at.getAttribute("transform")?.match(/translate\(([^,)]+),?([^)]*)\)/);
    x += Number(moved?.[1] ?? 0);
    y += Number(moved?.[2] || 0);
  }
  return { x, y };
}

/** Where a marker's middle is on the page. */
export function centre(marker: Node): { x: number; y: number } {
  const { x, y } = offset(marker);
  return { x: x + Number(marker.getAttribute("cx") ?? 0), y: y + Number(marker.getAttribute("cy") ?? 0) };
}

/** The vertices of a path on the page, in order; a new `M` begins a new run. */
export function runs(path: Node): { x: number; y: number }[][] {
  const { x, y } = offset(path);
  const moves = path.getAttribute("d")!.split("M").filter(Boolean);
  return moves.map((run) =>
    run
      .replace("Z", "")
      .split("L")
      .map((pair) => pair.split(",").map(Number))
      .map(([dx, dy]) => ({ x: x + dx!, y: y + dy! })),
  );
}

/** From pixels back to values, by two ticks of the i-th such axis and what they say. */
export function inverse(root: Node, axis: "x" | "y", isLog: boolean, index = 0): (pixel: number) => number {
  const labels = all(root, "g").filter(
    (node) => node.getAttribute("data-part") === `${axis}-axis tick label`,
  );
  const ticks = all(labels[index]!, "text").map((text) => {
    const value = readNumber(text.textContent);
    // The labels' group is moved along the other axis only.
    return { at: offset(text)[axis], value: isLog ? Math.log10(value) : value };
  });
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  const slope = (last.value - first.value) / (last.at - first.at);
  return (pixel) => {
    const value = first.value + (pixel - first.at) * slope;
    return isLog ? 10 ** value : value;
  };
}

/** 10⁻², 20%, 1,000, −3. */
export function readNumber(text: string): number {
  const power = text.match(/^10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/)?.[1];
  if (power !== undefined)
    return (
      10 **
      Number(
        [...power]
          .map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))
          .join("")
          .replace("-1", "-"),
      )
    );
  return Number(text.replaceAll(",", "").replace("−", "-").replace("%", "")) / (text.endsWith("%") ? 100 : 1);
}
