import type { Site } from "../api/wire";
import { useDesk } from "../live/deskStore";
import { useFloor } from "../live/floorStore";

/** What the service team wrote, as the live line brought it; null while it has not. */
export function useSite(): Site | null {
  const desk = useDesk((store) => store.desk?.site ?? null);
  const floor = useFloor((store) => store.site);
  return desk ?? floor;
}
