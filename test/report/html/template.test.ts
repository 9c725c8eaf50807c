import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { html, trusted } from "../../../src/report/html/template.ts";
import { hostile } from "./hostile.ts";

/** What a reader is shown in place of characters that can't be seen. */
const named = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll("\r\n", "\n")
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (found) => {
      const code = found.codePointAt(0)!;
      if (["\n", "\t", "\u200c", "\u200d"].includes(found)) return found;
      if (code < 32) return String.fromCodePoint(0x2400 + code);
      return code === 127 ? "␡" : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
    });

describe("html", () => {
  it("shows any text as it is, in elements and in attributes", () => {
    for (const text of hostile) {
      const { markup } = html`<p title="${text}" data-of='${text}'>${text}</p>`;
      const { document } = parseHTML(`<html><body>${markup}</body></html>`);
      const [element, ...others] = document.body.querySelectorAll("*");
      expect(others, text).toEqual([]);
      expect(element!.textContent, text).toBe(named(text));
      expect([...element!.attributes].map(({ name }) => name).sort(), text).toEqual(["data-of", "title"]);
      expect(element!.getAttribute("title"), text).toBe(named(text));
      expect(element!.getAttribute("data-of"), text).toBe(named(text));
    }
  });

  it("leaves nothing that a terminal or the direction of text would obey", () => {
    for (const text of hostile) {
      expect(html`<p>${text}</p>`.markup.replaceAll(/[\n\t\u200c\u200d]/g, "")).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u,
      );
    }
  });

  it("takes markup, lists of holes, numbers and nothing", () => {
    const item = (name: string) => html`<li>${name}</li>`;
    const list = html`<ul>${["a", "<b>"].map(item)}${null}${false}${["x", [1, html`<hr>`]]}</ul>`;
    expect(list.markup).toBe("<ul><li>a</li><li>&lt;b&gt;</li>x1<hr></ul>");
    expect(html`${0}${""}${trusted("<i>")}`.markup).toBe("0<i>");
  });
});
