import { fail } from '../../contract/errors.ts'
import type { Monitor } from '../../contract/monitor.ts'
import type { Questions } from '../hold-model.ts'
import { parametersOf } from '../networks/table.ts'
import type { SavedModel } from '../saving/saved-model.ts'
import type { HeldModel } from '../training/held-model.ts'
import { mapParameters } from '../training/parameters.ts'
import { type ComputeLink, errorOf } from './compute-protocol.ts'
import { type Answer, askedThrough } from './questions.ts'

/** A cancel is heard within this long, whatever the other end is doing. */
const listenEveryMs = 100
/** Batches on their way: the other end has the next when it is done with one. */
const ahead = 4

interface Waiting {
  readonly resolve: (values: Answer) => void
  readonly reject: (error: unknown) => void
}

/** A model that is held at the other end of a link. Throws as `Graphics.hold`, and CANCELLED while something is asked. */
export async function holdRemotely(
  link: ComputeLink,
  { architecture, weights }: Pick<SavedModel, 'architecture' | 'weights'>,
  rows: number,
  questions: Questions,
  monitor: Monitor,
): Promise<HeldModel> {
  const waiting = new Map<number, Waiting>()
  /** The first ticket is for the holding itself. */
  let tickets = 0
  let ended: unknown = null
  const end = (error: unknown) => {
    ended ??= error
    clearInterval(listening)
    link.close()
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  const listening = setInterval(() => {
    if (waiting.size === 0) return
    try {
      monitor.check()
    } catch (error) {
      end(error)
    }
  }, listenEveryMs)
  const answered = (ticket: number, say: () => void): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended)
      waiting.set(ticket, { resolve, reject })
      say()
    })
  const settle = (ticket: number, how: (own: Waiting) => void) => {
    const own = waiting.get(ticket)
    waiting.delete(ticket)
    if (own !== undefined) how(own)
  }
  link.onClosed((detail) => end(fail('MODELS_DEVICE_LOST', { detail })))
  link.onMessage((message) => {
    if (message.kind === 'held') settle(0, ({ resolve }) => resolve(null))
    else if (message.kind === 'answered') settle(message.ticket, ({ resolve }) => resolve(message.values))
    else if (message.kind !== 'failed') return
    else if (message.ticket === undefined) end(errorOf(message))
    else settle(message.ticket, ({ reject }) => reject(errorOf(message)))
  })
  const copy = (values: Float32Array) => values.slice()
  await answered(0, () =>
    link.post({ kind: 'hold', model: { architecture, weights: copy(weights) }, rows, questions }),
  )
  return askedThrough(
    {
      ...{ architecture, parameters: mapParameters(parametersOf(architecture)), most: rows, ahead },
      load: (values) => link.post({ kind: 'load', weights: copy(values) }),
      async close() {
        end(new Error('the model is held no more'))
      },
    },
    (question) => {
      const ticket = ++tickets
      return answered(ticket, () => link.post({ kind: 'ask', ticket, question }))
    },
  )
}
