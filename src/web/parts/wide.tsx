import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** What may be larger than its place: it scrolls there, and can be reached by keyboard when it has to. */
export function Wide({
  class: className = "table",
  name,
  children,
}: {
  readonly class?: string;
  readonly name: string;
  readonly children: ComponentChildren;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() => {
      setScrolls(
        element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight + 1,
      );
    });
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  const reach = scrolls ? { role: "region" as const, "aria-label": name, tabIndex: 0 } : {};
  return (
    <div ref={box} class={className} {...reach}>
      {children}
    </div>
  );
}
