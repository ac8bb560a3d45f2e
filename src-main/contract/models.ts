export const sequenceModels = ['gru', 'lstm', 'rnn', 'sasrec'] as const
export type SequenceModel = (typeof sequenceModels)[number]
