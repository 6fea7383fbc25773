import { ActionIcon, Button, Group, Modal, Tooltip } from "@mantine/core";
import { IconDownload, IconPrinter, IconReceipt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { createPortal } from "react-dom";
import { type Receipt, receiptOf } from "../api/history";
import { useTexts } from "../i18n";
import { Empty } from "../ui/Empty";
import { ProblemBox } from "../ui/problems";
import styles from "./Why.module.css";

/** Opens the signed proof that an emergency was reported in this contact. */
export function ReceiptButton({ contact }: { contact: string }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Tooltip label={t("receipt.open")}>
        <ActionIcon
          variant="subtle"
          size={26}
          aria-label={`${t("receipt.open")}: ${contact}`}
          onClick={() => setOpen(true)}
        >
          <IconReceipt size={17} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      {open && (
        <Modal
          opened
          onClose={() => setOpen(false)}
          size="xl"
          title={t("receipt.title")}
          closeButtonProps={{ "aria-label": t("error.close") }}
        >
          <Paper contact={contact} />
        </Modal>
      )}
    </>
  );
}

function Paper({ contact }: { contact: string }) {
  const { t, language } = useTexts();
  // What was done goes on: each opening asks anew.
  const query = useQuery({ queryKey: ["receipt", contact], queryFn: () => receiptOf(contact), gcTime: 0 });
  if (query.isPending) return <Empty>{t("app.loading")}</Empty>;
  if (query.isError) return <ProblemBox error={query.error} retry={() => void query.refetch()} />;
  const { receipt, jws } = query.data;
  const languages = Object.keys(receipt.words).sort(
    (a, b) => Number(b === language) - Number(a === language),
  );
  const written = (
    <>
      {languages.map((one) => (
        <section key={one} lang={one}>
          {receipt.words[one]?.map((line, n) => (
            <p key={`${n}-${line}`} data-under={line.startsWith("  ")} data-first={n === 0}>
              {line.trim()}
            </p>
          ))}
        </section>
      ))}
      <p className={styles.signature}>{jws}</p>
    </>
  );
  return (
    <>
      <article className={styles.paper} data-testid="receipt">
        {written}
      </article>
      {/* Paper has no scrolling: what is printed stands outside of the dialog, and nothing else is printed. */}
      {createPortal(
        <article className={`${styles.paper} ${styles.printed}`} data-print data-testid="receipt-print">
          {written}
        </article>,
        document.body,
      )}
      <p className="soft">{t("receipt.check")}</p>
      <Group justify="flex-end" gap="xs">
        <Button
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.8} />}
          onClick={() => download(query.data)}
        >
          {t("receipt.download")}
        </Button>
        <Button leftSection={<IconPrinter size={16} stroke={1.8} />} onClick={() => window.print()}>
          {t("receipt.print")}
        </Button>
      </Group>
    </>
  );
}

/** As the API gives it: `callcenter receipt --verify` takes the file. */
function download(told: Receipt): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(told)], { type: "application/json" }));
  link.download = `receipt-${told.receipt.receipt}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
