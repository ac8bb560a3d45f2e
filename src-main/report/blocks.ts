import type { MessageKey } from '../contract/words.ts'
import { type Content, html, type Markup } from './html.ts'
import type { Language } from './language.ts'

/** A heading of a table's column; numbers stand to the right. */
export interface Heading {
  readonly title: string
  readonly number?: boolean
}

export function table(
  headings: readonly Heading[],
  rows: readonly { readonly cells: readonly Content[]; readonly main?: boolean }[],
  caption?: string,
): Markup {
  const kind = (at: number) => (headings[at].number === true ? 'n' : 't')
  return html`<div class="scroll"><table>${caption !== undefined && html`<caption>${caption}</caption>`}
<thead><tr>${headings.map(({ title }, at) => html`<th scope="col" class="${kind(at)}">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({
      cells,
      main,
    }) => html`<tr class="${main === true ? 'main' : 'row'}">${cells.map((cell, at) => html`<td class="${kind(at)}">${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`
}

export function facts(pairs: readonly (readonly [string, string])[]): Markup {
  return html`<dl class="facts">${pairs.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`
}

/** A picture or a table with its caption, and how it was made. */
export function figure(caption: string, content: Markup, made: Markup): Markup {
  return html`<figure><figcaption>${caption}</figcaption>${content}${made}</figure>`
}

/** "How this was made": the settings and the fingerprint of the data. */
export function made(
  { text }: Language,
  settings: readonly (readonly [MessageKey, string])[],
  dataHash: string | null,
): Markup {
  const parts = settings.map(([key, value]) => `${text(key)} ${value}`)
  return html`<p class="made"><b>${text('report_made')}</b> ${parts.join(' · ')}${dataHash !== null && html`${parts.length > 0 && ' · '}${text('report_made_data')} <code title="${dataHash}">${dataHash.slice(0, 16)}</code>`}</p>`
}

export function remark({ text }: Language, words: string | undefined): Markup | null {
  if (words === undefined || words.trim() === '') return null
  return html`<p class="remark"><b>${text('report_remark')}</b>${words}</p>`
}

export function staleNote({ text }: Language, stale: boolean): Markup | null {
  return stale ? html`<p class="note">${text('report_stale')}</p>` : null
}
