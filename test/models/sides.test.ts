import { describe, expect, test } from 'vitest'
import { type SequenceModel, sequenceModels } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { tableFromColumns } from '../../src-main/ingest/table-from-columns.ts'
import { evaluateModel } from '../../src-main/models/apply-model.ts'
import { maskedBatch } from '../../src-main/models/data/batch.ts'
import { sequencesFromTable } from '../../src-main/models/data/sequences-from-table.ts'
import { smallArchitecture, smallBatch } from '../../src-main/models/reference/parity.ts'
import { openReference } from '../../src-main/models/reference/reference-learner.ts'
import { readModel, writeModel } from '../../src-main/models/saving/saved-model.ts'
import { planTraining } from '../../src-main/models/training/plan-training.ts'
import { openLearner } from '../../src-main/models/training/processor-learner.ts'
import { trainModel } from '../../src-main/models/training/train-model.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { withSides, worst } from './desk.ts'

const options = {
  ...{ rows: 3, rate: 0.01, decay: 0, dropout: 0.25, seed: 3 },
  loss: 'softmax',
  negatives: 16,
} as const

describe.each(sequenceModels)('%s', (model) => {
  test('carries what is said of events in, and its gradient back, as the reference does', async () => {
    const architecture = { ...smallArchitecture(model), sides: [3, 5] }
    const batch = withSides(smallBatch(architecture.items, 11), architecture.sides)
    const learner = openLearner(architecture, options, serial, silent)
    const reference = openReference(architecture, options)
    const { loss, gradient } = reference.gradient(batch)
    expect(learner.train(batch) / loss).toBeCloseTo(1, 5)
    const tenth = gradient.map((g) => 0.1 * g)
    expect(worst(learner.state().first, tenth)).toBeLessThan(1e-5)
    const offset = learner.parameters.offsets.get('sides')!
    expect(Math.max(...tenth.subarray(offset, offset + 8 * 16).map(Math.abs))).toBeGreaterThan(0)
    await learner.close()
  })
})

test('the reference’s gradient with sides is that of finite differences', () => {
  const architecture = { ...smallArchitecture('gru'), sides: [3, 5] }
  const batch = withSides(smallBatch(architecture.items, 11), architecture.sides)
  const reference = openReference(architecture, options)
  const { gradient } = reference.gradient(batch)
  const along = Float64Array.from(gradient, () => random(1, 'directions').normal())
  const start = reference.weights.slice()
  const at = (step: number) => {
    for (let i = 0; i < start.length; i++) reference.weights[i] = start[i] + step * along[i]
    return reference.gradient(batch).loss
  }
  const difference = (at(1e-5) - at(-1e-5)) / 2e-5
  const slope = gradient.reduce((sum, g, i) => sum + g * along[i], 0)
  expect(Math.abs(difference - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)))
})

/** Users walk a ring of items; which way they go next is said beside the event: by its price, or by how soon they came back. */
function compass(users: number, by: 'price' | 'gap') {
  const source = random(2, 'compass')
  const columns = { user: [] as string[], item: [] as string[], time: [] as number[], price: [] as number[] }
  for (let u = 0; u < users; u++) {
    let [at, time] = [source.integer(12), 0]
    for (let t = 0; t < 14; t++) {
      const up = source.uniform() < 0.5
      time += by === 'gap' ? (up ? 1 : 100) * (1 + source.uniform()) : 1
      columns.user.push(`u${u}`)
      columns.item.push(`i${at}`)
      columns.time.push(time)
      columns.price.push((up ? 10 : 20) + source.normal())
      at = (at + (up ? 1 : 11)) % 12
    }
  }
  return columns
}

const map = { user: 'user', item: 'item', time: 'time' }
const small = { width: 16, hidden: 24, length: 14, batch: 16, rate: 0.01, dropout: 0.1 }

async function quality(model: SequenceModel, by: 'price' | 'gap', sides: object) {
  const sequences = sequencesFromTable(tableFromColumns(compass(200, by)), { ...map, ...sides })
  const plan = planTraining(sequences, { model, epochs: 15, seed: 1, k: [1], options: small })
  return (await trainModel(sequences, plan, serial, silent)).metrics['hr@1']
}

describe('where a price or a pause says what comes next', () => {
  test.each([
    ['gru', 'price', { price: 'price' }],
    ['sasrec', 'price', { features: ['price'] }],
    ['gru', 'gap', { timeGaps: true }],
  ] as const)('%s told the %s is right far more often', async (model, by, sides) => {
    expect(await quality(model, by, {})).toBeLessThan(0.65)
    expect(await quality(model, by, sides)).toBeGreaterThan(0.85)
  })
})

describe('sides', () => {
  const table = tableFromColumns({
    ...{ user: ['a', 'b', 'a', 'a'], item: ['x', 'y', 'y', 'x'], time: [1, 5, 3, 9] },
    ...{ price: [10, null, 30, 20], colour: ['red', 'blue', null, 'red'] },
  })

  test('follow their events into order, what is missing has none, and gaps begin at a user’s second event', () => {
    const { sides = [], item } = sequencesFromTable(table, {
      ...map,
      price: 'price',
      category: 'colour',
      timeGaps: true,
    })
    expect([...item]).toEqual([0, 1, 0, 1])
    expect(sides.map(({ side }) => side.kind)).toEqual(['number', 'category', 'gap'])
    const [price, colour, gap] = sides.map(({ codes }) => [...codes])
    expect(price[0]).toBe(0)
    expect(price[1]).toBeGreaterThan(price[2])
    expect(price[3]).toBe(-1)
    expect(colour).toEqual([0, -1, 0, 1])
    expect([gap[0], gap[3]]).toEqual([-1, -1])
    expect(gap[2]).toBeGreaterThan(gap[1])
  })

  test('of an item that the mask hides are hidden with it', () => {
    const sequences = sequencesFromTable(table, { ...map, category: 'colour' })
    const { inputs, sides } = maskedBatch(sequences, [{ from: 0, to: 2 }], random(1, 'mask'))
    const hidden = [...inputs.keys()].filter((at) => inputs[at] === sequences.items.length)
    expect(hidden.length).toBeGreaterThan(0)
    for (const at of hidden) expect(sides![at]).toBe(-1)
  })

  test('are kept with the model and read from the same columns again', async () => {
    const columns = compass(60, 'price')
    const sequences = sequencesFromTable(tableFromColumns(columns), { ...map, price: 'price' })
    const plan = planTraining(sequences, { model: 'gru', epochs: 3, seed: 1, k: [1], options: small })
    const { weights, metrics } = await trainModel(sequences, plan, serial, silent)
    const model = readModel(
      writeModel({
        ...{
          architecture: plan.architecture,
          items: sequences.items,
          options: {},
          metrics,
          seed: 1,
          temperature: 1,
        },
        ...{ sides: sequences.sides!.map(({ side }) => side), weights },
      }),
      'memory',
    )
    const again = sequencesFromTable(tableFromColumns(columns), map, model)
    expect(again).toEqual(sequences)
    expect((await evaluateModel(model, again, [1], serial, silent)).metrics).toEqual(metrics)
    const { price: _, ...bare } = columns
    expect(() => sequencesFromTable(tableFromColumns(bare), map, model)).toThrow('TABLE_COLUMN_MISSING')
    const worded = { ...columns, price: columns.price.map((price) => `${price} €`) }
    expect(() => sequencesFromTable(tableFromColumns(worded), map, model)).toThrow('MODELS_SIDE_NOT_NUMERIC')
  })

  test('a column that says nothing is refused', () => {
    const empty = tableFromColumns({ user: ['a', 'a'], item: ['x', 'y'], time: [1, 2], colour: ['', null] })
    const silentColumn = {
      ...empty,
      columns: empty.columns.map((column) =>
        column.kind === 'category' && column.name === 'colour'
          ? { ...column, codes: column.codes.map(() => -1) }
          : column,
      ),
    }
    expect(() => sequencesFromTable(silentColumn, { ...map, category: 'colour' })).toThrow(
      'MODELS_SIDE_EMPTY',
    )
  })
})
