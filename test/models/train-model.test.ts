import { describe, expect, test } from 'vitest'
import { fail } from '../../src-main/contract/errors.ts'
import { type TrainingOptions, trainingLosses } from '../../src-main/contract/models.ts'
import { type Monitor, silent } from '../../src-main/contract/monitor.ts'
import { evaluateModel, userVectors } from '../../src-main/models/apply-model.ts'
import { sequencesOf } from '../../src-main/models/data/sequences.ts'
import { readCheckpoint, writeCheckpoint } from '../../src-main/models/saving/checkpoint-file.ts'
import { readModel, type SavedModel, writeModel } from '../../src-main/models/saving/saved-model.ts'
import type { LearnerState, OpenLearner } from '../../src-main/models/training/learner.ts'
import { rankingWarnings, trialsToRank } from '../../src-main/models/training/objective.ts'
import { paceAt } from '../../src-main/models/training/pace.ts'
import { planMemory } from '../../src-main/models/training/plan-memory.ts'
import { planTraining } from '../../src-main/models/training/plan-training.ts'
import { onProcessor } from '../../src-main/models/training/processor-learner.ts'
import { type Checkpoint, trainModel } from '../../src-main/models/training/train-model.ts'
import { meanShareAt } from '../../src-main/models/training/weight-mean.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { ringSequences } from './shop-log.ts'

const sequences = ringSequences(120, 30, 8)
const small: TrainingOptions = {
  width: 16,
  hidden: 24,
  length: 12,
  batch: 16,
  rate: 0.01,
  dropout: 0.1,
  patience: 3,
}

/** The file with another header. */
function withHeader(
  bytes: Uint8Array,
  change: (header: Record<string, unknown>) => Record<string, unknown>,
): Uint8Array {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true))
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
  const text = new TextEncoder().encode(JSON.stringify(change(header)))
  const changed = new Uint8Array([...new Uint8Array(8), ...text, ...bytes.subarray(8 + length)])
  new DataView(changed.buffer).setBigUint64(0, BigInt(text.length), true)
  return changed
}

function withManifest(bytes: Uint8Array, change: Record<string, unknown>): Uint8Array {
  return withHeader(bytes, (header) => {
    const { manifest } = header.__metadata__ as Record<string, string>
    return { ...header, __metadata__: { manifest: JSON.stringify({ ...JSON.parse(manifest), ...change }) } }
  })
}

function withArchitecture(bytes: Uint8Array, change: Record<string, unknown>): Uint8Array {
  const architecture = planOf(1).architecture
  return withManifest(bytes, { architecture: { ...architecture, ...change } })
}

function planOf(epochs: number, options: TrainingOptions = small, of = sequences) {
  return planTraining(of, { model: 'gru', epochs, seed: 2, k: [10, 1], options })
}

describe('training', () => {
  test('learns what can be learned, and stops once validation has not been better for a while', async () => {
    const trained = await trainModel(sequences, planOf(200), serial, silent)
    // A ring walker goes one on 85 times of 100; a blind guess is right once in 30.
    expect(trained.metrics['hr@1']).toBeGreaterThan(0.65)
    expect(trained.history.length).toBeLessThan(200)
    expect(trained.history.length - 1 - trained.bestEpoch).toBe(4 - 1)
    const scores = trained.history.map((epoch) => epoch.validation['ndcg@10'])
    expect(scores[trained.bestEpoch]).toBe(Math.max(...scores))
  })

  test.each(trainingLosses)('the loss %s learns to rank what comes next', async (loss) => {
    const plan = planTraining(sequences, {
      model: 'gru',
      epochs: 40,
      seed: 2,
      k: [3],
      loss,
      options: { ...small, negatives: 16 },
    })
    const trained = await trainModel(sequences, plan, serial, silent)
    // A blind guess has the next item among three of 30 once in ten.
    expect(trained.metrics['hr@3']).toBeGreaterThan(0.6)
  })

  test('many items are learned by contrast with a sample of them', () => {
    const many = { ...sequences, items: Array.from({ length: 60_000 }, (_, item) => String(item)) }
    expect(planOf(1, small, many).options.loss).toBe('sampled-softmax')
    expect(planOf(1).options.loss).toBe('softmax')
  })

  test('cut off after any epoch and gone on with, it ends with the same weights to the bit', async () => {
    const whole = await trainModel(sequences, planOf(5), serial, silent)
    let kept: Checkpoint | null = null
    const dying = {
      load: () => null,
      save(checkpoint: Checkpoint) {
        kept = readCheckpoint(writeCheckpoint(checkpoint, 'this'), 'this', 'memory')
        if (checkpoint.history.length === 2) throw new Error('the lid was closed')
      },
    }
    await expect(trainModel(sequences, planOf(5), serial, silent, dying)).rejects.toThrow('lid')
    const resumed = await trainModel(sequences, planOf(5), serial, silent, {
      load: () => kept,
      save: () => undefined,
    })
    expect(resumed.weights).toEqual(whole.weights)
    expect(resumed.metrics).toEqual(whole.metrics)
    expect(resumed.history.map((epoch) => epoch.loss)).toEqual(whole.history.map((epoch) => epoch.loss))
  })

  test('what is kept is the mean of the weights where they are averaged, and it is what validated', async () => {
    let kept: Checkpoint | null = null
    const keep = {
      load: () => null,
      save: (checkpoint: Checkpoint) => {
        kept = checkpoint
      },
    }
    const averaged = await trainModel(sequences, planOf(1), serial, silent, keep)
    expect(averaged.weights).toEqual(kept!.state.mean)
    expect(averaged.weights).not.toEqual(kept!.state.weights)
    const plain = await trainModel(sequences, planOf(1, { ...small, averaging: 0 }), serial, silent, keep)
    expect(plain.weights).toEqual(kept!.state.weights)
    expect(kept!.state.mean).toBeUndefined()
    // Same steps: what is averaged does not change what is learned from.
    expect(plain.history[0].loss).toBe(averaged.history[0].loss)
    expect(plain.history[0].validation).not.toEqual(averaged.history[0].validation)
  })

  test('the mean begins with the first step’s weights, and is over about so many epochs in the end', () => {
    expect(meanShareAt(0.1, 10, 2)).toBe(1)
    expect(meanShareAt(1, 10, 2)).toBe(0.5)
    expect(meanShareAt(100, 10, 2)).toBeCloseTo(1 / 20, 2)
    // Weights two epochs old count 1/e of the latest.
    expect((1 - meanShareAt(100, 10, 2)) ** 20).toBeCloseTo(Math.exp(-1), 12)
  })

  test('a checkpoint of another request is not gone on from', async () => {
    let bytes: Uint8Array = new Uint8Array()
    await trainModel(sequences, planOf(1), serial, silent, {
      load: () => null,
      save: (checkpoint) => {
        bytes = writeCheckpoint(checkpoint, 'this')
      },
    })
    expect(readCheckpoint(bytes, 'that', 'memory')).toBeNull()
    const spoilt = (change: (header: Record<string, { shape: number[]; data_offsets: number[] }>) => void) =>
      withHeader(bytes, (header) => {
        change(header as never)
        return header
      })
    const unreadable = [
      bytes.subarray(0, bytes.length - 4),
      new Uint8Array(),
      new TextEncoder().encode('user,item,time\n'),
      spoilt((header) => delete header.second),
      spoilt(({ second }) => Object.assign(second, { shape: [4], data_offsets: [0, 16] })),
      spoilt((header) => delete header.__metadata__),
    ]
    for (const spoiltBytes of unreadable) {
      expect(() => readCheckpoint(spoiltBytes, 'this', 'memory')).toThrow('MODELS_CHECKPOINT_UNREADABLE')
    }
  })

  test('a loss that is no number stops it: an error at once, the best weights with a warning later', async () => {
    const wild = planOf(5, { ...small, rate: 1 })
    const broken = { ...wild, options: { ...wild.options, rate: 1e38 } }
    await expect(trainModel(sequences, broken, serial, silent)).rejects.toMatchObject({
      code: 'MODELS_DIVERGED',
    })
    let good: Checkpoint | null = null
    const first = await trainModel(sequences, planOf(1), serial, silent, {
      load: () => null,
      save: (checkpoint) => {
        good = checkpoint
      },
    })
    const later = await trainModel(sequences, broken, serial, silent, {
      load: () => good,
      save: () => undefined,
    })
    expect(later.weights).toEqual(first.weights)
    expect(later.warnings.map((warning) => warning.words)).toEqual(['models_diverged'])
  })

  test('weights that are no numbers after the last step of an epoch end it too, whatever they would rank', async () => {
    const breaking: OpenLearner = async (...asked) => {
      const learner = await onProcessor(serial)(...asked)
      let states = 0
      const state = () => {
        const whole = learner.state() as LearnerState
        // The first is before training; then one an epoch.
        return ++states < 3 ? whole : { ...whole, weights: whole.weights.fill(Number.NaN, 0, 1) }
      }
      return { ...learner, state }
    }
    const trained = await trainModel(sequences, planOf(5), breaking, silent)
    expect(trained.history.length).toBe(1)
    expect(trained.warnings.map((warning) => warning.words)).toEqual(['models_diverged'])
    expect(trained.weights.every(Number.isFinite)).toBe(true)
  })

  test('a cancel is heard within one batch', async () => {
    let checks = 0
    const monitor: Monitor = {
      report() {
        checks++
        if (checks > 3) throw fail('CANCELLED')
      },
      check() {
        if (checks > 3) throw fail('CANCELLED')
      },
    }
    await expect(trainModel(sequences, planOf(50), serial, monitor)).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(checks).toBe(4)
  })

  test('a thousand steps hold the memory that was planned, no more', async () => {
    const plan = planOf(1)
    const planned = planMemory(plan.architecture, plan.options, 1).layout.bytes
    const before = process.memoryUsage().arrayBuffers
    const trained = await trainModel(sequences, { ...plan, epochs: 130, patience: 1000 }, serial, silent)
    expect(trained.history.length).toBe(130)
    expect(trained.bytes).toBe(planned)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * planned + 32e6)
  })
})

describe('odd data', () => {
  const of = (lists: readonly (readonly number[])[], items: number) =>
    sequencesOf(
      {
        user: lists.flatMap((list, user) => list.map(() => user)),
        item: lists.flat(),
        time: lists.flatMap((list) => list.map((_, t) => t)),
      },
      lists.map((_, user) => String(user)),
      Array.from({ length: items }, (_, item) => String(item)),
    )

  test('users of one event are nothing to learn from', async () => {
    const single = of([[0], [1], [0]], 2)
    const running = trainModel(single, planOf(2, small, single), serial, silent)
    await expect(running).rejects.toMatchObject({ code: 'MODELS_NOTHING_TO_LEARN' })
  })

  test('one item is always next', async () => {
    const one = of([[0, 0, 0, 0, 0], [0], [0, 0, 0, 0]], 1)
    const trained = await trainModel(one, planOf(2, small, one), serial, silent)
    expect(trained.metrics['hr@1']).toBe(1)
  })

  test('where nobody holds an item out, every epoch is trained and nothing is claimed', async () => {
    const pairs = of(
      [
        [0, 1],
        [1, 0],
        [0, 1],
      ],
      2,
    )
    const trained = await trainModel(pairs, planOf(3, small, pairs), serial, silent)
    expect(trained.metrics).toEqual({})
    expect(trained.history.length).toBe(3)
    expect(trained.bestEpoch).toBe(2)
  })

  test('among very many items those held out of some users are ranked, and how many is said', () => {
    const { architecture } = planOf(1)
    expect(trialsToRank(architecture, sequences, 'test').length).toBe(120)
    expect(rankingWarnings(sequences, 120)).toEqual([])
    const some = trialsToRank({ ...architecture, items: 3e9 }, sequences, 'validation')
    expect(some.length).toBe(Math.ceil(2e12 / (3e9 * 16)))
    expect(new Set(some.map(({ user }) => user)).size).toBe(some.length)
    expect(some.at(-1)!.user).toBeGreaterThan(110)
    expect(rankingWarnings(sequences, some.length)).toEqual([
      { words: 'models_ranked_some', with: { ranked: some.length, all: 120 } },
    ])
  })

  test('a model too large for memory is refused with what it would need, before any is reserved', async () => {
    const plan = planOf(1)
    const huge = { ...plan, architecture: { ...plan.architecture, items: 20_000_000, width: 64 } }
    await expect(trainModel(sequences, huge, serial, silent)).rejects.toMatchObject({
      code: 'MODELS_TOO_LARGE',
      parameters: { items: 20_000_000, limit: 4096 },
    })
    const modest = { ...plan, options: { ...plan.options, memoryLimit: 1e5 } }
    await expect(trainModel(sequences, modest, serial, silent)).rejects.toMatchObject({
      code: 'MODELS_TOO_LARGE',
      parameters: { items: 30, limit: 0 },
    })
  })
})

describe('a saved model', () => {
  test('reads back to the bit, and ranks and encodes as the one that was trained', async () => {
    const plan = planOf(3)
    const trained = await trainModel(sequences, plan, serial, silent)
    const model: SavedModel = {
      architecture: plan.architecture,
      items: sequences.items,
      options: plan.used,
      metrics: trained.metrics,
      seed: 2,
      temperature: 1.25,
      weights: trained.weights,
    }
    const read = readModel(writeModel(model), 'memory')
    expect(read).toEqual(model)
    const { metrics, users } = await evaluateModel(read, sequences, plan.k, serial, silent)
    expect(metrics).toEqual(trained.metrics)
    expect(users).toBe(120)
    const { vectors } = await userVectors(read, sequences, serial, silent)
    expect(vectors.length).toBe(120 * 16)
    expect(vectors.every(Number.isFinite)).toBe(true)
  })

  test('tells places as it learnt to: of self-attention by turning, before that by learned positions', () => {
    const { architecture, options } = planTraining(sequences, {
      ...{ model: 'sasrec', epochs: 1, seed: 2, k: [10] },
      options: { ...small, width: 32 },
    })
    for (const rotary of [true, undefined]) {
      const own = { ...architecture, rotary }
      const { floats, offsets } = planMemory(own, options, 1).parameters
      expect(offsets.has('positions')).toBe(rotary === undefined)
      const weights = Float32Array.from({ length: floats }, (_, i) => Math.sin(i))
      const saved = { items: sequences.items, options: {}, metrics: {}, seed: 0, temperature: 1, weights }
      const read = readModel(writeModel({ ...saved, architecture: own }), 'memory')
      expect(read.architecture.rotary).toBe(rotary)
      const at = offsets.get('block1.feed-out.weight')!
      expect(read.weights.slice(at, at + 32 * 32)).toEqual(weights.slice(at, at + 32 * 32))
    }
  })

  test.each([
    ['cut short', (bytes: Uint8Array) => bytes.slice(0, bytes.length - 4)],
    ['of another kind', () => new TextEncoder().encode('user,item,time\n')],
    ['empty', () => new Uint8Array()],
    ['with a header that is no JSON', (bytes: Uint8Array) => bytes.map((byte, i) => (i === 8 ? 0x21 : byte))],
    ['of more layers than there can be', (bytes: Uint8Array) => withArchitecture(bytes, { layers: 1e9 })],
    ['of layers that it lacks', (bytes: Uint8Array) => withArchitecture(bytes, { layers: 2 })],
    ['of more items than it has', (bytes: Uint8Array) => withArchitecture(bytes, { items: 1e9 })],
    ['of wider states than it has', (bytes: Uint8Array) => withArchitecture(bytes, { hidden: 2 ** 31 })],
    ['that reads more than can be held', (bytes: Uint8Array) => withArchitecture(bytes, { length: 1e9 })],
    ['of another model', (bytes: Uint8Array) => withArchitecture(bytes, { model: 'bert4rec' })],
    ['with items of one name', (bytes: Uint8Array) => withManifest(bytes, { items: Array(30).fill('a') })],
    [
      'with a tensor that is nothing',
      (bytes: Uint8Array) => withHeader(bytes, (header) => ({ ...header, items: null })),
    ],
    [
      'without metadata',
      (bytes: Uint8Array) => withHeader(bytes, (header) => ({ ...header, __metadata__: null })),
    ],
    ['with a weight that is no number', (bytes: Uint8Array) => bytes.slice().fill(0xff, bytes.length - 4)],
  ])('a file %s is refused', (_, spoil) => {
    const plan = planOf(1)
    const weights = new Float32Array(planMemory(plan.architecture, plan.options, 1).parameters.floats)
    const whole = writeModel({
      ...plan,
      items: sequences.items,
      options: {},
      metrics: {},
      seed: 0,
      temperature: 1,
      weights,
    })
    expect(readModel(whole, 'memory').items).toEqual(sequences.items)
    expect(() => readModel(spoil(whole), 'memory')).toThrow('MODELS_FILE_UNREADABLE')
  })
})

test('the step size rises over the warm-up, falls evenly to a fiftieth by the last epoch, and stays where none is asked for', () => {
  expect([0.25, 0.5, 1, 2].map((at) => paceAt(at, 5, 1))).toEqual([0.25, 0.5, 1, 1 - 0.98 / 4])
  expect(paceAt(5, 5, 1)).toBeCloseTo(0.02, 12)
  const falling = Array.from({ length: 17 }, (_, at) => paceAt(1 + at / 4, 5, 1))
  expect(falling).toEqual([...falling].sort((a, b) => b - a))
  expect([0.1, 3, 5].map((at) => paceAt(at, 5, 0))).toEqual([1, 1, 1])
  expect([1, 2, 3].map((at) => paceAt(at, 3, 7))).toEqual([1 / 3, 2 / 3, 1])
})
