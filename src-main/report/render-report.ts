import type { Locale } from '../contract/messages.ts'
import type { ReportPart } from '../contract/report.ts'
import { html, type Markup, nothing } from './html.ts'
import { type Language, languageOf } from './language.ts'
import type { ReportInput } from './report-input.ts'
import { behaviourSection } from './sections/behaviour.ts'
import { dataSection } from './sections/data.ts'
import { effectsSection } from './sections/effects.ts'
import { graphSection } from './sections/graph.ts'
import { recommendationsSection } from './sections/recommendations.ts'
import { settingsSection } from './sections/settings.ts'
import { summarySection } from './sections/summary.ts'
import { styleSheet, styleSheetSource } from './style-sheet.ts'

/** Every part of a report: one line each. */
const sections: Readonly<Record<ReportPart, (input: ReportInput, language: Language) => Markup>> = {
  data: dataSection,
  behaviour: behaviourSection,
  graph: graphSection,
  effects: effectsSection,
  recommendations: recommendationsSection,
  settings: settingsSection,
}

/**
 * The report as one HTML document that needs nothing else: no scripts, no fetches, pictures drawn inline. Its own policy
 * allows its one style sheet, by hash, and nothing more. Parts stand in the order asked for. The same input gives the same text.
 */
export function renderReport(input: ReportInput, locale: Locale): string {
  const language = languageOf(locale)
  const { text } = language
  const parts = [...new Set(input.parts)]
  const policy = `default-src 'none'; style-src ${styleSheetSource}; base-uri 'none'; form-action 'none'`
  const document = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Antecedent ${input.version}">
<title>${input.title}</title>
<style>${{ markup: styleSheet }}</style>
</head>
<body>
<header>
<h1>${input.title}</h1>
<p class="lead">${text('report_written', { moment: language.moment(input.writtenAt), version: input.version })}</p>
${summarySection(input, language)}
${parts.length > 1 ? html`<nav aria-label="${text('report_contents')}">${parts.map((part) => html`<a href="#${part}">${text(titles[part])}</a>`)}</nav>` : nothing}
</header>
<main>
${parts.map((part) => sections[part](input, language))}
</main>
<footer>${text('report_footer')}</footer>
</body>
</html>
`
  return document.markup
}

const titles = {
  data: 'report_data',
  behaviour: 'report_behaviour',
  graph: 'report_graph',
  effects: 'report_effects',
  recommendations: 'report_recommendations',
  settings: 'report_settings',
} as const satisfies Record<ReportPart, string>
