import { html, type Markup } from '../html.ts'
import { fitted, linear, textWidth } from './scale.ts'

export interface ForestRow {
  readonly label: string
  readonly estimate: number
  readonly interval: readonly [number, number]
  /** "0.051 (0.037 to 0.065)". */
  readonly inFigures: string
  /** Whether this is the answer that the report rests on. */
  readonly main: boolean
}

/** Estimates of one effect with their intervals, one line each, about zero and, where it is known, the truth. */
export function forestPlot(options: {
  readonly title: string
  readonly rows: readonly ForestRow[]
  readonly axis: string
  readonly tick: (value: number) => string
  readonly truth: { readonly value: number; readonly label: string } | null
}): Markup {
  const { rows, truth } = options
  const widest = Math.max(...rows.map(({ label }) => textWidth(label, 13)), 0)
  const left = Math.round(Math.min(290, Math.max(190, widest + 24)))
  const right = 520
  const top = truth === null ? 14 : 34
  const step = 34
  const bottom = top + rows.length * step
  const ends = rows.flatMap(({ interval, estimate }) => [...interval, estimate]).filter(Number.isFinite)
  const all = [0, ...ends, ...(truth === null ? [] : [truth.value])]
  const x = linear(Math.min(...all), Math.max(...all), left, right)
  return html`<svg class="chart" viewBox="0 0 720 ${bottom + 46}" role="img" aria-label="${options.title}">
<title>${options.title}</title>
${x.ticks.map(
  (value) => html`<line class="grid" x1="${x(value)}" x2="${x(value)}" y1="${top}" y2="${bottom}"/>
<text class="tick" x="${x(value)}" y="${bottom + 18}" text-anchor="middle">${options.tick(value)}</text>`,
)}
<line class="zero" x1="${x(0)}" x2="${x(0)}" y1="${top}" y2="${bottom}"/>
${truth !== null && html`<line class="truth" x1="${x(truth.value)}" x2="${x(truth.value)}" y1="${top - 8}" y2="${bottom}"/><text class="truth-label" x="${x(truth.value)}" y="${top - 14}" text-anchor="middle">${truth.label}</text>`}
${rows.map((row, i) => forestRow(row, top + i * step + step / 2, x, left))}
<text class="axis" x="${(left + right) / 2}" y="${bottom + 38}" text-anchor="middle">${options.axis}</text>
</svg>`
}

function forestRow(row: ForestRow, y: number, x: (value: number) => number, left: number): Markup {
  const [low, high] = row.interval
  const kind = row.main ? 'main' : 'other'
  const size = row.main ? 11 : 8
  return html`<g class="${kind}"><text class="label" x="${left - 16}" y="${y + 4}" text-anchor="end">${fitted(row.label, 13, left - 20)}</text>
${Number.isFinite(low) && Number.isFinite(high) && html`<line class="interval" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/><line class="interval" x1="${x(low)}" x2="${x(low)}" y1="${y - 4}" y2="${y + 4}"/><line class="interval" x1="${x(high)}" x2="${x(high)}" y1="${y - 4}" y2="${y + 4}"/>`}
<rect class="point" x="${x(row.estimate) - size / 2}" y="${y - size / 2}" width="${size}" height="${size}"/>
<text class="figure" x="710" y="${y + 4}" text-anchor="end">${row.inFigures}</text></g>`
}
