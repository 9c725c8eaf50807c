export function RunPage({ db, run }: { readonly db: number; readonly run: string }) {
  return (
    <p class="muted">
      {db} {run}
    </p>
  );
}
