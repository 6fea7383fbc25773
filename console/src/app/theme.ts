import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const sea: MantineColorsTuple = [
  "#eef6f8",
  "#d9eaee",
  "#b3d5dd",
  "#88bdc9",
  "#5ba3b3",
  "#36899b",
  "#1f7688",
  "#17697a",
  "#105564",
  "#0a414d",
];

/** Kept for emergencies and broken promises; nothing else on the screens is red. */
const alarm: MantineColorsTuple = [
  "#fff0f0",
  "#ffdddd",
  "#fab4b5",
  "#f28588",
  "#e85a5f",
  "#da3640",
  "#c91f2d",
  "#b31524",
  "#930e1b",
  "#730812",
];

const slate: MantineColorsTuple = [
  "#e6e9ec",
  "#c9ced4",
  "#a4acb5",
  "#7d8792",
  "#46505b",
  "#38414b",
  "#2a323a",
  "#1e252c",
  "#171d23",
  "#10151a",
];

export const theme = createTheme({
  primaryColor: "sea",
  primaryShade: { light: 7, dark: 6 },
  colors: { sea, alarm, dark: slate },
  autoContrast: false,
  defaultRadius: 6,
  cursorType: "pointer",
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "19px" },
  headings: { fontWeight: "600" },
  components: {
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", comboboxProps: { withinPortal: true } } },
    Drawer: { styles: { title: { fontWeight: 650, fontSize: 17 } } },
    Modal: {
      styles: { title: { fontWeight: 650, fontSize: 16 } },
      defaultProps: { centered: true, radius: 10, overlayProps: { backgroundOpacity: 0.4 } },
    },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true, multiline: true, maw: 340, fz: 12 } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 32 } },
  },
});

/** Mantine's own grey for lesser text is below 4.5:1 on these grounds. */
export const readableGreys: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#56616d",
    "--mantine-color-placeholder": "#68737e",
    "--mantine-color-body": "#ffffff",
    "--mantine-color-text": "#1a2129",
    "--mantine-color-error": "#b31524",
    "--mantine-color-gray-text": "#56616d",
  },
  dark: {
    "--mantine-color-dimmed": "#a4acb5",
    "--mantine-color-placeholder": "#929ca7",
    "--mantine-color-text": "#e3e7ea",
    "--mantine-color-error": "#ff9b9e",
    "--mantine-color-gray-text": "#a4acb5",
  },
});
