import { fail } from '../../contract/errors.ts'
import type { SequenceModel, TrainingLoss, TrainingOptions } from '../../contract/models.ts'
import type { Augmentation } from '../data/augment.ts'
import type { Sequences } from '../data/sequences.ts'
import { levelsOf } from '../data/sides.ts'
import type { Adversary } from '../losses/adversary.ts'
import { networks } from '../networks/table.ts'
import type { TrainingPlan } from './train-model.ts'

/** Long enough that most of what people had is known when the next thing is foretold, which repeats are told by. */
const common = {
  ...{ width: 64, length: 200, decay: 0, negatives: 512, warmup: 0 },
  ...{ averaging: 1, patience: 6, repeats: 1 },
} as const

/** Settings that did best on the validation items of MovieLens 100k, by model. What depends on the data's size is chosen below. */
const recommended: Readonly<Record<SequenceModel, Settings>> = {
  gru: recurrent(0.003),
  lstm: recurrent(0.003),
  rnn: recurrent(0.001),
  sasrec: attention(0.003),
  // A third of an epoch's items is predicted, in windows drawn anew: validation rises more slowly and less evenly.
  bert4rec: { ...attention(0.003), patience: 12 },
  // A prefix reads each of its nodes: its cost grows with the square of the length.
  srgnn: { ...attention(0.003), layers: 1, heads: 1, length: 50 },
}

type Settings = Omit<Required<TrainingOptions>, 'batch'>

function attention(rate: number): Settings {
  return { ...common, hidden: 64, layers: 2, heads: 2, rate, dropout: 0.3 }
}

function recurrent(rate: number): Settings {
  return { ...common, hidden: 128, layers: 1, heads: 1, rate, dropout: 0.4 }
}

/**
 * Sequences of a batch: as many as leave an epoch so many steps, a power of two. Fewer steps than that learn little from a small log in
 * the time it has; more sequences than `most` bring a large one no further.
 */
const batches = { steps: 60, least: 16, most: 128 } as const

function batchFor(sequences: Sequences, length: number): number {
  let windows = 0
  for (let user = 0; user < sequences.users.length; user++) {
    windows += Math.ceil((sequences.start[user + 1] - sequences.start[user]) / length)
  }
  const fitting = 2 ** Math.floor(Math.log2(Math.max(1, windows / batches.steps)))
  return Math.min(batches.most, Math.max(batches.least, fitting))
}

/** Models that tell places by turning queries and keys. */
const turned: readonly SequenceModel[] = ['sasrec', 'bert4rec']

/** Above this many items the full softmax costs more than it gives: a sample of them stands for all. */
const itemsForFullSoftmax = 50_000

export interface TrainingRequest {
  readonly model: SequenceModel
  readonly epochs: number
  readonly seed: number
  readonly loss?: TrainingLoss
  readonly k: readonly number[]
  /** Bytes that training may take. */
  readonly memoryLimit?: number
  readonly options: TrainingOptions
  /** Shares of sequences that are cropped, thinned or put out of order as they are learned from. */
  readonly augment?: Partial<Augmentation>
  /** Learns from the worst small change of the items' vectors as well. */
  readonly adversary?: Adversary
}

/**
 * What is asked for, the rest as recommended: sequences no longer than the data's longest, larger batches where there are many
 * of them. Throws MODELS_HEADS_DO_NOT_DIVIDE, MODELS_NOT_AUGMENTED.
 */
export function planTraining(
  sequences: Sequences,
  request: TrainingRequest,
): TrainingPlan & { readonly used: Required<TrainingOptions> } {
  const standard = recommended[request.model]
  let longest = 2
  for (let user = 0; user < sequences.users.length; user++) {
    longest = Math.max(longest, sequences.start[user + 1] - sequences.start[user])
  }
  const asked = given(request.options)
  const length = asked.length ?? Math.min(standard.length, longest)
  const loss = request.loss ?? (sequences.items.length > itemsForFullSoftmax ? 'sampled-softmax' : 'softmax')
  const used = {
    ...{ ...standard, length, batch: batchFor(sequences, length), ...asked },
    ...(loss === 'softmax' ? {} : { repeats: 0 }),
  }
  if (used.width % (8 * used.heads) !== 0) {
    throw fail('MODELS_HEADS_DO_NOT_DIVIDE', { heads: used.heads, width: used.width })
  }
  const { augment } = request
  if (augment !== undefined && networks[request.model].objective === 'masked') {
    throw fail('MODELS_NOT_AUGMENTED', { model: request.model })
  }
  const { width, hidden, layers, heads } = used
  return {
    architecture: {
      model: request.model,
      items: sequences.items.length,
      width,
      hidden,
      layers,
      heads,
      length,
      ...(turned.includes(request.model) ? { rotary: true } : {}),
      ...(used.repeats === 1 ? { repeats: true } : {}),
      ...(sequences.sides === undefined ? {} : { sides: sequences.sides.map(({ side }) => levelsOf(side)) }),
    },
    options: {
      rows: used.batch,
      rate: used.rate,
      decay: used.decay,
      dropout: used.dropout,
      seed: request.seed,
      loss,
      negatives: used.negatives,
      averages: used.averaging > 0,
      memoryLimit: request.memoryLimit,
      ...(request.adversary === undefined ? {} : { adversary: request.adversary }),
    },
    epochs: request.epochs,
    warmup: used.warmup,
    averaging: used.averaging,
    patience: used.patience,
    k: request.k,
    ...(augment === undefined ? {} : { augmentation: { crop: 0, mask: 0, reorder: 0, ...given(augment) } }),
    used,
  }
}

/** Only what was given: an option left undefined must not hide a recommended one. */
function given<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options
}
