import type { KeptIntents } from '../../contract/kept-intents.ts'
import { made, staleNote, table } from '../blocks.ts'
import { html, type Markup } from '../html.ts'
import type { Language } from '../language.ts'

/** Marks that tell an intent in a report. */
const few = 5

/** What users are after: each intent's share, and what tells it. */
export function intentsBlock(
  { name, result, stale, request, dataHash }: KeptIntents,
  language: Language,
): Markup {
  const { text, say, percent, count } = language
  const namesOf = (marks: KeptIntents['result']['intents'][number]['items']) =>
    marks
      .slice(0, few)
      .map((mark) => mark.name)
      .join(', ')
  return html`<h3>${text('report_intents', { name })}</h3>
${staleNote(language, stale)}
<p>${say(result.protocol)}</p>
${result.warnings.map((warning) => html`<p class="note">${say(warning)}</p>`)}
${table(
  [
    { title: text('report_intent'), number: true },
    { title: text('report_intent_share'), number: true },
    { title: text('report_items') },
    { title: text('report_intent_marks') },
  ],
  result.intents.map(({ share, items, types, features }, at) => ({
    cells: [
      count(at + 1),
      percent(share),
      namesOf(items),
      [types, ...features.map(({ marks }) => marks)]
        .map(namesOf)
        .filter((names) => names !== '')
        .join('; '),
    ],
  })),
)}
${made(language, [['report_made_seed', String(request.seed)]], dataHash)}`
}
