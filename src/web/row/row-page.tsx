export function RowPage({
  db,
  run,
  candidate,
}: {
  readonly db: number;
  readonly run: string;
  readonly candidate: string;
}) {
  return (
    <p class="muted">
      {db} {run} {candidate}
    </p>
  );
}
