import { expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { estimateExcitation } from '../../src-main/models/excitation/estimate-excitation.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { chained, drawHawkes, type HawkesTruth } from '../models/hawkes-users.ts'

// Simulated truth, seeds 0 up.
const unlinked: HawkesTruth = {
  ...chained,
  effects: [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ],
  rate: 0.2,
}

async function study(truth: HawkesTruth, seeds: number, halfLife?: number) {
  const counts = { covered: 0, pairs: 0, found: 0, real: 0, wrong: 0, none: 0 }
  for (let seed = 0; seed < seeds; seed++) {
    const { pairs } = await estimateExcitation(
      drawHawkes(truth, seed),
      { alpha: 0.05, halfLife },
      serial,
      silent,
    )
    for (const { from, to, confidenceInterval, qValue } of pairs) {
      const effect = truth.effects[Number(from.slice(4))][Number(to.slice(4))]
      counts.pairs++
      if (confidenceInterval[0] <= effect && effect <= confidenceInterval[1]) counts.covered++
      if (effect !== 0) counts.real++
      else counts.none++
      if (qValue <= 0.05) {
        if (effect !== 0) counts.found++
        else counts.wrong++
      }
    }
  }
  const { covered, pairs, found, real, wrong, none } = counts
  return {
    coverage: covered / pairs,
    f1: (2 * found) / (found + wrong + real),
    falseEdges: wrong / none,
  }
}

test('over 500 seeds intervals cover, edges are found, and few are false', async () => {
  const { coverage, f1, falseEdges } = await study(chained, 500, Math.LN2)
  console.log(
    `linked, 500 seeds: coverage ${coverage.toFixed(3)}, F1 ${f1.toFixed(3)}, false edges ${falseEdges.toFixed(3)}`,
  )
  expect(coverage).toBeGreaterThan(0.9)
  expect(coverage).toBeLessThan(0.98)
  expect(f1).toBeGreaterThan(0.9)
  expect(falseEdges).toBeLessThan(0.05)
})

test('also where the half-life has to be estimated', async () => {
  const { coverage, f1, falseEdges } = await study(chained, 60)
  console.log(
    `half-life estimated, 60 seeds: coverage ${coverage.toFixed(3)}, F1 ${f1.toFixed(3)}, false edges ${falseEdges.toFixed(3)}`,
  )
  expect(coverage).toBeGreaterThan(0.9)
  expect(coverage).toBeLessThan(0.98)
  expect(f1).toBeGreaterThan(0.9)
})

test('where nothing excites anything, users who differ in base rate make no more than one edge in twenty', async () => {
  const known = await study(unlinked, 200, Math.LN2)
  const chosen = await study(unlinked, 60)
  console.log(
    `unlinked: false edges ${known.falseEdges.toFixed(3)} of 200 seeds, ${chosen.falseEdges.toFixed(3)} of 60 with the half-life chosen`,
  )
  expect(known.falseEdges).toBeLessThanOrEqual(0.05)
  expect(chosen.falseEdges).toBeLessThanOrEqual(0.05)
})
