import { useEffect } from "react";
import { create } from "zustand";
import { persist } from "zustand/middleware";

/** Whether offers ring aloud on this machine. */
export const useSound = create<{ on: boolean; toggle(): void }>()(
  persist((set) => ({ on: false, toggle: () => set(({ on }) => ({ on: !on })) }), {
    name: "callcenter.sound",
  }),
);

let audio: AudioContext | null = null;

/** Two soft tones. Browsers keep quiet until the person has clicked somewhere once. */
function ring(emergency: boolean): void {
  audio ??= new AudioContext();
  void audio.resume();
  const begin = audio.currentTime + 0.02;
  const tones = emergency ? [880, 660, 880, 660] : [587, 784];
  for (const [index, pitch] of tones.entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = begin + index * 0.22;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(emergency ? 0.25 : 0.14, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.22);
  }
}

/** Rings every three seconds while something is offered. */
export function useRinging(ringing: boolean, emergency: boolean): void {
  const on = useSound((sound) => sound.on);
  useEffect(() => {
    if (!ringing || !on) return;
    ring(emergency);
    const timer = window.setInterval(() => ring(emergency), 3000);
    return () => window.clearInterval(timer);
  }, [ringing, emergency, on]);
}
