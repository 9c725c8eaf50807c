/**
 * The address of a module for a worker thread: a checkout runs its TypeScript as it is, the published package compiled
 * JavaScript.
 * @param base the caller's `import.meta.url`
 * @param path relative, without extension
 */
export function moduleBeside(base: string, path: string): URL {
  return new URL(`${path}.${base.endsWith(".ts") ? "ts" : "js"}`, base);
}
