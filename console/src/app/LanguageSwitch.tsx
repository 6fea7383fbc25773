import { Button } from "@mantine/core";
import { LANGUAGES, type Language, speak, useTexts } from "../i18n";

/** Changes to the other language at once; its label is in that language. */
export function LanguageSwitch() {
  const { language } = useTexts();
  const other: Language = language === "en" ? "zh-CN" : "en";
  return (
    <Button variant="subtle" color="gray" size="compact-sm" lang={other} onClick={() => speak(other)}>
      {LANGUAGES[other]}
    </Button>
  );
}
