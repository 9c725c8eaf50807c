export function LabelPage({
  db,
  run,
  stage,
}: {
  readonly db: number;
  readonly run: string;
  readonly stage: string | undefined;
}) {
  return (
    <p class="muted">
      {db} {run} {stage}
    </p>
  );
}
