export function TracePage({
  db,
  run,
  id,
}: {
  readonly db: number;
  readonly run: string;
  readonly id: string;
}) {
  return (
    <p class="muted">
      {db} {run} {id}
    </p>
  );
}
