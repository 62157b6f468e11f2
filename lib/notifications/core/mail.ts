import { escapeHtml, oneLine, severalLines } from "./plain-text.ts";

export type MailEvent = {
  /** The topic in words. */
  label: string;
  title: string;
  body: string;
  /** Path within the console. */
  link: string;
  actorName: string;
};
export type MailText = { subject: string; text: string; html: string };

const PREFERENCES = "/notifications/preferences";
const MOST_LINES = 100;

/** A mail about one event. Everything in it but our own words is untrusted. */
export function eventMail(event: MailEvent, publicUrl: string): MailText {
  const title = oneLine(event.title);
  const by = `${oneLine(event.actorName, 100)}: ${event.label}`;
  const body = severalLines(event.body);
  const url = publicUrl + event.link;
  return {
    subject: title,
    text: [title, by, body, url, footerText(publicUrl)].filter((part) => part !== "").join("\n\n"),
    html: page(title, [
      `<p style="${STYLE.muted}">${escapeHtml(by)}</p>`,
      body === "" ? "" : `<p style="${STYLE.body}">${escapeHtml(body)}</p>`,
      `<p><a href="${escapeHtml(url)}" style="${STYLE.button}">Open in Gatehouse</a></p>`,
      footerHtml(publicUrl),
    ]),
  };
}

/** The daily mail: everything that waited, the oldest first. */
export function digestMail(events: readonly MailEvent[], publicUrl: string): MailText {
  const shown = events.slice(0, MOST_LINES);
  const more = events.length - shown.length;
  const subject = `Your day in Gatehouse: ${events.length} ${events.length === 1 ? "notification" : "notifications"}`;
  const rest = more > 0 ? `And ${more.toLocaleString("en")} more in your inbox.` : "";
  const inbox = `${publicUrl}/notifications`;
  const lines = shown.map(
    ({ title, label, actorName, link }) =>
      `- ${oneLine(title)}\n  ${oneLine(actorName, 100)}: ${label}\n  ${publicUrl}${link}`,
  );
  const items = shown.map(
    ({ title, label, actorName, link }) =>
      `<li style="${STYLE.item}"><a href="${escapeHtml(publicUrl + link)}" style="${STYLE.link}">${escapeHtml(oneLine(title))}</a><br><span style="${STYLE.muted}">${escapeHtml(`${oneLine(actorName, 100)}: ${label}`)}</span></li>`,
  );
  return {
    subject,
    text: [subject, ...lines, rest, `All of them: ${inbox}`, footerText(publicUrl)]
      .filter((part) => part !== "")
      .join("\n\n"),
    html: page(subject, [
      `<ul style="padding-left:20px;margin:16px 0">${items.join("")}</ul>`,
      rest === "" ? "" : `<p>${rest}</p>`,
      `<p><a href="${escapeHtml(inbox)}" style="${STYLE.button}">Open the inbox</a></p>`,
      footerHtml(publicUrl),
    ]),
  };
}

// Mail programs read no style sheets: the few styles stand at the elements.
const STYLE = {
  page: "margin:0;padding:24px;background:#ffffff;color:#1c2024;font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif",
  body: "white-space:pre-wrap;margin:16px 0",
  muted: "color:#60646c;font-size:14px",
  item: "margin:0 0 12px",
  link: "color:#0b5cad;font-weight:600",
  button:
    "display:inline-block;padding:8px 16px;border-radius:6px;background:#0b5cad;color:#ffffff;text-decoration:none;font-weight:600",
};

function page(title: string, parts: readonly string[]): string {
  const heading = `<h1 style="font-size:18px;margin:0 0 4px">${escapeHtml(title)}</h1>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body style="${STYLE.page}"><div style="max-width:600px">${heading}${parts.join("")}</div></body></html>`;
}

const WHY = "You get this mail because of what you chose in Gatehouse.";
const footerText = (publicUrl: string) => `--\n${WHY} Choose again: ${publicUrl}${PREFERENCES}`;
const footerHtml = (publicUrl: string) =>
  `<hr style="border:0;border-top:1px solid #d9d9e0;margin:24px 0 12px"><p style="${STYLE.muted}">${WHY} <a href="${escapeHtml(publicUrl + PREFERENCES)}" style="${STYLE.muted}">Choose again</a></p>`;
