import { html, type Markup } from '../html.ts'
import { linear, round } from './scale.ts'

/** Counts by period as one line over an area. */
export function timeLine(options: {
  readonly title: string
  /** Microseconds UTC, ascending. */
  readonly start: readonly number[]
  readonly counts: readonly number[]
  readonly axis: string
  readonly count: (value: number) => string
  readonly moment: (time: number) => string
}): Markup {
  const { start, counts } = options
  const left = 78
  const right = 700
  const top = 12
  const bottom = 160
  const last = start.length - 1
  const y = linear(0, Math.max(1, ...counts), bottom, top, 4)
  const x = (i: number) => round(last === 0 ? (left + right) / 2 : left + (i / last) * (right - left))
  const points = counts.map((count, i) => `${x(i)},${y(count)}`).join(' ')
  const shown = [...new Set([0, 1, 2, 3, 4].map((k) => Math.round((k * last) / 4)))]
  return html`<svg class="chart" viewBox="0 0 720 208" role="img" aria-label="${options.title}">
<title>${options.title}</title>
${y.ticks.map(
  (value) => html`<line class="grid" x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/>
<text class="tick" x="${left - 10}" y="${y(value) + 4}" text-anchor="end">${options.count(value)}</text>`,
)}
<polygon class="area" points="${x(0)},${bottom} ${points} ${x(last)},${bottom}"/>
<polyline class="line" points="${points}"/>
${shown.map((i) => {
  const anchor = i === 0 ? 'start' : i === last ? 'end' : 'middle'
  return html`<text class="tick" x="${x(i)}" y="${bottom + 20}" text-anchor="${anchor}">${options.moment(start[i])}</text>`
})}
<text class="axis" x="${(left + right) / 2}" y="${bottom + 42}" text-anchor="middle">${options.axis}</text>
</svg>`
}
