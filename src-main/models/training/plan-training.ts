import { fail } from '../../contract/errors.ts'
import type { SequenceModel, TrainingLoss, TrainingOptions } from '../../contract/models.ts'
import type { Augmentation } from '../data/augment.ts'
import type { Sequences } from '../data/sequences.ts'
import { levelsOf } from '../data/sides.ts'
import type { Adversary } from '../losses/adversary.ts'
import { networks } from '../networks/table.ts'
import type { TrainingPlan } from './train-model.ts'

/** Settings that were best on the validation of MovieLens 100k, by model. */
const recommended: Readonly<Record<SequenceModel, Required<TrainingOptions>>> = {
  gru: recurrent(0.003),
  lstm: recurrent(0.003),
  rnn: recurrent(0.001),
  sasrec: { ...attention(0.003), batch: 32, patience: 10 },
  bert4rec: attention(0.003),
  srgnn: graph(0.003),
}

function attention(rate: number): Required<TrainingOptions> {
  return {
    width: 64,
    hidden: 64,
    layers: 2,
    heads: 2,
    length: 50,
    batch: 64,
    rate,
    dropout: 0.3,
    decay: 0,
    negatives: 512,
    warmup: 0,
    averaging: 1,
    patience: 25,
  }
}

function graph(rate: number): Required<TrainingOptions> {
  return { ...attention(rate), layers: 1, heads: 1 }
}

function recurrent(rate: number): Required<TrainingOptions> {
  return {
    width: 64,
    hidden: 128,
    layers: 1,
    heads: 1,
    length: 100,
    batch: 32,
    rate,
    dropout: 0.4,
    decay: 0,
    negatives: 512,
    warmup: 0,
    averaging: 1,
    patience: 10,
  }
}

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
 * sequences. Throws MODELS_HEADS_DO_NOT_DIVIDE, MODELS_NOT_AUGMENTED.
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
  const used = {
    ...standard,
    length: Math.min(standard.length, longest),
    batch: sequences.users.length > 20_000 ? 128 : standard.batch,
    ...given(request.options),
  }
  if (used.width % (8 * used.heads) !== 0) {
    throw fail('MODELS_HEADS_DO_NOT_DIVIDE', { heads: used.heads, width: used.width })
  }
  const { augment } = request
  if (augment !== undefined && networks[request.model].objective === 'masked') {
    throw fail('MODELS_NOT_AUGMENTED', { model: request.model })
  }
  const { width, hidden, layers, heads, length } = used
  return {
    architecture: {
      model: request.model,
      items: sequences.items.length,
      width,
      hidden,
      layers,
      heads,
      length,
      ...(request.model === 'sasrec' ? { rotary: true } : {}),
      ...(sequences.sides === undefined ? {} : { sides: sequences.sides.map(({ side }) => levelsOf(side)) }),
    },
    options: {
      rows: used.batch,
      rate: used.rate,
      decay: used.decay,
      dropout: used.dropout,
      seed: request.seed,
      loss: request.loss ?? (sequences.items.length > itemsForFullSoftmax ? 'sampled-softmax' : 'softmax'),
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
