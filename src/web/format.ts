/* What only the page says; numbers, shares and durations are written by src/format.ts. */

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const minute = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** A moment in the reader's own time: `21 Nov 2026, 08:43`. @param iso ISO 8601 */
export function moment(iso: string): string {
  const date = new Date(iso);
  return `${day.format(date)}, ${minute.format(date)}`;
}

/** 17580032 → `16.8 MiB` */
export function fileSize(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}

/** `3 rows`, `1 row` @param many where adding an s is not enough */
export function some(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString("en-US")} ${value === 1 ? one : many}`;
}

/** 0.5 → `50 %`, 0.125 → `12.5 %`, 0.03125 → `3.1 %`: of a share that was chosen, not measured. */
export const share = (part: number): string => `${Number((100 * part).toFixed(1))} %`;
