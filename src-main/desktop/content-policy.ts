import { styleSheetSource } from '../report/style-sheet.ts'

/** Of the one style element that Observable Plot writes into each of its drawings. */
const plotStyle = "'sha256-jSYQUrW7J0b3jPqhZP9C2Xh1PyJKHKXd4s0fpGGKrww='"

/**
 * What a page of the product may load: its own files and nothing else. The preview of a report is a document within the
 * page that inherits this policy, so the one style sheet of reports is named here; frames of any address stay forbidden.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${plotStyle} ${styleSheetSource}`,
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
]

/** The same for the window's page, whose skeleton has a style element of its own. */
export function pageHeaders(styleSource: string): Readonly<Record<string, string>> {
  const admitted = policy.map((rule) => (rule.startsWith('style-src') ? `${rule} ${styleSource}` : rule))
  return { ...securityHeaders, 'Content-Security-Policy': admitted.join('; ') }
}

/** Sent with every file of the window. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy.join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
}

/** A document of ours on its way to paper: drawings and inline styles, no script at all. */
export const printHeaders: Readonly<Record<string, string>> = {
  ...securityHeaders,
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
}
