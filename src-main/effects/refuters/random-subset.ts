import { words } from '../../contract/words.ts'
import { type Random, shuffle } from '../../numeric/random.ts'
import { rowsWhere, type Study, takeStudyRows } from '../study.ts'
import type { Refuter } from './refuter.ts'

const share = 0.8

/** Four fifths of the units, drawn without replacement: the estimate must stay, up to chance. */
export const randomSubset: Refuter = {
  name: 'random_subset',
  nullHypothesis: words('refuter_null_random_subset'),
  expects: 'original',
  challenge: (study, source) => takeStudyRows(study, drawn(study, source)),
}

function drawn(study: Study, source: Random): Int32Array {
  const { clusters, rows } = study
  if (clusters) {
    const chosen = new Set(firstOf(clusters.count, source))
    return rowsWhere(rows, (i) => chosen.has(clusters.codes[i]))
  }
  return firstOf(rows, source).sort()
}

function firstOf(count: number, source: Random): Int32Array {
  const all = new Int32Array(count)
  for (let i = 0; i < count; i++) all[i] = i
  return shuffle(all, source).slice(0, Math.max(2, Math.round(share * count)))
}
