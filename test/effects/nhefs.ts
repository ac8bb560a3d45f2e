import type { EstimateRequest } from '../../src-main/contract/effects.ts'

/** What *What If* (Hernán and Robins) adjusts giving up smoking for, the four numbers squared as well. */
export const nhefsSquares: [string, string][] = ['age', 'smokeintensity', 'smokeyrs', 'wt71'].map((name) => [
  name,
  name,
])

export const nhefsQuestion = {
  treatment: 'qsmk',
  outcome: 'wt82_71',
  adjustFor: ['sex', 'race', 'age', 'education', 'smokeintensity', 'smokeyrs', 'exercise', 'active', 'wt71'],
  categorical: ['education', 'exercise', 'active'],
  interactions: nhefsSquares,
} satisfies Partial<EstimateRequest>
