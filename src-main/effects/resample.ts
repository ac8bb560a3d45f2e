import type { Random } from '../numeric/random.ts'
import { type Study, takeStudyRows } from './study.ts'

/** Rows, or whole clusters, drawn with replacement; copies of a unit stay one unit, so folds keep them together. */
export function resample(study: Study, source: Random): Study {
  const { clusters, rows } = study
  const drawn: number[] = []
  if (clusters) {
    const members: number[][] = Array.from({ length: clusters.count }, () => [])
    for (let i = 0; i < rows; i++) members[clusters.codes[i]].push(i)
    for (let g = 0; g < clusters.count; g++) drawn.push(...members[source.integer(clusters.count)])
  } else {
    for (let i = 0; i < rows; i++) drawn.push(source.integer(rows))
  }
  const taken = Int32Array.from(drawn).sort()
  const sample = takeStudyRows(study, taken)
  return { ...sample, clusters: undefined, units: sample.units ?? taken }
}
