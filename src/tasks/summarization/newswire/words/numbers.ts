const small = "no one two three four five six seven eight nine ten eleven twelve".split(" ");

/** `three`, `14`, `12,400`: up to twelve in letters. */
export const count = (value: number): string => small[value] ?? grouped(value);

/** `1,204,000`. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");

/** `$4.2 million`, from tenths of a million; `$1.3 billion` from a thousand million on. */
export function money(tenths: number): string {
  if (tenths >= 10_000) return `$${decimal(Math.round(tenths / 1000))} billion`;
  return `$${tenths >= 1000 ? Math.round(tenths / 10) : decimal(tenths)} million`;
}

/** `4.2`, `12`, from tenths. */
export const decimal = (tenths: number): string => String(tenths / 10);
