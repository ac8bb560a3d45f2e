import type { SequenceModel } from '../../contract/models.ts'
import { gruStep, lstmStep, recurrentReference, rnnStep } from './recurrent.ts'
import type { ReferenceNetwork } from './reference-network.ts'
import { selfAttentionReference } from './self-attention.ts'
import { sessionGraphReference } from './session-graph.ts'

/** The reference of every model, one line each. */
export const referenceNetworks: Readonly<Record<SequenceModel, ReferenceNetwork>> = {
  gru: recurrentReference(gruStep, 1),
  lstm: recurrentReference(lstmStep, 2),
  rnn: recurrentReference(rnnStep, 1),
  sasrec: selfAttentionReference(true),
  bert4rec: selfAttentionReference(false),
  srgnn: sessionGraphReference,
}
