import { useEffect, useState } from "react";
import { useTexts } from "../i18n";
import { serverNow } from "../live/serverTime";
import styles from "./CountdownRing.module.css";

/** What is left of an offer, by the server's clock. `from` and `until` are RFC 3339 UTC. */
export function CountdownRing({ from, until, size = 64 }: { from: string; until: string; size?: number }) {
  const { t } = useTexts();
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(serverNow()), 200);
    return () => window.clearInterval(timer);
  }, []);
  const end = Date.parse(until);
  const total = Math.max(1, end - Date.parse(from));
  // Our idea of the server's clock is off by a moment: nobody is shown more time than the offer has in all.
  const left = Math.min(total, Math.max(0, end - now));
  const seconds = Math.ceil(Math.round(left / 10) / 100);
  const radius = size / 2 - 4;
  const around = 2 * Math.PI * radius;
  const words = seconds > 0 ? t("offer.left", { seconds }) : t("offer.expired");
  return (
    <svg
      className={styles.ring}
      width={size}
      height={size}
      role="timer"
      aria-label={words}
      data-testid="countdown"
    >
      <title>{words}</title>
      <circle className={styles.track} cx={size / 2} cy={size / 2} r={radius} />
      <circle
        className={styles.left}
        cx={size / 2}
        cy={size / 2}
        r={radius}
        strokeDasharray={around}
        strokeDashoffset={around * (1 - Math.min(1, left / total))}
      />
      <text x="50%" y="50%" dy="0.36em" textAnchor="middle" fontSize={size * 0.34}>
        {seconds}
      </text>
    </svg>
  );
}
