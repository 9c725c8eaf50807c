const shut = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers of every answer, unless it brings its own. */
export const policy = {
  "content-security-policy": `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; ${shut}`,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
} as const;

/**
 * Of documents that stand alone, as figures and reports do: no script runs, and nothing is theirs on this origin. A browser
 * refuses to show a sandboxed document that asks for an opener policy (HTML, "cross-origin opener policy and sandboxing").
 */
export const alone = {
  "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; img-src data:; ${shut}; sandbox`,
  "cross-origin-opener-policy": "unsafe-none",
} as const;
