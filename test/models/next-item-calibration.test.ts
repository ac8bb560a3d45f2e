import { expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { calibrateNextItem } from '../../src-main/models/heads/next-item-calibration.ts'
import { parametersOf } from '../../src-main/models/networks/table.ts'
import { mapParameters } from '../../src-main/models/training/parameters.ts'
import { planTraining } from '../../src-main/models/training/plan-training.ts'
import { trainModel } from '../../src-main/models/training/train-model.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { ringSequences } from './shop-log.ts'

const sequences = ringSequences(300, 30, 9)

test('scores that are three times too large are brought back by a temperature three times higher', async () => {
  const options = { width: 16, hidden: 16, length: 12, batch: 16, rate: 0.01 }
  const plan = planTraining(sequences, { model: 'gru', epochs: 12, seed: 2, k: [10], options })
  const { weights, metrics } = await trainModel(sequences, plan, serial, silent)
  const model = {
    architecture: plan.architecture,
    items: sequences.items,
    options: plan.used,
    metrics,
    seed: 2,
    temperature: 1,
    weights,
  }
  const wild = weights.slice()
  const { shapes, offsets } = mapParameters(parametersOf(plan.architecture))
  for (const { name, rows, columns } of shapes) {
    if (!['item-biases', 'repeats', 'output.weight', 'output.bias'].includes(name)) continue
    const from = offsets.get(name)!
    for (let i = from; i < from + rows * columns; i++) wild[i] *= 3
  }
  const calm = (await calibrateNextItem(model, sequences, serial, silent))!
  const found = (await calibrateNextItem({ ...model, weights: wild }, sequences, serial, silent))!
  expect(found.temperature / calm.temperature).toBeCloseTo(3, 3)
  expect(found.logLoss[1]).toBeCloseTo(calm.logLoss[1], 4)
  expect(found.logLoss[0]).toBeGreaterThan(found.logLoss[1])
})
