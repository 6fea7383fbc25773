import { create } from "zustand";
import type { DeskSnapshot } from "../api/wire";
import { browserPorts } from "./browser";
import { afterPush, type Desk, fromSnapshot, withoutOffer } from "./desk";
import type { DeskPush } from "./frames";
import { Line, type Status } from "./line";
import { setServerOffset } from "./serverTime";

interface DeskStore {
  status: Status;
  /** null until the first welcome. */
  desk: Desk | null;
  dismiss(seq: number): void;
  declined(offer: string): void;
}

export const useDesk = create<DeskStore>((set) => ({
  status: { phase: "connecting" },
  desk: null,
  dismiss: (seq) =>
    set(({ desk }) => ({
      desk: desk && { ...desk, notices: desk.notices.filter((notice) => notice.seq !== seq) },
    })),
  declined: (offer) => set(({ desk }) => ({ desk: desk && withoutOffer(desk, offer) })),
}));

let line: Line<DeskSnapshot> | null = null;

/** Opens the agent's line; the answer closes it and forgets what was shown. */
export function openDesk(onLoggedOut: () => void): () => void {
  const mine = new Line<DeskSnapshot>("/api/v1/agent/socket", browserPorts, {
    onWelcome: (frame) =>
      useDesk.setState(({ desk }) => ({ desk: fromSnapshot(frame.snapshot, desk?.notices) })),
    onPush: (push) => {
      const { desk } = useDesk.getState();
      if (desk) useDesk.setState({ desk: afterPush(desk, push as DeskPush) });
    },
    onStatus: (status) => {
      if (line !== mine) return;
      useDesk.setState({ status });
      if (status.phase === "ended") onLoggedOut();
    },
    onClock: setServerOffset,
  });
  line = mine;
  mine.start();
  return () => {
    line = null;
    mine.stop();
    useDesk.setState({ desk: null, status: { phase: "connecting" } });
  };
}

export const deskLine = () => line;
