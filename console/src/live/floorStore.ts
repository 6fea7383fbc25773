import { create } from "zustand";
import type { Floor, Site } from "../api/wire";
import { browserPorts } from "./browser";
import { floorAfterPush } from "./floor";
import type { FloorPush } from "./frames";
import { Line, type Status } from "./line";
import { setServerOffset } from "./serverTime";

interface FloorStore {
  status: Status;
  /** null until the first welcome. */
  floor: Floor | null;
  site: Site | null;
}

export const useFloor = create<FloorStore>(() => ({
  status: { phase: "connecting" },
  floor: null,
  site: null,
}));

let line: Line<Floor> | null = null;

/** Opens the supervisor's line; the answer closes it and forgets what was shown. */
export function openFloor(onLoggedOut: () => void): () => void {
  const mine = new Line<Floor>("/api/v1/supervisor/socket", browserPorts, {
    onWelcome: (frame) => useFloor.setState({ floor: frame.snapshot, site: frame.site ?? null }),
    onPush: (push) => {
      const { floor } = useFloor.getState();
      if (floor) useFloor.setState({ floor: floorAfterPush(floor, push as FloorPush) });
    },
    onStatus: (status) => {
      if (line !== mine) return;
      useFloor.setState({ status });
      if (status.phase === "ended") onLoggedOut();
    },
    onClock: setServerOffset,
  });
  line = mine;
  mine.start();
  return () => {
    line = null;
    mine.stop();
    useFloor.setState({ floor: null, site: null, status: { phase: "connecting" } });
  };
}

export const floorLine = () => line;
