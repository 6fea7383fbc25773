import { useCallback, useState } from "react";
import { showProblem } from "./problems";

/** Runs a wish, shows its problem if it has one, and tells whether one is under way. True: it was done. */
export function useDoing(): [doing: boolean, run: (wish: () => Promise<unknown>) => Promise<boolean>] {
  const [doing, setDoing] = useState(false);
  const run = useCallback(async (wish: () => Promise<unknown>) => {
    setDoing(true);
    try {
      await wish();
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    } finally {
      setDoing(false);
    }
  }, []);
  return [doing, run];
}
