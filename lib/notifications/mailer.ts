import nodemailer from "nodemailer";
import type { MailSettings } from "#lib/config/env.ts";
import type { MailText } from "./core/mail.ts";
import { oneLine } from "./core/plain-text.ts";
import type { Outcome } from "./schemas.ts";

export type Letter = {
  /** Equal for every attempt: mail programs show a duplicate once. */
  id: string;
  to: { email: string; name: string };
  mail: MailText;
};

export type Mailer = { send(letter: Letter): Promise<Outcome>; close(): void };

/** Connections to the mail server; `publicUrl` gives the message ids their host. */
export function openMailer(settings: MailSettings, publicUrl: string): Mailer {
  const transport = nodemailer.createTransport({
    url: settings.smtpUrl,
    pool: true,
    maxConnections: 5,
    dnsTimeout: 5_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = new URL(publicUrl).hostname;
  return {
    async send({ id, to, mail }) {
      try {
        await transport.sendMail({
          from: settings.from,
          ...(settings.replyTo !== null && { replyTo: settings.replyTo }),
          to: { address: to.email, name: oneLine(to.name, 100) },
          messageId: `<${id}@${host}>`,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { sent: true };
      } catch (error) {
        return { sent: false, reason: refusal(error) };
      }
    },
    close: () => transport.close(),
  };
}

/** Our own words and the server's number: its text may repeat what we sent. */
function refusal(error: unknown): string {
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown };
  if (code === "EAUTH") return "The mail server refused the sign-in of SMTP_URL.";
  if (typeof responseCode === "number") return `The mail server answered ${responseCode}.`;
  return typeof code === "string" && /^[A-Z_]{1,40}$/.test(code)
    ? `The mail server could not be reached (${code}).`
    : "The mail could not be sent.";
}
