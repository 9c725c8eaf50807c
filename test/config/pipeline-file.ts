/** A small right pipeline file, and the same with lines replaced. */
export const pipelineText = `name: small
task: { kind: eigenvalues, size: 2 }
data: { real: 100, synthesis: 50, calibration: 20, test: 20 }
generator:
  model: { width: 32, heads: 4 }
  training: { steps: 10, threads: 1 }
  sampling: { method: sample, samples: 4, temperature: 0.8 }
verifiers:
  - kind: oracle
  - kind: random
selections:
  - { selector: best-of-n, fractions: [0.5, 1] }
`;

export function changed(...replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`no "${from}" in the pipeline file`);
    return text.replace(from, to);
  }, pipelineText);
}
