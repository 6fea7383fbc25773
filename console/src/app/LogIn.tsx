import { Button, PasswordInput, TextInput } from "@mantine/core";
import { IconHeadset } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Problem } from "../api/http";
import { useTexts } from "../i18n";
import { inWords } from "../ui/problems";
import { LanguageSwitch } from "./LanguageSwitch";
import styles from "./LogIn.module.css";
import { enter, useMe } from "./me";
import { SchemeSwitch } from "./SchemeSwitch";

export function LogIn() {
  const { t } = useTexts();
  const ended = useMe((store) => store.ended);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const said = (error: unknown): string => {
    if (error instanceof Problem) {
      if (error.status === 401) return t("login.wrong");
      if (error.status === 0) return t("login.noServer");
      if (error.status === 429 && error.retryAfter) return t("login.tooMany", { seconds: error.retryAfter });
    }
    const { title, lines } = inWords(error);
    return [title, ...lines].join(". ");
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!name.trim() || !password) return;
    setBusy(true);
    setProblem(null);
    try {
      await enter(name.trim(), password);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };

  return (
    <main className={styles.page}>
      <div className={styles.corner}>
        <LanguageSwitch />
        <SchemeSwitch />
      </div>
      <form className={styles.card} onSubmit={(event) => void submit(event)} noValidate>
        <div className={styles.brand}>
          <IconHeadset size={26} stroke={1.8} aria-hidden="true" />
          <span>{t("app.name")}</span>
        </div>
        <h1 className={styles.title}>{t("login.title")}</h1>
        {(problem !== null || ended) && (
          <p className={styles.problem} role="alert">
            {problem ? said(problem) : t("login.ended")}
          </p>
        )}
        <TextInput
          label={t("login.name")}
          size="md"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={tried && !name.trim() && t("login.missing")}
        />
        <PasswordInput
          label={t("login.password")}
          size="md"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": t("login.show") }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={tried && !password && t("login.missing")}
        />
        <Button type="submit" size="md" fullWidth loading={busy} mt={6}>
          {t("login.submit")}
        </Button>
      </form>
    </main>
  );
}
