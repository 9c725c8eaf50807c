/* What only the page says; numbers, shares and durations are written by src/format.ts. */

/** 17580032 → `16.8 MiB` */
export function fileSize(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}

/** 0.5 → `50 %`, 0.125 → `12.5 %`, 0.03125 → `3.1 %`: of a share that was chosen, not measured. */
export const share = (part: number): string => `${Number((100 * part).toFixed(1))} %`;
