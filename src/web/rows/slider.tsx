import { placeOf, STEPS, shareAt } from "./scale.ts";

/** A share on a scale of equal ratios, or typed. */
export function Slider({ share, onSlide }: { readonly share: number; onSlide(fraction: number): void }) {
  const percent = Number((share * 100).toPrecision(4));
  const type = (text: string) => {
    const typed = Number(text) / 100;
    if (typed > 0 && typed <= 1) onSlide(typed);
  };
  return (
    <div class="field slider">
      <label for="share-slider">Share kept</label>
      <div>
        <input
          id="share-slider"
          type="range"
          min={0}
          max={STEPS}
          value={placeOf(share)}
          aria-valuetext={`${percent} percent`}
          onInput={(event) => onSlide(shareAt(event.currentTarget.valueAsNumber))}
        />
        <input
          type="number"
          aria-label="Share kept in percent"
          min={0.01}
          max={100}
          step="any"
          value={percent}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <span aria-hidden="true">%</span>
      </div>
      <Marks />
    </div>
  );
}

const marks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

const Marks = () => (
  <div class="marks" aria-hidden="true">
    {marks.map((mark) => (
      <span key={mark} style={{ left: `${(100 * placeOf(mark)) / STEPS}%` }}>
        {mark * 100}
      </span>
    ))}
  </div>
);
