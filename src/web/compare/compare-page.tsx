export function ComparePage() {
  return <p class="muted">…</p>;
}
