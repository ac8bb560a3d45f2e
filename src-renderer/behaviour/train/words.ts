import * as m from '../../../messages/compiled/messages.js'
import type { SequenceModel, TrainingLoss } from '../../../src-main/contract/models.ts'

const names: Readonly<Record<SequenceModel, string>> = {
  gru: 'GRU4Rec',
  lstm: 'LSTM',
  rnn: 'RNN',
  sasrec: 'SASRec',
  bert4rec: 'BERT4Rec',
  srgnn: 'SR-GNN',
}

/** Proper names, the same in every language. */
export function modelName(model: SequenceModel): string {
  return names[model]
}

/** What tells a model from the others, in a line. */
export const modelWords: Readonly<Record<SequenceModel, () => string>> = {
  gru: () => m.ui_model_gru(),
  lstm: () => m.ui_model_lstm(),
  rnn: () => m.ui_model_rnn(),
  sasrec: () => m.ui_model_sasrec(),
  bert4rec: () => m.ui_model_bert4rec(),
  srgnn: () => m.ui_model_srgnn(),
}

export const sequenceModels = Object.keys(names) as SequenceModel[]

export const lossWords: Readonly<Record<TrainingLoss, () => string>> = {
  softmax: () => m.ui_loss_softmax(),
  'sampled-softmax': () => m.ui_loss_sampled_softmax(),
  bpr: () => m.ui_loss_bpr(),
  bce: () => m.ui_loss_bce(),
}

/** "ndcg@10" as the field writes it. */
export function metricName(metric: string): string {
  return metric.toUpperCase()
}
