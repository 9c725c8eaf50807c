export function HomePage() {
  return <p class="muted">…</p>;
}
