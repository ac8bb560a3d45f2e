import { html, type Markup } from '../html.ts'
import { fitted, round } from './scale.ts'

/** Counts of named things as bars from one line, the figure beside each. */
export function bars(options: {
  readonly title: string
  readonly rows: readonly { readonly label: string; readonly value: number; readonly inFigures: string }[]
}): Markup {
  const left = 170
  const right = 600
  const step = 28
  const most = Math.max(1e-12, ...options.rows.map(({ value }) => value))
  return html`<svg class="chart" viewBox="0 0 720 ${options.rows.length * step + 6}" role="img" aria-label="${options.title}">
<title>${options.title}</title>
${options.rows.map(({ label, value, inFigures }, i) => {
  const y = i * step + 4
  const width = round(Math.max(1, (value / most) * (right - left)))
  return html`<text class="label" x="${left - 12}" y="${y + 15}" text-anchor="end">${fitted(label, 13, left - 16)}</text>
<rect class="bar" x="${left}" y="${y}" width="${width}" height="20" rx="2"/><text class="figure" x="${left + width + 8}" y="${y + 15}">${inFigures}</text>`
})}
</svg>`
}
