import { useHotkeys } from "@mantine/hooks";
import { useLocation, useNavigate } from "react-router";
import type { Offer } from "../api/wire";
import type { Desk } from "../live/desk";
import { useDesk } from "../live/deskStore";
import styles from "./AskedOnTheFloor.module.css";
import { OfferCard } from "./OfferCard";
import { useDeskActions } from "./useDeskActions";
import { useOfferAttention } from "./useOfferAttention";

/** What rings at a supervisor while they look at something else than the desk. Who accepts goes on at the desk. */
export function AskedOnTheFloor() {
  const desk = useDesk((store) => store.desk);
  const { pathname } = useLocation();
  if (!desk || desk.offers.length === 0 || pathname === "/desk") return null;
  return <Asked desk={desk} />;
}

function Asked({ desk }: { desk: Desk }) {
  const live = useDesk((store) => store.status.phase === "live");
  const navigate = useNavigate();
  const announcement = useOfferAttention(desk);
  const actions = useDeskActions(
    () => undefined,
    () => void navigate("/desk"),
  );
  const first = desk.offers[0];
  const answer = (run: (offer: Offer) => void) => () => {
    if (live && first && !document.querySelector('[role="dialog"],[role="menu"]')) run(first);
  };
  useHotkeys([
    ["a", answer(actions.accept)],
    ["d", answer(actions.decline)],
  ]);
  return (
    <div className={styles.asked} data-testid="asked">
      <p className="unseen" aria-live="assertive">
        {announcement}
      </p>
      {desk.offers.map((offer) => (
        <OfferCard key={offer.offer} offer={offer} site={desk.site} live={live} actions={actions} />
      ))}
    </div>
  );
}
