import type { SequenceModel } from '../../contract/models.ts'
import { type Architecture, type ParameterShape, padded, zeros } from '../architecture.ts'
import { gruLayer, gruParameters } from '../layers/gru.ts'
import { lstmLayer, lstmParameters } from '../layers/lstm.ts'
import { rnnLayer, rnnParameters } from '../layers/rnn.ts'
import { repeatParameters } from '../losses/repeats.ts'
import type { Network } from './network.ts'
import { recurrentNetwork } from './recurrent.ts'
import { selfAttentionNetwork } from './self-attention.ts'
import { sessionGraphNetwork } from './session-graph.ts'

/** Every model, one line each. */
export const networks: Readonly<Record<SequenceModel, Network>> = {
  gru: recurrentNetwork({ layer: gruLayer, parameters: gruParameters }),
  lstm: recurrentNetwork({ layer: lstmLayer, parameters: lstmParameters }),
  rnn: recurrentNetwork({ layer: rnnLayer, parameters: rnnParameters }),
  sasrec: selfAttentionNetwork(true),
  bert4rec: selfAttentionNetwork(false),
  srgnn: sessionGraphNetwork,
}

/**
 * All parameters of a model: the items' vectors and biases, what repeats score, then the network's own. The mask, where a model has one, is the code
 * after the last item: it enters, and is never predicted.
 */
export function parametersOf(architecture: Architecture): readonly ParameterShape[] {
  const { items, width } = architecture
  const network = networks[architecture.model]
  const codes = network.objective === 'masked' ? items + 1 : items
  return [
    { name: 'items', rows: codes, columns: width, start: { kind: 'normal', deviation: 1 / width } },
    { ...zeros('item-biases', padded(items)), padding: padded(items) - items },
    ...(architecture.repeats === true ? [repeatParameters] : []),
    ...sideParameters(architecture),
    ...network.parameters(architecture),
  ]
}

/** A vector for each level of each side, one table. */
function sideParameters({ sides = [], width }: Architecture): readonly ParameterShape[] {
  const rows = sides.reduce((sum, levels) => sum + levels, 0)
  const start = { kind: 'normal', deviation: 1 / width } as const
  return rows === 0 ? [] : [{ name: 'sides', rows, columns: width, start }]
}
