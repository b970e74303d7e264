/** How much of something is done, as a bar; the figure stands beside it in words. */
export function ProgressBar({ label, percent }: { readonly label: string; readonly percent: number }) {
  const whole = Math.round(Math.min(Math.max(percent, 0), 100));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={whole}
      className="h-3 w-full overflow-hidden rounded-full border border-line bg-sunken"
    >
      <div className="h-full bg-accent" style={{ width: `${whole}%` }} />
    </div>
  );
}
