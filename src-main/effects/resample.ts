import type { Random } from '../numeric/random.ts'
import { rowsTogether, type Study, takeStudyRows } from './study.ts'

/** Rows, or whole clusters, drawn with replacement; copies of a unit stay one unit, so folds keep them together. */
export function resample(study: Study, source: Random): Study {
  const { clusters, rows } = study
  const draws: { readonly row: number; readonly draw: number }[] = []
  if (clusters) {
    const members: number[][] = Array.from({ length: clusters.count }, () => [])
    for (let i = 0; i < rows; i++) members[clusters.codes[i]].push(i)
    for (let draw = 0; draw < clusters.count; draw++) {
      for (const row of members[source.integer(clusters.count)]) draws.push({ row, draw })
    }
  } else {
    for (let draw = 0; draw < rows; draw++) draws.push({ row: source.integer(rows), draw })
  }
  draws.sort((a, b) => a.row - b.row || a.draw - b.draw)
  const taken = Int32Array.from(draws, ({ row }) => row)
  const sample = takeStudyRows(study, taken)
  const copies = Int32Array.from(draws, ({ draw }) => draw)
  return { ...sample, clusters: undefined, units: sample.units ?? rowsTogether(sample) ?? taken, copies }
}
