import { html, type Markup } from '../html.ts'
import { linear, round, textWidth } from './scale.ts'

/** Strengths, along both axes. */
interface Point {
  readonly label: string
  readonly x: number
  readonly y: number
}

const left = 70
const right = 700
const top = 14
const bottom = 334
const steps = 80
const fontSize = 12

/**
 * What confounders leave of an estimate, as lines of one value each: on the line of value L a confounder has partial R² r
 * with the treatment and ((|estimate| − L)/(error √df))² (1 − r)/r with the outcome (Cinelli and Hazlett 2020, eq. 8).
 */
export function contourPlot(options: {
  readonly title: string
  readonly estimate: number
  readonly standardError: number
  readonly degreesOfFreedom: number
  readonly reach: number
  readonly points: readonly Point[]
  readonly axes: readonly [string, string]
  readonly tick: (value: number) => string
  readonly show: (value: number) => string
}): Markup {
  const { title, reach, points, axes, tick, show, estimate } = options
  const x = linear(0, reach, left, right)
  const y = linear(0, reach, bottom, top)
  const within = points.filter((point) => point.x <= reach && point.y <= reach)
  const lines = [0, 0.5, 0.75, 0.25].map((share) => {
    const level = share * estimate
    return { level, line: curve(level, options).filter(([, outcome]) => outcome <= reach) }
  })
  const labels = apart(
    [
      ...lines.flatMap(({ level, line }) => {
        const at = line.find(([treatment, outcome]) => treatment >= outcome)
        const kind = level === 0 ? 'critical-label' : 'tick'
        return at === undefined ? [] : [{ text: show(level), left: x(at[0]) + 4, base: y(at[1]) - 4, kind }]
      }),
      ...within.map((point) => ({
        text: point.label,
        left: x(point.x) + 9,
        base: y(point.y) + 4,
        kind: 'tick',
      })),
    ],
    within.map((point) => ({ x: x(point.x), y: y(point.y) })),
  )
  return html`<svg class="chart" viewBox="0 0 720 ${bottom + 46}" role="img" aria-label="${title}">
<title>${title}</title>
${x.ticks.map(
  (value) => html`<line class="grid" x1="${x(value)}" x2="${x(value)}" y1="${top}" y2="${bottom}"/>
<text class="tick" x="${x(value)}" y="${bottom + 18}" text-anchor="middle">${tick(value)}</text>
<line class="grid" x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/>
<text class="tick" x="${left - 10}" y="${y(value) + 4}" text-anchor="end">${tick(value)}</text>`,
)}
${lines.map(({ level, line }) => html`<polyline class="${level === 0 ? 'critical' : 'move'}" fill="none" points="${line.map(([a, b]) => `${x(a)},${y(b)}`).join(' ')}"/>`)}
${within.map((point) => html`<circle class="after" cx="${x(point.x)}" cy="${y(point.y)}" r="4.5"/>`)}
${labels.map(({ text, left: start, base, kind }) => html`<text class="${kind}" x="${round(start)}" y="${round(base)}">${text}</text>`)}
<text class="axis" x="${(left + right) / 2}" y="${bottom + 38}" text-anchor="middle">${axes[0]}</text>
<text class="axis" x="16" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 16 ${(top + bottom) / 2})">${axes[1]}</text>
</svg>`
}

interface Label {
  readonly text: string
  readonly left: number
  readonly base: number
  readonly kind: string
}

/** Labels that stand on no other and on no point but their own; the table below names what has none. */
function apart(
  labels: readonly Label[],
  points: readonly { readonly x: number; readonly y: number }[],
): Label[] {
  const kept: Label[] = []
  const ends = ({ text, left: start }: Label) => start + textWidth(text, fontSize)
  for (const label of labels) {
    const meets = kept.some(
      (other) =>
        label.left < ends(other) &&
        other.left < ends(label) &&
        Math.abs(label.base - other.base) < fontSize + 2,
    )
    const covers = points.some(
      ({ x, y }) =>
        x + 5 > label.left && x - 5 < ends(label) && y + 5 > label.base - fontSize && y - 5 < label.base,
    )
    if (!meets && !covers) kept.push(label)
  }
  return kept
}

function curve(
  level: number,
  {
    estimate,
    standardError,
    degreesOfFreedom,
    reach,
  }: Pick<Parameters<typeof contourPlot>[0], 'estimate' | 'standardError' | 'degreesOfFreedom' | 'reach'>,
): (readonly [number, number])[] {
  const size = ((estimate - level) / (standardError * Math.sqrt(degreesOfFreedom))) ** 2
  return Array.from({ length: steps }, (_, k) => {
    const treatment = reach * ((k + 1) / steps) ** 2
    return [treatment, (size * (1 - treatment)) / treatment] as const
  })
}
