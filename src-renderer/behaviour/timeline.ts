import type { AnalysisTableDefinition } from '../../src-main/contract/behaviour.ts'

/** Hours from the index time. */
export interface TimelineWindows {
  /** How far back covariates look; null is all of the time before. */
  readonly lookBack: number | null
  readonly graceEnd: number
  readonly outcomeStart: number
  readonly outcomeEnd: number
}

export type Edge = 'lookBack' | 'graceEnd' | 'outcomeStart' | 'outcomeEnd'

export function windowsOf(definition: AnalysisTableDefinition): TimelineWindows {
  const windows = definition.covariates.map((covariate) => covariate.windowHours)
  const bounded = windows.filter((hours) => hours !== undefined)
  return {
    lookBack: bounded.length === 0 ? null : Math.max(...bounded),
    graceEnd: definition.treatment.graceHours,
    outcomeStart: definition.outcome.startHours,
    outcomeEnd: definition.outcome.startHours + definition.outcome.windowHours,
  }
}

/** Hours by which the outcome begins before treatment has ended; 0 where nothing leaks. */
export function leakage(definition: AnalysisTableDefinition): number {
  return Math.max(0, definition.treatment.graceHours - definition.outcome.startHours)
}

/** A minute: no window is shorter. */
const shortest = 1 / 60

/** The definition with one edge moved. The outcome keeps its length when its start moves. */
export function moveEdge(
  definition: AnalysisTableDefinition,
  edge: Edge,
  hours: number,
): AnalysisTableDefinition {
  const { treatment, outcome, covariates } = definition
  switch (edge) {
    case 'lookBack': {
      const windowHours = Math.max(shortest, -hours)
      const bounded = covariates.some((covariate) => covariate.windowHours !== undefined)
      return {
        ...definition,
        covariates: covariates.map((covariate) =>
          !bounded || covariate.windowHours !== undefined ? { ...covariate, windowHours } : covariate,
        ),
      }
    }
    case 'graceEnd':
      return { ...definition, treatment: { ...treatment, graceHours: Math.max(shortest, hours) } }
    case 'outcomeStart':
      return { ...definition, outcome: { ...outcome, startHours: Math.max(0, hours) } }
    case 'outcomeEnd':
      return {
        ...definition,
        outcome: { ...outcome, windowHours: Math.max(shortest, hours - outcome.startHours) },
      }
  }
}

/** Where an edge stands, in hours from the index time. */
export function edgeAt(windows: TimelineWindows, edge: Edge, leftmost: number): number {
  if (edge === 'lookBack') return windows.lookBack === null ? leftmost : -windows.lookBack
  return windows[edge]
}

/** What the drawing spans, in hours, with air at both ends. */
export function timelineSpan(windows: TimelineWindows): readonly [number, number] {
  const right = Math.max(windows.outcomeEnd, windows.graceEnd) * 1.06
  const left = windows.lookBack === null ? right * 0.5 : windows.lookBack * 1.12
  return [-Math.max(left, right * 0.15), right]
}

const steps = [
  1 / 60,
  1 / 30,
  1 / 12,
  1 / 6,
  1 / 4,
  1 / 2,
  1,
  2,
  3,
  6,
  12,
  24,
  48,
  72,
  168,
  336,
  720,
  2160,
  8760,
]

/** The unit that the axis counts in: minutes, hours or days, as hours. */
export function axisUnit(from: number, to: number): number {
  if (to - from > 96) return 24
  return to - from < 3 ? 1 / 60 : 1
}

/** By how much an edge moves at once, in hours: about a hundredth of what is drawn, and round. */
export function edgeStep(from: number, to: number): number {
  return steps.find((each) => each >= (to - from) / 150) ?? 24
}

/** Hours of the ticks: round, and no more than about ten. */
export function timelineTicks(from: number, to: number): number[] {
  const step = steps.find((each) => (to - from) / each <= 10) ?? steps.at(-1)!
  const ticks: number[] = []
  for (let index = Math.ceil(from / step); index * step <= to; index += 1) ticks.push(index * step || 0)
  return ticks
}
