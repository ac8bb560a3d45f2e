import { html, type Markup } from '../html.ts'
import { fitted, linear } from './scale.ts'

/** Beyond a tenth of a standard deviation a difference between the arms is worth worrying about (Austin 2009). */
const worrying = 0.1

/** How far the arms differ in each covariate, before and after adjustment (standardised mean differences, without sign). */
export function lovePlot(options: {
  readonly title: string
  readonly rows: readonly { readonly column: string; readonly before: number; readonly after: number }[]
  readonly axis: string
  readonly before: string
  readonly after: string
  readonly tick: (value: number) => string
}): Markup {
  const left = 230
  const right = 700
  const top = 40
  const step = 24
  const rows = [...options.rows].sort((a, b) => Math.abs(b.before) - Math.abs(a.before))
  const bottom = top + rows.length * step
  const furthest = Math.max(
    2 * worrying,
    ...rows.flatMap(({ before, after }) => [Math.abs(before), Math.abs(after)]),
  )
  const x = linear(0, furthest, left, right)
  return html`<svg class="chart" viewBox="0 0 720 ${bottom + 46}" role="img" aria-label="${options.title}">
<title>${options.title}</title>
<circle class="before" cx="${left + 6}" cy="16" r="5"/><text class="key" x="${left + 18}" y="20">${options.before}</text>
<circle class="after" cx="${left + 226}" cy="16" r="5"/><text class="key" x="${left + 238}" y="20">${options.after}</text>
<rect class="calm" x="${x(0)}" y="${top}" width="${x(worrying) - x(0)}" height="${bottom - top}"/>
${x.ticks.map(
  (value) => html`<line class="grid" x1="${x(value)}" x2="${x(value)}" y1="${top}" y2="${bottom}"/>
<text class="tick" x="${x(value)}" y="${bottom + 18}" text-anchor="middle">${options.tick(value)}</text>`,
)}
${rows.map(({ column, before, after }, i) => {
  const y = top + i * step + step / 2
  const from = x(Math.abs(before))
  const to = x(Math.abs(after))
  return html`<text class="label" x="${left - 14}" y="${y + 4}" text-anchor="end">${fitted(column, 13, left - 20)}</text>
<line class="move" x1="${from}" x2="${to}" y1="${y}" y2="${y}"/><circle class="before" cx="${from}" cy="${y}" r="5"/><circle class="after" cx="${to}" cy="${y}" r="5"/>`
})}
<text class="axis" x="${(left + right) / 2}" y="${bottom + 38}" text-anchor="middle">${options.axis}</text>
</svg>`
}
