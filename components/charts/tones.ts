/** What a colour of a chart means; the words are always there too. */
export type ChartTone = "accent" | "success" | "warning" | "danger" | "neutral";

export const FILLS: Record<ChartTone, string> = {
  accent: "fill-accent",
  success: "fill-success-text",
  warning: "fill-warning-text",
  danger: "fill-danger",
  neutral: "fill-control",
};
