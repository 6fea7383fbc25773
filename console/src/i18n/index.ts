import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Words } from "../api/wire";
import { en, type Texts } from "./en";
import { zh } from "./zh";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: Texts };
    returnNull: false;
  }
}

export const LANGUAGES = { en: "English", "zh-CN": "中文" } as const;
export type Language = keyof typeof LANGUAGES;
const REMEMBERED = "callcenter.language";

function wished(): Language {
  const remembered = localStorage.getItem(REMEMBERED);
  if (remembered === "en" || remembered === "zh-CN") return remembered;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** Must run before the first screen is drawn. */
export function startTexts(): void {
  void i18next.use(initReactI18next).init({
    lng: wished(),
    fallbackLng: false,
    resources: { en: { translation: en }, "zh-CN": { translation: zh } },
    interpolation: { escapeValue: false },
    returnNull: false,
    // Nothing is loaded from elsewhere, so there is nothing to wait for.
    initAsync: false,
  });
  document.documentElement.lang = i18next.language;
}

export function speak(language: Language): void {
  localStorage.setItem(REMEMBERED, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

export function useTexts() {
  const { t, i18n } = useTranslation();
  return { t, language: i18n.language as Language };
}

/** What the site wrote, in the reader's language, or in any it has rather than nothing. */
export function wordsIn(words: Words | string | null | undefined, language: string): string {
  if (!words) return "";
  if (typeof words === "string") return words;
  const primary = language.split("-")[0];
  const near = Object.keys(words).find((tag) => tag.split("-")[0] === primary);
  return words[language] ?? (near && words[near]) ?? Object.values(words)[0] ?? "";
}

/** The text under `group.key`, or the key itself: a later server may know words that we do not. */
export function useWord() {
  const { t, i18n } = useTranslation();
  return (group: string, key: string): string => {
    const path = `${group}.${key}`;
    return i18n.exists(path) ? (t as (path: string) => string)(path) : key.replaceAll("_", " ");
  };
}
