import { useTexts } from "../i18n";

const WIDTH = 14;
const HEIGHT = 28;

/** Five weeks as bars, this one last; the numbers are in its name. */
export function Trend({ counts }: { counts: number[] }) {
  const { t } = useTexts();
  const most = Math.max(1, ...counts);
  const weeks = counts.map((count, week) => ({ count, week }));
  const label = t("topics.weeks", { counts: counts.join(", ") });
  return (
    <svg width={counts.length * WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      {weeks.map(({ count, week }) => {
        const height = Math.max(1, Math.round((count / most) * (HEIGHT - 2)));
        const last = week === counts.length - 1;
        return (
          <rect
            key={week}
            x={week * WIDTH + 1}
            y={HEIGHT - height}
            width={WIDTH - 3}
            height={height}
            rx={1.5}
            fill={last ? "var(--accent)" : "var(--line)"}
          />
        );
      })}
    </svg>
  );
}
