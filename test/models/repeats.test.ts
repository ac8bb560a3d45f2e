import { describe, expect, test } from 'vitest'
import { type SequenceModel, sequenceModels } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { scoresAfter } from '../../src-main/models/apply-model.ts'
import { trialsOf } from '../../src-main/models/data/leave-one-out.ts'
import { type Sequences, sequencesOf } from '../../src-main/models/data/sequences.ts'
import { openReference } from '../../src-main/models/reference/reference-learner.ts'
import {
  readModel,
  type SavedModel,
  tensorsOf,
  writeModel,
} from '../../src-main/models/saving/saved-model.ts'
import { historyLength, questionBatch } from '../../src-main/models/training/objective.ts'
import { planTraining } from '../../src-main/models/training/plan-training.ts'
import { trainModel } from '../../src-main/models/training/train-model.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random, shuffle } from '../../src-main/numeric/random.ts'

const items = 60
const options = { width: 16, hidden: 16, layers: 1, heads: 2, length: 30, batch: 16, rate: 0.01 }

/** Users whose items are drawn alike from all, never twice, or half of them the user's last but one again. */
function logOf(kind: 'never' | 'often'): Sequences {
  const source = random(4, 'repeats', kind)
  const [user, item, time]: number[][] = [[], [], []]
  for (let u = 0; u < 150; u++) {
    const drawn = shuffle([...Array(items).keys()], source).slice(0, 20)
    for (let t = 2; kind === 'often' && t < drawn.length; t++) {
      if (source.uniform() < 0.5) drawn[t] = drawn[t - 2]
    }
    for (const [t, code] of drawn.entries()) {
      user.push(u)
      item.push(code)
      time.push(t)
    }
  }
  const names = (count: number) => Array.from({ length: count }, (_, at) => `${at}`)
  return sequencesOf({ user, item, time }, names(150), names(items))
}

async function trained(
  model: SequenceModel,
  sequences: Sequences,
  more = {},
  epochs = 4,
): Promise<SavedModel> {
  const plan = planTraining(sequences, {
    ...{ model, epochs, seed: 1, k: [10] },
    options: { ...options, ...more },
  })
  const { weights, metrics } = await trainModel(sequences, plan, serial, silent)
  const { architecture, used } = plan
  return { architecture, items: sequences.items, options: used, metrics, seed: 1, temperature: 1, weights }
}

const repeatsOf = ({ architecture, weights }: SavedModel) =>
  tensorsOf(architecture, weights).find(({ name }) => name === 'repeats')?.values

describe.each(['gru', 'sasrec', 'bert4rec'] as const)('%s', (model) => {
  test('learns that nobody comes back to anything, and ranks what is new higher', async () => {
    const sequences = logOf('never')
    const [own, without] = [await trained(model, sequences), await trained(model, sequences, { repeats: 0 })]
    expect(repeatsOf(without)).toBeUndefined()
    // All of the ages that there are, 1 to 18.
    for (const score of repeatsOf(own)!.subarray(0, 5)) expect(score).toBeLessThan(-0.05)
    // Of 60 items 19 are gone: ten of 41 at best where all are drawn alike, ten of 60 for who does not know.
    expect(own.metrics['hr@10']).toBeGreaterThan(without.metrics['hr@10'])
  })

  test('learns how long ago what comes back was', async () => {
    const repeats = repeatsOf(await trained(model, logOf('often'), {}, 8))!
    const [last, lastButOne] = repeats
    expect(lastButOne).toBeGreaterThan(0.05)
    expect(lastButOne).toBeGreaterThan(last + 0.05)
  })
})

test.each(sequenceModels)('%s, asked, scores as the reference does', async (model) => {
  const sequences = logOf('often')
  const saved = await trained(model, sequences, {}, 1)
  const { architecture, weights } = saved
  const trials = trialsOf(sequences, 'test', historyLength(architecture)).slice(0, 4)
  const scores = await scoresAfter(saved, sequences, trials, serial, silent)
  const asked = {
    ...{ rows: 4, rate: 0, decay: 0, dropout: 0, seed: 0 },
    loss: 'softmax',
    negatives: 0,
  } as const
  const reference = openReference(architecture, asked)
  reference.weights.set(weights)
  const expected = reference.answers(questionBatch(architecture, sequences, trials)).scores
  expect(scores.length).toBe(4 * items)
  for (const [at, score] of scores.entries()) expect(score).toBeCloseTo(expected[at], 4)
})

test('a file keeps what repeats score, and one without it is read as it is', async () => {
  const sequences = logOf('never')
  for (const repeats of [1, 0]) {
    const saved = await trained('gru', sequences, { repeats }, 1)
    const again = readModel(writeModel(saved), 'repeats')
    expect(again.architecture).toEqual(saved.architecture)
    expect(again.weights).toEqual(saved.weights)
    expect(again.architecture.repeats === true).toBe(repeats === 1)
  }
})
