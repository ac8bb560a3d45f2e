import { html, type Markup } from '../html.ts'
import { linear, round } from './scale.ts'

/** Propensities of the two arms, one up and one down from a common line: where both have height, they can be compared. */
export function overlapHistogram(options: {
  readonly title: string
  readonly up: { readonly label: string; readonly counts: readonly number[] }
  readonly down: { readonly label: string; readonly counts: readonly number[] }
  readonly axis: string
  readonly countAxis: string
  readonly tick: (value: number) => string
  readonly count: (value: number) => string
}): Markup {
  const { up, down } = options
  const left = 70
  const right = 700
  const middle = 120
  const height = 96
  const most = Math.max(1, ...up.counts, ...down.counts)
  const x = linear(0, 1, left, right)
  const bars = (counts: readonly number[], kind: 'treated' | 'control') =>
    counts.map((count, bin) => {
      const tall = round((count / most) * height)
      const from = x(bin / counts.length)
      const width = round(x((bin + 1) / counts.length) - from - 1)
      return (
        count > 0 &&
        html`<rect class="${kind}" x="${from}" y="${kind === 'treated' ? middle - tall : middle}" width="${width}" height="${tall}"/>`
      )
    })
  return html`<svg class="chart" viewBox="0 0 720 268" role="img" aria-label="${options.title}">
<title>${options.title}</title>
${x.ticks.map(
  (
    value,
  ) => html`<line class="grid" x1="${x(value)}" x2="${x(value)}" y1="${middle - height}" y2="${middle + height}"/>
<text class="tick" x="${x(value)}" y="${middle + height + 18}" text-anchor="middle">${options.tick(value)}</text>`,
)}
${bars(up.counts, 'treated')}${bars(down.counts, 'control')}
<line class="zero" x1="${left}" x2="${right}" y1="${middle}" y2="${middle}"/>
<text class="key treated-text" x="${left + 6}" y="${middle - height + 6}">${up.label}</text>
<text class="key control-text" x="${left + 6}" y="${middle + height}">${down.label}</text>
<text class="tick" x="${left - 10}" y="${middle - height + 4}" text-anchor="end">${options.count(most)}</text>
<text class="tick" x="${left - 10}" y="${middle + 4}" text-anchor="end">${options.count(0)}</text>
<text class="tick" x="${left - 10}" y="${middle + height + 4}" text-anchor="end">${options.count(most)}</text>
<text class="axis" x="${(left + right) / 2}" y="${middle + height + 38}" text-anchor="middle">${options.axis}</text>
<text class="axis" x="16" y="${middle}" text-anchor="middle" transform="rotate(-90 16 ${middle})">${options.countAxis}</text>
</svg>`
}
